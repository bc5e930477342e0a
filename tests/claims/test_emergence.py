"""The claim on emergence: by how many checkpoints each measure of a followed training comes after its accuracy."""

from dataclasses import replace

import numpy as np
import pytest

from rnn_geometry.claims.emergence import CLAIMS, trainings
from rnn_geometry.claims.judge import judge

(CLAIM,) = CLAIMS


def with_course(planted, step: int, column: str, value: float):
    """The planted study with one measure at one step changed."""
    courses = planted.courses.copy()
    courses.loc[courses["step"] == step, column] = value
    return replace(planted, courses=courses)


def test_a_training_is_one_row_with_what_is_known_of_its_run(planted):
    rows = trainings(planted)
    assert len(rows) == len(planted.runs)
    assert set(rows["control"]) == {"none", "untrained", "permuted"}
    learnt = rows[rows["control"] == "none"]
    assert (learnt[["dimension_delay", "memory_delay"]] == 0).all(axis=None)
    assert (learnt["readouts_delay"] == 0).sum() == learnt["family"].isin(["categorical", "ordered", "planar"]).sum()


@pytest.mark.parametrize(
    ("step", "column", "value", "name", "delay"),
    [
        (100, "memory_kept", 0.15, "memory_delay", 1),  # on its way only at the last checkpoint, one after the accuracy
        (100, "accuracy", 0.25, "memory_delay", 0),  # before it is as good as with it
        (1000, "states_components_95", 30, "dimension_delay", 2),  # not there in the end: after the last of five
        (1000, "accuracy", 0.2, "dimension_delay", np.nan),  # no accuracy to be there with
    ],
)
def test_a_delay_counts_the_checkpoints_after_the_accuracy(planted, step, column, value, name, delay):
    rows = trainings(with_course(planted, step, column, value))
    found = rows.loc[rows["control"] == "none", name].unique()
    assert found.tolist() == pytest.approx([delay], nan_ok=True)


def test_a_training_that_taught_nothing_has_no_delays_and_cannot_pass(planted):
    rows = trainings(planted)
    assert rows.loc[rows["control"] != "none", "dimension_delay"].isna().all()
    told = judge(CLAIM, planted, seed=0).verdict
    assert (told["verdict"], told["passed_by"]) == ("reproduced", "")


def test_a_study_that_follows_no_training_does_not_judge_it(planted):
    assert judge(CLAIM, replace(planted, courses=planted.courses.iloc[:0]), seed=0).verdict["verdict"] == "not run"


def test_a_memory_that_comes_later_denies_the_claim(planted):
    told = judge(CLAIM, with_course(planted, 100, "memory_kept", 0.15), seed=0)
    assert told.verdict["verdict"] == "refuted"
    assert {row["measure"].partition(":")[0]: row["status"] for row in told.detail if row["task"] == "planar"} == {
        "expected components for 95 % of the states": "passes",
        "readouts on their way, or in order": "passes",
        "what is left of a word after a text": "fails",
    }
