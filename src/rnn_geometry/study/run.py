"""A run, one trained network: its key, its folder, and its files by their short names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rnn_geometry.layout import FILES, FOLDER, JOB


def format_l2(l2: float) -> str:
    """l2 as it stands in a path: the shortest form that reads back as the same number."""
    return repr(float(l2))


@dataclass(frozen=True, order=True)
class Run:
    """One trained network."""

    task: str
    cell: str
    l2: float
    seed: int

    @property
    def key(self) -> tuple[str, str, float, int]:
        """What tables know it by: task, cell, l2, seed."""
        return self.task, self.cell, self.l2, self.seed

    @property
    def folder(self) -> str:
        return self._filled(FOLDER)

    @property
    def job(self) -> str:
        """What its jobs' logs and benchmarks are called."""
        return self._filled(JOB)

    def file(self, name: str) -> str:
        """The path of one of its files, by its name in FILES."""
        return f"{self.folder}/{FILES[name]}"

    def _filled(self, pattern: str) -> str:
        return pattern.format(task=self.task, cell=self.cell, l2=format_l2(self.l2), seed=self.seed)


def in_order(runs: Iterable[Run]) -> list[Run]:
    """Each run once, by task, categorical-2 before categorical-10, then cell, l2 and seed."""
    return sorted(set(runs), key=lambda run: (*re.split(r"(\d+)", run.task)[:1], len(run.task), run))
