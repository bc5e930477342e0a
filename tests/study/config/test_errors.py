"""What a config is told that no section takes: one line with the key, what stands there, and what would be right."""

import copy
import re
from pathlib import Path

import pytest
import yaml
from small_config import SWEEP

from rnn_geometry.study import ConfigError
from rnn_geometry.study.config.config import read_config

ROOT = Path(__file__).parents[3]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())
for kind, entries in yaml.safe_load((ROOT / "config/hub.yaml").read_text()).items():
    CONFIG[kind] = CONFIG[kind] | entries
SYNTHETIC = (
    "family, {own}context, lengths, tilt, balance, training_labels, train_texts, "
    "validation_texts, test_texts, embedding, constant_input, recipe"
)


def refusal(path, value) -> str:
    """What is said of the default config with one value changed."""
    config = copy.deepcopy(CONFIG)
    place = config
    for part in path[:-1]:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
    place[path[-1]] = value
    with pytest.raises(ConfigError) as caught:
        read_config(config)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("colour", "red", "'colour' is not a key here; known keys: study, tasks, cells, recipes, sweeps, corpora, "),
        ("study", None, "study: None is not a mapping of keys to values"),
        ("study.seeds", 1, "study: 'seeds' is not a key here; known keys: name, runs, seed"),
        ("study.name", "../x", "study.name: '../x' is not a name: letters and digits, and between them dots, dashes"),
        ("study.runs.0.seeds", ["x"], "study.runs[0].seeds[0]: 'x' is not a whole number"),
        ("study.runs.0.seeds", [0.5], "study.runs[0].seeds[0]: 0.5 is not a whole number"),
        ("study.runs.0.seeds", [True], "study.runs[0].seeds[0]: true is not a number"),
        ("study.runs.0.seeds", [1, 1.0], "study.runs[0].seeds: 1 stands there twice"),
        ("study.runs.0.seeds", 3, "study.runs[0].seeds: 3 is not a list (write [3])"),
        ("study.runs.0.tasks", "planar", "study.runs[0].tasks: 'planar' is not a list (write [planar])"),
        ("study.runs.0.tasks", [], "study.runs[0].tasks: [] is too short (at least 1 are needed)"),
        (
            "cells.gru.size",
            8,
            "cells.gru: 'size' is not a key here; known keys: type, hidden_size, readout_bias, readout, reset, forget_bias, "
            "gate_bias, initial_state, checkpoint, keys",
        ),
        ("cells.gru.heads", 8, "cells.gru: 'heads' is not a key here; known keys: type, hidden_size,"),
        ("cells.linear-attention.layers", 2, "known keys: type, hidden_size, readout_bias, heads, feedforward"),
        (
            "cells.gru.type",
            "gro",
            "cells.gru.type: 'gro' is not one of vanilla, gru, lstm, ugrnn, mingru, linear_attention, softmax_attention, s6, "
            "gated_linear_attention, gated_deltanet, transformer, mean_pool",
        ),
        ("cells.gru", {}, "cells.gru: the key type is missing; it is one of vanilla, gru,"),
        ("cells.gru", 3, "cells.gru: 3 is not a mapping of keys to values"),
        (
            "tasks.categorical-3.rho",
            0.5,
            f"'rho' is not a key here; known keys: {SYNTHETIC.format(own='classes, ')}, strong, counter",
        ),
        ("tasks.multilabel-2.classes", 4, f"'classes' is not a key here; known keys: {SYNTHETIC.format(own='labels, ')}"),
        ("tasks.planar.classes", 5, f"tasks.planar: 'classes' is not a key here; known keys: {SYNTHETIC.format(own='')}"),
        ("tasks.planar.family", "stars", "tasks.planar.family: 'stars' is not one of categorical, ordered, planar, "),
        ("tasks.planar", {"tilt": 1}, "tasks.planar: the key family is missing; it is one of categorical, ordered, "),
        ("tasks.planar", {"family": "categorical"}, "tasks.planar: the key classes is missing"),
        ("tasks.categorical-3.classes", 11, "tasks.categorical-3.classes: 11 is greater than the maximum of 10"),
        ("tasks.ordered-3.classes", 4, "tasks.ordered-3.classes: 4 is not one of 2, 3 or 5"),
        ("tasks.correlated-3.rho", 1.5, "tasks.correlated-3.rho: 1.5 is greater than the maximum of 1"),
        ("tasks.planar.balance", "stars", "tasks.planar.balance: 'stars' is not one of 'classes', 'scores' or 'none'"),
        ("tasks.planar.tilt", 0, "tasks.planar.tilt: 0 is not greater than 0"),
        ("tasks.planar.lengths", [5, 3], "tasks.planar.lengths: [5, 3] has its bounds in the wrong order"),
        ("tasks.planar.lengths", 5, "tasks.planar.lengths: 5 is not a list of two"),
        ("tasks.planar.embedding", "all", "tasks.planar.embedding: 'all' is neither one-hot nor a whole number from 1 on"),
        ("tasks.imdb.labels", ["a"], "tasks.imdb: 'labels' is not a key here; known keys: corpus, classes, family,"),
        ("tasks.goemotions-2.classes", ["a", "b"], "known keys: corpus, family, labels, balance, "),
        ("tasks.imdb.classes", ["a"], "tasks.imdb.classes: ['a'] is too short (at least 2 are needed)"),
        ("tasks.imdb.classes", {"a": ["b"], "c": "d"}, "tasks.imdb.classes.c: 'd' is not a list (write [d])"),
        ("tasks.imdb.train_texts", "all", "tasks.imdb.train_texts: 'all' is not a whole number"),
        ("tasks.imdb.family", "planar", "tasks.imdb.family: 'planar' is not one of categorical, ordered, multilabel"),
        ("tasks.imdb.vocabulary", {"path": "x"}, "tasks.imdb.vocabulary: 'path' is not a key here; known keys: file, padding,"),
        ("tasks.imdb.lower", "perhaps", "tasks.imdb.lower: 'perhaps' is neither true nor false"),
        ("corpora.imdb.members", "a", "corpora.imdb: 'members' is not a key here; known keys: source, repository, "),
        ("corpora.imdb.source", "web", "corpora.imdb.source: 'web' is not one of hub, files, wheel"),
        ("corpora.imdb.clean", [["(", ""]], "corpora.imdb.clean[0]: '(' is no regular expression ("),
        ("corpora.imdb.clean", [["a", ""], ["a", "\\1"]], "corpora.imdb.clean[1]: 'a' is no regular expression ("),
        ("corpora.bbc-news.text", "a", "corpora.bbc-news: it has one of text and label; a table needs both"),
        ("corpora.bbc-news.sha256", "abc", "corpora.bbc-news.sha256: 'abc' does not match ^[0-9a-f]{64}$"),
        ("recipes.synthetic.epochs", "two", "recipes.synthetic.epochs: 'two' is not a whole number"),
        ("recipes.synthetic.l2", float("nan"), "recipes.synthetic.l2: nan is not a finite number"),
        ("recipes.synthetic.l2", float("inf"), "recipes.synthetic.l2: inf is not a finite number"),
        ("recipes.synthetic", {"epochs": 1}, "recipes.synthetic: the key learning_rate is missing"),
        ("dimension.neighbours", 2, "dimension.neighbours: 2 is less than the minimum of 3"),
        ("modes.points", True, "modes.points: true is not a number"),
        ("skeleton.families", ["cubes"], "skeleton.families[0]: 'cubes' is not one of 'categorical', "),
        ("report.tasks", "planar", "report.tasks: 'planar' is not a list (write [planar])"),
        ("sweeps.trial", SWEEP | {"over": "seed"}, "sweeps.trial.over: 'seed' is not one of 'l2', 'rho', "),
        ("sweeps.trial", SWEEP | {"over": "rho", "values": [1.5]}, "sweeps.trial.values: rho is 1.5, but lies between 0 and 1"),
        (
            "sweeps.trial",
            SWEEP | {"over": "length", "values": [0]},
            "sweeps.trial.values: length is 0, but is a whole number from 1 on",
        ),
        (
            "sweeps.trial",
            SWEEP | {"values": [0]},
            "sweeps.trial.values: 0 is no value of l2 to sweep over; it must be positive",
        ),
        ("sweeps.trial", SWEEP | {"values": ["x"]}, "sweeps.trial.values[0]: 'x' is not a number"),
        (
            "sweeps.trial",
            SWEEP | {"values": {"from": 1, "to": 1, "count": 3}},
            "sweeps.trial.values: from and to are both 1.0; give two bounds, or a list of values",
        ),
    ],
)
def test_a_violation_is_told_in_one_line_by_its_key_and_what_would_be_right(path, value, message):
    parts = [int(part) if part.isdigit() else part for part in path.split(".")]
    said = refusal(parts, value)
    assert said.startswith("config: ")
    assert message in said
    assert "\n" not in said


def test_a_long_value_is_cut():
    assert len(refusal(["study", "runs"], "x" * 10_000)) < 250


@pytest.mark.parametrize("key", ["type", "import"])
def test_a_cell_has_a_type_or_a_file(key):
    said = refusal(["cells", "gru"], {"type": "gru", "import": "mine.py:Mine"})
    assert re.search(r"^config: cells\.gru: it has both a type and an import", said)
