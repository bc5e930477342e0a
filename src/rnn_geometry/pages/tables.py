"""Tables of pages, made from what is kept of studies: each a function of the folder of kept studies and its own words."""

from collections.abc import Callable
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd

from rnn_geometry.files import read_json, read_table

CLOSE = 0.02  # values that differ by less are told by their median alone


def verdicts(kept: Path, *words: str) -> str:
    """The verdict on every claim, one row per claim and study that has networks for it; the claim alone where none has.

    words: studies; and after a colon, claims, where not all are wanted.
    """
    at = words.index(":") if ":" in words else len(words)
    studies, wanted = words[:at], words[at + 1 :]
    tables = {study: read_table(kept / study / "claims.csv").set_index("claim") for study in studies}
    rows = []
    for claim in wanted or dict.fromkeys(name for table in tables.values() for name in table.index):
        judged = {study: table.loc[claim] for study, table in tables.items() if claim in table.index}
        run = {study: row for study, row in judged.items() if row["groups"]} or {"": next(iter(judged.values()))}
        rows += [_verdict(claim, study, row) for study, row in run.items()]
    return markdown(["claim", "study", "verdict", "groups", "where it fails"], rows) + _origins(kept, studies)


def _verdict(claim: str, study: str, row: pd.Series) -> list[str]:
    groups = f"{row['groups_passing']} of {row['groups']}" if row["groups"] else ""
    fails = "" if pd.isna(row["fails"]) else row["fails"]
    passed = "" if pd.isna(row["passed_by"]) or not row["passed_by"] else f"controls pass it: {row['passed_by']}"
    return [f"`{claim}`", study, row["verdict"], groups, ". ".join(part for part in (fails, passed) if part)]


def medians(kept: Path, study: str, cells: str, columns: str, *tasks: str) -> str:
    """One row per task, one column per measure; in each the values of the cells, in their order: medians over the seeds, with
    the range where it is wide. cells, columns: names with commas between them; tasks: patterns."""
    networks = read_table(kept / study / "networks.csv")
    names, measures = cells.split(","), columns.split(",")
    found = [task for pattern in tasks for task in _in_order(networks["task"]) if fnmatch(task, pattern)]
    rows = []
    for task in dict.fromkeys(found):
        own = networks[(networks["task"] == task) & networks["in_study"]]
        values = [[own.loc[own["cell"] == cell, measure] for cell in names] for measure in measures]
        rows.append([task, *(" / ".join(map(told, of_cells)) for of_cells in values)])
    return markdown(["task", *(f"`{measure}`: {' / '.join(names)}" for measure in measures)], rows) + _origins(kept, [study])


def penalties(kept: Path, study: str) -> str:
    """The penalty that the one-standard-error rule takes, one row per sweep, task and cell."""
    table = read_table(kept / study / "penalties.csv")
    chosen = table[table["chosen"]]
    of_cells = table[table["chosen_for_cell"]].groupby(["sweep", "cell"])["l2"].first()
    of_sweeps = table[table["chosen_for_all"]].groupby("sweep")["l2"].first()
    rows = [
        [
            row.sweep,
            row.task,
            row.cell,
            f"{row.l2:.2g}",
            f"{of_cells[row.sweep, row.cell]:.2g}" if (row.sweep, row.cell) in of_cells else "none",
            f"{of_sweeps[row.sweep]:.2g}" if row.sweep in of_sweeps else "none",
            f"{row.validation_accuracy:.3f} ± {row.standard_error:.3f}",
            f"{row.dimension:g} of {row.expected_dimension:g}",
            "" if pd.isna(row.memory_kept) else f"{row.memory_kept:.2f}",
        ]
        for row in chosen.itertuples()
    ]
    heads = ["sweep", "task", "cell", "L2", "for the cell", "for all", "validation accuracy", "components", "memory kept"]
    return markdown(heads, rows) + _origins(kept, [study])


TABLES: dict[str, Callable[..., str]] = {"verdicts": verdicts, "medians": medians, "penalties": penalties}


def told(values: pd.Series) -> str:
    """Values in words: a count, or the median to three digits; with the range where it is wide; a dash for none."""
    values = values.dropna()
    if not len(values):
        return "–"
    low, high = values.min(), values.max()
    if (values == values.round()).all() and high > 1:
        return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
    median = f"{values.median():.3g}"
    return median if high - low < CLOSE else f"{median} ({low:.2g}–{high:.2g})"


def markdown(heads: list[str], rows: list[list[str]]) -> str:
    """A table as Markdown has it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _in_order(tasks: pd.Series) -> list[str]:
    return list(dict.fromkeys(tasks))


def _origins(kept: Path, studies) -> str:
    return "\n" + "\n".join(f"*{origin(read_json(kept / study / 'study.json'))}*\n" for study in studies)


def origin(record: dict) -> str:
    """Where a study's numbers come from, in a sentence."""
    day = date.fromisoformat(record["last"][:10])
    files = " ".join(f"`{file}`" for file in record["config"])
    networks = f"{record['networks']} networks, seeds {record['seeds']} of study seed {record['seed']}"
    where = f"at commit {record['commit']} on {record['machine']}"
    return f"Study `{record['study']}` ({files}): {networks}, trained by {day:%d %B %Y} {where}."
