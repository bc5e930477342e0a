"""Eigenvalues of the recurrent Jacobian at slow points, the expected integration modes set apart (the paper's figure 3)."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_geometry.dynamics.time_constants import time_constants
from rnn_geometry.figures.style import CLASS_COLOURS, FAINT, INK, PAGE, cell_name


def draw_spectra(spectra: list[np.ndarray], cells: list[str], expected: int) -> Figure:
    """One panel a run, from the eigenvalues [P, S] at its slow points; the `expected` slowest of each point are coloured."""
    figure, panels = plt.subplots(
        1, len(spectra), figsize=(PAGE * max(len(spectra), 2) / 3, 2.7), squeeze=False, sharex=True, sharey=True
    )
    for axes, eigenvalues, cell in zip(panels[0], spectra, cells, strict=True):
        _draw(axes, eigenvalues, expected)
        axes.set_title(cell_name(cell))
        axes.set_xlabel("Re λ")
    panels[0, 0].set_ylabel("Im λ")
    return figure


def _draw(axes: Axes, eigenvalues: np.ndarray, expected: int) -> None:
    taus = time_constants(eigenvalues)
    order = np.argsort(-taus, axis=1)
    sorted_values = np.take_along_axis(eigenvalues, order, axis=1)
    sorted_taus = np.median(np.take_along_axis(taus, order, axis=1), axis=0)
    slow, rest = sorted_values[:, :expected].ravel(), sorted_values[:, expected:].ravel()
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 400))
    axes.plot(circle.real, circle.imag, color=INK, linewidth=0.6)
    dots = {"s": 4, "edgecolors": "none", "rasterized": True}
    axes.scatter(rest.real, rest.imag, color=FAINT, alpha=0.5, label=f"others: slowest τ = {sorted_taus[expected]:.1f}", **dots)
    span = f"{sorted_taus[0]:.0f}" if expected == 1 else f"{sorted_taus[0]:.0f} … {sorted_taus[expected - 1]:.0f}"
    axes.scatter(
        slow.real, slow.imag, color=CLASS_COLOURS[3], alpha=0.5, label=f"{expected} slowest: τ = {span} tokens", **dots
    )
    axes.set_aspect("equal")
    axes.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), markerscale=2, handletextpad=0.1)
