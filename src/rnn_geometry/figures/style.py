"""The visual language: sizes, colours, markers; colour-blind safe and readable at column width."""

from collections.abc import Callable, Iterable
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from rnn_geometry.figures.lettering import ADVICE, FAMILY, letter, short
from rnn_geometry.files import complete_or_absent

PAGE = 7.0  # its width, in inches
SCREEN_DPI = 200  # of pictures for a page in a browser; print has the PDF
INK = "0.15"
FAINT = "0.75"
CLASS_COLOURS = sns.color_palette("colorblind", 10)
MOST_NAMED = 20  # classes in a legend
ISOLATED = 100  # fixed points, at most: the faces of a hypercube of 4 labels are 81
CELL_MARKERS = {"gru": "o", "lstm": "s", "ugrnn": "D", "vanilla": "^", "linear-attention": "P", "mingru": "X"}
CELL_MARKERS |= {"mean-pool": "<", "mean-pool-hidden": ">"}
TODAY_S = {"softmax-attention": "*", "s6": "h", "gated-linear-attention": "p", "retnet": "H", "gated-deltanet": "d"}
TODAY_S |= {"transformer": "8", "transformer-bag": "."}
CELL_NAMES = {
    "gru": "GRU",
    "lstm": "LSTM",
    "ugrnn": "UGRNN",
    "vanilla": "vanilla",
    "linear-attention": "linear attention",
    "mingru": "minGRU",
    "softmax-attention": "softmax attention",
    "s6": "S6",
    "gated-linear-attention": "gated linear attention",
    "retnet": "RetNet",
    "gated-deltanet": "gated DeltaNet",
    "transformer": "transformer",
    "transformer-bag": "transformer, no positions",
    "mean-pool": "pooled",
    "mean-pool-hidden": "pooled, tanh",
}
CELL_COLOURS = dict(zip(CELL_MARKERS, sns.color_palette("colorblind", 8), strict=True))
CELL_COLOURS |= dict(zip(TODAY_S, sns.color_palette("dark", 7), strict=True))
CELL_MARKERS |= TODAY_S

matplotlib.rcdefaults()  # whatever a user's matplotlibrc says
sns.set_theme(
    context="paper",
    style="ticks",
    rc={
        "font.family": FAMILY,
        "font.size": 8,
        "text.parse_math": False,  # a dollar in a name is a dollar
        "axes.labelsize": 8,
        "axes.titlesize": 8,
        "legend.fontsize": 7,
        "xtick.labelsize": 7,
        "ytick.labelsize": 7,
        "axes.linewidth": 0.6,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "lines.linewidth": 1.0,
        "legend.frameon": False,
        "figure.constrained_layout.use": True,
        "savefig.dpi": 300,  # of what is rasterised in a PDF
        "pdf.fonttype": 42,
        # Files that are equal where the data are equal.
        "svg.hashsalt": "rnn-geometry",
    },
)


def class_colours(count: int) -> list:
    """One colour a class: the colour-blind safe ten, or for more a wheel of hues."""
    return CLASS_COLOURS if count <= len(CLASS_COLOURS) else sns.color_palette("husl", count)


def cell_name(cell: str) -> str:
    """A cell's name as it is printed; a user's own as it stands in the config."""
    return CELL_NAMES.get(cell, cell)


def cell_colour(cell: str) -> str | tuple:
    """A cell's colour; ink for a user's own."""
    return CELL_COLOURS.get(cell, INK)


def cell_marker(cell: str) -> str:
    """A cell's marker; a triangle for a user's own."""
    return CELL_MARKERS.get(cell, "v")


def cells_in_order(cells: Iterable[str]) -> list[str]:
    """Each of the cells once: the known ones in their order everywhere, then a user's own by name."""
    found = set(cells)
    known = [cell for cell in CELL_MARKERS if cell in found]
    return known + sorted(found - set(known))


def run_name(cell: str, l2: str) -> str:
    """What a panel of one run is called."""
    return f"{cell_name(cell)}, L2 {l2}" if l2 else cell_name(cell)


