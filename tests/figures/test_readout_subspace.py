"""The figure of the readouts' share of the variance."""

import pandas as pd
from pictures import drawn

from rnn_geometry.figures.readout_subspace import PANELS, draw_shares


def test_both_panels_show_every_network_and_chance(tmp_path):
    rows = [["three", "gru", 3, 0.9, 0.95, 0.03], ["three", "lstm", 3, 0.4, 0.5, 0.015], ["ten", "gru", 10, 0.8, 0.9, 0.14]]
    table = pd.DataFrame(rows, columns=["task", "cell", "classes", *PANELS, "readout_share_random"]).assign(l2=0.1, seed=0)
    tasks = pd.DataFrame({"task": ["three", "ten"], "source": "synthetic", "classes": [3, 10]})
    figure = drawn(draw_shares(table, tasks), tmp_path)
    assert [axes.get_title() for axes in figure.axes] == list(PANELS.values())
    heights = {round(float(y), 3) for line in figure.axes[0].lines for y in line.get_ydata()}
    assert {0.9, 0.4, 0.8} < heights
    assert "any subspace" in [text.get_text() for text in figure.legends[0].get_texts()]
