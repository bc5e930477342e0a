"""A study under other kernels: verdicts, counts and medians are those under this machine's own, within what is stated here."""

import numpy as np
import pandas as pd
import pytest
from kernel_choices import CHOICES, can_play

from .conftest import copy_workflow

CHOICE = "no-vectors"  # the one that differs in every library
PART = {  # of the smoke study: whole groups, each with all of its seeds
    "study": {
        "runs": [
            {"tasks": ["categorical-3"], "cells": ["gru"], "seeds": [0, 1]},
            {"tasks": ["multilabel-2"], "cells": ["gru"], "seeds": [0]},
        ]
    }
}
GROUP = ["claim", "role", "control", "task", "cell", "l2", "measure", "seeds"]
RUN = ["task", "cell", "l2", "seed"]
NEAR = 0.01  # of what a measure is, or of the way from what is expected to the bound; 1e-6 has been seen
TABLES = ["metrics", "dimension", "readouts", "corners", "fixed_points", "modes", "effects", "skeleton"]
PATHS = "iterations|starts_not|speed|skeleton_rounds|skeleton_starts"  # how a search went, not what it found

pytestmark = pytest.mark.skipif(not can_play(CHOICE), reason="other instructions here")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Part of the smoke study, run under other kernels."""
    study = copy_workflow(tmp_path_factory.mktemp("elsewhere"))
    done = study.snakemake("claims", overlay=PART, **CHOICES[CHOICE])
    assert done.returncode == 0, done.stdout[-6000:]
    return study


def read(study, name: str) -> pd.DataFrame:
    return pd.read_csv(study.folder / f"results/tables/{name}.csv", dtype={"l2": str})


def test_every_group_is_judged_the_same_and_its_medians_are_near(smoke, elsewhere):
    both = read(smoke, "claims_detail").merge(read(elsewhere, "claims_detail"), on=GROUP, suffixes=("", "_elsewhere"))
    assert both["claim"].nunique() >= 10
    assert (both["status"] == both["status_elsewhere"]).all()
    assert (both["seeds_passing"] == both["seeds_passing_elsewhere"]).all()
    away = (both["median"] - both["median_elsewhere"]).abs() / (both["bound"] - both["expected"]).abs()
    assert away.max() < NEAR, both.loc[away.idxmax()]


@pytest.mark.parametrize("name", TABLES)
def test_every_count_of_a_run_is_the_same_and_every_measure_near(smoke, elsewhere, name):
    here, there = (read(study, name).set_index(RUN) for study in (smoke, elsewhere))
    numbers = there.select_dtypes("number").filter(regex=rf"^(?!.*({PATHS}))").columns
    here, there = here.loc[there.index, numbers], there[numbers]
    counts = [column for column in numbers if (here[column].dropna() % 1 == 0).all()]
    pd.testing.assert_frame_equal(here[counts], there[counts], check_dtype=False, rtol=0, atol=0)
    np.testing.assert_allclose(there, here, rtol=NEAR, atol=1e-3)
