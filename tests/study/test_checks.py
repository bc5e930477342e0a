"""What a config that asks for what cannot be is told, where one section alone does not show it."""

import re

import pytest
from small_config import CONFIG, HUB, changed, with_sweep

from rnn_geometry.study import ConfigError, Study


def test_a_sound_config_passes():
    Study.from_config(CONFIG)


def test_a_sweep_that_is_named_but_not_defined_is_refused():
    config = changed("study", "runs", to=[{"sweep": "nowhere"}])
    with pytest.raises(ConfigError, match=r"^config: study\.runs\[0\]\.sweep: 'nowhere' is not defined under sweeps;"):
        Study.from_config(config)


ATTENTION = {"type": "linear_attention", "hidden_size": 24, "heads": 4}


def test_heads_that_do_not_divide_the_hidden_size_are_refused_with_their_cell():
    Study.from_config(changed("cells", "attention", to=ATTENTION))
    with pytest.raises(ConfigError, match=r"^config: cells\.attention\.heads: 5 does not divide hidden_size, 24$"):
        Study.from_config(changed("cells", "attention", to=ATTENTION | {"heads": 5}))


def test_a_sweep_over_sizes_that_a_cell_s_heads_do_not_divide_is_refused():
    config = with_sweep(cells=["attention"], over="hidden_size", values=[8, 10])
    config["cells"]["attention"] = ATTENTION
    message = r"^config: sweeps\.trial\.values: cells\.attention\.heads: 4 does not divide hidden_size, 10$"
    with pytest.raises(ConfigError, match=message):
        Study.from_config(config)


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
        Study.from_config(changed(*path, to="nowhere"))


def test_a_network_that_is_not_trained_cannot_be_followed():
    block = {"tasks": ["two", "news"], "cells": ["gru"], "seeds": [0], "follow": True}
    config = changed("study", "runs", to=[block])
    Study.from_config(config)
    config["recipes"]["slow"]["epochs"] = 0
    with pytest.raises(ConfigError, match=r"^config: study\.runs\[0\]\.follow: news is not trained \(recipe slow: no epochs\)"):
        Study.from_config(config)
    Study.from_config(config | {"study": {"name": "trial", "runs": [block | {"follow": False}]}})


@pytest.mark.parametrize(("kind", "known"), [("tasks", "two, ten, news, mixed"), ("cells", "gru, wide")])
def test_a_sweep_s_name_that_points_nowhere_is_named_too(kind, known):
    with pytest.raises(ConfigError, match=rf"^config: sweeps\.trial\.{kind}: 'nowhere' is not defined .*: {known}$"):
        Study.from_config(with_sweep(**{kind: ["nowhere"]}))


@pytest.mark.parametrize(("over", "task"), [("rho", "two"), ("rho", "news"), ("length", "news")])
def test_a_sweep_over_what_a_task_lacks_is_named_with_the_task(over, task):
    with pytest.raises(ConfigError, match=rf"^config: sweeps\.trial: the task {task} has no {over} to sweep over$"):
        Study.from_config(with_sweep(over=over, tasks=["mixed", task] if over == "rho" else ["two", task], values=[1]))


@pytest.mark.parametrize(
    ("over", "task", "value"), [("rho", "mixed", 1), ("length", "two", 1), ("l2", "news", 1), ("hidden_size", "news", 2)]
)
def test_a_sweep_over_what_a_task_has_passes(over, task, value):
    Study.from_config(with_sweep(over=over, tasks=[task], values=[value]))


def test_a_repository_of_the_hub_needs_a_revision_and_a_folder_has_none(tmp_path):
    Study.from_config(changed("corpora", "hub", to=HUB))
    Study.from_config(changed("corpora", "hub", to=HUB | {"repository": str(tmp_path), "revision": None}))
    with pytest.raises(ConfigError, match=r"^config: corpora\.hub: someone/texts needs a revision"):
        Study.from_config(changed("corpora", "hub", to=HUB | {"revision": None}))


def test_a_report_on_a_task_that_is_not_of_the_study_is_refused():
    Study.from_config(changed("report", "tasks", to=["two"]))
    with pytest.raises(ConfigError, match=r"report\.tasks: 'ten' is not one that this study can show; it can: news, two$"):
        Study.from_config(changed("report", "tasks", to=["two", "ten"]))


@pytest.mark.parametrize("task", ["ten", "two"])
def test_a_network_with_no_more_units_than_its_manifold_has_dimensions_is_refused_with_its_cell(task):
    config = changed("study", "runs", to=[{"tasks": [task], "cells": ["gru"], "seeds": [0]}])
    dimension = Study.from_config(config).tasks[task].shape.dimension
    config["cells"]["gru"]["hidden_size"] = dimension + 1
    Study.from_config(config)
    config["cells"]["gru"]["hidden_size"] = dimension
    message = rf"^config: cells\.gru\.hidden_size: {dimension} is too small for {task}, .* it must be at least {dimension + 1}$"
    with pytest.raises(ConfigError, match=message):
        Study.from_config(config)


def test_a_sweep_to_networks_that_are_too_small_is_refused_with_its_values():
    config = with_sweep(tasks=["ten"], cells=["gru"], over="hidden_size", values=[9, 32])
    with pytest.raises(ConfigError, match=r"^config: sweeps\.trial\.values: 9 is too small for ten,"):
        Study.from_config(config)


@pytest.mark.parametrize("name", ["{task}.csv", "<x>/a.csv", "a}.csv"])
def test_a_file_whose_path_snakemake_would_read_otherwise_is_refused_with_its_key(name):
    files = {"source": "files", "train": [name]}
    with pytest.raises(ConfigError, match=rf"^config: corpora\.own: '{re.escape(name)}' has braces or angle brackets in it"):
        Study.from_config(changed("corpora", "own", to=files))