def panel_a_run(runs: int, height: float, **options) -> tuple[Figure, list[Axes]]:
    """A figure of a panel a run, at most three in a row of the page's width, each row of so many inches; and its panels."""
    rows = -(-runs // 3)
    columns = -(-runs // rows)
    figure, grid = plt.subplots(rows, columns, figsize=(PAGE * max(columns, 2) / 3, height * rows), squeeze=False, **options)
    for axes in grid.flat[runs:]:
        axes.remove()
    return figure, list(grid.flat[:runs])


def draw_spread(axes: Axes, spread: pd.DataFrame, cell: str, shift: float = 0.0, **options) -> None:
    """A cell's medians in its colour and marker, each with a bar from least to most: columns low, middle, high over the
    index; `shift` keeps the bars of several cells apart."""
    colour = cell_colour(cell)
    style = {"markersize": 3.5, "markerfacecolor": colour, "linewidth": 0.8, "elinewidth": 0.8} | options
    axes.errorbar(
        spread.index + shift,
        spread["middle"],
        yerr=[spread["middle"] - spread["low"], spread["high"] - spread["middle"]],
        color=colour,
        marker=cell_marker(cell),
        **style,
    )


def component_name(number: int, share: float) -> str:
    """What the axis of one principal component is called, with its share of the variance; numbers start at 1."""
    return f"PC {number} ({100 * share:.0f} %)"


def few_ticks(axes: Axes) -> None:
    """At most five ticks on either axis."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4))


def label_decades(axis: Axis, subs: tuple[int, ...] = (1, 3)) -> None:
    """Plain numbers at 1, 3, 10, 30, ... of a logarithmic axis; with subs = (1,) at 1, 10, ..."""
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def draw_fixed_points(axes: Axes, places: np.ndarray, index: np.ndarray, zorder: int) -> None:
    """Fixed points at places [Q, D] with index [Q] unstable directions: circles where stable, crosses where not; so many that
    they are a continuum, as small rings that leave what lies beneath to be seen."""
    isolated = len(places) <= ISOLATED
    style = {"facecolors": "white", "linewidths": 0.9} if isolated else {"facecolors": "none", "linewidths": 0.3}
    for stable, marker, size in ((True, "o", 28), (False, "X", 22)):
        axes.scatter(
            *places[(index == 0) == stable].T, s=size if isolated else 12, marker=marker, edgecolors=INK, zorder=zorder, **style
        )


def dot(label: str, marker: str, **options) -> Line2D:
    """What a legend shows of markers without a line."""
    return Line2D([], [], linestyle="none", marker=marker, label=label, **options)


def class_handles(names: list[str], colours: list, draw: Callable[..., Line2D]) -> list[Line2D]:
    """What a legend shows of classes, in their order: `draw(label=, color=)` of each, by its name or so much of it as there is
    room for; of more than MOST_NAMED, of the first of them, and how many more there are."""
    pairs = list(zip(names, colours, strict=False))[:MOST_NAMED]
    handles = [draw(label=short(name), color=colour) for name, colour in pairs]
    more = len(names) - len(pairs)
    return [*handles, Line2D([], [], linestyle="none", label=f"and {more} more")] if more else handles


def add_legend(figure: Figure, handles: list[Artist], columns: int, **options) -> None:
    """A legend below the panels, in `columns` columns, or fewer where the figure is too narrow for them."""
    for ncols in range(columns, 0, -1):
        legend = figure.legend(handles=handles, loc="outside lower center", ncols=ncols, **options)
        if ncols == 1 or legend.get_window_extent(figure.canvas.get_renderer()).width <= figure.bbox.width:
            return
        legend.remove()


def save(figure: Figure, paths: Iterable[str | Path]) -> None:
    """Write the figure to every path, in the format of its suffix, without dates; its layout is found once for all. Letters
    that no font here has are told of."""
    if missing := letter(figure.findobj(Text)):
        print(f"no font here has the letters {' '.join(sorted(missing))}, which are drawn as boxes: {ADVICE}")
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for path in map(Path, paths):
        options = {"metadata": {"CreationDate": None}} if path.suffix == ".pdf" else {"dpi": SCREEN_DPI}
        with complete_or_absent(path) as partial:
            figure.savefig(partial, **options)
    plt.close(figure)
