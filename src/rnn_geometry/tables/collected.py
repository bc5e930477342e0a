"""Which tables a study has, and the records that each is collected from."""

from dataclasses import dataclass
from functools import cached_property

from rnn_geometry.study import Study
from rnn_geometry.tables.registry import TABLES, Table


@dataclass(frozen=True)
class Collected:
    """The tables of a study: those of the registry that there is a record for."""

    study: Study

    @cached_property
    def folders(self) -> dict[str, dict[str, list]]:
        """By what the registry calls it, the folders that have a record, and what names each."""
        study = self.study
        runs = {"run": study.runs, "skeleton run": study.skeletons, "checkpoint": study.followed}
        tasks = {"task": study.tasks, "pair": study.compared_tasks}
        return {of: {run.folder: list(run.key) for run in some} for of, some in runs.items()} | {
            of: {f"results/tasks/{task}": [task] for task in some} for of, some in tasks.items()
        }

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables, by their names."""
        return {table.name: table for table in TABLES if self.folders[table.of]}

    def files(self, row: str) -> list[str]:
        """The paths of the tables with one row per "run", "task", "pair" or "checkpoint"."""
        return [f"results/tables/{table.name}.csv" for table in self.tables.values() if table.row == row]

    def records(self, name: str) -> list[str]:
        """The records that a table is collected from."""
        return [f"{folder}/{self.tables[name].record}" for folder in self.folders[self.tables[name].of]]

    def keys(self, name: str) -> list[list]:
        """What names each of these records in the table."""
        return list(self.folders[self.tables[name].of].values())
