"""The paper's claims: each comes out as it should on tables in which the answer is planted, and names its reasons."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.claim import evaluate, meets
from rnn_geometry.claims.dynamics import has_learnt
from rnn_geometry.claims.geometry import angle_spread_of_a_merged_pair, edge_variation_of_a_fallen_corner
from rnn_geometry.claims.judge import judge, judge_all
from rnn_geometry.claims.registry import CLAIMS, ORDER
from rnn_geometry.claims.sweeps import collapse
from rnn_geometry.claims.words import two_standard_errors
from rnn_geometry.measures.readouts import pairwise_angles

NATURAL = {"natural-simplex", "natural-ordered", "natural-multilabel"}
BY_ID = {claim.id: claim for claim in CLAIMS}
SPOILED = {  # a column that the claim stands on, and a value that denies it
    "readout-subspace": ("runs", "readout_share", 0.3),
    "simplex-dimension": ("runs", "slow_points_components_95", 20),
    "simplex-angles": ("runs", "angle_mean", 90.0),
    "integration-modes": ("runs", "gap", 1.2),
    "modes-in-plane": ("runs", "slow_subspace_cosine", 0.3),
    "deflections": ("runs", "neutral_ratio_visited", 0.8),
    "linear-prediction": ("runs", "step_r2", -3.0),
    "word-counts-predict": ("runs", "states_components_95", 30),
    "evidence-predicts": ("runs", "states_components_95", 30),
    "ordered-plane": ("runs", "order_margin", 0.3),
    "hypercube": ("runs", "corners_found", 0),
    "l2-collapse": ("swept", "spectral_radius", 0.999),
    "correlation-collapse": ("swept", "states_components_95", 2),
    "universality": ("pairs", "procrustes", 0.25),
    "bag-of-words": ("runs", "shuffled_accuracy", 0.6),
    "trained-enough": ("runs", "bag_of_words_accuracy", 0.975),  # the network has 0.96 of 2,000 texts
    "sufficient-subspace": ("runs", "accuracy_removed_at_end", 0.96),
    "linear-attention": ("runs", "states_components_95", 5),
    "linear-recurrence": ("runs", "states_components_95", 5),
    "emergence": ("courses", "states_components_95", 30),
    "skeleton": ("runs", "counts_off", 2),
    "interchange": ("runs", "interchange_moved", 0.3),
    "normal-contraction": ("runs", "normal_over_tangential", 0.9),
}


def spoil(tables, claim: str, rows=slice(None)):
    """The tables with the claim's column denying it in the given rows, those that are NaN or absent included."""
    name, column, value = SPOILED[claim]
    table = getattr(tables, name).astype({column: float})
    table.loc[rows, column] = value
    return replace(tables, **{name: table})


def verdict(claim: str, tables) -> str:
    return judge(BY_ID[claim], tables, seed=0).verdict["verdict"]


def test_every_claim_has_a_name_of_its_own_a_place_and_reasons():
    assert [claim.id for claim in CLAIMS][: len(ORDER)] == ORDER
    assert len(BY_ID) == len(CLAIMS)
    assert set(SPOILED) | NATURAL == set(BY_ID)
    for claim in CLAIMS:
        assert claim.statement
        assert claim.place
        assert len({measure.name for measure in claim.criteria}) == len(claim.criteria)
        assert all(len(measure.reason) > 10 for measure in claim.criteria)


def test_a_study_as_the_paper_has_it_reproduces_every_claim_but_those_it_has_no_texts_for(planted):
    claims, detail = judge_all(CLAIMS, planted, seed=0)
    verdicts = dict(zip(claims["claim"], claims["verdict"], strict=True))
    assert verdicts == {claim: "not run" if claim in NATURAL else "reproduced" for claim in verdicts}
    assert (detail.loc[(detail["role"] == "claim") & detail["has_say"], "status"] == "passes").all()
    assert (claims["share_passing"].dropna() == 1).all()


