"""The control that learns without dynamics: judged by every claim about gated cells, with no say in the verdict."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.judge import judge, judge_all
from rnn_geometry.claims.registry import CLAIMS
from rnn_geometry.claims.tables import Tables, join

BY_ID = {claim.id: claim for claim in CLAIMS}
LEARNT = {
    "bag-of-words",
    "trained-enough",
    "word-counts-predict",
    "evidence-predicts",
    "readout-subspace",
    "sufficient-subspace",
}  # what any good classifier has
OF_DYNAMICS = ("slow_modes_cosine", "slow_subspace_cosine", "readout_cosine", "evidence_agreement", "neutral_ratio")
OF_DYNAMICS += ("step_r2", "final_logits_r2", "linear_agreement", "gap", "integration_modes_median", "edge_variation")
OF_DYNAMICS += ("interchange_moved", "interchange_stands", "interchange_random", "normal_over_tangential", "tangential_left")
OF_DYNAMICS += ("faces_expected",)  # of a skeleton, which is not sought


@pytest.fixture
def with_pooled(planted) -> Tables:
    """The planted study with mean-pooled word vectors on three of its tasks: the geometry of the others, and no dynamics."""
    runs = planted.runs
    own = runs[(runs["cell"] == "gru") & runs["task"].isin(["categorical-3", "planar", "multilabel-2"])]
    own = own.assign(cell="mean-pool", kind="mean_pool", control="pooled", slow_points_components_95=0, corners_found=0)
    return replace(planted, runs=pd.concat([runs, own.assign(**dict.fromkeys(OF_DYNAMICS, np.nan))], ignore_index=True))


def test_it_is_a_control_of_the_claims_about_gated_cells_and_changes_no_verdict(planted, with_pooled):
    before, after = (judge_all(CLAIMS, tables, seed=0)[0].set_index("claim") for tables in (planted, with_pooled))
    assert before["verdict"].to_dict() == after["verdict"].to_dict()
    assert before["groups"].to_dict() == after["groups"].to_dict()
    detail = judge(BY_ID["simplex-angles"], with_pooled, seed=0).detail
    pooled = [row for row in detail if row["cell"] == "mean-pool"]
    assert {(row["role"], row["control"], row["task"]) for row in pooled} == {("control", "pooled", "categorical-3")}


def test_it_passes_what_is_no_evidence_of_dynamics_and_fails_what_is(with_pooled):
    _, detail = judge_all(CLAIMS, with_pooled, seed=0)
    pooled = detail[(detail["control"] == "pooled") & (detail["task"] == "categorical-3")]
    passes = (pooled[pooled["has_say"]]["status"] == "passes").groupby(pooled["claim"]).all()
    assert set(passes.index[passes]) == LEARNT
    assert {"integration-modes", "modes-in-plane", "deflections", "linear-prediction", "simplex-angles"} <= set(passes.index)


def test_the_claims_about_cells_without_a_recurrent_nonlinearity_do_not_speak_of_it(with_pooled):
    pooled = with_pooled.runs[with_pooled.runs["kind"] == "mean_pool"]
    for name in ("linear-attention", "linear-recurrence"):
        assert not BY_ID[name].about(pooled).any()


def test_tables_call_its_networks_pooled_but_for_those_of_a_task_that_is_a_control_already():
    about = {"source": "synthetic", "family": "categorical", "shape": "simplex", "classes": 3, "expected_dimension": 2}
    tasks = pd.DataFrame([about | {"task": "a", "control": "none"}, about | {"task": "b", "control": "permuted"}])
    runs = tasks[["task"]].merge(pd.DataFrame({"cell": ["gru", "pool"], "l2": 0.1, "seed": 0}), how="cross").assign(x=1.0)
    cells = {name: {"type": kind, "hidden_size": 8} for name, kind in (("gru", "gru"), ("pool", "mean_pool"))}
    collected = {"run": [runs], "task": [], "pair": [], "checkpoint": []}
    told = join(tasks, collected, cells, runs[["task", "cell", "l2", "seed"]].values.tolist(), {}).runs
    expected = {("a", "gru"): "none", ("a", "pool"): "pooled", ("b", "gru"): "permuted", ("b", "pool"): "permuted"}
    assert told.set_index(["task", "cell"])["control"].to_dict() == expected


def test_a_pair_of_a_gated_network_and_a_pooled_one_is_a_control_of_universality(planted):
    runs = pd.concat([planted.runs, planted.runs.iloc[:1].assign(cell="mean-pool", kind="mean_pool", control="pooled")])
    pairs = planted.pairs.copy()
    own = (pairs["cell_b"] == "lstm") & (pairs["task"] == "categorical-3")
    pairs.loc[own, ["cell_b", "procrustes_slow_means"]] = ["mean-pool", np.nan]
    told = judge(BY_ID["universality"], replace(planted, runs=runs, pairs=pairs), seed=0)
    assert told.verdict["verdict"] == "reproduced"
    of_pair = [row for row in told.detail if row["cell"] == "gru/mean-pool"]
    assert {(row["role"], row["control"]) for row in of_pair} == {("control", "pooled")}
    assert sorted(row["status"] for row in of_pair) == ["passes", "passes", "undetermined"]
