"""A task: what its texts depend on, its shape, and what makes it a control."""

from inspect import Parameter, signature

import pytest
from small_config import CONFIG, changed

from rnn_geometry.shapes import Hypercube, Ordered, Shape, Simplex
from rnn_geometry.study import Study
from rnn_geometry.study.config.tasks import NATURAL, SYNTHETIC
from rnn_geometry.tasks.families import FAMILIES, make_family
from rnn_geometry.tasks.synthetic import OPTIONS


def task_of(options, config=CONFIG):
    """The task with these options in a study of its own."""
    block = {"tasks": ["it"], "cells": ["gru"], "seeds": [0]}
    tasks = config["tasks"] | {"it": {"recipe": "quick"} | options}
    return Study.from_config(config | {"tasks": tasks, "study": {"name": "one", "runs": [block]}}).tasks["it"]


TWO, NEWS = CONFIG["tasks"]["two"], CONFIG["tasks"]["news"]


@pytest.mark.parametrize("options", [TWO, NEWS])
def test_another_way_of_training_or_analysing_does_not_redraw_the_texts(options):
    for change in ({"recipe": "slow"}, {"embedding": 4}, {"constant_input": "other"}):
        assert task_of(options | change).options.texts() == task_of(options).options.texts()
    assert task_of(options, changed("recipes", "quick", "epochs", to=7)).options.texts() == task_of(options).options.texts()


@pytest.mark.parametrize(
    ("options", "change"),
    [
        (TWO, {"classes": 3}),
        (TWO, {"lengths": [3, 6]}),
        (TWO, {"tilt": 0.5}),
        (NEWS, {"family": "ordered"}),
        (NEWS, {"classes": ["tech", "sport"]}),
        (NEWS, {"lower": False}),
    ],
)
def test_whatever_a_text_depends_on_redraws_it(options, change):
    assert task_of(options | change).options.texts() != task_of(options).options.texts()


@pytest.mark.parametrize("model", [*SYNTHETIC.values(), *NATURAL.values()])
def test_every_key_of_a_task_is_either_for_its_texts_or_for_its_network(model):
    given = {"family": "multilabel" if "labels" in model.model_fields else "ordered", "corpus": "bbc", "labels": ["a"]}
    given |= {"classes": ["a", "b"]}
    if model in SYNTHETIC.values():
        given |= {"family": next(name for name in FAMILIES if SYNTHETIC[name] is model), "classes": 3, "labels": 2}
    options = model.model_validate({key: value for key, value in given.items() if key in model.model_fields})
    assert set(model.model_fields) - set(options.texts()) == {"embedding", "constant_input", "recipe"}


@pytest.mark.parametrize("name", FAMILIES)
def test_the_texts_of_a_family_s_task_have_all_that_its_function_takes(name):
    needed = {key for key, given in signature(FAMILIES[name]).parameters.items() if given.default is Parameter.empty}
    texts = task_of({"family": name} | dict.fromkeys(needed, 3)).options.texts()
    for key in OPTIONS:
        texts.pop(key)
    assert make_family(**texts).shape.outputs >= 2


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"family": "categorical", "classes": 4}, Simplex(4, 3)),
        ({"family": "ordered", "classes": 5}, Ordered(5, 1)),
        ({"family": "planar"}, Ordered(5, 2)),
        ({"family": "multilabel", "labels": 3}, Hypercube(3, 3)),
        ({"family": "correlated", "classes": 3, "rho": 0.5}, Shape(3, 2)),
        ({"family": "correlated", "classes": 3, "rho": 1}, Shape(3, 1)),
        ({"family": "planar", "context": True}, Ordered(5, 2)),
        ({"corpus": "bbc", "classes": ["a", "b", "c"]}, Simplex(3, 2)),
        ({"corpus": "bbc", "classes": {"good": ["a", "b"], "bad": ["c"]}}, Simplex(2, 1)),
        ({"corpus": "bbc", "family": "ordered", "classes": ["a", "b"]}, Ordered(2, 1)),
        ({"corpus": "bbc", "family": "ordered", "classes": list("abcde")}, Ordered(5, 2)),
        ({"corpus": "bbc", "family": "multilabel", "labels": ["a", "b"]}, Hypercube(2, 2)),
    ],
)
def test_a_task_knows_the_shape_that_is_expected_of_it(options, shape):
    assert task_of(options).shape == shape


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
    assert Study.from_config(changed(*path, to=value)).tasks["two"].traits == {"control": control, "context": False}


def test_a_run_s_own_l2_replaces_the_recipe_s():
    task = Study.from_config(CONFIG).tasks["news"]
    assert task.training("0.5") == task.recipe.plain() | {"l2": 0.5}
    assert task.recipe.l2 == 0


def test_sets_of_many_labels_have_no_names_of_their_own():
    natural = {"corpus": "bbc", "family": "multilabel"}
    tasks = [
        NEWS,
        {"family": "multilabel", "labels": 4},
        natural | {"labels": list("abcd")},
        natural | {"labels": list("abcde")},
    ]
    assert [task_of(options).has_named_classes for options in tasks] == [True, True, True, False]


def test_the_labels_of_a_corpus_may_be_numbers_and_are_names():
    assert task_of({"corpus": "bbc", "classes": [1, 2, "10"]}).options.texts()["classes"] == ["1", "2", "10"]
