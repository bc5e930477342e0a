"""The real workflow, run by the real Snakemake in a copy of this checkout."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
PARTS = ["Snakefile", "config.yaml", "config", "rules", "workflow", "profiles", "envs", "src", "docs/example"]


@dataclass(frozen=True)
class Workflow:
    """A copy of the workflow in a folder of its own."""

    folder: Path

    def snakemake(
        self, *arguments: str, study: str = "config/smoke.yaml", overlay: dict | None = None, **environment: str
    ) -> subprocess.CompletedProcess:
        """Call Snakemake on a study, changed by `overlay`; stdout and stderr come together."""
        files = [study]
        if overlay is not None:
            files.append("overlay.yaml")
            (self.folder / files[-1]).write_text(yaml.safe_dump(overlay))
        return subprocess.run(
            [sys.executable, "-m", "snakemake", "--cores", "2", *arguments, "--configfile", *files],
            cwd=self.folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def planned(self, overlay: dict | None = None, target: str = "all") -> dict[str, int]:
        """How many jobs of each rule Snakemake would run for a target."""
        done = self.snakemake("--dry-run", target, overlay=overlay)
        assert done.returncode == 0, done.stdout
        stats = done.stdout.partition("Job stats:")[2].partition("total")[0]
        return {rule: int(count) for rule, count in re.findall(r"^(\w+) +(\d+)$", stats, re.MULTILINE)}


def copy_workflow(folder: Path) -> Workflow:
    for part in PARTS:
        source = CHECKOUT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, folder / part)
    return Workflow(folder)


@pytest.fixture
def fresh(tmp_path) -> Workflow:
    """A workflow in which nothing has run."""
    return copy_workflow(tmp_path)


@pytest.fixture(scope="session")
def smoke(tmp_path_factory) -> Workflow:
    """A workflow in which the smoke study has run; shared, so a test must leave its results as they are."""
    workflow = copy_workflow(tmp_path_factory.mktemp("smoke"))
    done = workflow.snakemake()
    assert done.returncode == 0, done.stdout[-6000:]
    return workflow
