"""Choices among numbers that are equal but for rounding: the first, however the last bits fall."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.rounding import MARGIN, MARGIN_SINGLE, first_largest


@given(seed=st.integers(0, 999), tied=st.integers(1, 6))
def test_of_numbers_that_rounding_alone_tells_apart_the_first_is_the_largest(seed, tied):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 4, (5, 8)).astype(float)
    values[:, :tied] = 4
    noise = rng.uniform(-1e-13, 1e-13, values.shape)
    assert (first_largest(values + noise) == 0).all()
    assert (first_largest((values + noise).T, axis=0) == 0).all()


def test_what_is_larger_by_more_than_the_margin_is_the_largest():
    assert first_largest(np.array([1, 1 + MARGIN / 2, 1 + 2 * MARGIN])) == 2
    assert first_largest(np.array([1, 1 + MARGIN / 2])) == 0
    assert first_largest(np.array([1, 1 + 1e-6], np.float32), margin=MARGIN_SINGLE) == 0


@pytest.mark.parametrize("values", [[np.nan, 1.0], [1.0, np.nan]])
def test_where_one_is_not_known_the_first_stands_in(values):
    assert first_largest(np.array(values)) == 0
