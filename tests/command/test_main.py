"""The command as it is called: its help, its exit codes, and that it says why; one question is asked to its end."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from rnn_geometry.command import workflow
from rnn_geometry.command.__main__ import main
from rnn_geometry.command.question import BadQuestion
from rnn_geometry.command.workflow import write_study
from rnn_geometry.figures.registry import FIGURES

ROOT = Path(__file__).parents[2]
TICKETS = str(ROOT / "docs/example/tickets.csv")
QUESTION = ["analyse", TICKETS, "--text", "message", "--label", "topic"]


def test_the_package_installs_the_command_under_its_name():
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"rnn-geometry": "rnn_geometry.command.__main__:main"}


@pytest.mark.parametrize("arguments", [["--help"], ["analyse", "--help"]])
def test_help_teaches_with_an_example_and_ends_well(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert "rnn-geometry analyse docs/example/tickets.csv --text message --label topic" in told
    assert "exit codes: 0 done; 1 the study failed" in told


def test_help_costs_no_library_that_trains_or_reads_tables():
    program = "import sys; from rnn_geometry.command.__main__ import make_parser; make_parser(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not set(loaded) & {"torch", "pandas", "snakemake", "sklearn"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: analyse"),
        (["analyse"], "the following arguments are required: texts"),
        ([*QUESTION, "--seeds", "0"], "argument --seeds: '0' is not a whole number from 1 on"),
        ([*QUESTION, "--l2", "-1"], "argument --l2: '-1' is not a number from 0 on"),
        ([*QUESTION, "--ordered", "--multilabel"], "argument --multilabel: not allowed with argument --ordered"),
    ],
)
def test_a_call_that_makes_no_sense_ends_with_2(arguments, message, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyse", "nowhere.csv"], "there is no file 'nowhere.csv'"),
        (["analyse", TICKETS], "no column 'text'; there are: message, topic"),
        ([*QUESTION, "--classes", "billing", "returns"], "no text has the class 'returns'; there are: billing (40), delivery"),
        (
            [*QUESTION, "--out", "taken"],
            "taken/study.yaml cannot be written: File exists; choose another folder",
        ),
    ],
)
def test_a_mistake_ends_with_2_in_one_line_before_any_work(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("a file")
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_without_the_workflow_around_it_the_package_says_what_it_needs(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(workflow, "SNAKEFILE", tmp_path / "Snakefile")
    assert main(QUESTION) == 2
    assert "this command needs a clone of the repository" in capsys.readouterr().err


def test_a_study_changed_by_hand_is_not_overwritten_and_one_of_an_earlier_call_is(tmp_path):
    write_study(tmp_path, {"study": {"name": "one"}})
    write_study(tmp_path, {"study": {"name": "two"}})
    path = tmp_path / "study.yaml"
    assert yaml.safe_load(path.read_text()) == {"study": {"name": "two"}}
    path.write_text(path.read_text().replace("two", "mine"))
    with pytest.raises(BadQuestion, match=r"(?s)study\.yaml was changed by hand.*snakemake --cores all --snakefile .*--out"):
        write_study(tmp_path, {"study": {"name": "two"}})
    assert "mine" in path.read_text()


def test_a_folder_with_a_config_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "config.yaml").write_text("theirs: 1")
    with pytest.raises(BadQuestion, match=r"config\.yaml is there, which the workflow would take for its own"):
        write_study(tmp_path, {"study": {"name": "one"}})
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


def test_a_study_that_fails_ends_with_1_and_names_the_log_and_the_job(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.py").write_text(
        "from torch import nn\nclass Bad(nn.Module):\n    def __init__(self, i, h): super().__init__()\n"
    )
    assert main([*QUESTION, "--cell", "bad.py:Bad", "--cores", "1"]) == 1
    said = capsys.readouterr().err
    assert "ERROR in check_cell cell=own-Bad:" in said
    assert "bad.py: Bad has no method step(x, h)" in said
    assert "The whole log is tickets-geometry/study.log." in said
    assert "ERROR in check_cell" in (tmp_path / "tickets-geometry/study.log").read_text()
    assert not (tmp_path / "tickets-geometry/results/runs").exists()


def test_a_question_is_answered_to_its_end_and_again_at_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    call = [*QUESTION, "--units", "16", "--cores", "2", "--out", "it's here"]
    assert main(call) == 0
    told = capsys.readouterr().out
    assert "120 texts of tickets.csv: billing 40, delivery 40, technical 40." in told
    assert "on 24 held-out texts; a bag of words" in told
    assert "the most frequent answer 0.33" in told
    assert "expected  2, N - 1 of 3 categories; the word counts alone predict 2" in told
    evidence = dict(line.strip().split(": ") for line in told.partition("  evidence\n")[2].splitlines())
    assert list(evidence) == ["billing", "delivery", "technical"]
    assert not set(evidence["billing"].split(", ")) & set(evidence["technical"].split(", "))
    assert (tmp_path / "it's here/results/figures/manifold-texts.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "it's here/results/report.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it's here"]
    weights = (tmp_path / "it's here/results/runs/texts/gru/l2-0.001/seed-0/model.safetensors").stat().st_mtime_ns
    assert main(call) == 0
    again = capsys.readouterr().out
    assert again.partition("\nWhat ")[2] == told.partition("\nWhat ")[2]
    assert "trains" not in again
    model = tmp_path / "it's here/results/runs/texts/gru/l2-0.001/seed-0/model.safetensors"
    assert model.stat().st_mtime_ns == weights


def test_the_stages_that_are_told_of_are_rules():
    rules = [
        name
        for path in (workflow.CHECKOUT / "rules").glob("*.smk")
        for name in re.findall(r"^rule (\w+)", path.read_text(), re.M)
    ]
    rules += [f"draw_{figure.name}" for figure in FIGURES]
    assert all(any(rule.startswith(stage) for rule in rules) for stage in workflow.STAGES)
