"""Other processors, as one machine can play them: switches by which libraries take the kernels of an older one.

Each library has a switch of its own, and each was seen to take effect (`test_kernels.py`). MKL minds MKL_ENABLE_INSTRUCTIONS
on Intel's processors alone, and MKL_CBWR everywhere.

`python tests/kernel_choices.py` runs the numerical part of the suite under each choice: `make test-kernels`.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CHOICES = {
    "no-vectors": {  # SSE4.2, without fused multiply-add
        "ATEN_CPU_CAPABILITY": "default",
        "MKL_CBWR": "COMPATIBLE",
        "MKL_ENABLE_INSTRUCTIONS": "SSE4_2",
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4",
    },
    "avx2": {
        "ATEN_CPU_CAPABILITY": "avx2",
        "MKL_CBWR": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    },
}
# What computes, or judges what was computed. Not: what draws, reads files of users, or starts Snakemake.
NUMERICAL = [
    *("engine", "measures", "networks", "claims", "test_rounding.py", "test_shapes.py", "test_targets.py"),
    *(f"tasks/test_{name}.py" for name in ("encoded", "families", "synthetic", "words")),
]
# Of these the quick ones: what `make test` runs under each choice.
QUICK = [
    *(f"engine/test_{name}.py" for name in ("flip_flop", "modes", "passage", "points", "skeleton", "stability", "update")),
    *(f"measures/test_{name}.py" for name in ("corners", "faces", "mode_alignment", "projection", "readouts", "universality")),
    *(f"networks/test_{name}.py" for name in ("cells", "linear_attention", "mingru")),
    *("claims/test_judge.py", "test_rounding.py"),
]
LEFT_OUT = "not trained and not however_the_axes_lie"  # what trains networks first, and 200 rotations of one thing


def can_play(choice: str) -> bool:
    """Whether this machine has the instructions of a choice."""
    flags = Path("/proc/cpuinfo")
    known = flags.read_text() if flags.exists() else ""
    return platform.machine() == "x86_64" and (" avx2 " if choice == "avx2" else " sse4_2 ") in known


under_each_choice = pytest.mark.parametrize(
    "choice",
    [pytest.param(name, marks=pytest.mark.skipif(not can_play(name), reason="other instructions here")) for name in CHOICES],
)


def run_under(choice: str, command: list[str], **options) -> subprocess.CompletedProcess:
    """Run Python with the switches of a choice."""
    return subprocess.run([sys.executable, *command], env=os.environ | CHOICES[choice], text=True, **options)


def run_tests(choice: str, *arguments: str, **options) -> subprocess.CompletedProcess:
    """Run pytest on tests by their paths in this folder."""
    return run_under(choice, ["-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments], cwd=TESTS, **options)


def main() -> int:
    """Run the numerical tests under each choice; 1 where one fails."""
    failed = False
    for choice in filter(can_play, CHOICES):
        print(f"--- {choice}: {CHOICES[choice]}", flush=True)
        failed |= run_tests(choice, *NUMERICAL).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
