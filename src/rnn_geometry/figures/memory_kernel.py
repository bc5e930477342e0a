"""The memory kernel of a task's networks: what is left of a word's effect a tokens later, beside what time constants say."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.engine.stability import time_constants
from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import INK, PAGE, add_legend, cell_colour, class_colours, run_name


@dataclass(frozen=True)
class Kernel:
    """A network's memory kernel [A] in logits at ages [A] in tokens, its standard error [A], and its slow points' eigenvalues
    [P, S]."""

    ages: np.ndarray
    kernel: np.ndarray
    kernel_error: np.ndarray
    slow_spectra: np.ndarray


def draw(given: Given) -> Figure:
    """The kernels of a task's networks."""
    return draw_kernels(given.each(Kernel), given.titles, given.task["expected_dimension"])


def draw_kernels(kernels: list[Kernel], titles: list[tuple[str, str]], expected: int) -> Figure:
    """One line per network, in units of its mean over all ages, with two standard errors in a band; dashed, what would be left
    with the time constant of its last expected integration mode, as published."""
    figure, axes = plt.subplots(figsize=(0.6 * PAGE, 3.0))
    several = len({cell for cell, _ in titles}) < len(titles)
    colours = class_colours(len(titles))[: len(titles)] if several else [cell_colour(cell) for cell, _ in titles]
    for network, colour in zip(kernels, colours, strict=True):
        unit = np.nanmean(network.kernel) if np.isfinite(network.kernel).any() else np.nan
        line, band = network.kernel / unit, 2 * network.kernel_error / abs(unit)
        axes.plot(network.ages, line, color=colour, marker="o", markersize=2.5)
        axes.fill_between(network.ages, line - band, line + band, color=colour, alpha=0.15, linewidth=0)
        if len(network.slow_spectra) and np.isfinite(unit):
            tau = np.median(np.sort(time_constants(network.slow_spectra), axis=1)[:, -expected])
            decay = np.exp(-network.ages / tau) if tau else (network.ages == 0).astype(float)
            axes.plot(network.ages, decay, color=colour, linestyle="--", linewidth=0.7)
    axes.axhline(0, color=INK, linewidth=0.6)
    axes.set(xlabel="age of the word (tokens)", ylabel="left of its effect")
    handles = [Line2D([], [], color=colour, label=run_name(*title)) for title, colour in zip(titles, colours, strict=True)]
    handles.append(Line2D([], [], color=INK, linestyle="--", linewidth=0.7, label="by the last time constant"))
    add_legend(figure, handles, 4)
    return figure
