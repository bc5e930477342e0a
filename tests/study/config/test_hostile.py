"""The config of a hostile or hasty user: it is taken, or refused in one line; nothing it names lies outside results/."""

import copy
import math
from pathlib import Path, PurePosixPath

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_geometry.study import ConfigError, Study

ROOT = Path(__file__).parents[3]
DEFAULT = yaml.safe_load((ROOT / "config.yaml").read_text())
HOSTILE = ["../x", "/etc/passwd", "a/../../b", "..", "a\n", "$(touch x)", "`x`", "a b", "-rf", "a\0b", "", "é", "{task}", "a/b"]
NAMES = st.sampled_from(HOSTILE) | st.text(max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | NAMES
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(NAMES, SCALARS, max_size=3)


def places(node, path=()):
    """The paths to all values in a config."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def trimmed(config):
    """A config with two blocks and two entries a section of what it had, and all that these need."""
    tasks = ["categorical-3", "correlated-3", "bbc-news"]
    small = {
        "study": config["study"] | {"runs": [{"tasks": tasks, "cells": ["gru"], "seeds": [0, 1], "l2": [1e-3]}]},
        "sweeps": {"correlation": config["sweeps"]["correlation"]},
        "tasks": {name: config["tasks"][name] for name in tasks},
        "cells": {"gru": config["cells"]["gru"]},
    }
    return config | small


BASE = trimmed(DEFAULT)
PLACES = [path for path in places(BASE) if path]


@st.composite
def changed_configs(draw):
    """The base config with a value replaced, a key renamed or an entry dropped, up to three times."""
    config = copy.deepcopy(BASE)
    for path in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        parent = config
        try:
            for key in path[:-1]:
                parent = parent[key]
            value = parent.pop(path[-1])
        except (KeyError, IndexError, TypeError, AttributeError):  # gone with an earlier change
            continue
        how = draw(st.sampled_from(["replace", "rename", "drop"]))
        if how == "replace" or (how == "rename" and isinstance(parent, list)):
            value, how = draw(VALUES), "replace"
        if how == "replace":
            parent.insert(path[-1], value) if isinstance(parent, list) else parent.__setitem__(path[-1], value)
        elif how == "rename":
            parent[draw(NAMES)] = value
    return config


def runs_or_refusal(config):
    """The runs of a config, or the one line that refuses it."""
    try:
        return Study.from_config(config).runs
    except ConfigError as error:
        return str(error)


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(changed_configs())
def test_a_changed_config_is_refused_in_words_or_its_runs_stay_in_their_folder(config):
    found = runs_or_refusal(config)
    if isinstance(found, str):
        assert found.startswith("config: ")
        assert "\n" not in found
        return
    for run in found:
        path = PurePosixPath(run.folder)
        assert path.parts[:2] == ("results", "runs")
        assert len(path.parts) == 6
        assert not {"..", "."} & set(path.parts)
        assert run.folder.isascii()
        assert run.folder.isprintable()
        assert not set(run.folder) & set(" $`'\"\\*?[]{}()<>|;&#~!")
        assert math.isfinite(run.l2)
        assert run.seed >= 0


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["tasks", "cells", "corpora", "recipes", "sweeps"])
def test_a_hostile_name_is_refused(kind, name):
    config = copy.deepcopy(DEFAULT)
    config[kind][name] = next(iter(config[kind].values()))
    assert runs_or_refusal(config).startswith("config: ")
