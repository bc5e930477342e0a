"""The registry of figures: every row has its module, its caption, and reads only what there is."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from rnn_geometry.claims.registry import CLAIMS
from rnn_geometry.figures.given import READERS
from rnn_geometry.figures.registry import FIGURES, SUBJECTS
from rnn_geometry.layout import FILES
from rnn_geometry.tables.registry import TABLES

ROOT = Path(__file__).parents[2]
NAMES = [figure.name for figure in FIGURES]
BY_NAME = dict(zip(NAMES, FIGURES, strict=True))
COLLECTED = {table.name for table in TABLES} | {"tasks", "claims", "claims_detail", "penalties"}


def test_every_figure_has_a_name_of_its_own_that_ends_where_that_of_its_task_begins():
    assert len(set(NAMES)) == len(NAMES)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in NAMES)


@pytest.mark.parametrize("figure", FIGURES, ids=NAMES)
def test_every_row_has_a_module_with_one_way_in_and_a_caption(figure):
    draw = import_module(figure.module).draw
    assert list(inspect.signature(draw).parameters) == ["given"]
    assert (ROOT / f"workflow/report/{figure.name}.rst").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("figure", FIGURES, ids=NAMES)
def test_every_row_is_of_something_and_reads_what_there_is(figure):
    assert figure.of in SUBJECTS
    assert set(figure.reads) <= {*FILES, "task"}
    assert set(figure.tables) <= COLLECTED
    assert figure.reads or figure.tables
    assert figure.wildcard or "task" not in figure.reads  # a figure of the whole study has no task


def test_every_subject_and_reader_is_of_use_to_some_figure():
    assert {figure.of for figure in FIGURES} == set(SUBJECTS)
    assert {kind for figure in FIGURES for kind in figure.reads} == {*READERS, "task"}


def test_there_is_no_caption_of_a_figure_that_is_not_there():
    captions = {path.stem for path in (ROOT / "workflow/report").glob("*.rst")}
    assert captions == {*NAMES, "verdicts", "workflow"}


def test_figures_within_one_category_are_told_apart():
    for figure in FIGURES:
        beside = [other for other in FIGURES if other is not figure and other.category == figure.category]
        assert (figure.wildcard, figure.label) not in {(other.wildcard, other.label) for other in beside}


def test_a_figure_of_a_task_or_sweep_bears_its_name():
    assert BY_NAME["manifold"].file("planar") == "manifold-planar"
    assert BY_NAME["collapsed"].file("{sweep}") == "collapsed-{sweep}"
    assert BY_NAME["claims"].file("") == "claims"


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_figure_that_a_claim_names_is_in_the_registry(claim):
    for pattern in claim.figures:
        name, _, subject = pattern.partition("-")
        assert bool(BY_NAME[name].wildcard) == bool(subject)
