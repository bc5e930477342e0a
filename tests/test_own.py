"""What is found out about a user's file by reading it alone."""

import pytest

from rnn_geometry.checks import ConfigError, check_references
from rnn_geometry.own import digest, require_class, split_import
from rnn_geometry.study import architecture_options, expand_runs, kinds, own_cell

from small_config import changed  # isort: skip

FILE = "raise RuntimeError('this file was run')\n\nclass Mine:\n    def inner(self):\n        class Hidden: ...\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    return path


def with_cell(**options):
    return changed("cells", "mine", to={"hidden_size": 8, "readout_bias": False} | options)


def test_a_class_is_found_without_running_its_file(file):
    require_class(f"{file}:Mine")


@pytest.mark.parametrize(
    "code", ["try:\n    class Mine: ...\nexcept ImportError:\n    pass", "from x import Mine", "Mine = make()"]
)
def test_a_class_may_be_defined_in_a_branch_imported_or_made(file, code):
    file.write_text(code)
    require_class(f"{file}:Mine")


@pytest.mark.parametrize(
    ("named", "content", "message"),
    [
        ("{}:Yours", FILE, r"mine\.py has no class 'Yours'; its classes are: Mine$"),
        ("{}:Hidden", FILE, r"no class 'Hidden'"),
        ("{}:Mine", "class Mine(:\n", r"mine\.py, line 1: not Python \(invalid syntax"),
        ("{}:Mine", "x = 1\0", r"mine\.py.*: not Python \("),
        ("{}.py:Mine", FILE, r"mine\.py\.py' cannot be read \(No such file or directory\); paths are relative to /"),
        ("nul\0.py:Mine", FILE, r"cannot be read"),
        ("{}", FILE, r"is not of the form path/to/file\.py:Class$"),
        ("{}:", FILE, r"is not of the form"),
        ("mine:Mine", FILE, r"is not of the form"),
    ],
)
def test_a_file_or_class_that_is_none_is_told_before_anything_runs_with_the_config_s_key(file, named, content, message):
    file.write_text(content)
    with pytest.raises(ConfigError, match=rf"(?s)^config: cells\.mine\.import: .*{message}"):
        check_references(with_cell(**{"import": named.format(file)}))


def test_a_cell_has_a_type_or_a_file(file):
    with pytest.raises(ConfigError, match=r"^config: cells\.mine: it has both a type and an import"):
        check_references(with_cell(**{"import": f"{file}:Mine", "type": "gru"}))


def test_a_file_s_path_may_have_colons(tmp_path):
    assert split_import("a:b/c.py:D") == ("a:b/c.py", "D")


def test_a_job_depends_on_the_content_of_its_own_cell_s_file_alone(file):
    config = with_cell(**{"import": f"{file}:Mine"})
    before = architecture_options(config, "two", "mine")
    assert before["cell"] == {"import": f"{file}:Mine", "digest": digest(FILE.encode())}
    assert own_cell(config, "gru") is None
    assert architecture_options(config, "two", "gru")["cell"] == "gru"
    file.write_text(FILE + "# a comment\n")
    after = architecture_options(config, "two", "mine")
    assert after["cell"]["digest"] != before["cell"]["digest"]
    assert after | {"cell": before["cell"]} == before


def test_an_own_cell_has_a_kind_that_no_claim_of_the_paper_speaks_of(file):
    assert {cell: about["type"] for cell, about in kinds(with_cell(**{"import": f"{file}:Mine"})).items()} == {
        "gru": "gru",
        "wide": "lstm",
        "mine": "own",
    }


def test_an_own_cell_is_swept_over_sizes_like_any_other(file):
    config = with_cell(**{"import": f"{file}:Mine"})
    config["sweeps"]["sizes"] = {"tasks": ["two"], "cells": ["mine"], "seeds": [0], "over": "hidden_size", "values": [4]}
    config["study"]["runs"] = [{"sweep": "sizes"}]
    (run,) = expand_runs(config)
    assert (run.cell, architecture_options(config, "two", run.cell)["hidden_size"]) == ("mine.hidden_size-4", 4)
    assert own_cell(config, run.cell) == own_cell(config, "mine")
