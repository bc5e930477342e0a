"""The figure of likeness shows what the table of pairs says."""

import pandas as pd

from rnn_geometry.figures.universality import draw_universality


def test_likeness_has_a_panel_a_task_with_cka_above_and_procrustes_below_the_diagonal():
    ends = {"cell_a": "gru", "l2_a": 0.1, "seed_a": 0, "cell_b": "lstm", "l2_b": 0.1, "seed_b": 0}
    likeness = {"cka": 0.9, "procrustes": 0.8, "cka_permuted": 0.1, "procrustes_permuted": 0.2}
    table = pd.DataFrame([{"task": task} | ends | likeness for task in "abcde"])
    panels = [axes for axes in draw_universality(table).axes if axes.images]
    assert [axes.get_title() for axes in panels] == list("abcde")
    for axes in panels:
        assert axes.images[0].get_array().tolist() == [[1.0, 0.9], [0.8, 1.0]]
        assert axes.get_xlabel() == "chance 0.10 | 0.20"
