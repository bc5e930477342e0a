"""The figure of normal contraction."""

import numpy as np
import pandas as pd
from pictures import drawn, legend_of

from rnn_geometry.figures.contraction import LEAST, draw_contraction


def test_a_point_per_task_and_cell_at_its_medians_controls_open_and_what_is_not_known_left_out(tmp_path):
    rows = [["three", "gru", seed, "none", 0.01 * seed, 0.9 + 0.05 * seed] for seed in range(3)]
    rows += [["three", "lstm", 0, "none", 1e-9, 0.8], ["begins", "gru", 0, "untrained", 0.05, 0.05]]
    rows += [["three", "mean-pool", 0, "none", np.nan, np.nan]]
    table = pd.DataFrame(rows, columns=["task", "cell", "seed", "control", "normal_left", "tangential_left"])
    figure = drawn(draw_contraction(table.assign(family="categorical", l2=1e-3)), tmp_path)
    axes = figure.axes[0]
    points = {tuple(np.round(line.get_xydata()[0], 7)): line for line in axes.lines if len(line.get_xdata()) == 1}
    assert set(points) == {(0.05, 0.05), (0.95, 0.01), (0.8, LEAST)}
    assert points[0.05, 0.05].get_markerfacecolor() == "white"
    assert points[0.95, 0.01].get_markerfacecolor() != "white"
    assert legend_of(figure) == ["categorical", "GRU", "LSTM", "control", "forgets evenly"]
