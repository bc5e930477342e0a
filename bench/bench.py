"""`make bench`: each part against its baseline, in the same run, on one thread.

engine      search: Levenberg-Marquardt, every start to q <= 1e-12, after 300 updates along the flow, against Adam with
            FixedPointFinder's defaults (5,000 steps); equal speed: only as far as the baseline's worst point has come;
            jacobians: closed form against vmap(jacrev); modes: block power iteration against the full decomposition
training    training: a study's training against plain Lightning with nn.GRU and a DataLoader, steps of the same size;
            words: synthetic texts against a loop over texts
studies     network: core-seconds per trained network of a study, Snakemake and the drawing of texts included, against a script
            in plain Lightning per network; study: the smoke study warm against cold

Prints one line per measurement and writes them to results/bench.csv. A ratio is our time over the baseline's. Times are medians
over repeats, but for Adam's, which is run once: wall time, and of studies the CPU seconds of all their processes.
"""

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import torch
from engine import engine
from studies import studies
from training import training

from rnn_geometry.files import write_table

PARTS = {"training": training, "studies": studies, "engine": engine}


def measurements(parts: list[str], full: bool, repeats: int) -> Iterator[dict]:
    """All lines of some parts, each with its ratio."""
    for part in parts:
        for line in PARTS[part](full, repeats):
            ratio = line["seconds"] / line["baseline_s"] if "baseline_s" in line else None
            yield line | {"ratio": ratio, "threads": 1, "repeats": repeats}


def describe(line: dict) -> str:
    """A line as it is printed."""
    subject = " ".join(f"{line[key]} {key}" if key != "cell" else line[key] for key in SUBJECT if line.get(key) is not None)
    said = f"{line['part']:11} {subject:46} {line['seconds']:9.3g} s"
    said += f" {line['mb']:6.0f} MB" if "mb" in line else ""
    said += f"  {line['rate']:,.0f} {line['unit']} per second" if "rate" in line else ""
    return said + (f"  {line['ratio']:.3f} of {line['baseline']}'s {line['baseline_s']:.3g} s" if line["ratio"] else "")


SUBJECT = ("cell", "units", "points", "steps", "texts", "networks", "jobs", "input")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="only these")
    parser.add_argument("--full", action="store_true", help="all cells, 64 to 512 units, 256 to 8,192 starts: many hours")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--table", type=Path, default=Path("results/bench.csv"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    lines = []
    for line in measurements(options.parts, options.full, options.repeats):
        print(describe(line), flush=True)
        lines.append(line)
        write_table(options.table, pd.DataFrame(lines))  # after each: what has been measured is kept


if __name__ == "__main__":
    main()
