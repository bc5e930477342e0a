"""From seeds to verdicts: medians, intervals, groups; and the tables that claims are judged on."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.claim import Claim, Criterion, count, halfway, meets
from rnn_geometry.claims.judge import judge, judge_all, verdict
from rnn_geometry.claims.tables import Tables, join


def study(values: dict[tuple[str, str], list[float]], **columns) -> Tables:
    """Runs of (task, cell) with one value a seed."""
    rows = [
        {"task": task, "cell": cell, "l2": 0.1, "seed": seed, "found": value, "control": "none", "in_study": True} | columns
        for (task, cell), found in values.items()
        for seed, value in enumerate(found)
    ]
    return Tables(pd.DataFrame(rows), pd.DataFrame(), pd.DataFrame())


CLAIM = Claim(
    id="two",
    statement="It is two",
    place="nowhere",
    about=lambda rows: rows["task"] != "other",
    beside=lambda rows: rows["task"] == "other",
    criteria=(count("found", "found", 2.0, "a count"),),
)


@pytest.mark.parametrize(
    ("value", "expected", "bound", "met"),
    [
        (2, 2, 2.5, True),
        (2.5, 2, 2.5, False),
        (1.5, 2, 2.5, False),
        (0.51, 1, 0.5, True),
        (np.nan, 1, 0.5, False),
        (1, 1, 1, False),
        (0.9 + 1e-16, 1, 0.9, False),  # on its bound, and beyond it by rounding alone
        ((0.95 - 0.6) / (1 - 0.6), 1, 1 - 0.125, False),
        (0.9 + 1e-6, 1, 0.9, True),
    ],
)
def test_a_value_meets_a_claim_when_it_is_nearer_than_the_bound(value, expected, bound, met):
    assert meets(value, expected, bound) == met


@pytest.mark.parametrize(
    ("side", "met"),
    [
        ("both", [False, False, True, False, False]),
        ("at least", [False, False, True, True, False]),
        ("at most", [True, True, True, False, False]),
    ],
)
def test_a_criterion_with_a_side_is_denied_on_that_side_alone(side, met):
    values = pd.Series([-100.0, 0.9, 1.0, 100.0, np.nan])
    assert meets(values, 1.0, 0.9 if side == "at least" else 1.1, side).tolist() == met


@pytest.mark.parametrize(
    ("side", "verdict"), [("both", "not reproduced"), ("at least", "reproduced"), ("at most", "not reproduced")]
)
def test_a_verdict_minds_the_side_of_its_criterion(side, verdict):
    claim = replace(CLAIM, criteria=(Criterion("found", "found", 2.0, 1.5, "a reason", side=side),))
    told, detail = judge_all([claim], study({("a", "gru"): [8, 9, 9]}), seed=0)
    assert (told["verdict"].item(), told["runs_passing"].item()) == (verdict, 3 * (side == "at least"))
    assert detail["side"].item() == side


@pytest.mark.parametrize(
    ("groups", "passing", "undetermined", "told"),
    [
        (3, 3, 0, "reproduced"),
        (10, 9, 0, "mostly"),
        (82, 79, 3, "mostly"),  # what is not known does not count as met either
        (9, 8, 0, "partly"),
        (3, 1, 0, "partly"),
        (3, 1, 2, "partly"),
        (3, 0, 0, "not reproduced"),
        (3, 0, 1, "not reproduced"),
        (3, 0, 2, "undetermined"),
        (0, 0, 0, "not run"),
    ],
)
def test_verdicts_follow_from_groups(groups, passing, undetermined, told):
    assert verdict(groups, passing, undetermined) == told


def test_a_hypothesis_of_our_own_that_no_group_meets_is_refuted():
    assert verdict(3, 0, ours=True) == "refuted"
    assert judge(replace(CLAIM, ours=True), study({("a", "gru"): [7, 8]}), seed=0).verdict["verdict"] == "refuted"


def test_a_group_passes_by_the_median_of_its_seeds():
    told = judge(CLAIM, study({("a", "gru"): [2, 2, 9], ("b", "gru"): [2, 3, 9]}), seed=0)
    assert [row["status"] for row in told.detail] == ["passes", "fails"]
    assert [row["seeds_passing"] for row in told.detail] == [2, 1]
    assert (told.verdict["verdict"], told.verdict["groups_passing"], told.verdict["runs_passing"]) == ("partly", 1, 3)


def test_a_group_whose_median_hangs_on_what_is_not_known_is_undetermined_and_says_why():
    told = judge(CLAIM, study({("a", "gru"): [2, 9, np.nan]}), seed=0).verdict
    assert (told["verdict"], told["groups_undetermined"]) == ("undetermined", 1)
    assert told["unknown"] == "a gru: found known of 2 of 3"


def test_a_published_measure_beside_has_no_say():
    published = Criterion("published", "found", 9.0, 8.5, "as published", has_say=False)
    claim = replace(CLAIM, criteria=(*CLAIM.criteria, published))
    told = judge(claim, study({("a", "gru"): [2, 2, 2]}), seed=0)
    assert told.verdict["verdict"] == "reproduced"
    assert [(row["measure"], row["status"]) for row in told.detail] == [("found", "passes"), ("published", "fails")]


def test_a_measure_that_a_control_passes_does_not_discriminate_and_says_so():
    rows = study({("a", "gru"): [2, 2, 2]}).runs
    control = study({("a-permuted", "gru"): [2]}, control="permuted").runs
    told, detail = judge_all([CLAIM], Tables(pd.concat([rows, control], ignore_index=True), *[pd.DataFrame()] * 2), seed=0)
    assert told["not_discriminating"].item() == "found"
    assert (told["passed_by"].item(), told["must_fail"].item()) == ("permuted", "untrained, permuted")
    assert detail["discriminates"].tolist() == ["no", "no"]


def test_runs_outside_the_study_and_controls_have_no_say():
    assert judge(CLAIM, study({("a", "gru"): [2]}, in_study=False), seed=0).verdict["verdict"] == "not run"
    told = judge(CLAIM, study({("a", "gru"): [2]}, control="permuted"), seed=0)
    assert (told.verdict["verdict"], told.verdict["passed_by"]) == ("not run", "permuted")


def test_a_criterion_counts_only_where_it_makes_sense():
    elsewhere = Criterion("other", "found", 7.0, 6.0, "a reason", where=lambda rows: rows["task"] == "b")
    claim = Claim("both", "Both", "nowhere", CLAIM.about, (*CLAIM.criteria, elsewhere))
    told = judge(claim, study({("a", "gru"): [2, 2], ("b", "gru"): [2, 2]}), seed=0)
    assert [(row["task"], row["measure"], row["status"]) for row in told.detail] == [
        ("a", "found", "passes"),
        ("b", "found", "passes"),
        ("b", "other", "fails"),
    ]
    assert told.verdict["verdict"] == "partly"


def test_judging_twice_gives_the_same_numbers():
    tables = study({("a", "gru"): [1, 2, 3], ("b", "gru"): [2, 2, 5]})
    assert judge(CLAIM, tables, seed=4).verdict == judge(CLAIM, tables, seed=4).verdict


def test_a_bound_half_way_is_the_mean_of_columns_and_numbers():
    rows = pd.DataFrame({"theory": [120.0, 100.0]})
    assert halfway("theory", 90.0)(rows).tolist() == [105.0, 95.0]


TASK = {"task": "a", "source": "synthetic", "family": "planar", "shape": "ordered", "classes": 5, "expected_dimension": 2}
TASKS = pd.DataFrame([TASK | {"control": "none"}])
RUNS = TASKS.drop(columns=["source", "control"]).assign(cell="wide", l2=0.1, seed=0)
CELLS = {"wide": {"type": "gru", "hidden_size": 96}}
BLOCKS = [["a", "wide", "0.1", "0"]]


def joined(*of_runs: pd.DataFrame, of_tasks=(), blocks=BLOCKS, sweeps=None):
    """The planted task and run, put together with tables of runs and of tasks."""
    collected = {"run": list(of_runs), "task": list(of_tasks), "pair": [], "checkpoint": []}
    return join(TASKS, collected, CELLS, blocks, sweeps or {})


def test_tables_come_together_in_one_row_per_run():
    words = TASKS.drop(columns="control").assign(words=7)
    sweeps = {"s": {"over": "l2", "runs": [[0.1, "a", "wide", "0.1", "0"]]}}
    tables = joined(RUNS.assign(x=1.0), RUNS.assign(y=2.0), of_tasks=[words], sweeps=sweeps)
    run = tables.runs.iloc[0]
    assert len(tables.runs) == len(tables.swept) == 1
    assert (run["x"], run["y"], run["words"], run["kind"], run["hidden_size"], run["in_study"]) == (1, 2, 7, "gru", 96, True)
    assert tables.swept[["sweep", "over", "value", "x"]].values.tolist() == [["s", "l2", 0.1, 1.0]]


def test_a_run_of_a_sweep_alone_is_not_of_the_study():
    tables = joined(RUNS, blocks=[["a", "wide", "0.2", "0"]])
    assert not tables.runs["in_study"].any()


def test_two_measures_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two tables have the column 'x'"):
        joined(RUNS.assign(x=1.0), RUNS.assign(x=2.0))


def test_what_a_table_does_not_have_of_a_run_is_not_known():
    more = pd.concat([RUNS, RUNS.assign(seed=1)])
    tables = joined(more.assign(x=1.0), RUNS.assign(y=2.0))
    assert tables.runs["x"].tolist() == [1, 1]
    assert tables.runs.set_index("seed")["y"].fillna(-1).to_dict() == {0: 2, 1: -1}