def test_controls_fail_every_claim_that_they_must_fail_and_are_shown(planted):
    claims, detail = judge_all(CLAIMS, planted, seed=0)
    learnt = claims[(claims["must_fail"] != "") & (claims["controls"] > 0)]
    assert len(learnt) >= 8
    assert (learnt["passed_by"] == "").all()
    assert set(detail.loc[detail["role"] == "control", "control"]) == {"untrained", "permuted"}


def test_a_control_that_passes_is_told(planted):
    runs = planted.runs
    for column in ("states_components_95", "slow_points_components_95"):
        runs.loc[runs["control"] == "permuted", column] = 2
    told = judge(BY_ID["simplex-dimension"], planted, seed=0).verdict
    assert (told["verdict"], told["passed_by"]) == ("reproduced", "permuted")


@pytest.mark.parametrize("claim", SPOILED)
def test_a_claim_that_every_group_denies_is_not_reproduced(planted, claim):
    assert verdict(claim, spoil(planted, claim)) == ("refuted" if BY_ID[claim].ours else "not reproduced")


@pytest.mark.parametrize("claim", [claim for claim in SPOILED if claim != "correlation-collapse"])
def test_a_claim_that_some_groups_deny_is_reproduced_in_part(planted, claim):
    name = SPOILED[claim][0]
    table = getattr(planted, name)
    rows = (table["cell_b"] == "lstm") if name == "pairs" else (table["cell"] == "lstm")
    if claim.startswith("linear-") and claim != "linear-prediction":
        rows = table["task"] == "planar"
    assert verdict(claim, spoil(planted, claim, rows)) == "partly"


@pytest.mark.parametrize("claim", SPOILED)
def test_a_claim_whose_tasks_are_missing_is_not_run(planted, claim):
    name = SPOILED[claim][0]
    emptied = replace(planted, **{name: getattr(planted, name).iloc[:0]})
    assert verdict(claim, emptied) == "not run"


@pytest.mark.parametrize("claim", SPOILED)
def test_what_is_not_known_neither_meets_a_claim_nor_denies_it(planted, claim):
    name, column, _ = SPOILED[claim]
    table = getattr(planted, name).assign(**{column: np.nan})
    assert verdict(claim, replace(planted, **{name: table})) == "undetermined"


def test_other_cells_and_real_text_are_shown_beside_and_have_no_say(planted):
    runs = planted.runs
    runs.loc[(runs["task"] == "categorical-3") & (runs["cell"] == "lstm"), ["kind", "states_components_95"]] = ["vanilla", 9]
    runs.loc[(runs["task"] == "categorical-10") & (runs["cell"] == "gru"), ["source", "states_components_95"]] = ["news", 4]
    told = judge(BY_ID["simplex-dimension"], planted, seed=0)
    assert told.verdict["verdict"] == "reproduced"
    assert {(row["task"], row["cell"]) for row in told.detail if row["role"] == "beside"} == {
        ("categorical-3", "lstm"),
        ("categorical-10", "gru"),
        ("categorical-3", "linear-attention"),
        ("categorical-3", "mingru"),
    }


def test_only_their_own_claims_speak_of_cells_without_a_recurrent_nonlinearity(planted):
    linear = planted.runs["kind"].isin(["linear_attention", "mingru"])
    runs = replace(planted, runs=planted.runs[linear])
    speaking = {claim.id for claim in CLAIMS if claim.rows is BY_ID["deflections"].rows and claim.about(runs.runs).any()}
    assert speaking == {"linear-attention", "linear-recurrence"}
    assert not BY_ID["linear-attention"].about(planted.runs[~linear]).any()


@pytest.mark.parametrize(
    ("task", "column", "value"),
    [
        ("categorical-3", "angle_mean", 95.0),  # of 120 degrees
        ("planar", "order_margin", 0.3),
        ("multilabel-2", "angle_worst_deviation", 80.0),
    ],
)
def test_linear_attention_must_have_its_readouts_where_gated_cells_have_them(planted, task, column, value):
    runs = planted.runs
    runs.loc[(runs["task"] == task) & (runs["cell"] == "linear-attention"), column] = value
    told = judge(BY_ID["linear-attention"], planted, seed=0).verdict
    assert (told["verdict"], told["groups_passing"], told["groups"]) == ("partly", 2, 3)


