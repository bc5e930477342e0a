"""The figure of verdicts shows what the tables say."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.figures.claims import LOWEST, VERDICT_COLOURS, draw_claims, standing


def detail(claim: str, **changes) -> dict:
    names = {"claim": claim, "role": "claim", "control": "none", "task": "a", "cell": "gru", "l2": "0.1", "measure": "m"}
    return names | {"has_say": True, "margin": 1.0, "status": "passes"} | changes


@pytest.mark.parametrize(("margin", "stands"), [(1.0, 1.0), (0.5, 0.5), (0.0, 0.0), (-9.0, LOWEST), (np.nan, LOWEST)])
def test_a_group_stands_between_the_bound_and_what_is_expected_and_far_off_at_the_edge(margin, stands):
    assert standing(pd.DataFrame([detail("x", margin=margin)]))["standing"].item() == pytest.approx(stands)


def test_a_measure_without_a_say_moves_no_group():
    rows = [detail("x"), detail("x", measure="published", margin=-1.0, status="fails", has_say=False)]
    assert standing(pd.DataFrame(rows))[["standing", "status"]].values.tolist() == [[1.0, "passes"]]


def test_a_group_stands_where_its_weakest_measure_does():
    found = standing(pd.DataFrame([detail("x"), detail("x", measure="n", margin=-0.5, status="fails")]))
    assert found[["standing", "status"]].values.tolist() == [[-0.5, "fails"]]
    found = standing(pd.DataFrame([detail("x"), detail("x", measure="n", margin=np.nan, status="undetermined")]))
    assert found["status"].item() == "undetermined"


def test_every_claim_has_a_row_with_its_verdict_and_a_dot_a_group():
    verdicts = [("x", "partly", 2, 1), ("y", "not run", 0, 0)]
    claims = pd.DataFrame(verdicts, columns=["claim", "verdict", "groups", "groups_passing"])
    groups = [detail("x"), detail("x", cell="lstm", margin=-0.8, status="fails")]
    rows = [*groups, detail("x", role="control", control="permuted"), detail("x", role="beside", cell="mine")]
    (axes,) = draw_claims(claims, pd.DataFrame(rows)).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["x", "y"]
    assert [text.get_text() for text in axes.texts] == ["partly (1 of 2)", "not run"]
    assert axes.texts[0].get_color() == VERDICT_COLOURS["partly"]
    counts = [len(dots.get_offsets()) for dots in axes.collections]
    assert counts == [2, 1, 1, 0, 0, 0]
