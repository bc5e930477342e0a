"""The smoke study, from nothing: what it makes, and what a second call or a change makes again."""

import os
from contextlib import contextmanager

import matplotlib.image
import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.registry import CLAIMS
from rnn_geometry.figures.registry import FIGURES
from rnn_geometry.files import read_arrays, read_json
from rnn_geometry.measures.registry import measures_of
from rnn_geometry.networks.classifier import load_network
from rnn_geometry.networks.training import Batches
from rnn_geometry.tables.registry import TABLES
from rnn_geometry.targets import Sigmoids
from rnn_geometry.tasks.encoded import load_split

RUNS = 8 + 4 + 2 + 1 + 2 + 1 + 2  # of blocks, two of them controls; of sweeps over l2, one of which is shared, and over rho
OF_SWEEPS_ALONE = 3
GRU = "results/runs/categorical-3/gru/l2-0.001/seed-0"
KEYS = ["task", "family", "shape", "classes", "expected_dimension", "cell", "l2", "seed"]


@contextmanager
def changed(path):
    """A module with a comment at its end, for as long as the block lasts."""
    original, times = path.read_bytes(), path.stat()
    path.write_bytes(original + b"\n# a comment\n")
    yield
    path.write_bytes(original)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_second_call_has_nothing_to_do(smoke):
    assert "Nothing to be done" in smoke.snakemake().stdout


def test_every_job_leaves_a_log_and_a_benchmark(smoke):
    assert (smoke.folder / "logs/train_network/categorical-3.gru.l2-0.001.seed-0.log").read_text()
    benchmark = pd.read_csv(smoke.folder / "benchmarks/train_network/categorical-3.gru.l2-0.001.seed-0.tsv", sep="\t")
    assert benchmark["s"].item() > 0


def test_every_table_names_its_runs_in_its_first_columns(smoke):
    for name in ("metrics", "dimension", "readouts", "scores", "fixed_points", "modes", "effects"):
        table = pd.read_csv(smoke.folder / f"results/tables/{name}.csv")
        assert list(table.columns[: len(KEYS)]) == KEYS
        assert len(table) == len(table[KEYS].drop_duplicates()) == RUNS


def test_gated_networks_learn_the_synthetic_task_even_here(smoke):
    metrics = pd.read_csv(smoke.folder / "results/tables/metrics.csv")
    gated = metrics[metrics["cell"].isin(["gru", "lstm", "ugrnn"]) & (metrics["task"] == "categorical-3")]
    assert gated["test_accuracy"].min() > 0.9


def test_a_network_rebuilt_from_its_file_has_the_accuracy_on_record(smoke):
    network = load_network(smoke.folder / GRU / "model.safetensors")
    texts = load_split(smoke.folder / "results/tasks/categorical-3/texts.safetensors", "test")
    right = [(network(tokens, lengths).argmax(-1) == labels).numpy() for tokens, lengths, labels in Batches(texts, 500)]
    recorded = read_json(smoke.folder / GRU / "metrics.json")["test_accuracy"]
    assert np.concatenate(right).mean() == pytest.approx(recorded, abs=1e-9)


def test_every_figure_is_a_picture_with_something_on_it(smoke):
    pictures = sorted((smoke.folder / "results/figures").glob("*.png"))
    shown = ["categorical-3", "planar", "multilabel-2", "bbc-news"]
    of = {
        "sweep": ["collapse", "correlation"],
        "collapsed": ["collapse"],
        "penalty": ["collapse"],
        "emergence": shown[:1],
        "evidence": shown[-1:],
    }
    of |= {figure.name: shown for figure in FIGURES if figure.wildcard == "task" and figure.name not in of}
    names = [figure.file(subject) for figure in FIGURES for subject in of.get(figure.name, [""])]
    assert [picture.stem for picture in pictures] == sorted(names)
    for picture in pictures:
        image = matplotlib.image.imread(picture)[..., :3]
        assert min(image.shape[:2]) > 400  # of a single row, at 200 dpi
        assert len(np.unique(image.reshape(-1, 3), axis=0)) > 50
        assert picture.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_the_runs_of_a_sweep_are_what_its_name_says(smoke):
    metrics = pd.read_csv(smoke.folder / "results/tables/metrics.csv").set_index("task")
    assert metrics.loc["planar", "l2"].tolist() == [1e-3, 0.1]
    assert metrics.loc[["correlated-3.rho-0", "correlated-3.rho-1"], "expected_dimension"].tolist() == [2, 1]
    vocabulary = pd.read_csv(smoke.folder / "results/tasks/correlated-3.rho-1/vocabulary.csv").set_index("word")
    assert vocabulary.loc["evid_0", ["score_0", "score_1", "score_2"]].tolist() == [1, 1, 0]


