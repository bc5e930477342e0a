"""The figure of verdicts shows what the tables say."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.figures.claims import LOWEST, VERDICT_COLOURS, draw_claims, standing


def detail(claim: str, **changes) -> dict:
    names = {"claim": claim, "role": "claim", "control": "none", "task": "a", "cell": "gru", "l2": "0.1", "measure": "m"}
    return names | {"median": 1.0, "expected": 1.0, "bound": 0.5, "side": "both", "passes": True} | changes


@pytest.mark.parametrize(
    ("median", "stands"), [(1.0, 1.0), (0.5, 0.0), (1.5, 0.0), (0.75, 0.5), (0.0, -1.0), (-9.0, LOWEST), (np.nan, LOWEST)]
)
def test_a_group_stands_between_the_bound_and_what_is_expected(median, stands):
    assert standing(pd.DataFrame([detail("x", median=median)]))["standing"].item() == pytest.approx(stands)


@pytest.mark.parametrize(("side", "median", "stands"), [("at least", 9.0, 1), ("at least", 0.5, 0), ("at most", 1.5, 0)])
def test_on_the_side_that_does_not_count_a_group_stands_as_expected(side, median, stands):
    assert standing(pd.DataFrame([detail("x", median=median, side=side)]))["standing"].item() == pytest.approx(stands)


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
