"""What all stages share: the study, and what every rule says in the same words."""

import re
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

sys.path.insert(0, f"{workflow.basedir}/src")  # the library of this checkout

from rnn_geometry import lock, surroundings, warm
from rnn_geometry.dependencies import PACKAGE, digest, export_package, modules_of
from rnn_geometry.layout import JOB as run_job
from rnn_geometry.layout import outputs_of
from rnn_geometry.layout import pattern_of as run_file
from rnn_geometry.measures import registry as measures
from rnn_geometry.study import ConfigError, Study

export_package()
surroundings.settle(Path.cwd())
if set("{}") & set(workflow.basedir):
    raise WorkflowError(f"{workflow.basedir}: Snakemake takes braces in the path of a workflow for names; move it elsewhere")
try:
    study = Study.from_config(config)
except ConfigError as error:
    raise WorkflowError(str(error))

environment = "../envs/rnn-geometry.yaml"


def code(script, *modules):
    """A digest of the library's modules that a script reaches: a job's parameter, so that a change in one reruns it. modules:
    those that the script loads by a name which a registry gives."""
    return digest(modules_of(f"{workflow.basedir}/workflow/scripts/{script}.py", *modules))


def options_of(stage):
    """The sections of the config that the measures of one stage depend on."""
    return {section: getattr(study.config, section).plain() for section in measures.sections_of(stage)}


def more(amount):
    """A resource that grows with every attempt: a job that ran out of it gets more when it is tried again."""
    return lambda wildcards, attempt: amount * attempt


def one_of(names):
    """A wildcard constraint: one of these names, or nothing at all."""
    return "|".join(map(re.escape, names)) or r"(?!)"


wildcard_constraints:
    task=one_of(study.tasks),
    corpus=one_of(study.config.corpora),
    sweep=one_of(study.sweeps),
    cell=one_of(study.cells),
    l2=r"[0-9.e+-]+",
    seed=r"\d+",


def files_of(runs, name):
    """The paths of one file of each of some runs, by its name in the table of a run's files."""
    return [run.file(name) for run in runs]


def tasks_of(runs):
    """The tasks of some runs, each once."""
    return list(dict.fromkeys(run.task for run in runs))


def keys_of(runs):
    """What tables know some runs by: task, cell, l2, seed."""
    return [list(run.key) for run in runs]


def task_of(wildcards):
    return study.tasks[wildcards.task]


def cell_of(wildcards):
    return study.cells[wildcards.cell]


def after_check_tasks(wildcards):
    """No input, but an error that Snakemake waits on until the checkpoint has passed."""
    checkpoints.check_tasks.get()
    return []


def record_of_own_cell(wildcards):
    """That a user's own cell was found sound. The checkpoint would do for a first call; but when the check of a changed cell has
    failed, the checkpoint's table of the last one still stands."""
    return [f"results/cells/{wildcards.cell}.json"] if cell_of(wildcards).kind == "own" else []