def test_a_followed_training_ends_with_the_run_s_own_network_to_the_bit_and_its_measures(smoke):
    kept, own = (read_arrays(smoke.folder / GRU / f"{name}.safetensors") for name in ("checkpoints", "model"))
    assert kept.pop("steps").tolist() == [0, 1, 4, 20, 89, 400]
    assert kept.keys() == own.keys()
    for name, array in own.items():
        assert kept[name][-1].tobytes() == array.tobytes()
    table = pd.read_csv(smoke.folder / "results/tables/emergence.csv")
    assert list(table.columns[: len(KEYS) + 1]) == [*KEYS, "step"]
    assert table["step"].tolist() == [0, 1, 4, 20, 89, 400]
    dimension, readouts = (read_json(smoke.folder / GRU / f"{name}.json") for name in ("dimension", "readouts"))
    last = table.iloc[-1]
    assert last["accuracy"] == pytest.approx(read_json(smoke.folder / GRU / "metrics.json")["test_accuracy"], rel=1e-12)
    assert last["states_participation_ratio"] == pytest.approx(dimension["states_participation_ratio"], rel=1e-12)
    assert last["angle_mean"] == pytest.approx(readouts["angle_mean"], rel=1e-12)
    assert table["accuracy"].iloc[0] < 0.6 < last["accuracy"]


def test_a_multilabel_task_keeps_a_readout_a_label(smoke):
    network = load_network(smoke.folder / "results/runs/multilabel-2/gru/l2-0.001/seed-0/model.safetensors")
    assert (network.target, network.readout.out_features) == (Sigmoids(2), 2)


def test_words_of_evidence_move_the_logits_that_they_should(smoke):
    words = pd.read_csv(smoke.folder / GRU / "deflections.csv").set_index("word")
    assert words["kind"].to_dict() == {"the": "neutral", "evid_0": "evidence", "evid_1": "evidence", "evid_2": "evidence"}
    assert words.loc[["evid_0", "evid_1", "evid_2"], "class"].tolist() == ["class 0", "class 1", "class 2"]
    effects = pd.read_csv(smoke.folder / "results/tables/effects.csv").query("task == 'categorical-3' and cell == 'gru'")
    assert (effects["accuracy_kept_throughout"] > effects["accuracy_chance"] + 0.4).all()
    assert effects["step_r2"].between(0.5, 1).all()


def test_skeletons_are_sought_of_one_seed_of_every_task_and_cell_and_held_against_faces(smoke):
    table = pd.read_csv(smoke.folder / "results/tables/skeleton.csv")
    assert list(table.columns[: len(KEYS)]) == KEYS
    assert len(table) == 10  # three classes with five cells and as two controls, the plane, the square and the news
    assert (table["sign_sum"] == 1).all()  # of maps of a ball into itself
    assert table["skeleton_speed_max"].max() <= 1e-20
    table = table.set_index(["task", "cell"])
    # Counted up to the index of the whole body: what is beyond it, as in the vanilla network, is in no count.
    counted = table.filter(regex=r"^index_\d+$").sum(axis=1)
    assert (table["skeleton_points"] >= counted).all()
    gated = table.loc[["categorical-3", "multilabel-2"]].query("cell != 'vanilla'").index
    assert (table["skeleton_points"] == counted)[gated].all()
    assert table.loc[("categorical-3", "gru"), "faces_expected"] == 7
    assert table.loc[("categorical-3-untrained", "gru"), "skeleton_points"] == 1
    known = table[table["faces_expected"].notna()]
    at_most = known[["faces_tied", "faces_led"]].min(axis=1) / known["faces_expected"]
    assert (known["faces_share"] <= at_most + 1e-12).all()
    assert table.loc[("categorical-3-untrained", "gru"), "faces_share"] <= 1 / 7 + 1e-12
    assert np.isnan(table.loc[("categorical-3-untrained", "gru"), "corner_lambda_spread"])  # of a single point
    assert table["zero_skeleton_points"].isna().to_dict()["planar", "gru"]  # its constant input is the zero one
    arrays = read_arrays(smoke.folder / GRU / "skeleton.safetensors")
    assert len(arrays["states"]) == table.loc[("categorical-3", "gru"), "skeleton_points"]
    assert set(arrays["edges"][:, 0]) == set(np.flatnonzero(arrays["index"] > 0))


def test_every_claim_has_a_verdict_with_numbers_behind_it(smoke):
    claims = pd.read_csv(smoke.folder / "results/claims.csv").set_index("claim")
    detail = pd.read_csv(smoke.folder / "results/tables/claims_detail.csv")
    assert claims.index.tolist() == [claim.id for claim in CLAIMS]
    run = claims[claims["verdict"] != "not run"]
    assert set(claims.index) - set(run.index) == {"natural-simplex", "natural-ordered", "natural-multilabel"}
    assert set(run.index) == set(detail.loc[detail["role"] == "claim", "claim"])
    assert detail["reason"].notna().all()


