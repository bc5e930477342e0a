"""What no section of a config can tell by itself: names that point nowhere, and values of two sections that contradict."""

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import product

from pydantic import ValidationError

from rnn_geometry.own import require_class, require_file, require_plain
from rnn_geometry.study.config.cells import Cell
from rnn_geometry.study.config.config import Config
from rnn_geometry.study.config.errors import ConfigError, explain
from rnn_geometry.study.config.sections import Block, SweepOptions
from rnn_geometry.study.config.tasks import NaturalTask, SyntheticTask
from rnn_geometry.study.run import Run
from rnn_geometry.study.sweeps import Sweep, varied
from rnn_geometry.study.task import Task


def check_references(config: Config) -> None:
    """Raise ConfigError where a name or a file is not there, or two sections contradict one another."""
    _check_tasks(config)
    _check_corpora(config)
    _check_cells(config)
    for key, name in config.study.sweeps.items():
        _require(config, "sweeps", name, key)
    blocks = config.study.blocks | {f"sweeps.{name}": sweep for name, sweep in config.sweeps.items()}
    for key, block in blocks.items():
        _check_block(config, block, key)
    for name, sweep in config.sweeps.items():
        _check_sweep(config, name, sweep)


def check_report(wanted: list[str], viewable: Container[str]) -> None:
    """Raise ConfigError where the report is asked for a task that the study cannot show."""
    for task in wanted:
        if task not in viewable:
            raise ConfigError(
                f"config: report.tasks: {task!r} is not one that this study can show; it can: {', '.join(viewable)}"
            )


def check_sizes(runs: Iterable[Run], tasks: Mapping[str, Task], cells: Mapping[str, Cell], sweeps: Mapping[str, Sweep]) -> None:
    """Raise ConfigError where a network has no more units than its task's manifold is expected to have dimensions: measures
    compare the modes that span it with the one after them."""
    keys = {cell: f"sweeps.{name}.values" for name, sweep in sweeps.items() for cell in sweep.cells}
    for run in runs:
        units = cells[run.cell].hidden_size
        dimension = tasks[run.task].shape.dimension
        if units <= dimension:
            key = keys.get(run.cell, f"cells.{run.cell}.hidden_size")
            raise ConfigError(
                f"config: {key}: {units} is too small for {run.task}, whose states are expected to have "
                f"dimension {dimension}; it must be at least {dimension + 1}"
            )


def _require(config: Config, kind: str, name: str, key: str) -> None:
    defined = getattr(config, kind)
    if name not in defined:
        raise ConfigError(f"config: {key}: {name!r} is not defined under {kind}; defined are: {', '.join(defined)}")


def _check_tasks(config: Config) -> None:
    for name, options in config.tasks.items():
        _require(config, "recipes", options.recipe, f"tasks.{name}.recipe")
        if isinstance(options, NaturalTask):
            _require(config, "corpora", options.corpus, f"tasks.{name}.corpus")
            if options.own_vocabulary:
                _try(require_file, options.own_vocabulary.file, f"tasks.{name}.vocabulary.file")


def _check_corpora(config: Config) -> None:
    for name, corpus in config.corpora.items():
        for path in corpus.files():
            _try(require_plain, path, f"corpora.{name}")


def _check_cells(config: Config) -> None:
    for name, cell in config.cells.items():
        if cell.kind == "imported":
            _try(require_file, cell.checkpoint, f"cells.{name}.checkpoint")
        if cell.kind == "own":
            _try(require_class, cell.import_, f"cells.{name}.import")


def _try(require, named: str, key: str) -> None:
    try:
        require(named)
    except ValueError as error:
        raise ConfigError(f"config: {key}: {error}") from error


def _check_block(config: Config, block: Block | SweepOptions, key: str) -> None:
    for kind in ("tasks", "cells"):
        for name in getattr(block, kind):
            _require(config, kind, name, f"{key}.{kind}")
    tasks = [Task(name, config.tasks[name], config.recipes[config.tasks[name].recipe]) for name in block.tasks]
    if isinstance(block, Block) and block.follow:
        _check_follow(tasks, f"{key}.follow")
    for cell in block.cells:
        if config.cells[cell].kind == "imported":
            for reason in _reasons_against(block, tasks):
                raise ConfigError(f"config: {key}: {cell} is an imported network{reason}")


def _check_follow(tasks: list[Task], key: str) -> None:
    for task in tasks:
        if task.control == "untrained":
            recipe = task.options.recipe
            raise ConfigError(
                f"config: {key}: {task.name} is not trained (recipe {recipe}: no epochs), so there is nothing to follow"
            )


def _reasons_against(block: Block | SweepOptions, tasks: list[Task]) -> Iterator[str]:
    """Why a network trained elsewhere, which is one network, cannot be in a block: nothing of its training can be varied."""
    if isinstance(block, SweepOptions):
        yield ", which no sweep can train again; leave it out"
        return
    if block.follow:
        yield ", whose training cannot be followed; leave out follow"
    if len(block.seeds) > 1 or block.l2 is not None:
        yield ": give it a block of its own, with one seed and no l2"
    for task in tasks:
        if task.control != "none":
            yield f", but {task.name} is a control of {task.control} networks; leave one of them out"


def _check_sweep(config: Config, name: str, sweep: SweepOptions) -> None:
    for task in sweep.tasks:
        if not _can_vary(config.tasks[task], sweep.over):
            raise ConfigError(f"config: sweeps.{name}: the task {task} has no {sweep.over} to sweep over")
    for cell, size in product(sweep.cells, sweep.numbers() if sweep.over == "hidden_size" else ()):
        try:
            varied(config.cells[cell], "hidden_size", size)
        except ValidationError as error:
            reason = explain(error).removeprefix("config: ")
            raise ConfigError(f"config: sweeps.{name}.values: cells.{cell}.{reason}") from error


def _can_vary(task: SyntheticTask | NaturalTask, over: str) -> bool:
    if over == "rho":
        return "rho" in type(task).model_fields
    return over != "length" or isinstance(task, SyntheticTask)
