"""What a figure is drawn from: files of the networks that it shows, the record of their task, and tables over the study."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from rnn_geometry.engine.stability import from_arrays, unstable_directions
from rnn_geometry.files import read_arrays, read_json, read_metadata, read_table
from rnn_geometry.tables.columns import KEYS


@dataclass(frozen=True)
class Given:
    """What one figure is given, by the row that it has in the registry.

    subject: the task or sweep that it is of, or "". runs: the (task, cell, l2, seed) of the networks that it shows. files: by
    what the row `reads`, the path of each network's file, in the order of the runs. record: the path of the task's record.
    tables: the path of each table by its name. about: what else there is to know of the subject: of a task whether it is
    `synthetic`; of a sweep what it is `over`, and the `values` of its runs.
    """

    subject: str
    runs: Sequence[Sequence[str]]
    files: Mapping[str, Sequence[str | Path]] = field(default_factory=dict)
    record: str | Path | None = None
    tables: Mapping[str, str | Path] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def networks(self) -> list[dict[str, Any]]:
        """All that the files of each network hold, by name."""
        return [read_network(dict(zip(self.files, paths, strict=True))) for paths in zip(*self.files.values(), strict=True)]

    def each(self, kind: type) -> list:
        """Every network as a figure's own class, whose fields name what it is drawn from."""
        return [pick(kind, network) for network in self.networks]

    @property
    def titles(self) -> list[tuple[str, str]]:
        """The name of each network in its panel: its cell, and its l2 only where a cell has several."""
        several = len({cell for _, cell, _, _ in self.runs}) < len(self.runs)
        return [(cell, str(l2) if several else "") for _, cell, l2, _ in self.runs]

    @cached_property
    def task(self) -> dict[str, Any]:
        """The record of the task, `task.json`."""
        return read_json(self.record)

    @property
    def keys(self) -> pd.DataFrame:
        """The networks by the columns that name them in tables, one row each."""
        return pd.DataFrame(self.runs, columns=KEYS).astype({"l2": float, "seed": int})

    def table(self, name: str) -> pd.DataFrame:
        """A table over the study."""
        return read_table(self.tables[name])

    def rows(self, name: str, of_tasks: str | None = None) -> pd.DataFrame:
        """The rows of a table for the networks shown; with the columns of a table of tasks, if one is named."""
        rows = self.table(name).merge(self.keys)
        if of_tasks is None:
            return rows
        about = self.table(of_tasks)
        known = [column for column in about if column != "task"]
        return rows.drop(columns=known, errors="ignore").merge(about, on="task")


def read_network(paths: Mapping[str, str | Path]) -> dict[str, Any]:
    """What a network's files hold, by name; `paths` by the names that the registry has for them.

    modes_arrays: the spectra, complex, as slow_spectra and fixed_spectra, and the index of each fixed point. effects_arrays:
    beside the arrays the `words` whose deflections are drawn, with their `kinds`. deflections: that table. skeleton_arrays:
    points [G, S], index [G], labels [G] read there, edges [E, 2] and paths [E, T, S].
    """
    return {name: value for kind, path in paths.items() for name, value in READERS[kind](path).items()}


def pick(kind: type, contents: Mapping[str, Any]) -> Any:
    """An instance of a class whose fields name what it takes of the contents."""
    return kind(**{field.name: contents[field.name] for field in fields(kind)})


def _read_skeleton(path: str | Path) -> dict[str, Any]:
    found = read_arrays(path, ["states", "index", "labels", "edges", "paths"])
    return {"points": found.pop("states"), **found}


def _read_spectra(path: str | Path) -> dict[str, Any]:
    slow, fixed = from_arrays(read_arrays(path))
    return {"slow_spectra": slow, "fixed_spectra": fixed, "index": unstable_directions(fixed)}


def _read_effects(path: str | Path) -> dict[str, Any]:
    return read_arrays(path) | read_metadata(path)


def _read_words(path: str | Path) -> dict[str, pd.DataFrame]:
    return {"deflections": read_table(path)}


READERS: dict[str, Callable[[str | Path], dict[str, Any]]] = {
    "states": read_arrays,
    "fixed_points_arrays": read_arrays,
    "modes_arrays": _read_spectra,
    "memory_arrays": read_arrays,
    "interchange_arrays": read_arrays,
    "effects_arrays": _read_effects,
    "effects": read_json,
    "deflections": _read_words,
    "skeleton_arrays": _read_skeleton,
}
