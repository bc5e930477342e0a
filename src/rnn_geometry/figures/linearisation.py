"""The linearised network: how its modes lie beside the manifold and the words, and how it predicts the real one's logits."""

from dataclasses import dataclass
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import (
    CLASS_COLOURS,
    INK,
    PAGE,
    add_legend,
    class_colours,
    class_handles,
    dot,
    few_ticks,
    run_name,
)
from rnn_geometry.tasks.encoded import output_names

SLOW = CLASS_COLOURS[3]
WORDS = CLASS_COLOURS[0]
BINS = np.linspace(0, 1, 26)


@dataclass
class Linearised:
    """One run's arrays of `effects.safetensors`, and from `effects.json` what a random direction's cosine is, and R2.

    slow_cosines [P, D], other_cosines [P, S - D], input_cosines and neutral_cosines [P, W]; real_logits, linear_logits and
    linear_logits_in_state [n, N].
    """

    slow_cosines: np.ndarray
    other_cosines: np.ndarray
    input_cosines: np.ndarray
    neutral_cosines: np.ndarray
    real_logits: np.ndarray
    linear_logits: np.ndarray
    linear_logits_in_state: np.ndarray
    random_cosine: float
    final_logits_r2: float | None
    final_logits_r2_in_state: float | None


def draw(given: Given) -> Figure:
    """The linearised networks of a task."""
    return draw_linearisations(given.each(Linearised), given.titles, output_names(given.task))


def draw_linearisations(runs: list[Linearised], titles: list[tuple[str, str]], outputs: list[str]) -> Figure:
    """A column a run: cosines of its modes with the manifold, of its words with the slow modes, and twice its logits."""
    figure, grid = plt.subplots(4, len(runs), figsize=(PAGE * max(len(runs), 2) / 3, 6.4), squeeze=False)
    for column, run, title in zip(grid.T, runs, titles, strict=True):
        column[0].set_title(run_name(*title))
        modes = {"slow modes": (run.slow_cosines, SLOW), "other modes": (run.other_cosines, "0.6")}
        words = {"evidence words": (run.input_cosines, WORDS), "neutral words": (run.neutral_cosines, "0.35")}
        _draw_cosines(column[0], modes, run.random_cosine, "cosine with the manifold")
        _draw_cosines(column[1], words, run.random_cosine, "cosine with slow left modes")
        _draw_logits(column[2], run.real_logits, run.linear_logits, run.final_logits_r2)
        _draw_logits(column[3], run.real_logits, run.linear_logits_in_state, run.final_logits_r2_in_state)
        column[3].set_xlabel("logit of the network")
    for axes, name in zip(
        grid[:, 0], ("density", "density", "logit, linear", "logit, linear\nin the state alone"), strict=True
    ):
        axes.set_ylabel(name)
    above, below = (dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True)) for axes in grid[:2, 0])
    of_classes = class_handles(outputs, class_colours(len(outputs)), partial(dot, marker="o", markersize=3))
    handles = [*(above | below).values(), *of_classes]
    add_legend(figure, handles, min(-(-len(handles) // 2), int(0.85 * figure.get_figwidth()) or 1))
    return figure


def _draw_cosines(axes: Axes, groups: dict[str, tuple[np.ndarray, object]], random: float, name: str) -> None:
    """Histograms of groups of cosines, each with its label and colour, and the mean cosine of a random direction."""
    for label, (values, colour) in groups.items():
        known = values[np.isfinite(values)]
        axes.hist(known, bins=BINS, density=len(known) > 0, color=colour, alpha=0.75, label=label)
    axes.axvline(random, color=INK, linestyle="--", linewidth=0.9, label="random direction")
    axes.set(xlim=(0, 1), yticks=[], xlabel=name)


def _draw_logits(axes: Axes, real: np.ndarray, predicted: np.ndarray, r2: float | None) -> None:
    """A dot a text and output; the frame is that of the real logits, beyond which predictions stand at its edge."""
    reach = 1.15 * max(np.abs(real).max(), 1e-9)
    axes.plot([-reach, reach], [-reach, reach], color=INK, linewidth=0.6)
    inside = np.clip(predicted, -reach, reach)
    for values, guesses, colour in zip(real.T, inside.T, class_colours(real.shape[1]), strict=False):
        axes.scatter(values, guesses, s=3, color=colour, alpha=0.6, edgecolors="none", rasterized=True)
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    text = "R² unknown" if r2 is None else f"R² = {r2:.2f}"
    axes.text(0.97, 0.04, text, transform=axes.transAxes, ha="right", fontsize=7)
    few_ticks(axes)
