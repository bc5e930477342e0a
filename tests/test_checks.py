"""What a config that asks for what cannot be is told."""

import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from rnn_geometry.checks import ConfigError, check_references, check_report, explain
from small_config import CONFIG, HUB, SWEEP, changed, with_sweep

ROOT = Path(__file__).parents[1]
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())


def test_a_sweep_that_is_named_but_not_defined_is_refused():
    config = changed("study", "runs", to=[{"sweep": "nowhere"}])
    with pytest.raises(ConfigError, match=r"^config: study\.runs\[0\]\.sweep: 'nowhere' is not defined under sweeps;"):
        check_references(config)


def test_a_sound_config_passes():
    check_references(CONFIG)


ATTENTION = {"type": "linear_attention", "hidden_size": 24, "readout_bias": False, "heads": 4, "feedforward": 0}


def test_heads_that_do_not_divide_the_hidden_size_are_refused_with_their_cell():
    check_references(changed("cells", "attention", to=ATTENTION))
    with pytest.raises(ConfigError, match=r"^config: cells\.attention\.heads: 5 does not divide hidden_size, 24$"):
        check_references(changed("cells", "attention", to=ATTENTION | {"heads": 5}))


def test_a_sweep_over_sizes_that_a_cell_s_heads_do_not_divide_is_refused():
    config = with_sweep(cells=["attention"], over="hidden_size", values=[8, 10])
    config["cells"]["attention"] = ATTENTION
    with pytest.raises(ConfigError, match=r"^config: sweeps\.trial\.values: cells\.attention\.heads: 4 does not divide .* 10$"):
        check_references(config)


def test_an_option_of_another_cell_s_type_is_refused_with_the_known_ones():
    for kind, key, known in (("gru", "heads", ""), ("linear_attention", "layers", ", heads, feedforward")):
        cells = {"mine": {"type": kind, "hidden_size": 8, key: 2}}
        config = yaml.safe_load((ROOT / "config.yaml").read_text()) | {"cells": cells}
        (violation,) = jsonschema.Draft202012Validator(SCHEMA).iter_errors(config)
        said = explain(violation)
        assert said.startswith("config: cells.mine: Unevaluated properties are not allowed")
        assert said.endswith(f"known keys: type, import, hidden_size, readout_bias, checkpoint, keys{known}")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_no_bound_holds_back_is_refused_with_its_key(number):
    with pytest.raises(ConfigError, match=r"^config: recipes\.quick\.l2: (nan|inf) is not a finite number$"):
        check_references(changed("recipes", "quick", "l2", to=number))


def test_a_seed_that_is_whole_but_no_integer_is_refused_since_its_files_would_be_another_s():
    with pytest.raises(ConfigError, match=r"^config: study\.runs\[0\]\.seeds: 1\.0 is not an integer; write 1$"):
        check_references(changed("study", "runs", 0, "seeds", to=[0, 1.0]))


@pytest.mark.parametrize(
    ("path", "name", "known"),
    [
        (("tasks", "two", "recipe"), "tasks.two.recipe", "quick, slow"),
        (("tasks", "news", "corpus"), "tasks.news.corpus", "bbc"),
        (("study", "runs", 0, "tasks", 1), "study.runs[0].tasks", "two, ten, news, mixed"),
        (("study", "runs", 0, "cells", 0), "study.runs[0].cells", "gru, wide"),
    ],
)
def test_a_name_that_points_nowhere_is_named_with_its_key_and_the_known_names(path, name, known):
    with pytest.raises(ConfigError, match=rf"{re.escape(name)}: 'nowhere' .*: {known}$"):
        check_references(changed(*path, to="nowhere"))


def test_a_network_that_is_not_trained_cannot_be_followed():
    block = {"tasks": ["two", "news"], "cells": ["gru"], "seeds": [0], "follow": True}
    config = changed("study", "runs", to=[block])
    check_references(config)
    config["recipes"]["slow"]["epochs"] = 0
    with pytest.raises(ConfigError, match=r"^config: study\.runs\[0\]\.follow: news is not trained \(recipe slow: no epochs\)"):
        check_references(config)
    check_references(config | {"study": {"runs": [block | {"follow": False}]}})


@pytest.mark.parametrize(("kind", "known"), [("tasks", "two, ten, news, mixed"), ("cells", "gru, wide")])
def test_a_sweep_s_name_that_points_nowhere_is_named_too(kind, known):
    with pytest.raises(ConfigError, match=rf"^config: sweeps\.trial\.{kind}: 'nowhere' is not defined .*: {known}$"):
        check_references(with_sweep(**{kind: ["nowhere"]}))


@pytest.mark.parametrize(
    ("over", "value", "message"),
    [
        ("rho", 1.5, "rho is 1.5, but lies between 0 and 1"),
        ("length", 0, "length is 0, but is a whole number from 1 on"),
        ("l2", 0, "0 is no value of l2 to sweep over; it must be positive"),
        ("l2", "1e-3", r"'1e-3' is not a number \(YAML reads 1e-3 as text; write 1\.0e-3\)"),
    ],
)
def test_a_value_that_a_sweep_cannot_take_is_named(over, value, message):
    task = "mixed" if over == "rho" else "two"
    with pytest.raises(ConfigError, match=rf"^config: sweeps\.trial\.values: {message}$"):
        check_references(with_sweep(over=over, tasks=[task], values=[value]))


