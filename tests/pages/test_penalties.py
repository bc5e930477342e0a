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
def test_a_family_has_the_largest_penalty_within_one_standard_error_for_all_its_cells_and_tasks(sweep, penalties):
    of_sweep = penalties[penalties["sweep"] == sweep]
    expected = of_sweep.loc[of_sweep["chosen_for_all"], "l2"].unique()
    runs = [
        run
        for run in Study.from_config(with_overlays()).blocks
        if run.task.startswith(FAMILIES[sweep]) and run.cell in set(of_sweep["cell"])
        if (run.task == "planar-context") == (sweep == "context")
    ]
    assert len(expected) == 1
    assert runs
    assert sorted({run.l2 for run in runs}) == [pytest.approx(expected[0], rel=0.02)]


def test_the_tuning_seed_is_no_other_study_s():
    seeds = [with_overlays(f"config/{name}.yaml")["study"]["seed"] for name in ("tuning", "confirm", "corpora")]
    assert len({with_overlays()["study"]["seed"], *seeds[:2]}) == 3
    assert seeds[0] != seeds[2]
