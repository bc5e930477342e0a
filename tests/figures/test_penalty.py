"""The figure of the one-standard-error rule."""

import numpy as np
import pandas as pd
from pictures import drawn

from rnn_geometry.figures.penalty import PANELS, draw_penalties


def test_every_task_has_its_panels_with_a_line_per_cell_and_the_chosen_penalty_filled(tmp_path):
    rows = [
        {"task": task, "cell": cell, "l2": l2, "validation_accuracy": 0.9 - l2, "dimension": 2, "memory_kept": 0.8}
        for task in ("three", "ten")
        for cell in ("gru", "lstm")
        for l2 in (1e-4, 1e-3, 1e-2)
    ]
    table = pd.DataFrame(rows).assign(expected_dimension=2)
    table["chosen"] = table["l2"] == 1e-3
    table["chosen_for_all"] = table["chosen"]
    figure = drawn(draw_penalties(table), tmp_path)
    assert len(figure.axes) == 2 * len(PANELS)
    first = figure.axes[0]
    assert [axes.get_ylabel() for axes in figure.axes[:: len(PANELS)]] == ["three", "ten"]
    filled = [
        line for line in first.lines if line.get_markerfacecolor() not in ("white", "None") and len(line.get_xdata()) == 1
    ]
    assert [line.get_xdata()[0] for line in filled] == [1e-3, 1e-3]
    np.testing.assert_allclose(first.lines[0].get_ydata(), [0.1001, 0.101, 0.11])


def test_where_no_penalty_holds_for_all_there_is_no_line_for_it(tmp_path):
    rows = [{"task": "a", "cell": "gru", "l2": l2, "validation_accuracy": 0.9, "dimension": 2} for l2 in (1e-4, 1e-3)]
    table = pd.DataFrame(rows).assign(expected_dimension=2, memory_kept=np.nan, chosen=[False, True], chosen_for_all=False)
    figure = drawn(draw_penalties(table), tmp_path)
    assert len(figure.axes[0].lines) == 2