@pytest.mark.parametrize(("over", "task"), [("rho", "two"), ("rho", "news"), ("length", "news")])
def test_a_sweep_over_what_a_task_lacks_is_named_with_the_task(over, task):
    with pytest.raises(ConfigError, match=rf"^config: sweeps\.trial: the task {task} has no {over} to sweep over$"):
        check_references(with_sweep(over=over, tasks=["mixed", task] if over == "rho" else ["two", task]))


@pytest.mark.parametrize(("over", "task"), [("rho", "mixed"), ("length", "two"), ("l2", "news"), ("hidden_size", "news")])
def test_a_sweep_over_what_a_task_has_passes(over, task):
    check_references(with_sweep(over=over, tasks=[task], values=[1]))


def test_lengths_in_the_wrong_order_are_named():
    with pytest.raises(ConfigError, match=r"tasks\.two\.lengths: \[5, 3\]"):
        check_references(changed("tasks", "two", "lengths", to=[5, 3]))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            ("cells", "gru", "size"),
            8,
            r"^config: cells\.gru: .*'size'.*; known keys: type, import, hidden_size, readout_bias, .*",
        ),
        (("study", "runs", 0, "seeds"), ["x"], r"^config: study\.runs\[0\]\.seeds\[0\]: 'x' is not of type 'integer'$"),
        (("tasks", "categorical-3", "rho"), 0.5, r"^config: tasks\.categorical-3: .*'rho'.*; known keys: {keys}{categorical}$"),
        (("tasks", "multilabel-2", "classes"), 4, r"^config: tasks\.multilabel-2: .*'classes'.*; known keys: {keys}, labels$"),
        (("tasks", "planar", "classes"), 5, r"^config: tasks\.planar: .*'classes'.*; known keys: {keys}$"),
        (("tasks", "categorical-3", "classes"), 11, r"^config: tasks\.categorical-3\.classes: 11 is greater than the maximum"),
        (("tasks", "ordered-3", "classes"), 4, r"^config: tasks\.ordered-3\.classes: 4 is not one of \[2, 3, 5\]$"),
        (("tasks", "correlated-3", "rho"), 1.5, r"^config: tasks\.correlated-3\.rho: 1\.5 is greater than the maximum of 1$"),
        (("tasks", "planar", "balance"), "stars", r"^config: tasks\.planar\.balance: 'stars' is not one of \['classes', "),
        (
            ("sweeps",),
            {"trial": SWEEP | {"over": "seed"}},
            r"^config: sweeps\.trial\.over: 'seed' is not one of \['l2', 'rho', ",
        ),
        (("tasks", "imdb", "labels"), ["a"], r"^config: tasks\.imdb: .*'labels'.*; known keys: corpus, .*, recipe, classes$"),
        (
            ("tasks", "goemotions-2", "classes"),
            ["a", "b"],
            r"^config: tasks\.goemotions-2: .*; known keys: .*, labels, unlabelled$",
        ),
        (
            ("tasks", "imdb", "classes"),
            ["a"],
            r"^config: tasks\.imdb\.classes: \['a'\] is too short \(at least 2 are needed\)$",
        ),
        (("tasks", "imdb", "train_texts"), "all", r"^config: tasks\.imdb\.train_texts: 'all' is none of integer, null$"),
        (("tasks", "imdb", "family"), "planar", r"^config: tasks\.imdb\.family: 'planar' is not one of"),
        (("corpora", "imdb", "members"), "a", r"^config: corpora\.imdb: .*'members'.*; known keys: source, .*, repository, "),
        (
            ("corpora", "imdb", "source"),
            "web",
            r"^config: corpora\.imdb\.source: 'web' is not one of \['hub', 'files', 'wheel'\]$",
        ),
        (("colour",), "red", r"^config: .*'colour'.*; known keys: study, sweeps, "),
    ],
)
def test_a_violation_of_the_schema_is_explained_by_its_key_and_what_would_be_right(path, value, message):
    config = yaml.safe_load((ROOT / "config.yaml").read_text())
    place = config
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError) as caught:
        jsonschema.Draft202012Validator(SCHEMA).validate(config)  # as Snakemake does
    known = {
        "{keys}": ", ".join(SCHEMA["$defs"]["synthetic_task"]["properties"]),
        "{categorical}": ", classes, strong, counter",
    }
    for name, keys in known.items():
        message = message.replace(name, keys)
    assert re.search(message, explain(caught.value))


def test_a_repository_of_the_hub_needs_a_revision_and_a_folder_has_none(tmp_path):
    check_references(changed("corpora", "hub", to=HUB))
    check_references(changed("corpora", "hub", to=HUB | {"repository": str(tmp_path), "revision": None}))
    with pytest.raises(ConfigError, match=r"^config: corpora\.hub: someone/texts needs a revision"):
        check_references(changed("corpora", "hub", to=HUB | {"revision": None}))


@pytest.mark.parametrize("pair", [["(", ""], ["a", r"\1"]])
def test_a_pattern_that_is_none_is_named(pair):
    with pytest.raises(ConfigError, match=r"^config: corpora\.hub\.clean\[1\]: '.*' is no regular expression"):
        check_references(changed("corpora", "hub", to=HUB | {"clean": [["b", "c"], pair]}))


def test_a_report_on_a_task_that_is_not_of_the_study_is_refused():
    check_report(changed("report", "tasks", to=["two"]), ["two", "news"])
    with pytest.raises(ConfigError, match=r"report\.tasks: 'ten' is none that this study can show; it can: two, news$"):
        check_report(changed("report", "tasks", to=["two", "ten"]), ["two", "news"])
