"""Which tables a study has: those with a record, each with what its records are of."""

import copy

import pytest
from small_config import CONFIG, with_sweep

from rnn_geometry.study import Study
from rnn_geometry.tables.collected import Collected
from rnn_geometry.tables.registry import ROWS, TABLES


@pytest.fixture
def collected():
    """Of a study of a synthetic task and a corpus, with a sweep over l2."""
    return Collected(Study.from_config(with_sweep()))


def test_every_table_with_a_record_is_there_and_in_one_list_of_its_rows(collected):
    files = [file for row in ROWS for file in collected.files(row)]
    assert sorted(files) == sorted(f"results/tables/{name}.csv" for name in collected.tables)
    assert {table.name for table in TABLES} - set(collected.tables) == {"emergence"}  # no training is followed


def test_a_table_of_runs_has_a_record_and_a_name_for_each_run(collected):
    runs = collected.study.runs
    assert collected.records("metrics") == [run.file("metrics") for run in runs]
    assert collected.keys("metrics") == [list(run.key) for run in runs]


def test_a_table_of_tasks_is_of_the_tasks_of_the_study_s_own_runs(collected):
    assert collected.keys("word_counts") == [[task] for task in dict.fromkeys(run.task for run in collected.study.blocks)]
    assert all(record.endswith("/word_counts.json") for record in collected.records("word_counts"))


def test_a_single_network_has_no_table_of_pairs():
    config = copy.deepcopy(CONFIG)
    config["study"]["runs"] = [{"tasks": ["two"], "cells": ["gru"], "seeds": [0]}]
    assert Collected(Study.from_config(config)).files("pair") == []
