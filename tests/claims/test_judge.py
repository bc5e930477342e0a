"""From seeds to verdicts: medians, intervals, groups; and the tables that claims are judged on."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.claim import Claim, Criterion, count, halfway, meets
from rnn_geometry.claims.judge import judge, judge_group, verdict
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
    ("groups", "passing", "told"), [(3, 3, "reproduced"), (3, 1, "partly"), (3, 0, "not reproduced"), (0, 0, "not run")]
)
def test_verdicts_follow_from_groups(groups, passing, told):
    assert verdict(groups, passing) == told


def test_a_group_passes_by_the_median_of_its_seeds():
    told = judge(CLAIM, study({("a", "gru"): [2, 2, 9], ("b", "gru"): [2, 3, 9]}), seed=0)
    assert [row["passes"] for row in told.detail] == [True, False]
    assert [row["seeds_passing"] for row in told.detail] == [2, 1]
    assert (told.verdict["verdict"], told.verdict["groups_passing"], told.verdict["runs_passing"]) == ("partly", 1, 3)


def test_a_seed_that_is_not_known_spoils_its_group():
    assert judge(CLAIM, study({("a", "gru"): [2, 2, np.nan]}), seed=0).verdict["verdict"] == "not reproduced"


def test_runs_outside_the_study_and_controls_have_no_say():
    assert judge(CLAIM, study({("a", "gru"): [2]}, in_study=False), seed=0).verdict["verdict"] == "not run"
    told = judge(CLAIM, study({("a", "gru"): [2]}, control="permuted"), seed=0)
    assert (told.verdict["verdict"], told.verdict["control_passes"]) == ("not run", "yes")


def test_a_criterion_counts_only_where_it_makes_sense():
    elsewhere = Criterion("other", "found", 7.0, 6.0, "a reason", where=lambda rows: rows["task"] == "b")
    claim = Claim("both", "Both", "nowhere", CLAIM.about, (*CLAIM.criteria, elsewhere))
    told = judge(claim, study({("a", "gru"): [2, 2], ("b", "gru"): [2, 2]}), seed=0)
    assert [(row["task"], row["measure"], row["passes"]) for row in told.detail] == [
        ("a", "found", True),
        ("b", "found", True),
        ("b", "other", False),
    ]
    assert told.verdict["verdict"] == "partly"


def test_bootstrap_intervals_cover_the_true_median_about_as_often_as_they_say():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(200):
        table = pd.DataFrame({"value": rng.normal(3.0, 1.0, 25), "expected": 3.0, "bound": 4.0})
        found = judge_group({"m": table}, rng)[0][0]
        covered += found["ci_low"] <= 3.0 <= found["ci_high"]
    assert 0.89 <= covered / 200 <= 0.99


def test_one_seed_has_no_interval_and_equal_seeds_one_of_no_width():
    one, three = (judge(CLAIM, study({("a", "gru"): [2.0] * count}), seed=0).detail[0] for count in (1, 3))
    assert np.isnan([one["ci_low"], one["ci_high"]]).all()
    assert (three["ci_low"], three["ci_high"]) == (2.0, 2.0)


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
