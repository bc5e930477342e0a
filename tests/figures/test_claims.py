"""Figures of verdicts and of likeness show what the tables say."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.figures.claims import LOWEST, VERDICT_COLOURS, draw_claims, standing
from rnn_geometry.figures.universality import draw_universality


def detail(claim: str, **changes) -> dict:
    names = {"claim": claim, "role": "claim", "control": "none", "task": "a", "cell": "gru", "l2": "0.1", "measure": "m"}
    return names | {"median": 1.0, "expected": 1.0, "bound": 0.5, "passes": True} | changes


@pytest.mark.parametrize(
    ("median", "stands"), [(1.0, 1.0), (0.5, 0.0), (1.5, 0.0), (0.75, 0.5), (0.0, -1.0), (-9.0, LOWEST), (np.nan, LOWEST)]
)
def test_a_group_stands_between_the_bound_and_what_is_expected(median, stands):
    assert standing(pd.DataFrame([detail("x", median=median)]))["standing"].item() == pytest.approx(stands)


def test_a_group_stands_where_its_weakest_measure_does():
    found = standing(pd.DataFrame([detail("x"), detail("x", measure="n", median=0.25, passes=False)]))
    assert found[["standing", "passes"]].values.tolist() == [[-0.5, False]]


def test_every_claim_has_a_row_with_its_verdict_and_a_dot_a_group():
    verdicts = [("x", "partly", 2, 1), ("y", "not run", 0, 0)]
    claims = pd.DataFrame(verdicts, columns=["claim", "verdict", "groups", "groups_passing"])
    groups = [detail("x"), detail("x", cell="lstm", median=0.1, passes=False)]
    rows = [*groups, detail("x", role="control", control="permuted"), detail("x", role="beside", cell="mine")]
    (axes,) = draw_claims(claims, pd.DataFrame(rows)).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["x", "y"]
    assert [text.get_text() for text in axes.texts] == ["partly (1 of 2)", "not run"]
    assert axes.texts[0].get_color() == VERDICT_COLOURS["partly"]
    counts = [len(dots.get_offsets()) for dots in axes.collections]
    assert counts == [2, 1, 1, 0, 0, 0]


def test_likeness_has_a_panel_a_task_with_cka_above_and_procrustes_below_the_diagonal():
    ends = {"cell_a": "gru", "l2_a": 0.1, "seed_a": 0, "cell_b": "lstm", "l2_b": 0.1, "seed_b": 0}
    likeness = {"cka": 0.9, "procrustes": 0.8, "cka_permuted": 0.1, "procrustes_permuted": 0.2}
    table = pd.DataFrame([{"task": task} | ends | likeness for task in "abcde"])
    panels = [axes for axes in draw_universality(table).axes if axes.images]
    assert [axes.get_title() for axes in panels] == list("abcde")
    for axes in panels:
        assert axes.images[0].get_array().tolist() == [[1.0, 0.9], [0.8, 1.0]]
        assert axes.get_xlabel() == "chance 0.10 | 0.20"
