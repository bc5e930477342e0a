"""A sweep: a panel per measure."""

import pandas as pd
import pytest
from pictures import drawn, legend_of

from rnn_geometry.figures.sweep import NAMES, draw_sweep


def swept(over: str, tasks: list[str], cells: list[str]) -> pd.DataFrame:
    """A row a run of a sweep with two values and two seeds."""
    variant = {"rho": "task", "length": "task", "hidden_size": "cell"}.get(over)
    rows = [
        {"value": value, "task": task, "cell": cell, "seed": seed}
        for value in (0.25, 0.5)
        for task in tasks
        for cell in cells
        for seed in (0, 1)
    ]
    for row in rows:
        if variant:
            row[variant] += f".{over}-{row['value']}"
        row |= {"states_components_95": 2, "states_participation_ratio": 1.5 + row["value"] + row["seed"]}
        row |= {"integration_modes_median": 2, "spectral_radius": 0.99, "tau_slowest": 50.0, "test_accuracy": 0.9}
    return pd.DataFrame(rows)


@pytest.mark.parametrize("over", NAMES)
@pytest.mark.parametrize(
    ("tasks", "lines"),
    [(["planar"], ["GRU", "LSTM"]), (["a", "b.c"], ["GRU, a", "GRU, b.c", "LSTM, a", "LSTM, b.c"])],
    ids=["a task", "two tasks"],
)
def test_a_sweep_has_a_panel_a_measure_and_a_line_a_task_and_cell(over, tasks, lines, tmp_path):
    figure = drawn(draw_sweep(swept(over, tasks, ["gru", "lstm"]), over), tmp_path)
    assert len(figure.axes) == 6
    assert legend_of(figure) == lines
    for axes in figure.axes:
        assert [len(container.lines[0].get_xdata()) for container in axes.containers] == [2] * len(lines)
    assert [axes.get_xlabel() for axes in figure.axes[3:]] == [NAMES[over]] * 3
    ratios = figure.axes[1].containers[0].lines[0].get_ydata()
    assert ratios.tolist() == [2.25, 2.5]  # medians over the seeds
