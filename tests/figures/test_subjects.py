"""Of what there is one figure each in a study: every subject once, each with the networks and files that its figure shows."""

import copy

import pytest
from small_config import CONFIG, with_sweep

from rnn_geometry.figures.registry import FIGURES, SUBJECTS
from rnn_geometry.figures.subjects import Subjects
from rnn_geometry.study import Study

BY_NAME = {figure.name: figure for figure in FIGURES}
OF_TASKS = ("manifold", "points", "spectrum", "deflections", "linearisation", "flow", "memory_kernel", "interchange_curves")


@pytest.fixture
def subjects():
    """Of a study of a synthetic task and a corpus, the former's training followed, with a sweep over l2."""
    config = with_sweep()
    config["study"]["runs"][0]["cells"] = ["gru", "wide"]
    config["study"]["runs"].append({"tasks": ["two"], "cells": ["gru"], "seeds": [0], "follow": True})
    return Subjects(Study.from_config(config))


def drawn(subjects) -> list[str]:
    return [figure.file(subject) for figure in FIGURES for subject in subjects.of(figure)]


def test_the_registry_s_subjects_are_those_that_there_are(subjects):
    assert set(subjects.networks) == set(SUBJECTS)


def test_every_figure_of_a_tiny_study_is_asked_for_exactly_once(subjects):
    whole = ["predicted_dimension", "baselines", "dimension", "readouts", "time_constants", "sufficiency", "claims"]
    whole += ["readout_subspace", "skeleton_asymmetry", "memory", "interchange", "contraction"]
    whole += [
        "skeleton_counts",
        "universality",
        "evidence-news",
        "sweep-trial",
        "penalty-trial",
        "collapsed-trial",
        "emergence-two",
    ]
    of_tasks = [f"{name}-{task}" for name in OF_TASKS for task in ("two", "news")]
    assert sorted(drawn(subjects)) == sorted([*whole, *of_tasks, "skeleton-two", "skeleton-news"])


def test_a_study_of_one_network_has_no_figure_of_pairs_sweeps_or_trainings():
    config = copy.deepcopy(CONFIG)
    config["study"]["runs"] = [{"tasks": ["two"], "cells": ["gru"], "seeds": [0]}]
    names = {name.partition("-")[0] for name in drawn(Subjects(Study.from_config(config)))}
    assert set(BY_NAME) - names == {"universality", "sweep", "penalty", "collapsed", "emergence", "evidence"}


def test_a_task_s_figure_shows_the_first_seed_of_each_cell_and_reads_their_files(subjects):
    files = subjects.files(BY_NAME["manifold"], "two", "fixed_points_arrays")
    assert files == [f"results/runs/two/{cell}/l2-0.001/seed-0/fixed_points.safetensors" for cell in ("gru", "wide")]
    assert subjects.files(BY_NAME["manifold"], "two", "task") == "results/tasks/two/task.json"


def test_some_figures_show_the_first_network_alone(subjects):
    assert [run.cell for run in subjects.runs(BY_NAME["evidence"], "news")] == ["gru"]


def test_the_figure_of_what_has_collapsed_shows_each_cell_at_the_largest_penalty(subjects):
    assert [(run.cell, run.l2, run.seed) for run in subjects.runs(BY_NAME["collapsed"], "trial")] == [("gru", 0.1, 0)]


def test_a_figure_is_told_of_its_task_or_sweep(subjects):
    assert subjects.about(BY_NAME["deflections"], "two") == {"synthetic": True}
    assert subjects.about(BY_NAME["deflections"], "news") == {"synthetic": False}
    about = subjects.about(BY_NAME["sweep"], "trial")
    assert about["over"] == "l2"
    assert len(about["values"]) == len(subjects.runs(BY_NAME["sweep"], "trial"))
    assert subjects.about(BY_NAME["claims"], "") == {}
