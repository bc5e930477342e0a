"""Where a network comes from: versions, config, seed, commit, kind of host, kernels, time; kept beside it, read by no job."""

import os
import platform
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rnn_geometry.kernels import describe_kernels

PACKAGES = ("torch", "pytorch_lightning", "numpy", "scipy", "pandas", "safetensors", "snakemake")
CHECKOUT = Path(__file__).parents[2]


def describe_origin(snakemake, started: float, **more) -> dict:
    """The record of a job that began at `started` (seconds since 1970) and is about to end; `more` joins it."""
    return {
        "rule": snakemake.rule,
        "run": dict(snakemake.wildcards.items()),
        "config": dict(snakemake.params.items()),
        **more,
        "versions": describe_versions(),
        "commit": describe_commit(CHECKOUT),
        "host": describe_host(),
        "kernels": describe_kernels(),
        "threads": snakemake.threads,
        "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(time.time() - started, 3),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def describe_versions() -> dict[str, str]:
    """The versions of Python and of the packages that this process has loaded."""
    loaded = {name: sys.modules[name].__version__ for name in PACKAGES if name in sys.modules}
    return {"python": platform.python_version()} | loaded


def describe_commit(folder: Path) -> dict:
    """The commit of a checkout, and whether tracked files differ from it; nulls where there is no git or no checkout."""
    head, changes = (_git(folder, *command) for command in (["rev-parse", "HEAD"], ["status", "--porcelain", "-uno", "."]))
    return {"id": head, "changed": None if head is None or changes is None else bool(changes)}


def _git(folder: Path, *command: str) -> str | None:
    if not (folder / ".git").exists():  # a repository around a copy of this one says nothing about the copy
        return None
    try:
        return subprocess.run(["git", "-C", folder, *command], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def describe_host() -> dict:
    """The kind of machine: what results may depend on, not its name."""
    torch = sys.modules.get("torch")  # a job without it pays nothing for it
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "accelerator": torch.cuda.get_device_name() if torch and torch.cuda.is_available() else None,
        "scheduler": "slurm" if "SLURM_JOB_ID" in os.environ else None,
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
