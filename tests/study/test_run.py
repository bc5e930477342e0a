"""A run and its files: paths that nothing else can have, and that read back."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.layout import FILES, pattern_of
from rnn_geometry.study.config.values import NAME
from rnn_geometry.study.run import Run, format_l2, in_order

L2_WILDCARD = re.search(r'l2=r"(.+)",', (Path(__file__).parents[2] / "rules/common.smk").read_text())[1]
RUN = Run("two", "gru", 0.001, 1)


def test_a_run_has_a_folder_of_its_own_and_its_files_lie_there():
    assert RUN.folder == "results/runs/two/gru/l2-0.001/seed-1"
    assert RUN.file("fixed_points_arrays") == "results/runs/two/gru/l2-0.001/seed-1/fixed_points.safetensors"
    assert RUN.job == "two.gru.l2-0.001.seed-1"
    assert RUN.key == ("two", "gru", 0.001, 1)


@pytest.mark.parametrize("name", FILES)
def test_the_wildcards_of_a_file_s_pattern_filled_in_give_the_file_of_a_run(name):
    assert pattern_of(name).format(task="two", cell="gru", l2="0.001", seed="1") == RUN.file(name)


def test_no_two_names_are_of_one_file():
    assert len(set(FILES.values())) == len(FILES)


@given(st.floats(0, allow_infinity=False))
def test_an_l2_in_a_path_reads_back_as_the_same_number_and_fits_the_workflow_s_wildcard(l2):
    text = format_l2(l2)
    assert float(text) == l2
    assert re.fullmatch(L2_WILDCARD, text)


@given(st.integers(0, 1000))
def test_a_whole_l2_and_its_float_are_one_run(l2):
    assert format_l2(l2) == format_l2(float(l2))


@given(st.floats(0, allow_infinity=False), st.integers(0))
def test_the_key_of_a_run_is_written_as_its_path_is_since_generators_are_seeded_with_the_text(l2, seed):
    assert [str(part) for part in Run("two", "gru", l2, seed).key] == ["two", "gru", format_l2(l2), f"{seed}"]


def test_runs_stand_in_the_order_of_numbers_each_once():
    tasks = ["categorical-10", "categorical-2", "bbc", "categorical-10"]
    runs = [Run(task, "gru", l2, seed) for task in tasks for l2 in (0.1, 1e-5) for seed in (10, 2)]
    found = in_order(runs)
    assert list(dict.fromkeys(run.task for run in found)) == ["bbc", "categorical-2", "categorical-10"]
    assert [(run.l2, run.seed) for run in found[:4]] == [(1e-5, 2), (1e-5, 10), (0.1, 2), (0.1, 10)]
    assert len(found) == 3 * 4


@given(st.from_regex(NAME, fullmatch=True))
def test_a_name_is_one_visible_folder(name):
    assert Path(name).parts == (name,)
    assert not name.startswith(".")


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "a b", "-a", "a-", "a\n"])
def test_a_name_that_is_no_plain_folder_is_refused(name):
    assert not re.fullmatch(NAME, name)
