"""A study: which runs it asks for, what each depends on, and what a wrong config is told."""

import copy
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.study import (
    NAME,
    ConfigError,
    Run,
    architecture_options,
    check_references,
    expand_runs,
    explain,
    format_l2,
    recipe_options,
    texts_options,
)

ROOT = Path(__file__).parents[1]
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
L2_WILDCARD = re.search(r'l2=r"(.+)",', (ROOT / "rules/common.smk").read_text())[1]
CONFIG = {
    "tasks": {
        "two": {"family": "categorical", "classes": 2, "lengths": [3, 5], "recipe": "quick", "embedding": "one-hot"},
        "ten": {"family": "categorical", "classes": 10, "lengths": [3, 3], "recipe": "quick", "embedding": "one-hot"},
        "news": {"corpus": "bbc", "classes": ["sport", "tech"], "recipe": "slow", "embedding": 16, "constant_input": "zero"},
    },
    "corpora": {"bbc": {"source": "wheel"}},
    "cells": {
        "gru": {"type": "gru", "hidden_size": 8, "readout_bias": False},
        "wide": {"type": "lstm", "hidden_size": 64, "readout_bias": True},
    },
    "recipes": {"quick": {"epochs": 1, "l2": 1e-3}, "slow": {"epochs": 9, "l2": 0}},
    "study": {"runs": [{"tasks": ["two", "news"], "cells": ["gru"], "seeds": [0, 1]}]},
}


def changed(*path, to):
    """The config with one value changed."""
    config = copy.deepcopy(CONFIG)
    place = config
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = to
    return config


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


def test_a_sound_config_passes():
    check_references(CONFIG)


@pytest.mark.parametrize(
    ("path", "name", "known"),
    [
        (("tasks", "two", "recipe"), "tasks.two.recipe", "quick, slow"),
        (("tasks", "news", "corpus"), "tasks.news.corpus", "bbc"),
        (("study", "runs", 0, "tasks", 1), "study.runs[0].tasks", "two, ten, news"),
        (("study", "runs", 0, "cells", 0), "study.runs[0].cells", "gru, wide"),
    ],
)
def test_a_name_that_points_nowhere_is_named_with_its_key_and_the_known_names(path, name, known):
    with pytest.raises(ConfigError, match=rf"{re.escape(name)}: 'nowhere' .*: {known}$"):
        check_references(changed(*path, to="nowhere"))


def test_lengths_in_the_wrong_order_are_named():
    with pytest.raises(ConfigError, match=r"tasks\.two\.lengths: \[5, 3\]"):
        check_references(changed("tasks", "two", "lengths", to=[5, 3]))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("cells", "gru", "size"), 8, r"^config: cells\.gru: .*'size'.*; known keys: type, hidden_size, readout_bias$"),
        (("study", "runs", 0, "seeds"), ["x"], r"^config: study\.runs\[0\]\.seeds\[0\]: 'x' is not of type 'integer'$"),
        (("colour",), "red", r"^config: .*'colour'.*; known keys: study, tasks, "),
    ],
)
def test_a_violation_of_the_schema_is_explained_by_its_key_and_what_would_be_right(path, value, message):
    config = yaml.safe_load((ROOT / "config.yaml").read_text())
    place = config
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError) as caught:
        jsonschema.validate(config, SCHEMA)
    assert re.search(message, explain(caught.value))


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
    keys = {key for kind in ("synthetic_task", "natural_task") for key in SCHEMA["$defs"][kind]["properties"]}
    of_texts = texts_options({"tasks": {"task": dict.fromkeys(keys)}}, "task").keys()
    assert keys - of_texts == {"embedding", "constant_input", "recipe"}


def test_an_architecture_takes_its_cell_s_options_and_its_task_s_embedding():
    expected = {"cell": "lstm", "hidden_size": 64, "readout_bias": True, "embedding": 16}
    assert architecture_options(CONFIG, "news", "wide") == expected


def test_a_run_s_own_l2_replaces_the_recipe_s():
    assert recipe_options(CONFIG, "news", "0.5") == {"epochs": 9, "l2": 0.5}
    assert CONFIG["recipes"]["slow"]["l2"] == 0
