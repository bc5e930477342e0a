"""Seeds: the same key gives the same stream, everywhere; another key gives another."""

import os
import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.seeds import generator, integer_seed, seed_sequence

KEYS = st.lists(st.integers(0, 2**40) | st.text(max_size=8), min_size=1, max_size=5).map(tuple)


@given(KEYS)
def test_equal_keys_draw_equal_numbers(key):
    np.testing.assert_array_equal(generator(*key).random(4), generator(*key).random(4))


@given(KEYS, KEYS)
def test_different_keys_draw_different_numbers(one, other):
    same = [str(part) for part in one] == [str(part) for part in other]
    assert same == np.array_equal(generator(*one).random(4), generator(*other).random(4))


def test_a_thousand_seeds_of_a_run_are_a_thousand_different_ones():
    assert len({integer_seed(2020, "categorical-3", "gru", seed) for seed in range(1000)}) == 1000


@given(KEYS)
def test_a_seed_fits_in_32_bits(key):
    assert 0 <= integer_seed(*key) < 2**32


def test_the_border_between_two_parts_of_a_key_counts():
    assert seed_sequence("ab", "c").entropy != seed_sequence("a", "bc").entropy


def test_a_number_and_its_text_are_one_key_since_wildcards_are_text():
    assert integer_seed(2020, "categorical-3", 1) == integer_seed("2020", "categorical-3", "1")


def test_a_seed_does_not_depend_on_the_process():
    program = "from rnn_geometry.seeds import integer_seed; print(integer_seed(2020, 'categorical-3', 'gru', 0))"
    elsewhere = {"env": os.environ | {"PYTHONHASHSEED": "17"}, "check": True}
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, **elsewhere).stdout
    assert int(printed) == integer_seed(2020, "categorical-3", "gru", 0)