def test_controls_go_through_the_same_measures_and_fail_the_claims_about_learning(smoke):
    tasks = pd.read_csv(smoke.folder / "results/tables/tasks.csv").set_index("task")["control"]
    assert tasks[tasks != "none"].to_dict() == {"categorical-3-untrained": "untrained", "categorical-3-permuted": "permuted"}
    metrics = pd.read_csv(smoke.folder / "results/tables/metrics.csv").set_index("task")
    assert metrics.loc["categorical-3-untrained", "step"] == 0
    assert metrics.loc[tasks.index[tasks != "none"], "test_accuracy"].max() < 0.6
    claims = pd.read_csv(smoke.folder / "results/claims.csv", keep_default_na=False)
    judged = claims[(claims["must_fail"] != "") & (claims["controls"] > 0)].set_index("claim")
    assert set(judged.index) >= {"simplex-dimension", "simplex-angles", "integration-modes", "deflections"}
    for verdict in judged.itertuples():
        assert not set(verdict.passed_by.split(", ")) & set(verdict.must_fail.split(", ")), verdict.Index


def test_networks_without_dynamics_are_a_control_that_learns_and_of_which_no_dynamics_are_known(smoke):
    detail = pd.read_csv(smoke.folder / "results/tables/claims_detail.csv").query(
        "control == 'pooled' and task == 'categorical-3'"
    )
    assert set(detail["role"]) == {"control"}
    assert set(detail["cell"]) >= {"mean-pool", "mean-pool-hidden"}
    assert {"modes-in-plane", "bag-of-words", "simplex-angles", "universality"} <= set(detail["claim"])
    assert detail.loc[detail["claim"] == "modes-in-plane", "median"].isna().all()
    pooled = pd.read_csv(smoke.folder / "results/tables/fixed_points.csv").query("cell.str.startswith('mean-pool')")
    assert pooled["slow_points"].tolist() == pooled["fixed_points"].tolist() == [0, 0]


def test_a_run_whose_files_are_deleted_is_made_anew_with_what_follows_from_it_and_nothing_else(smoke, tmp_path):
    (smoke.folder / GRU).rename(tmp_path / "away")
    try:
        planned = smoke.planned(target="claims")
    finally:
        (tmp_path / "away").rename(smoke.folder / GRU)
    of_the_run = ("train_network", "extract_states", "analyse_dynamics", "perturb_states", "measure_geometry")
    of_the_run += ("find_skeleton", "follow_training", "measure_emergence")
    tables = len([table for table in TABLES if table.of != "task"])
    after = {"collect_table": tables, "compare_networks": 1, "judge_claims": 1, "claims": 1}
    assert planned == dict.fromkeys(of_the_run, 1) | after


def test_a_changed_number_reruns_what_depends_on_it_and_nothing_else(smoke):
    planned = smoke.planned({"dimension": {"neighbours": 10}})
    assert planned == {
        "measure_geometry": RUNS,
        "collect_table": len(measures_of("geometry")),
        "choose_penalties": 1,
        "draw_penalty": 1,
        "draw_skeleton_asymmetry": 1,
        "draw_dimension": 1,
        "draw_readouts": 1,
        "draw_readout_subspace": 1,
        "draw_sweep": 2,
        "draw_predicted_dimension": 1,
        "judge_claims": 1,
        "draw_claims": 1,
        "write_report": 1,
        "all": 1,
    }


def test_a_changed_module_reruns_what_uses_it_and_nothing_else(smoke):
    with changed(smoke.folder / "src/rnn_geometry/figures/spectrum.py"):
        assert smoke.planned() == {"draw_spectrum": 4, "draw_collapsed": 1, "write_report": 1, "all": 1}


def test_a_task_that_joins_the_study_retrains_no_other_but_a_changed_recipe_does(fresh):
    def trained(tasks: list[str], epochs: int) -> dict[str, float]:
        """The steps of every network after a study of these tasks, and how many were trained for it."""
        study = {"runs": [{"tasks": tasks, "cells": ["gru"], "seeds": [0]}]}
        overlay = {"study": study, "recipes": {"synthetic": {"epochs": epochs}}}
        done = fresh.snakemake("results/tables/metrics.csv", study="config.yaml", overlay=overlay)
        assert done.returncode == 0, done.stdout[-4000:]
        table = pd.read_csv(fresh.folder / "results/tables/metrics.csv")
        return dict(zip(table["task"], table["step"], strict=True)), done.stdout.count("rule train_network:")

    assert trained(["categorical-3"], 1) == ({"categorical-3": 100}, 1)
    assert trained(["categorical-3", "categorical-4"], 1) == ({"categorical-3": 100, "categorical-4": 100}, 1)
    tasks = ["categorical-2", "categorical-3", "categorical-4"]
    assert trained(tasks, 2) == (dict.fromkeys(tasks, 200), 3)
