"""One table from single records: what each is of, what is known of its task, and what the record holds."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from rnn_geometry.files import read_json, read_table
from rnn_geometry.tables.columns import KEYS


def collect(
    keys: Sequence[Sequence[str]], files: Sequence[str | Path], tasks: pd.DataFrame, about: Sequence[str]
) -> pd.DataFrame:
    """The table of the records in `files`, of the networks (task, cell, l2, seed) or the tasks (task,) in `keys`.

    A JSON record is one row, a CSV as many as it has. tasks: `tasks.csv`, of which the columns `about` follow the task's name.
    Raises ValueError where a record has a column that names a network or is about its task.
    """
    named = pd.DataFrame(list(keys), columns=KEYS[: len(keys[0])])
    named = named[["task"]].join(tasks.set_index("task")[list(about)], on="task").join(named.drop(columns="task"))
    measures, counts = _read(files)
    return named.loc[named.index.repeat(counts)].reset_index(drop=True).join(measures)


def _read(files: Sequence[str | Path]) -> tuple[pd.DataFrame, list[int]]:
    """All rows of the records, and how many each has."""
    if Path(files[0]).suffix == ".json":
        return pd.DataFrame([read_json(file) for file in files]), [1] * len(files)
    parts = [read_table(file) for file in files]
    return pd.concat(parts, ignore_index=True), [len(part) for part in parts]
