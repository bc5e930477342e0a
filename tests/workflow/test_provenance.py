"""Where results come from: beside every network, and in every table."""

import json
from datetime import datetime

import pandas as pd
import snakemake
import torch

from rnn_geometry.files import read_metadata

GRU = "results/runs/categorical-3/gru/l2-0.002/seed-0"


def test_every_network_has_its_origin_beside_it(small):
    networks = list((small.folder / "results/runs").rglob("model.safetensors"))
    assert len(networks) == 3
    for network in networks:
        origin = json.loads((network.parent / "provenance.json").read_text())
        assert origin["run"] == read_metadata(network)["run"]
        assert origin["versions"]["torch"] == torch.__version__
        assert origin["versions"]["snakemake"] == snakemake.__version__
        assert origin["config"]["seed"] == 2026
        assert origin["config"]["architecture"]["hidden_size"] == 16
        assert origin["config"]["recipe"]["l2"] == float(origin["run"]["l2"])
        assert isinstance(origin["network_seed"], int)
        assert 0 < origin["wall_seconds"] < 600
        assert datetime.fromisoformat(origin["started"]).utcoffset().total_seconds() == 0
        assert {"processor", "cores", "system"} <= origin["host"].keys()
        assert origin["kernels"]["torch"] == torch.backends.cpu.get_cpu_capability()
        assert len(origin["kernels"]["blas"]) >= 1
        assert origin["commit"] == {"id": None, "changed": None}  # of a copy that is no checkout


def test_no_result_but_the_record_of_origin_tells_a_time_or_a_place(small):
    host = json.loads((small.folder / GRU / "provenance.json").read_text())
    tells = [host["started"][:10], str(small.folder)]
    for path in (small.folder / "results").rglob("*"):
        if path.suffix in (".csv", ".json", ".safetensors") and path.name != "provenance.json":
            assert not [told for told in tells if told.encode() in path.read_bytes()], path


def test_every_table_says_which_study_it_is_of(small):
    tables = list((small.folder / "results").glob("tables/*.csv")) + list((small.folder / "results").glob("*.csv"))
    assert len(tables) >= 8
    for table in tables:
        assert (pd.read_csv(table)["study"] == "small").all(), table
