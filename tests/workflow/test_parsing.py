"""Reading the workflow: cheap, clean, and what the default study asks for."""

import re
import subprocess
import sys


def test_parsing_imports_no_library_that_trains(fresh):
    command = [sys.executable, "-X", "importtime", "-m", "snakemake", "--dry-run", "--cores", "1"]
    done = subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True, check=True)
    imported = set(re.findall(r"\| +(\w+)", done.stderr))
    assert "snakemake" in imported
    assert not imported & {"torch", "pytorch_lightning", "sklearn", "seaborn", "datasets"}


def test_the_default_study_asks_for_its_194_networks(fresh):
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run", "--cores", "1"], cwd=fresh.folder, capture_output=True, text=True
    )
    assert re.search(r"^train_network +194$", done.stdout + done.stderr, re.MULTILINE)
