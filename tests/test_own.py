"""What is found out about a user's file by reading it alone."""

import pytest

from rnn_geometry.own import digest, require_class, split_import
from rnn_geometry.study import ConfigError, Study

from small_config import CONFIG, changed  # isort: skip

FILE = "raise RuntimeError('this file was run')\n\nclass Mine:\n    def inner(self):\n        class Hidden: ...\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    return path


def with_cell(**options):
    """A config with a cell of the user's own, which the study trains."""
    config = changed("cells", "mine", to={"hidden_size": 8} | options)
    config["study"]["runs"] = [{"tasks": ["two"], "cells": ["gru", "mine"], "seeds": [0]}]
    return config


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
        Study.from_config(with_cell(**{"import": named.format(file)}))


def test_a_cell_has_a_type_or_a_file(file):
    with pytest.raises(ConfigError, match=r"^config: cells\.mine: it has both a type and an import"):
        Study.from_config(with_cell(**{"import": f"{file}:Mine", "type": "gru"}))


def test_a_file_s_path_may_have_colons(tmp_path):
    assert split_import("a:b/c.py:D") == ("a:b/c.py", "D")


def test_a_job_depends_on_the_content_of_its_own_cell_s_file_alone(file):
    study = Study.from_config(with_cell(**{"import": f"{file}:Mine"}))
    before = study.architecture("two", "mine")
    assert before["cell"] == {"import": f"{file}:Mine", "digest": digest(FILE.encode())}
    assert study.cells["gru"].identity() is None
    assert study.architecture("two", "gru")["cell"] == "gru"
    file.write_text(FILE + "# a comment\n")
    after = study.architecture("two", "mine")
    assert after["cell"]["digest"] != before["cell"]["digest"]
    assert after | {"cell": before["cell"]} == before


def test_an_own_cell_has_a_kind_that_no_claim_of_the_paper_speaks_of(file):
    study = Study.from_config(with_cell(**{"import": f"{file}:Mine"}))
    assert {cell: about["type"] for cell, about in study.kinds.items()} == {"gru": "gru", "wide": "lstm", "mine": "own"}
    assert study.own_cells == ["mine"]
    assert Study.from_config(CONFIG).own_cells == []


def test_an_own_cell_is_swept_over_sizes_like_any_other(file):
    config = with_cell(**{"import": f"{file}:Mine"})
    config["sweeps"]["sizes"] = {"tasks": ["two"], "cells": ["mine"], "seeds": [0], "over": "hidden_size", "values": [4]}
    config["study"]["runs"] = [{"sweep": "sizes"}]
    study = Study.from_config(config)
    (run,) = study.runs
    assert (run.cell, study.architecture("two", run.cell)["hidden_size"]) == ("mine.hidden_size-4", 4)
    assert study.cells[run.cell].identity() == study.cells["mine"].identity()


# A network trained elsewhere.


def with_import(tmp_path, *blocks, **options):
    (tmp_path / "weights.pt").write_bytes(b"weights")
    theirs = {"type": "gru", "hidden_size": 8, "checkpoint": str(tmp_path / "weights.pt")}
    config = changed("cells", "theirs", to=theirs | options)
    config["study"]["runs"] = list(blocks) or [{"tasks": ["news"], "cells": ["theirs"], "seeds": [0]}]
    return config


def test_an_imported_network_is_one_run_whose_penalty_is_none_of_ours(tmp_path):
    study = Study.from_config(with_import(tmp_path))
    assert [(run.cell, run.l2) for run in study.runs] == [("theirs", 0.0)]
    assert study.kinds["theirs"]["type"] == "imported"
    assert study.kinds["gru"]["type"] == "gru"
    keys = {"embedding": "embedding", "rnn": "rnn", "readout": "readout"}
    assert study.cells["theirs"].network() == {"cell": "gru", "hidden_size": 8, "keys": keys}
    named = Study.from_config(with_import(tmp_path, keys={"rnn": "encoder"}))
    assert named.cells["theirs"].network()["keys"] == keys | {"rnn": "encoder"}


ONE = {"tasks": ["two"], "cells": ["theirs"], "seeds": [0]}


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (ONE | {"seeds": [0, 1]}, r"is an imported network: give it a block of its own, with one seed and no l2"),
        (ONE | {"l2": [0.1]}, r"with one seed and no l2"),
        (ONE | {"tasks": ["control"]}, r"but control is a control of untrained networks; leave one of them out"),
    ],
)
def test_nothing_of_an_imported_network_s_training_can_be_varied_nor_is_it_a_control(tmp_path, block, message):
    config = with_import(tmp_path, block)
    config["recipes"]["none"] = {"epochs": 0, "learning_rate": 0.1, "l2": 0}
    config["tasks"]["control"] = config["tasks"]["two"] | {"recipe": "none"}
    with pytest.raises(ConfigError, match=rf"^config: study\.runs\[0\]: theirs .*{message}"):
        Study.from_config(config)


def test_an_imported_network_is_in_no_sweep(tmp_path):
    config = with_import(tmp_path)
    config["sweeps"]["trial"] = ONE | {"over": "l2", "values": [0.1]}
    with pytest.raises(ConfigError, match=r"sweeps\.trial: theirs is an imported network, which no sweep can train"):
        Study.from_config(config)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"checkpoint": "nowhere.pt"}, r"cells\.theirs\.checkpoint: there is no file 'nowhere\.pt'; paths are relative to /"),
        ({"checkpoint": "nul\0"}, r"cells\.theirs\.checkpoint: there is no file"),
        (
            {"type": "ugrnn"},
            r"cells\.theirs: a checkpoint is of torch's nn\.RNN, nn\.GRU or nn\.LSTM: type",
        ),
    ],
)
def test_a_checkpoint_that_cannot_be_one_is_told_with_its_key(tmp_path, options, message):
    with pytest.raises(ConfigError, match=rf"^config: {message}"):
        Study.from_config(with_import(tmp_path, **options))


def test_a_task_s_vocabulary_is_a_file_or_built(tmp_path):
    config = changed("tasks", "news", "vocabulary", to={"file": str(tmp_path / "words.txt")})
    with pytest.raises(ConfigError, match=r"^config: tasks\.news\.vocabulary\.file: there is no file '.*words\.txt'"):
        Study.from_config(config)
    (tmp_path / "words.txt").write_text("a\n")
    tasks = Study.from_config(config).tasks
    assert tasks["news"].vocabulary_files == [str(tmp_path / "words.txt")]
    assert tasks["news"].own_vocabulary == {"file": str(tmp_path / "words.txt"), "padding": None, "unknown": None}
    assert tasks["two"].vocabulary_files == []
    built = Study.from_config(changed("tasks", "news", "vocabulary", to="words")).tasks["news"]
    assert (built.vocabulary_files, built.own_vocabulary) == ([], None)
