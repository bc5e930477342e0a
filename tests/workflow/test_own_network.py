"""A network of the user's own through the real Snakemake: a cell in a file of theirs, and weights that they have trained."""

import subprocess
import sys

import pandas as pd
import pytest

from rnn_geometry.files import read_json, read_metadata

from .conftest import BRIEF

SMALL = {
    "states": {"texts": 40},
    "fixed_points": {"starts": 32},
    "modes": {"points": 16},
    "effects": {"points": 16, "mode_points": 4, "states": 8, "texts": 16, "arrows": 3, "grid": 5},
    "dimension": {"sample": 200},
}
TINY = SMALL | {
    "study": {"runs": [{"tasks": ["categorical-3"], "cells": ["gru", "leaky"], "seeds": [0]}]},
    "tasks": {"categorical-3": {"train_texts": 640, "validation_texts": 120, "test_texts": 120, "lengths": [8, 12]}},
    "recipes": {"synthetic": BRIEF | {"epochs": 20}},
    "cells": {"gru": {"hidden_size": 16}, "leaky": {"hidden_size": 16}},
}
RUN = "results/runs/categorical-3/leaky/l2-0.002/seed-0"


@pytest.fixture(scope="module")
def own_cell(tmp_path_factory):
    """A workflow in which a GRU and a cell of the user's own have gone all the way to the verdicts and a figure."""
    from .conftest import copy_workflow

    workflow = copy_workflow(tmp_path_factory.mktemp("own"))
    wanted = ["results/claims.csv", "results/figures/manifold-categorical-3.png"]
    jobs = workflow.run(*wanted, study="docs/example/leaky.yaml", overlay=TINY)
    assert [name for name, job in jobs.items() if job.rule == "check_cell"] == ["check_cell cell=leaky"]
    return workflow


def test_a_cell_in_a_file_goes_through_every_stage_and_is_shown_beside_the_claims(own_cell):
    metrics = pd.read_csv(own_cell.folder / "results/tables/metrics.csv").set_index("cell")
    assert metrics.loc["leaky", "test_accuracy"] > 0.8
    dimension = pd.read_csv(own_cell.folder / "results/tables/dimension.csv").set_index("cell")
    assert dimension.loc["leaky", "states_components_95"] in (1, 2, 3)
    detail = pd.read_csv(own_cell.folder / "results/tables/claims_detail.csv").query("claim == 'simplex-dimension'")
    assert set(zip(detail["cell"], detail["role"], strict=True)) == {("gru", "claim"), ("leaky", "beside")}
    assert (own_cell.folder / "results/figures/manifold-categorical-3.png").read_bytes().startswith(b"\x89PNG")


def test_its_network_s_file_says_of_which_class_and_content_it_is(own_cell):
    record = read_json(own_cell.folder / "results/cells/leaky.json")
    kept = read_metadata(own_cell.folder / f"{RUN}/model.safetensors")["architecture"]["cell"]
    assert kept == {"import": "docs/example/leaky.py:Leaky", "digest": record["digest"]}
    assert read_json(own_cell.folder / f"{RUN}/provenance.json")["config"]["architecture"]["cell"] == kept


def test_a_changed_cell_reruns_its_own_networks_and_no_other(own_cell):
    def asked(**options):
        return own_cell.run("results/tables/metrics.csv", study="docs/example/leaky.yaml", overlay=TINY, **options)

    assert asked() == {}
    path = own_cell.folder / "docs/example/leaky.py"
    path.write_text(path.read_text() + "# a comment\n")
    assert sorted(asked()) == [
        "check_cell cell=leaky",
        "check_tasks",
        "collect_table table=metrics",
        "train_network task=categorical-3, cell=leaky, l2=0.002, seed=0",
    ]
    path.write_text(path.read_text().replace("torch.lerp", "torch.stack"))
    for _ in range(2):  # also where the table that the check once passed for is still there
        done = own_cell.snakemake("results/tables/metrics.csv", study="docs/example/leaky.yaml", overlay=TINY)
        assert done.returncode != 0
        assert "ERROR in check_cell" in done.stdout
        assert "rule train_network" not in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "class Leaky",
            "class Leakier",
            "config: cells.leaky.import: docs/example/leaky.py has no class 'Leaky'; its",
        ),
        ("def step(self", "def step self", "config: cells.leaky.import: docs/example/leaky.py, line 16: not Python"),
        (
            "return torch.lerp",
            "return torch.stack",
            "ERROR in check_cell cell=leaky: docs/example/leaky.py:Leaky: step, called with x [3, 5]",
        ),
    ],
)
def test_a_cell_that_cannot_be_used_ends_the_study_before_any_network_is_trained(fresh, old, new, message):
    path = fresh.folder / "docs/example/leaky.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    done = fresh.snakemake("networks", study="docs/example/leaky.yaml", overlay=TINY)
    assert done.returncode != 0
    assert message in done.stdout
    assert not (fresh.folder / "results/runs").exists()


def test_weights_trained_elsewhere_are_analysed_as_they_are_and_a_missing_file_is_told(fresh):
    missing = fresh.snakemake("--dry-run", study="docs/example/theirs.yaml")
    assert "config: tasks.tickets-theirs.vocabulary.file: there is no file 'theirs/words.txt'" in missing.stdout
    trained = subprocess.run(
        [sys.executable, "docs/example/train_gru.py"], cwd=fresh.folder, capture_output=True, text=True, check=True
    )
    folder = "results/runs/tickets-theirs/theirs/l2-0.0/seed-0"
    dimension = f"{folder}/dimension.json"
    jobs = fresh.run(dimension, study="docs/example/theirs.yaml", overlay=SMALL)
    assert "train_network" not in {job.rule for job in jobs.values()}
    metrics = read_json(fresh.folder / folder / "metrics.json")
    assert f"accuracy {metrics['test_accuracy']:.4f} on 60 messages" in trained.stdout
    assert (metrics["step"], metrics["train_loss"]) == (0, None)
    assert 1 <= read_json(fresh.folder / dimension)["states_components_95"] < 32  # trained without a penalty: not few
    assert read_json(fresh.folder / folder / "provenance.json")["imported"]["checkpoint"] == "theirs/weights.safetensors"
    tasks = pd.read_csv(fresh.folder / "results/tables/tasks.csv")
    assert tasks["control"].tolist() == ["none"]
