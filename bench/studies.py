"""Whole studies, in CPU seconds of all their processes: per trained network against plain Lightning, and warm against cold."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from plain_lightning import CLASSES, LENGTH, UNITS, recipe_of

HERE = Path(__file__).parent
PARTS = ("Snakefile", "config.yaml", "config", "rules", "workflow", "profiles", "envs", "src")
NETWORKS, TEXTS, EPOCHS = 8, 12800, 4
TASK = f"categorical-{CLASSES}"
STUDY = {
    "study": {"name": "bench", "runs": [{"tasks": [TASK], "cells": ["gru"], "seeds": list(range(NETWORKS))}]},
    "tasks": {TASK: {"train_texts": TEXTS, "validation_texts": 64, "test_texts": 64, "lengths": [LENGTH, LENGTH]}},
    "cells": {"gru": {"hidden_size": UNITS}},
    "recipes": {"synthetic": recipe_of(EPOCHS).plain()},
}


def studies(full: bool, repeats: int) -> Iterator[dict]:
    """One line of networks, one of the smoke study."""

    def median(call: Callable[[], float]) -> float:
        return statistics.median(call() for _ in range(repeats))

    script = [sys.executable, str(HERE / "plain_lightning.py"), str(TEXTS), str(EPOCHS)]
    line = {"part": "network", "cell": "gru", "units": UNITS, "networks": NETWORKS, "steps": EPOCHS * TEXTS // 64}
    line |= {"seconds": median(lambda: run_study("networks", STUDY)) / NETWORKS}
    yield line | {"baseline": "plain Lightning", "baseline_s": median(lambda: cpu_seconds(script))}
    smoke = yaml.safe_load((HERE.parent / "config/smoke.yaml").read_text(encoding="utf-8"))
    warm = median(lambda: run_study("all", smoke))
    yield {
        "part": "study",
        "input": "smoke",
        "seconds": warm,
        "baseline": "cold",
        "baseline_s": median(lambda: run_study("all", smoke, RNN_GEOMETRY_COLD="1")),
    }


def run_study(target: str, study: dict, **environment: str) -> float:
    """The CPU seconds of a study from nothing, in a copy of this checkout."""
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            copy = shutil.copytree if (HERE.parent / part).is_dir() else shutil.copy
            copy(HERE.parent / part, Path(folder, part))
        Path(folder, "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
        command = [sys.executable, "-m", "snakemake", "--cores", "2", "--quiet", "all", "--configfile", "study.yaml"]
        return cpu_seconds([*command, "--", target], folder, environment)


def cpu_seconds(command: list[str], folder: str | None = None, environment: dict[str, str] | None = None) -> float:
    """What a command and all that it started took; raises CalledProcessError where it failed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    variables = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1") | (environment or {})
    subprocess.run(command, cwd=folder, env=variables, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
