"""The examples of docs/engine.md and README.md run as they are printed, and find what the pages say."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def output_of(page: str) -> str:
    """What the one Python program of a page prints."""
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    program = "import torch\ntorch.set_num_threads(1)\n" + example
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_program_of_the_readme_finds_the_one_fixed_point_of_an_untrained_cell():
    assert re.match(r"1 fixed points; time constants: \[[\d. ]+\]", output_of("README.md"))


def test_the_worked_example_runs_and_finds_an_integrator():
    output = output_of("docs/engine.md")
    slow, fixed = map(int, re.match(r"(\d+) slow points, (\d+) fixed points", output).groups())
    assert 240 <= slow <= 256  # a few starts end at a local minimum of the speed
    assert len(re.findall(r"^(?:stable|saddle)", output, flags=re.MULTILINE)) == fixed >= 2
    minus, nothing, plus = map(float, re.search(r"\[(.*)\]", output.splitlines()[-1])[1].split(", "))
    assert nothing == 0
    assert min(minus, plus) > 0.01
