"""The networks that figures show, by what the registry of figures says that a figure is of, and by task or sweep."""

from rnn_geometry.study.run import Run
from rnn_geometry.study.study import Study


def networks_drawn(study: Study) -> dict[str, dict[str, list[Run]]]:
    """For each kind of subject, the networks that the figure of a task or sweep shows; of a whole study under ""."""
    return {
        "study": {"": study.runs},
        "networks": {"": study.learning},
        "categorical networks": {"": [run for run in study.learning if study.tasks[run.task].family == "categorical"]},
        "shown networks": {"": [run for run in study.learning if run.task in study.shown_tasks]},
        "skeletons": {"": [run for run in study.skeletons if run in study.learning]},
        "pairs": {"": [run for task in study.compared_tasks for run in study.compared(task)]},
        "task": {task: study.shown(task) for task in study.shown_tasks},
        "natural task": {task: study.shown(task) for task in study.shown_tasks if not study.tasks[task].synthetic},
        "skeleton task": {task: study.shown(task, study.skeletons) for task in study.shown_tasks},
        "followed task": {task: [run for run in study.followed if run.task == task] for task in _tasks_of(study.followed)},
        "sweep": {name: sweep.runs for name, sweep in study.sweeps.items()},
        "l2 sweep": {name: study.sweeps[name].most_regularised for name in study.swept["l2"]},
    }


def _tasks_of(runs: list[Run]) -> list[str]:
    return list(dict.fromkeys(run.task for run in runs))
