"""Sweeps: the runs along one number, and the tasks or cells that they define for it."""

from dataclasses import dataclass, field
from itertools import product

from rnn_geometry.options import Options
from rnn_geometry.study.config.cells import Cell
from rnn_geometry.study.config.config import Config
from rnn_geometry.study.config.tasks import TaskOptions
from rnn_geometry.study.run import Run


@dataclass(frozen=True)
class Sweep:
    """A sweep. over: what is varied; runs, and for each of them its value of that; tasks, cells: those defined for it."""

    name: str
    over: str
    runs: list[Run] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    tasks: dict[str, TaskOptions] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def rows(self) -> list[list]:
        """A row per run: its value, and its key."""
        return [[value, *run.key] for value, run in zip(self.values, self.runs, strict=True)]

    @property
    def most_regularised(self) -> list[Run]:
        """The first run of each cell at the largest value."""
        first = {}
        for _, run in sorted(zip(self.values, self.runs, strict=True), reverse=True, key=lambda pair: pair[0]):
            first.setdefault(run.cell, run)
        return list(first.values())


def expand_sweep(config: Config, name: str) -> Sweep:
    """The sweep of this name. One over anything but l2 defines tasks or cells of its own, such as `correlated-3.rho-0.5`."""
    options = config.sweeps[name]
    sweep = Sweep(name, options.over)
    for value, *about in product(options.numbers(), options.tasks, options.cells, options.seeds):
        sweep.runs.append(_run_at(config, sweep, value, *about))
        sweep.values.append(value)
    return sweep


def _run_at(config: Config, sweep: Sweep, value: float, task: str, cell: str, seed: int) -> Run:
    """The run at one value of a sweep; what it needs defined is added to the sweep."""
    l2 = config.recipes[config.tasks[task].recipe].l2
    if sweep.over == "l2":
        return Run(task, cell, float(value), seed)
    if sweep.over == "hidden_size":
        name = f"{cell}.hidden_size-{value}"
        sweep.cells[name] = varied(config.cells[cell], "hidden_size", value)
        return Run(task, name, l2, seed)
    name = f"{task}.{sweep.over}-{value:g}" if sweep.over == "rho" else f"{task}.length-{value}"
    change = ("rho", value) if sweep.over == "rho" else ("lengths", [value, value])
    sweep.tasks[name] = varied(config.tasks[task], *change)
    return Run(name, cell, l2, seed)


def varied(options: Options, key: str, value: float | list[float]) -> Options:
    """The options with another value under one key."""
    return type(options).model_validate(options.plain() | {key: value})
