"""The worked example of docs/engine.md runs as it is printed, and finds what the page says."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/engine.md"


def test_the_worked_example_runs_and_finds_an_integrator():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    program = "import torch\ntorch.set_num_threads(1)\n" + example
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    slow, fixed = map(int, re.match(r"(\d+) slow points, (\d+) fixed points", output).groups())
    assert 240 <= slow <= 256  # a few starts end at a local minimum of the speed
    assert len(re.findall(r"^(?:stable|saddle)", output, flags=re.MULTILINE)) == fixed >= 2
    minus, nothing, plus = map(float, re.search(r"\[(.*)\]", output.splitlines()[-1])[1].split(", "))
    assert nothing == 0
    assert min(minus, plus) > 0.01
