"""A small study for reports: planted runs, verdicts and figures, with names in it that would be markup if nobody minded."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.claim import Claim
from rnn_geometry.figures.manifold import Manifold, draw_manifolds
from rnn_geometry.measures.moves import moves_of
from rnn_geometry.report.findings import list_findings
from rnn_geometry.report.page import View, render
from rnn_geometry.report.pictures import embed_figure
from rnn_geometry.report.runs import Run, Swap
from rnn_geometry.report.views import draw_view, hues
from rnn_geometry.tasks.encoded import shape_of_task

HOSTILE = "<script>alert(1)</script><img src=http://example.org/x onerror=alert(2)>"
TEXTS, WORDS, UNITS = 24, 10, 6


def planted_run(classes: int = 3, labels: bool = False, vocabulary: int = 7, units: int = UNITS) -> Run:
    """A run that adds up its words: of classes, or of two labels' four sets; the last word of its vocabulary is hostile."""
    rng = np.random.default_rng(0)
    outputs = 2 if labels else classes
    tokens = rng.integers(2, vocabulary, (TEXTS, WORDS))
    states = np.cumsum(rng.standard_normal((vocabulary, units))[tokens], axis=1).reshape(-1, units)
    text, position = np.repeat(np.arange(TEXTS), WORDS), np.tile(np.arange(WORDS), TEXTS)
    label = np.arange(TEXTS) % classes
    manifold = Manifold(
        states=states,
        text=text,
        label=label,
        predicted=np.maximum(label, 1),  # class 0 is never right
        readouts=rng.standard_normal((outputs, units)),
        initial_state=np.zeros(units),
        slow_states=states[::5],
        slow_predicted=np.arange(len(states[::5])) % classes,
        fixed_states=states[:4],
        index=np.array([0, 0, 1, 2]),
    )
    task = {
        "classes": [f"class {i}" for i in range(classes)],
        "outputs": outputs,
        "multilabel": labels,
        "shape": "hypercube" if labels else "simplex",
        "expected_dimension": classes - 1,
    }
    names = ["<pad>", "<unk>", *(f"word_{i}" for i in range(vocabulary - 3)), HOSTILE]
    visited = {"states": states, "text": text, "position": position, "initial_state": manifold.initial_state}
    shown = {token: token % outputs for token in (*range(2, min(vocabulary, 12)), vocabulary - 1)}
    swap = Swap((0, 1), 4, states[WORDS + 3 : 2 * WORDS], (0, 1, 1))
    return Run(manifold, moves_of(visited, tokens), task, names, shown, swap=swap)


@pytest.fixture
def make_run():
    return planted_run


def make_view(task: str, run: Run) -> View:
    still = embed_figure(draw_manifolds([run.manifold], [("gru", "")], run.classes, shape_of_task(run.task)))
    colours = dict(zip(run.classes, hues(run), strict=True))
    return View(f"{task}, GRU", task, f"results/runs/{task}/gru/l2-0.1/seed-0", draw_view(run), still, colours)


def claim(name: str, *figures: str) -> Claim:
    return Claim(name, f"Claim {name} {HOSTILE}", "section 3", about=None, criteria=(), figures=figures)


CLAIMS = [claim("angles", "readouts", "manifold-{task}"), claim("plane", "manifold-{task}"), claim("absent", "manifold-{task}")]
GROUP = {"claim": "angles", "role": "claim", "control": "none", "task": "three", "cell": "gru", "l2": "0.1", "measure": HOSTILE}
NUMBERS = {
    "seeds": 3,
    "median": 2.0,
    "low": 2.0,
    "high": 2.5,
    "interval": "range",
    "has_say": True,
    "discriminates": "yes",
    "expected": 2.0,
    "bound": 2.5,
    "status": "passes",
    "side": "both",
    "reason": "why",
}
OTHERS = [
    {"role": "control", "control": "permuted", "task": "three-permuted", "median": 7.0, "status": "fails"},
    {"role": "beside", "task": HOSTILE, "low": np.nan, "high": np.nan, "interval": ""},
    {"claim": "plane", "cell": "lstm", "median": 3.0, "status": "fails"},
]


@pytest.fixture
def detail() -> pd.DataFrame:
    """`claims_detail.csv`: one group a role for the claim on angles, one that fails for the plane, none for the third claim."""
    return pd.DataFrame([GROUP | NUMBERS | other for other in ({}, *OTHERS)])


@pytest.fixture
def verdicts() -> pd.DataFrame:
    """`claims.csv`."""
    counts = {"groups_passing": 1, "runs": 3, "runs_passing": 2, "groups_undetermined": 0, "unknown": ""}
    shared = {
        "groups": 1,
        "controls": 1,
        "controls_passing": 0,
        "passed_by": "",
        "must_fail": "permuted",
        "margin": 0.5,
        "place": "section 3",
    } | counts
    named = [("angles", "reproduced"), ("plane", "not reproduced"), ("absent", "not run")]
    rows = [shared | {"claim": name, "verdict": told, "statement": f"Claim {name} {HOSTILE}"} for name, told in named]
    return pd.DataFrame([*rows[:2], rows[2] | {"groups": 0, "controls": 0, "margin": np.nan}])


@pytest.fixture
def parts(verdicts, detail) -> dict:
    """All that a page is made of."""
    findings = list_findings(CLAIMS, verdicts, detail, ["readouts", "manifold-three"], {"task": ["three"]})
    pictures = {}
    for name in ("claims", "readouts", "manifold-three"):
        figure, axes = plt.subplots(figsize=(4, 3))
        axes.plot([0, 1], [1, 0])
        pictures[name] = embed_figure(figure)
    networks = {
        "networks": 1,
        "trained": 1,
        "first": "then",
        "last": "now",
        "commits": [(HOSTILE, 1)],
        "machines": [],
        "versions": [],
    }
    networks["imported"] = [(HOSTILE, 1)]
    return {
        "study": HOSTILE,
        "overlay": " --configfile config/mine.yaml",
        "tally": [("reproduced", 1), ("not reproduced", 1), ("not run", 1)],
        "findings": findings,
        "pictures": pictures,
        "captions": {"readouts": "Angles between readouts. " + HOSTILE},
        "views": [make_view("three", planted_run(3)), make_view("labels", planted_run(4, labels=True))],
        "networks": networks,
        "page": {"Page: commit": HOSTILE},
        "costs": [{"rule": "train_network", "jobs": 2, "s": 3.2, "cpu_time": 3.0, "max_rss": 500.0}],
        "config": f"study: {HOSTILE}",
    }


@pytest.fixture
def page(parts) -> str:
    return render(**parts)
