"""A group's status: what the median of its networks says, and when it cannot say anything."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.claims.claim import meets
from rnn_geometry.claims.groups import judge_group, stand

NAN = np.nan


@pytest.mark.parametrize(
    ("values", "side", "status"),
    [
        ([1.0, 1.0, 1.0], "both", "passes"),
        ([1.0, 1.0, NAN], "both", "passes"),  # the third cannot move the median away from 1
        ([1.0, NAN, NAN], "both", "undetermined"),
        ([9.0, 9.0, NAN], "both", "fails"),
        ([1.0, 9.0, NAN], "both", "undetermined"),
        ([-9.0, 9.0, NAN], "both", "undetermined"),  # between the two it may be 1
        ([NAN], "both", "undetermined"),
        ([1.0, NAN], "both", "undetermined"),
        ([9.0, 9.0, NAN], "at least", "passes"),
        ([9.0, -9.0, NAN], "at least", "undetermined"),
        ([9.0, 9.0, NAN], "at most", "fails"),
    ],
)
def test_what_is_not_known_spoils_a_group_only_where_it_could_turn_its_median(values, side, status):
    assert stand(np.array(values), 1.0, 0.5 if side == "at least" else 1.5, side) == status


@given(
    st.lists(st.one_of(st.none(), st.floats(-3, 3)), min_size=1, max_size=5), st.sampled_from(["both", "at least", "at most"])
)
def test_a_status_holds_whatever_the_values_are_that_are_not_known(values, side):
    known = np.array([NAN if value is None else round(value, 2) for value in values])
    status = stand(known, 1.0, 0.5, side)
    holes = np.flatnonzero(np.isnan(known))
    verdicts = set()
    for filling in product([-50.0, -3.0, 0.0, 1.0, 1.2, 50.0], repeat=len(holes)):
        filled = known.copy()
        filled[holes] = filling
        verdicts.add(bool(meets(np.median(filled), 1.0, 0.5, side)))
    if status == "passes":
        assert verdicts == {True}
    elif status == "fails":
        assert verdicts == {False}


def measured(**values) -> dict[str, pd.DataFrame]:
    return {
        name: pd.DataFrame({"value": found, "expected": 1.0, "bound": 0.5, "side": "both", "has_say": True})
        for name, found in values.items()
    }


def judge(**values):
    tables = measured(**values)
    networks = pd.DataFrame({"network": range(len(next(iter(values.values()))))})
    return judge_group(tables, networks, np.random.default_rng(0))


def test_one_measure_that_fails_decides_whatever_is_not_known_of_another():
    assert judge(a=[1.0, 1.0], b=[NAN, NAN]).status == "undetermined"
    assert judge(a=[9.0, 9.0], b=[NAN, NAN]).status == "fails"
    assert judge(a=[1.0, 1.0], b=[1.1, 1.0]).status == "passes"


def test_the_margin_of_a_group_is_that_of_its_weakest_measure():
    found = judge(a=[1.0, 1.0, 1.0], b=[0.75, 0.75, 0.9], c=[NAN] * 3)
    assert found.margin == pytest.approx(0.5)
    assert (found.seeds, found.seeds_passing) == (3, 0)
    assert [row["seeds_known"] for row in found.rows] == [3, 3, 0]
