"""Counts of fixed points beside faces."""

import numpy as np
import pandas as pd
from pictures import drawn

from rnn_geometry.figures.skeleton_counts import draw_skeleton_counts
from rnn_geometry.figures.style import cell_colour


def test_counts_of_a_skeleton_stand_beside_bars_of_faces_and_a_task_without_faces_has_none(tmp_path):
    row = {"task": "categorical-3", "cell": "gru", "l2": 0.1, "seed": 0, "index_0": 3, "index_1": 3, "index_2": 1}
    row |= {f"expected_{name}": count for name, count in (("index_0", 3), ("index_1", 3), ("index_2", 1))}
    row["faces_share"] = 1.0
    planar = {name: np.nan if name.startswith(("expected", "faces")) else value for name, value in row.items()}
    lacking = row | {"seed": 1, "index_1": 2, "faces_share": 0.989}
    lstm = row | {"cell": "lstm", "faces_share": 0.29}
    figure = drawn(draw_skeleton_counts(pd.DataFrame([row, lacking, lstm, planar | {"task": "planar"}])), tmp_path)
    counts, none = figure.axes[:2]
    assert [bar.get_height() for bar in counts.patches] == [3, 3, 1]
    assert [line.get_ydata().tolist() for line in counts.lines] == [[3, 3, 1], [3, 2, 1], [3, 3, 1]]
    # The median of the two GRUs, 0.9945, is not the whole body.
    assert [(text.get_text(), text.get_color()) for text in counts.texts] == [
        ("99 %", cell_colour("gru")),
        ("29 %", cell_colour("lstm")),
    ]
    assert not none.texts
    assert sum(bar.get_height() for bar in none.patches) == 0
