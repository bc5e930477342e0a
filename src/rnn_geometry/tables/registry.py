"""The tables that are collected from single records, one row of this list per table. A new one is a row here.

`tasks.csv` is not among them: it is written before anything is trained, and all others take columns from it. Standard library
only, since the rules read it; no job does, so that a new row collects no other table again.
"""

from dataclasses import dataclass

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


TABLES = [
    Table("metrics", "run", "metrics.json"),
    Table("dimension", "run", "dimension.json"),
    Table("readouts", "run", "readouts.json"),
    Table("corners", "run", "corners.json"),
    Table("scores", "run", "scores.json"),
    Table("fixed_points", "run", "fixed_points.json"),
    Table("modes", "run", "modes.json"),
    Table("effects", "run", "effects.json"),
    Table("skeleton", "skeleton run", "skeleton.json"),
    Table("word_counts", "task", "word_counts.json", ("source", *ABOUT_A_TASK)),
    Table("universality", "pair", "universality.csv"),
    Table("emergence", "checkpoint", "emergence.csv"),
]
ROWS = tuple(dict.fromkeys(table.row for table in TABLES))
