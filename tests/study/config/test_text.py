"""What the command line passes as text is read as what it stands for."""

import copy

import pytest
import yaml
from overlays import with_overlays
from small_config import CONFIG, changed

from rnn_geometry.study import Study
from rnn_geometry.study.config.config import read_config


def as_text(node):
    """A config as Snakemake's command line passes it: every number, true, false and null inside a mapping is text."""
    if isinstance(node, dict):
        return {key: as_text(value) for key, value in node.items()}
    if isinstance(node, list):
        return [as_text(value) for value in node]
    return node if isinstance(node, str) else yaml.safe_dump(node).split("\n")[0]


@pytest.mark.parametrize("overlays", [[], ["hub", "paper"], ["hub", "natural"], ["smoke"]], ids=" ".join)
def test_a_whole_study_given_as_text_is_the_same_study(overlays):
    config = with_overlays(*(f"config/{name}.yaml" for name in overlays))
    config |= {"dimension": {"neighbours": 15}, "skeleton": {"bounded": False, "noise": 0.2}, "report": {"tasks": None}}
    assert read_config(as_text(config)) == read_config(config)


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (("dimension", "neighbours"), "15", 15),
        (("fixed_points", "noise"), "1e-3", 1e-3),
        (("skeleton", "bounded"), "false", False),
        (("recipes", "quick", "patience"), "null", None),
        (("recipes", "quick", "epochs"), 3.0, 3),
        (("study", "runs", 0, "seeds"), ["4"], [4]),
        (("tasks", "two", "embedding"), "16", 16),
        (("tasks", "two", "embedding"), "one-hot", "one-hot"),
        (("report", "tasks"), "null", None),
    ],
)
def test_a_value_given_as_text_is_a_value(path, text, value):
    assert read_config(changed(*path, to=text)) == read_config(changed(*path, to=value))


def test_text_stays_text_where_text_is_meant():
    config = changed("tasks", "news", "vocabulary", to={"file": "1", "unknown": "null"})
    vocabulary = read_config(config).tasks["news"].own_vocabulary
    assert (vocabulary.file, vocabulary.unknown) == ("1", "null")


def test_a_run_from_text_is_the_run_from_numbers():
    config = copy.deepcopy(CONFIG)
    config["study"]["runs"][0] |= {"l2": ["1e-3"], "seeds": ["0"]}
    (run, _) = Study.from_config(config).runs
    assert (run.l2, run.seed, run.folder) == (1e-3, 0, "results/runs/news/gru/l2-0.001/seed-0")
