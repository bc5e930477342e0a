"""Sufficiency: accuracies over components kept or removed."""

import numpy as np
import pytest
from pictures import drawn

from rnn_geometry.figures.sufficiency import Sufficiency, draw_sufficiency


@pytest.mark.parametrize("count", [1, 5, 7])
def test_sufficiency_has_two_panels_a_task_and_medians_over_seeds(count, tmp_path):
    def run(task: int, cell: str, height: float) -> Sufficiency:
        names = [f"{kind}_{when}" for kind in ("kept", "removed") for when in ("at_end", "throughout")]
        return Sufficiency(f"task {task}", cell, 0.3, 2, {name: np.full(5, height) for name in names})

    runs = [run(task, cell, height) for task in range(count) for cell in ("gru", "mine") for height in (0.5, 0.6, 0.9)]
    figure = drawn(draw_sufficiency(runs), tmp_path)
    shown = [axes for axes in figure.axes if axes.axison]
    assert len(shown) == 2 * count
    assert [len(axes.lines) for axes in shown] == [2 + 4] * len(shown)
    assert all((line.get_ydata() == 0.6).all() for line in shown[0].lines[2:])
