"""Deflections on the manifold: where each word moves the state, as arrows in the states' principal plane."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.lettering import short
from rnn_geometry.figures.style import (
    FAINT,
    INK,
    add_legend,
    class_colours,
    class_handles,
    component_name,
    few_ticks,
    panel_a_run,
    run_name,
)
from rnn_geometry.tasks.encoded import output_names

LONGEST_ARROW = 0.2  # of the manifold's width
MANY_WORDS = 6  # with more than that, arrows are drawn at fewer places
FEWER_PLACES = 6


@dataclass
class Arrows:
    """One run's arrays of `effects.safetensors`, all in the principal plane.

    visited_places [M, 2]; slow_places [P, 2]; arrow_places [A, 2] and arrows [W, A, 2] there; mean_place [2] and mean_arrows
    [W, 2]; arrow_outputs [W]; plane_shares [2].
    """

    visited_places: np.ndarray
    slow_places: np.ndarray
    arrow_places: np.ndarray
    arrows: np.ndarray
    mean_place: np.ndarray
    mean_arrows: np.ndarray
    arrow_outputs: np.ndarray
    plane_shares: np.ndarray


def draw(given: Given) -> Figure:
    """The deflections of a task's networks: by all words of a synthetic task, or by the most telling ones of a corpus."""
    arrows = given.each(Arrows)
    words = [network["words"] for network in given.networks]
    if given.about["synthetic"]:  # its words are the same in every run
        return draw_deflections(arrows, given.titles, words[0], given.networks[0]["kinds"])
    return draw_telling_words(arrows, given.titles, words, output_names(given.task))


def draw_deflections(runs: list[Arrows], titles: list[tuple[str, str]], words: list[str], kinds: list[str]) -> Figure:
    """A synthetic task, a panel a run: every word's deflection at places spread over the manifold; neutral words in black."""
    figure, panels = panel_a_run(len(runs), 2.9)
    colours = word_colours(kinds)
    for axes, run, title in zip(panels, runs, titles, strict=True):
        places = run.arrow_places[: FEWER_PLACES if len(words) > MANY_WORDS else None]
        factor = _enlargement(run, run.arrows)
        _background(axes, run, title, factor)
        for moved, colour in sorted(zip(run.arrows, colours, strict=True), key=lambda pair: pair[1] == INK):
            _arrows(axes, places, factor * moved[: len(places)], colour)
    handles = [Line2D([], [], color=colour, linewidth=1.6, label=word) for word, colour in zip(words, colours, strict=True)]
    add_legend(figure, handles, min(len(handles), 6))
    return figure


def word_colours(kinds: list[str]) -> list:
    """A colour for each word: the classes' in turn for words of evidence, ink for the others."""
    colours = iter(class_colours(kinds.count("evidence")))
    return [next(colours) if kind == "evidence" else INK for kind in kinds]


def draw_telling_words(runs: list[Arrows], titles: list[tuple[str, str]], words: list[list[str]], outputs: list[str]) -> Figure:
    """A corpus, a panel a run: the mean deflections of the most telling words of each output, from the manifold's middle."""
    figure, panels = panel_a_run(len(runs), 3.0)
    colours = class_colours(len(outputs))
    for axes, run, title, own in zip(panels, runs, titles, words, strict=True):
        factor = _enlargement(run, run.mean_arrows, longest=0.35)
        _background(axes, run, title, factor)
        _arrows(axes, run.mean_place, factor * run.mean_arrows, [colours[i] for i in run.arrow_outputs])
        tips = run.mean_place + factor * run.mean_arrows
        _label_beside(axes, tips, own, [colours[i] for i in run.arrow_outputs])
    handles = class_handles(outputs, colours, partial(Line2D, [], [], linewidth=1.6))
    add_legend(figure, handles, min(len(handles), 6))
    return figure


def _enlargement(run: Arrows, moved: np.ndarray, longest: float = LONGEST_ARROW) -> float:
    """By what factor, of one digit, arrows [..., 2] are drawn longer than they are; 1 where there are none."""
    lengths = np.linalg.norm(moved, axis=-1)
    width = np.ptp(run.visited_places, axis=0).max()
    if not lengths.size or not np.isfinite(lengths).all() or lengths.max() == 0:
        return 1.0
    return float(f"{longest * width / lengths.max():.1g}")


def _background(axes: Axes, run: Arrows, title: tuple[str, str], factor: float) -> None:
    dots = {"edgecolors": "none", "rasterized": True, "zorder": 1}
    axes.scatter(*run.visited_places.T, s=2, color=FAINT, alpha=0.4, **dots)
    axes.scatter(*run.slow_places.T, s=4, color="0.55", alpha=0.7, **dots)
    axes.set_title(f"{run_name(*title)} (arrows × {factor:g})")
    axes.set_xlabel(component_name(1, run.plane_shares[0]))
    axes.set_ylabel(component_name(2, run.plane_shares[1]))
    axes.set_aspect("equal", adjustable="datalim")
    few_ticks(axes)


def _arrows(axes: Axes, places: np.ndarray, moved: np.ndarray, colour) -> None:
    """Arrows [A, 2] from places [A, 2], or from one place [2]."""
    starts = np.broadcast_to(places, moved.shape)
    shape = {"units": "inches", "width": 0.018, "headwidth": 3.2, "headlength": 3.6, "headaxislength": 3.2, "minlength": 0.5}
    exact = {"angles": "xy", "scale_units": "xy", "scale": 1}
    axes.quiver(*starts.T, *moved.T, color=colour, zorder=3, **exact, **shape)
    axes.update_datalim(starts + moved)


def _label_beside(axes: Axes, tips: np.ndarray, words: list[str], colours: list) -> None:
    """Name the tips [W, 2] in a column on either side of the panel, in the tips' order from top to bottom, a thin line to
    each: labels cannot overlap, wherever the tips are."""
    by_side = np.argsort(tips[:, 0], kind="stable")
    half = (len(tips) + 1) // 2
    for rows, x, side in ((by_side[:half], 0.02, "left"), (by_side[half:], 0.98, "right")):
        rows = rows[np.argsort(tips[rows, 1], kind="stable")]
        for height, row in zip((np.arange(len(rows)) + 0.5) / max(len(rows), 1), rows, strict=True):
            axes.annotate(
                short(words[row]),
                xy=tips[row],
                xytext=(x, height),
                textcoords="axes fraction",
                ha=side,
                va="center",
                fontsize=6.5,
                color=colours[row],
                zorder=5,
                bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.3},
                arrowprops={
                    "arrowstyle": "-",
                    "color": colours[row],
                    "linewidth": 0.4,
                    "alpha": 0.6,
                    "shrinkA": 1,
                    "shrinkB": 0,
                },
            )
    axes.margins(x=0.35, y=0.05)  # room for the columns
