"""Eigenvalues of the recurrent Jacobian at slow points, the expected integration modes set apart (the paper's figure 3)."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_geometry.engine.stability import time_constants
from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import CLASS_COLOURS, FAINT, INK, panel_a_run, run_name

SLOW = CLASS_COLOURS[3]


def draw(given: Given) -> Figure:
    """The spectra of a task's networks."""
    spectra = [network["slow_spectra"] for network in given.networks]
    return draw_spectra(spectra, given.titles, given.task["expected_dimension"])


def draw_spectra(spectra: list[np.ndarray], titles: list[tuple[str, str]], expected: int) -> Figure:
    """One panel a run, from the eigenvalues [P, S] at its slow points; the `expected` slowest of each point are coloured.

    The titles give median time constants: of the expected modes, and of the mode after them.
    """
    figure, panels = panel_a_run(len(spectra), 3.3, sharex=True, sharey=True)
    for axes, eigenvalues, title in zip(panels, spectra, titles, strict=True):
        following, span = _draw_panel(axes, eigenvalues, expected)
        axes.set_title(f"{run_name(*title)}\nτ = {span} | {following} tokens")
        axes.set_xlabel("Re λ")
        axes.tick_params(labelbottom=True)  # also above a place where there is no panel
        if axes.get_subplotspec().is_first_col():
            axes.set_ylabel("Im λ")
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=2, markerscale=2.5, handletextpad=0.1)
    return figure


def _draw_panel(axes: Axes, eigenvalues: np.ndarray, expected: int) -> tuple[str, str]:
    """Returns the median time constants of the mode after the expected ones, and of the first and last of these."""
    taus = time_constants(eigenvalues)
    order = np.argsort(-taus, axis=1)
    ranked = np.take_along_axis(eigenvalues, order, axis=1)
    medians = np.median(np.take_along_axis(taus, order, axis=1), axis=0) if len(taus) else np.full(taus.shape[1], np.nan)
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 400))
    axes.plot(circle.real, circle.imag, color=INK, linewidth=0.6)
    dots = {"s": 4, "edgecolors": "none", "rasterized": True, "alpha": 0.5}
    rest, slow = ranked[:, expected:].ravel(), ranked[:, :expected].ravel()
    axes.scatter(rest.real, rest.imag, color=FAINT, label="other modes", **dots)
    axes.scatter(slow.real, slow.imag, color=SLOW, label=_slowest(expected), **dots)
    axes.set_aspect("equal")
    if not len(eigenvalues):
        axes.text(0, 0, "no slow points", ha="center", color=INK)
    axes.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    first, last = (f"{medians[i]:.{0 if medians[i] >= 10 else 1}f}" for i in (0, expected - 1))
    return f"{medians[expected]:.1f}", first if expected == 1 else f"{first} … {last}"


def _slowest(expected: int) -> str:
    return "the slowest mode of each point" if expected == 1 else f"the {expected} slowest modes of each point"
