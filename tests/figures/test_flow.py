"""The flow over the principal plane."""

import numpy as np
import pytest
from pictures import TITLES, drawn, legend_of

from rnn_geometry.figures.flow import Flow, draw_flows
from rnn_geometry.targets import target_of


@pytest.mark.parametrize("multilabel", [True, False])
def test_a_flow_shows_the_label_read_at_every_place_of_the_plane(multilabel, tmp_path):
    side = np.linspace(-1, 1, 7)
    a, b = np.meshgrid(side, side)
    run = Flow(
        flow_a=side,
        flow_b=side,
        flow_arrows=np.stack([-a, -b], axis=-1),
        flow_speeds=a**2 + b**2,
        flow_logits=np.stack([a, b], axis=-1),
        slow_places=np.zeros((0, 2)),
        fixed_places=np.zeros((1, 2)),
        plane_shares=np.array([0.6, 0.3]),
        index=np.array([0]),
    )
    classes = ["none", "A", "B", "A+B"] if multilabel else ["x", "y"]
    figure = drawn(draw_flows([run, run], TITLES, classes, target_of(2, multilabel)), tmp_path)
    label = figure.axes[2].images[0].get_array()
    corners = [label[10, 5], label[10, -1], label[-1, 5], label[-5, -1]]  # of the lower left first
    assert corners == ([0, 1, 2, 3] if multilabel else [1, 0, 1, 0])
    assert legend_of(figure)[: len(classes)] == classes
