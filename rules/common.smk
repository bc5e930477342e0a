"""What all stages share: the checked config, the runs of the study, names and paths."""

import re
import sys

from jsonschema import ValidationError
from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

sys.path.insert(0, f"{workflow.basedir}/src")  # the library of this checkout

from rnn_geometry import checks, lock, study, warm
from rnn_geometry.dependencies import PACKAGE, digest, export_package, modules_of
from rnn_geometry.measures import registry as measures

export_package()
try:
    validate(config, "../workflow/schemas/config.schema.yaml")
    checks.check_references(config)
except checks.ConfigError as error:
    raise WorkflowError(str(error))
except WorkflowError as error:
    if not isinstance(error.__context__, ValidationError):
        raise
    raise WorkflowError(checks.explain(error.__context__))

SWEEPS = study.expand_sweeps(config)
BLOCKS = study.expand_blocks(config)
RUNS = study.expand_runs(config)
FOLLOWED = study.followed_runs(config)  # some of the blocks' runs
LEARNING = [run for run in BLOCKS if study.control_of(config, run.task) == "none"]  # the blocks without the controls
TASKS = list(dict.fromkeys(run.task for run in RUNS))
SYNTHETIC = [task for task in TASKS if "corpus" not in config["tasks"][task]]
NATURAL = [task for task in TASKS if "corpus" in config["tasks"][task]]
IMPORTED = [cell for cell in config["cells"] if study.is_imported(config, cell)]
OWN_CELLS = [cell for cell in dict.fromkeys(run.cell for run in RUNS) if study.own_cell(config, cell)]
RUN = study.Run("{task}", "{cell}", "{l2}", "{seed}").folder
RUN_JOB = "{task}.{cell}.l2-{l2}.seed-{seed}"
ENVIRONMENT = "../envs/rnn-geometry.yaml"


wildcard_constraints:
    task=study.NAME,
    corpus=study.NAME,
    sweep=study.NAME,
    cell=study.NAME,
    l2=r"[0-9.e+-]+",
    seed=r"\d+",


def code(script, *modules):
    """A digest of the library's modules that a script reaches: a job's parameter, so that a change in one reruns it. modules:
    those that the script loads by a name which a registry gives."""
    return digest(modules_of(f"{workflow.basedir}/workflow/scripts/{script}.py", *modules))


def key(run):
    """What names a run in the params of a job."""
    return [run.task, run.cell, run.l2, run.seed]


def more(amount):
    """A resource that grows with every attempt: a job that ran out of it gets more when it is tried again."""
    return lambda wildcards, attempt: amount * attempt


def one_of(names):
    """A wildcard constraint: one of these names, or nothing at all."""
    return "|".join(map(re.escape, names)) or r"(?!)"


def of_runs(file):
    """The paths of one file of every run."""
    return [f"{run.folder}/{file}" for run in RUNS]


def after_check_tasks(wildcards):
    """No input, but an error that Snakemake waits on until the checkpoint has passed."""
    checkpoints.check_tasks.get()
    return []


def record_of_own_cell(wildcards):
    """That a user's own cell was found sound. The checkpoint would do for a first call; but when the check of a changed cell has
    failed, the checkpoint's table of the last one still stands."""
    return [f"results/cells/{wildcards.cell}.json"] if wildcards.cell in OWN_CELLS else []


def compared_runs(task):
    """The runs of a task that are compared with one another: all but those of a sweep."""
    return [run for run in BLOCKS if run.task == task]


def shown_runs(task, among=None):
    """The runs that a task's own figures show: the first seed of each cell and l2, those `among` some if such are given; none
    for a sweep's own task or a control."""
    shown = {}
    if study.control_of(config, task) != "none":
        return []
    for run in BLOCKS:
        if run.task == task:
            shown.setdefault((run.cell, run.l2), run)
    return [run for run in shown.values() if among is None or run in among]


def viewed_run(task):
    """The run whose manifold the report shows: the first of those that the task's figures show, or else of a sweep."""
    return (shown_runs(task) or [run for run in RUNS if run.task == task])[0]


def most_regularised(sweep):
    """The first run of each cell at the largest value of a sweep over l2."""
    runs = {}
    for value, run in sorted(SWEEPS[sweep], reverse=True, key=lambda pair: pair[0]):
        runs.setdefault(run.cell, run)
    return list(runs.values())
