"""What figures over the number of classes share: their axis, and medians over seeds with their spread."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_geometry.figures.style import cell_name, cells_in_order, draw_spread


def classes_of(table: pd.DataFrame) -> np.ndarray:
    """The numbers of classes N of a table's tasks, each once, from the least."""
    return np.sort(table["classes"].unique())


def around(classes: np.ndarray) -> np.ndarray:
    """From one class less than there are to one more, so that theory is a line even for a single N."""
    return np.arange(max(classes.min() - 1, 2), classes.max() + 2)


def draw_seeds(axes: Axes, table: pd.DataFrame, tasks: pd.DataFrame, measure: str) -> None:
    """Medians over seeds with a bar from least to most: a line a cell over synthetic tasks, open markers for corpora."""
    natural = set(tasks.loc[tasks["source"] != "synthetic", "task"])
    cells = cells_in_order(table.loc[table[measure].notna(), "cell"])  # of one without dynamics some measures are not known
    for number, cell in enumerate(cells):
        shift = 0.12 * (number - (len(cells) - 1) / 2)
        for is_natural, rows in table[table["cell"] == cell].groupby(table["task"].isin(natural)):
            spread = rows.groupby(["task", "l2"]).agg(
                classes=("classes", "first"), low=(measure, "min"), middle=(measure, "median"), high=(measure, "max")
            )
            open_marker = {"markersize": 4.5, "markerfacecolor": "white", "linestyle": "none"} if is_natural else {}
            label = f"{cell_name(cell)}{', real text' if is_natural else ''}"
            draw_spread(axes, spread.set_index("classes").sort_index(), cell, shift, label=label, **open_marker)


def finish(figure: Figure, bottom: Iterable[Axes], classes: np.ndarray) -> None:
    """Label the axes by the number of classes, N named below the panels at the `bottom`, and add the legend."""
    for axes in bottom:
        axes.set_xlabel("classes N")
    for axes in figure.axes:
        axes.set_xticks(classes)
        axes.set_xlim(classes.min() - 0.6, classes.max() + 0.6)
    handles = {label: handle for axes in figure.axes for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)}
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=min(len(handles), 5))
