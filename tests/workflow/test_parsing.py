"""Reading the workflow: cheap, clean, and what the default study asks for."""

import re
import subprocess
import sys

import pytest


def test_parsing_imports_no_library_that_trains(fresh):
    command = [sys.executable, "-X", "importtime", "-m", "snakemake", "--dry-run", "--cores", "1"]
    done = subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True, check=True)
    imported = set(re.findall(r"\| +(\w+)", done.stderr))
    assert "snakemake" in imported
    assert not imported & {"torch", "pytorch_lightning", "sklearn", "seaborn", "datasets"}


def test_the_default_study_asks_for_its_337_networks(fresh):
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run", "--cores", "1"], cwd=fresh.folder, capture_output=True, text=True
    )
    assert re.search(r"^train_network +337$", done.stdout + done.stderr, re.MULTILINE)


@pytest.mark.parametrize(("study", "networks"), [("natural", 28), ("paper", 165)])
def test_the_studies_of_the_paper_s_corpora_stand_on_the_file_that_defines_them(fresh, study, networks):
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--cores", "1", "--configfile"]
    files = ["config/hub.yaml", f"config/{study}.yaml"]
    done = subprocess.run([*command, *files], cwd=fresh.folder, capture_output=True, text=True)
    assert re.search(rf"^train_network +{networks}$", done.stdout + done.stderr, re.MULTILINE), done.stderr


AUTHORS = [(["config/authors.yaml"], 81), (["config/hub.yaml", "config/paper.yaml", "config/authors_natural.yaml"], 165)]


@pytest.mark.parametrize(("files", "networks"), AUTHORS)
def test_the_original_s_networks_are_planned_as_studies_of_their_own(fresh, files, networks):
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--cores", "1", "--configfile", *files]
    done = subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True)
    assert re.search(rf"^train_network +{networks}$", done.stdout + done.stderr, re.MULTILINE), done.stderr


def test_numbers_on_the_command_line_are_numbers_inside_mappings_too(fresh):
    options = ["dimension={neighbours: 15}", "recipes={synthetic: {l2: 1e-3, patience: null}}", "skeleton={bounded: false}"]
    said = fresh.snakemake("--dry-run", "results/figures/dimension.png", "--config", *options).stdout
    assert "results/runs/categorical-3/gru/l2-0.001/seed-0/dimension.json" in said
    said = fresh.snakemake("--dry-run", "--config", "dimension={neighbours: 1}").stdout
    assert "config: dimension.neighbours: '1' is less than the minimum of 3" in said
