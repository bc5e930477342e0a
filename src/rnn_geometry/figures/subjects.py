"""Of what there is one figure each in a study, and the networks and files that each is drawn from."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rnn_geometry.figures.registry import Figure
from rnn_geometry.shapes import Simplex
from rnn_geometry.study import Study
from rnn_geometry.study.run import Run


@dataclass(frozen=True)
class Subjects:
    """The subjects of a study's figures."""

    study: Study

    @cached_property
    def networks(self) -> dict[str, dict[str, list[Run]]]:
        """For each of the registry's SUBJECTS the networks that its figures show, by the task or sweep of each, or ""."""
        study = self.study
        shown = {task: study.shown(task) for task in study.shown_tasks}
        followed = dict.fromkeys(run.task for run in study.followed)
        return {
            "study": {"": study.runs},
            "own networks": {"": study.blocks},
            "networks": {"": study.learning},
            "simplex networks": {"": [run for run in study.learning if isinstance(study.tasks[run.task].shape, Simplex)]},
            "shown networks": {"": [run for run in study.learning if run.task in shown]},
            "skeletons": {"": [run for run in study.skeletons if run in study.learning]},
            "pairs": {"": [run for task in study.compared_tasks for run in study.compared(task)]},
            "task": shown,
            "natural task": {task: runs for task, runs in shown.items() if not study.tasks[task].synthetic},
            "skeleton task": {task: study.shown(task, study.skeletons) for task in shown},
            "followed task": {task: [run for run in study.followed if run.task == task] for task in followed},
            "sweep": {name: sweep.runs for name, sweep in study.sweeps.items()},
            "penalty sweep": {name: sweep.runs for name, sweep in study.sweeps.items() if sweep.over == "l2"},
            "l2 sweep": {name: sweep.most_regularised for name, sweep in study.sweeps.items() if sweep.over == "l2"},
        }

    def of(self, figure: Figure) -> list[str]:
        """The tasks or sweeps that there is such a figure of, or "" for the whole study; none without networks to show."""
        return [subject for subject, runs in self.networks[figure.of].items() if runs]

    def runs(self, figure: Figure, subject: str) -> list[Run]:
        """The networks that a figure shows."""
        runs = self.networks[figure.of].get(subject, [])
        return runs[:1] if figure.first else runs

    def files(self, figure: Figure, subject: str, kind: str) -> str | list[str]:
        """The files of one kind of the networks that a figure shows; of the kind "task" their task's record."""
        runs = self.runs(figure, subject)
        return f"results/tasks/{runs[0].task}/task.json" if kind == "task" else [run.file(kind) for run in runs]

    def about(self, figure: Figure, subject: str) -> dict[str, Any]:
        """What else a figure is told: whether a task is `synthetic`; what a sweep is `over`, and the `values` of its runs."""
        if figure.of == "sweep":
            sweep = self.study.sweeps[subject]
            return {"over": sweep.over, "values": sweep.values}
        return {"synthetic": self.study.tasks[subject].synthetic} if figure.wildcard == "task" else {}
