"""The penalties of the default study are those that the one-standard-error rule takes on the tuning seed."""

import pandas as pd
import pytest
from overlays import ROOT, with_overlays

from rnn_geometry.files import read_table
from rnn_geometry.pages.asked import FOLDER
from rnn_geometry.study.study import Study

TABLE = ROOT / FOLDER / "tuning/penalties.csv"
FAMILIES = {
    "categories": "categorical-",
    "stars": ("planar", "ordered-"),
    "labels": "multilabel-",
    "context": "planar-context",
    "affine": ("categorical-", "planar", "multilabel-"),
    "pooled": ("categorical-", "planar", "multilabel-"),
    "topics": "bbc-news",
    "snippets": "rotten-tomatoes-",
}


@pytest.fixture(scope="module")
def penalties() -> pd.DataFrame:
    return read_table(TABLE)


@pytest.mark.parametrize("sweep", FAMILIES)
def test_a_family_has_the_largest_penalty_within_one_standard_error_for_all_its_tasks_and_cells_or_for_those_of_a_cell(
    sweep, penalties
):
    of_sweep = penalties[penalties["sweep"] == sweep]
    for cell, of_cell in of_sweep.groupby("cell"):
        of_all = of_sweep.loc[of_sweep["chosen_for_all"], "l2"]
        expected = (of_all if len(of_all) else of_cell.loc[of_cell["chosen_for_cell"], "l2"]).iloc[0]
        runs = [
            run
            for run in Study.from_config(with_overlays()).blocks
            if run.task.startswith(FAMILIES[sweep]) and run.cell == cell
            if (run.task == "planar-context") == (sweep == "context")
        ]
        assert sorted({run.l2 for run in runs}) == [pytest.approx(expected, rel=0.02)]


def test_the_tuning_seed_is_no_other_study_s():
    seeds = [with_overlays(f"config/{name}.yaml")["study"]["seed"] for name in ("tuning", "confirm", "corpora")]
    assert len({with_overlays()["study"]["seed"], *seeds[:2]}) == 3
    assert seeds[0] != seeds[2]
