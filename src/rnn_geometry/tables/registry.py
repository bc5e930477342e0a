"""The tables that are collected from single records, one row of this list per table: one per measure, and those named here.

`tasks.csv` is not among them: it is written before anything is trained, and all others take columns from it. Standard library
only, since the rules read it; no job does, so that a new row collects no other table again.
"""

from dataclasses import dataclass

from rnn_geometry.measures.registry import MEASURES, Measure
from rnn_geometry.tables.columns import ABOUT_A_TASK


@dataclass(frozen=True)
class Table:
    """One table, `results/tables/{name}.csv`.

    of: what has a record, "run", "skeleton run" (a network whose skeleton is sought), "task", "pair" or "checkpoint"; its last
    word is what the table has one row per. record: the file that is collected, in the folder of each run or task. about: the
    columns that its rows take from `tasks.csv`.
    """

    name: str
    of: str
    record: str
    about: tuple[str, ...] = tuple(ABOUT_A_TASK)

    @property
    def row(self) -> str:
        """What the table has one row per: "run", "task", "pair" or "checkpoint"."""
        return self.of.split()[-1]


def _what_has_it(measure: Measure) -> str:
    return "skeleton run" if measure.stage == "skeleton" else "run"


TABLES = [
    Table("metrics", "run", "metrics.json"),
    *(Table(measure.name, _what_has_it(measure), f"{measure.name}.json") for measure in MEASURES),
    Table("word_counts", "task", "word_counts.json", ("source", *ABOUT_A_TASK)),
    Table("universality", "pair", "universality.csv"),
    Table("emergence", "checkpoint", "emergence.csv"),
]
ROWS = tuple(dict.fromkeys(table.row for table in TABLES))
