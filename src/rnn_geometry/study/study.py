"""A study: from its config to the runs that it wants, and what each job depends on."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product
from pathlib import Path
from typing import Any

from rnn_geometry.study.checks import check_references, check_report, check_sizes
from rnn_geometry.study.config.cells import Cell
from rnn_geometry.study.config.config import Config, read_config
from rnn_geometry.study.config.corpora import HubCorpus
from rnn_geometry.study.config.sections import OVER, Block
from rnn_geometry.study.run import Run, in_order
from rnn_geometry.study.sweeps import Sweep, expand_sweep
from rnn_geometry.study.task import Task


@dataclass(frozen=True)
class Study:
    """A study, made once from its config; all lists of runs have each run once, in a fixed order."""

    config: Config

    @classmethod
    def from_config(cls, given: dict[str, Any]) -> "Study":
        """The study that a raw config asks for. Raises ConfigError, one line with the key at fault."""
        study = cls(read_config(given))
        check_references(study.config)
        check_sizes(study.runs, study.tasks, study.cells, study.sweeps)
        check_report(study.config.report.tasks or [], study.viewable)
        return study

    # What it consists of

    @property
    def name(self) -> str:
        return self.config.study.name

    @property
    def seed(self) -> int:
        """The root of every random number."""
        return self.config.study.seed

    @cached_property
    def sweeps(self) -> dict[str, Sweep]:
        """The sweeps that the study names, by their names."""
        return {name: expand_sweep(self.config, name) for name in self.config.study.sweeps.values()}

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """All cells that are defined, those of sweeps included."""
        return {name: cell for cells in (self.config.cells, *self._defined("cells")) for name, cell in cells.items()}

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """The tasks of all runs, in their order."""
        found = {name: task for tasks in (self.config.tasks, *self._defined("tasks")) for name, task in tasks.items()}
        names = dict.fromkeys(run.task for run in self.runs)
        return {name: Task(name, found[name], self.config.recipes[found[name].recipe]) for name in names}

    @property
    def own_cells(self) -> list[str]:
        """The cells of the user's own that runs have."""
        return [name for name in dict.fromkeys(run.cell for run in self.runs) if self.cells[name].kind == "own"]

    @property
    def swept(self) -> dict[str, list[str]]:
        """The names of the sweeps over each number that can be varied."""
        return {over: [name for name, sweep in self.sweeps.items() if sweep.over == over] for over in OVER}

    def _defined(self, kind: str) -> list[dict]:
        return [getattr(sweep, kind) for sweep in self.sweeps.values()]

    # Its runs

    @cached_property
    def blocks(self) -> list[Run]:
        """The runs of the study's own blocks; those of its sweeps are not among them."""
        return in_order(chain.from_iterable(map(self._runs_of, self.config.study.blocks.values())))

    @cached_property
    def followed(self) -> list[Run]:
        """The runs whose training is followed, those of blocks with `follow: true`."""
        wanted = [block for block in self.config.study.blocks.values() if block.follow]
        return in_order(chain.from_iterable(map(self._runs_of, wanted)))

    @cached_property
    def runs(self) -> list[Run]:
        """All runs of the study and its sweeps."""
        return in_order([*self.blocks, *chain.from_iterable(sweep.runs for sweep in self.sweeps.values())])

    @cached_property
    def learning(self) -> list[Run]:
        """The blocks' runs without the controls."""
        return [run for run in self.blocks if self.tasks[run.task].control == "none"]

    @cached_property
    def skeletons(self) -> list[Run]:
        """Those of the blocks' runs whose skeleton is sought.

        Runs of the config's families, where the simplex or hypercube of the task has few enough faces, of cells whose fixed
        points are isolated, and of the first seeds of each task, cell and l2. Families are named instead of shapes, since a
        plane is expected of planar texts and of ordered classes of real text alike.
        """
        options = self.config.skeleton
        chosen: dict[tuple, list[Run]] = {}
        for run in self.blocks:
            task = self.tasks[run.task]
            few = task.family in options.families and task.shape.count_faces() <= options.most_faces
            if few and self.cells[run.cell].has_skeleton:
                chosen.setdefault((run.task, run.cell, run.l2), []).append(run)
        return [run for group in chosen.values() for run in group[: options.seeds]]

    def _runs_of(self, block: Block) -> list[Run]:
        return [
            Run(task, cell, l2, seed)
            for task, cell, seed in product(block.tasks, block.cells, block.seeds)
            for l2 in block.l2 or [self._own_l2(task, cell)]
        ]

    def _own_l2(self, task: str, cell: str) -> float:
        # What penalty an imported network was trained with is not known: none was added here.
        imported = self.config.cells[cell].kind == "imported"
        return 0.0 if imported else self.config.recipes[self.config.tasks[task].recipe].l2

    # What figures and the report show

    def compared(self, task: str) -> list[Run]:
        """The runs of a task that are compared with one another: all but those of a sweep."""
        return [run for run in self.blocks if run.task == task]

    @property
    def compared_tasks(self) -> list[str]:
        """The tasks that have networks to compare."""
        return [task for task in self.tasks if len(self.compared(task)) > 1]

    @property
    def shown_tasks(self) -> list[str]:
        """The tasks that have figures of their own."""
        return [name for name, task in self.tasks.items() if self.shown(name) and task.has_named_classes]

    def shown(self, task: str, among: list[Run] | None = None) -> list[Run]:
        """The runs that a task's own figures show: the first seed of each cell and l2; none of a control or without dynamics.

        among: where given, only those of them that are among these.
        """
        first: dict[tuple, Run] = {}
        for run in self.compared(task) if self.tasks[task].control == "none" else ():
            if self.cells[run.cell].has_dynamics:
                first.setdefault((run.cell, run.l2), run)
        return [run for run in first.values() if among is None or run in among]

    @cached_property
    def viewable(self) -> list[str]:
        """The tasks that the report can show closely."""
        return [name for name, task in self.tasks.items() if task.can_be_shown]

    @cached_property
    def viewed(self) -> dict[str, Run]:
        """For each task that the report shows closely, the run whose manifold it shows: the first shown run, or a sweep's.

        The tasks are those that the config names; or one of each family, of synthetic and of real text, whose ends come
        nearest to the four that three dimensions have room for.
        """
        alike: dict[tuple, list[str]] = {}
        for name in self.viewable:
            alike.setdefault((not self.tasks[name].synthetic, self.tasks[name].family), []).append(name)
        nearest = [min(alike[kind], key=self._far_from_four) for kind in sorted(alike, key=lambda kind: kind[0])]
        names = self.config.report.tasks or nearest
        return {name: (self.shown(name) or [run for run in self.runs if run.task == name])[0] for name in names}

    def _far_from_four(self, task: str) -> int:
        return abs(self.tasks[task].shape.ends - 4)

    # What jobs depend on

    @property
    def kinds(self) -> dict[str, dict]:
        """Of each cell its type and size, as claims ask for them."""
        return {name: {"type": cell.kind, "hidden_size": cell.hidden_size} for name, cell in self.cells.items()}

    def architecture(self, task: str, cell: str) -> dict:
        """What the untrained network of a task and a cell depends on, but for the vocabulary and the classes."""
        return self.cells[cell].architecture(self.tasks[task].options.embedding)

    def corpora_dir(self, corpus: str) -> str | None:
        """The folder that a corpus of the hub is read from instead of the hub, or None."""
        return self.config.corpora_dir if isinstance(self.config.corpora[corpus], HubCorpus) else None

    def corpus_files(self, corpus: str) -> list[str]:
        """The files that a corpus is read from: a change in one of them makes it again."""
        folder = self.corpora_dir(corpus)
        options = self.config.corpora[corpus]
        return options.files_in(Path(folder) / corpus) if folder else options.files()