def test_bounds_are_never_what_is_expected(planted):
    for claim in CLAIMS:
        rows = claim.rows(planted)
        for measure in claim.criteria:
            measured = measure.of(rows[claim.about(rows)])
            assert ((measured["bound"] - measured["expected"]).abs() > 0).all(), (claim.id, measure.name)


@pytest.mark.parametrize("classes", [3, 4, 7, 10])
def test_the_edges_of_a_simplex_with_a_fallen_corner_vary_as_its_formula_says(planted, classes):
    face = np.eye(classes - 1)
    points = np.vstack([face, face.mean(axis=0)])
    edges = np.linalg.norm(points[:, None] - points, axis=-1)[np.triu_indices(classes, 1)]
    rows = planted.runs.iloc[:1].assign(classes=classes)
    assert evaluate(edge_variation_of_a_fallen_corner, rows).item() == pytest.approx(edges.std() / edges.mean())


@pytest.mark.parametrize("classes", [3, 4, 7, 10])
def test_the_angles_of_a_simplex_with_a_merged_pair_spread_as_its_formula_says(planted, classes):
    corners = np.eye(classes - 1) - 1 / (classes - 1)
    angles = pairwise_angles(np.vstack([corners, corners[:1]]))
    rows = planted.runs.iloc[:1].assign(classes=classes)
    assert evaluate(angle_spread_of_a_merged_pair, rows).item() == pytest.approx(angles.std(), rel=1e-6)


@pytest.mark.parametrize(("right", "texts"), [(220, 400), (840, 1600), (1300, 2500)])
def test_two_standard_errors_above_chance_exactly_are_not_enough_to_have_learnt(right, texts):
    rows = pd.DataFrame({"accuracy_chance": 0.5, "test_accuracy": [right / texts, (right + 1) / texts], "test_texts": texts})
    assert has_learnt(rows).tolist() == [False, True]


@pytest.mark.parametrize(("accuracy", "verdict"), [(1.0, "reproduced"), (0.6, "not reproduced")])
def test_a_bag_of_words_denies_its_claim_by_being_worse_and_not_by_being_better(planted, accuracy, verdict):
    runs = planted.runs.assign(bag_of_words_accuracy=accuracy)
    told = judge(BY_ID["bag-of-words"], replace(planted, runs=runs), seed=0).verdict
    assert told["verdict"] == verdict


def test_two_standard_errors_are_those_of_repeated_tests_and_never_nought():
    texts, chances = 500, np.array([0.9, 0.85])
    right = np.random.default_rng(0).binomial(texts, chances, (20_000, 2)) / texts
    rows = pd.DataFrame({"bag_of_words_accuracy": [0.9, 1.0], "test_accuracy": [0.85, 1.0], "test_texts": texts})
    found = two_standard_errors(rows)
    assert found[0] == pytest.approx(2 * (right[:, 0] - right[:, 1]).std(), rel=0.03)
    assert 0 < found[1] < 0.01


def test_networks_as_good_as_a_bag_are_trained_enough_and_one_that_has_learnt_nothing_is_not():
    columns = {"accuracy_chance": 0.5, "test_texts": 500, "bag_of_words_accuracy": [0.9, 0.9, 0.9, 0.5], "control": "none"}
    rows = pd.DataFrame(columns | {"test_accuracy": [0.95, 0.89, 0.8, 0.5]})
    (criterion,) = BY_ID["trained-enough"].criteria
    measured = criterion.of(rows)
    assert meets(measured["value"], measured["expected"], measured["bound"], criterion.side).tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_a_fall_of_the_accuracy_by_two_standard_errors_exactly_is_no_step():
    columns = {"expected_dimension": 2, "test_texts": 200, "states_components_95": [2, 1, 0], "spectral_radius": 0.5}
    assert collapse(pd.DataFrame(columns | {"test_accuracy": [0.4, 0.3, 0.195]}))["level_falls"] == 1
