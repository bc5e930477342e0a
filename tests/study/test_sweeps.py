"""Sweeps: the runs along one number, and what they define."""

import copy
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_config import CONFIG, SWEEP, changed, with_sweep

from rnn_geometry.study import Run, Study
from rnn_geometry.study.config.values import NAME


def swept(config):
    """The sweep of the name `trial` in a study."""
    return Study.from_config(config).sweeps["trial"]


def rows(sweep):
    return list(zip(sweep.values, sweep.runs, strict=True))


def test_a_sweep_over_l2_is_every_task_cell_and_seed_at_every_value_and_defines_nothing():
    sweep = swept(with_sweep(tasks=["two", "news"], cells=["gru", "wide"]))
    expected = {(l2, Run(t, c, l2, s)) for l2 in (0.1, 0.01) for t in ("two", "news") for c in ("gru", "wide") for s in (0, 1)}
    assert set(rows(sweep)) == expected
    assert len(sweep.runs) == len(expected) == 16
    assert sweep.tasks == sweep.cells == {}


@pytest.mark.parametrize(
    ("over", "values", "kind", "name", "key", "defined"),
    [
        ("rho", [0.5, 1], "task", "mixed", "rho", {"mixed.rho-0.5": 0.5, "mixed.rho-1": 1}),
        ("length", [20, 50], "task", "two", "lengths", {"two.length-20": (20, 20), "two.length-50": (50, 50)}),
        ("hidden_size", [4, 32], "cell", "gru", "hidden_size", {"gru.hidden_size-4": 4, "gru.hidden_size-32": 32}),
    ],
)
def test_any_other_sweep_defines_a_task_or_cell_a_value_and_runs_it_at_the_recipe_s_own_l2(
    over, values, kind, name, key, defined
):
    names = {"task": "two", "cell": "gru", kind: name}
    study = Study.from_config(with_sweep(over=over, values=values, tasks=[names["task"]], cells=[names["cell"]]))
    sweep = study.sweeps["trial"]
    assert rows(sweep) == [
        (value, Run(**(names | {kind: variant}), l2=0.001, seed=seed))
        for value, variant in zip(values, defined, strict=True)
        for seed in (0, 1)
    ]
    own = getattr(study.config, f"{kind}s")[name]
    found = getattr(sweep, f"{kind}s")
    assert {variant: getattr(options, key) for variant, options in found.items()} == defined
    assert all(options.plain() | {key: None} == own.plain() | {key: None} for options in found.values())


@pytest.mark.parametrize(
    "options",
    [
        {"over": "rho", "tasks": ["mixed"], "values": [0.5]},
        {"over": "hidden_size", "values": [4]},
        {"over": "length", "values": [9]},
    ],
)
def test_a_sweep_leaves_the_config_as_it_was_given(options):
    config = with_sweep(**options)
    before = copy.deepcopy(config)
    study = Study.from_config(config)
    assert study.runs == Study.from_config(config).runs
    assert config == before
    assert set(study.config.tasks) == set(CONFIG["tasks"])
    assert set(study.config.cells) == set(CONFIG["cells"])


@given(rho=st.floats(0, 1), units=st.integers(2, 4096))
def test_a_derived_name_is_one_that_a_task_or_cell_may_have(rho, units):
    over_rho = swept(with_sweep(over="rho", tasks=["mixed"], values=[rho]))
    over_units = swept(with_sweep(over="hidden_size", values=[units]))
    for run in over_rho.runs + over_units.runs:
        assert re.fullmatch(NAME, run.task)
        assert re.fullmatch(NAME, run.cell)


NUMBERS = st.builds(lambda digits, power: float(f"{digits}e{power}"), st.integers(1, 999), st.integers(-7, 1))


@given(low=NUMBERS, high=NUMBERS, count=st.integers(2, 25))
def test_values_between_two_bounds_stand_at_equal_ratios_with_both_bounds_among_them(low, high, count):
    if low == high:
        return
    values = swept(with_sweep(values={"from": low, "to": high, "count": count}, seeds=[0])).values
    assert (values[0], values[-1], len(values)) == (low, high, count)
    np.testing.assert_allclose(values, np.geomspace(low, high, count), rtol=5.1e-3)  # three digits


def test_equal_ratios_of_lengths_are_whole_numbers():
    values = {"from": 10, "to": 50, "count": 3}
    assert swept(with_sweep(over="length", seeds=[0], values=values)).values == [10, 22, 50]


def test_a_sweep_that_the_study_does_not_name_is_none_of_it():
    study = Study.from_config(changed("sweeps", "trial", to=SWEEP))
    assert study.sweeps == {}
    assert study.runs == Study.from_config(CONFIG).runs


def test_a_sweep_shares_the_runs_that_the_study_has_and_two_sweeps_share_theirs():
    config = with_sweep(values=[0.001, 0.1], seeds=[1, 2])  # 0.001 is the recipe's own
    config["study"]["runs"].append({"sweep": "again"})
    config["sweeps"]["again"] = SWEEP | {"values": [0.1], "seeds": [2, 3]}
    study = Study.from_config(config)
    assert study.blocks == Study.from_config(CONFIG).runs
    added = {(0.001, 2), (0.1, 1), (0.1, 2), (0.1, 3)}
    assert set(study.runs) == {*study.blocks, *(Run("two", "gru", l2, seed) for l2, seed in added)}
    assert len(study.runs) == len(study.blocks) + len(added)


def test_the_most_regularised_of_a_sweep_are_the_first_of_each_cell_at_its_largest_value():
    sweep = swept(with_sweep(cells=["gru", "wide"], values=[0.01, 0.1]))
    assert sweep.most_regularised == [Run("two", cell, 0.1, 0) for cell in ("gru", "wide")]
    assert sweep.rows[0] == [0.01, "two", "gru", 0.01, 0]


def test_texts_of_another_length_are_other_texts_and_a_cell_of_another_size_reads_the_same():
    config = with_sweep(over="length", values=[9])
    config["study"]["runs"].append({"sweep": "units"})
    config["sweeps"]["units"] = SWEEP | {"over": "hidden_size", "values": [16]}
    study = Study.from_config(config)
    texts = {name: task.options.texts() for name, task in study.tasks.items()}
    assert texts["two.length-9"] == texts["two"] | {"lengths": [9, 9]}
    assert study.architecture("two", "gru.hidden_size-16") == study.architecture("two", "gru") | {"hidden_size": 16}
    assert study.swept == {"l2": [], "rho": [], "length": ["trial"], "hidden_size": ["units"]}
