"""The linearised network beside the real one."""

import numpy as np
import pytest
from pictures import TITLES, drawn, legend_of

from rnn_geometry.figures.linearisation import Linearised, draw_linearisations


@pytest.mark.parametrize("known", [True, False])
def test_a_linearised_network_has_two_histograms_and_its_logits_twice(known, tmp_path):
    rng = np.random.default_rng(0)
    points = 5 if known else 0
    run = Linearised(
        slow_cosines=rng.random((points, 2)),
        other_cosines=rng.random((points, 9)),
        input_cosines=rng.random((points, 3)),
        neutral_cosines=np.full((points, 1), np.nan),
        real_logits=rng.standard_normal((20, 3)),
        linear_logits=rng.standard_normal((20, 3)) if known else np.full((20, 3), np.nan),
        linear_logits_in_state=1e9 * rng.standard_normal((20, 3)),
        random_cosine=0.2,
        final_logits_r2=0.5 if known else None,
        final_logits_r2_in_state=-1e18,
    )
    figure = drawn(draw_linearisations([run, run], TITLES, ["x", "y", "z"]), tmp_path)
    assert len(figure.axes) == 8
    assert [text.get_text() for text in figure.axes[4].texts] == ["R² = 0.50" if known else "R² unknown"]
    assert {"slow modes", "neutral words", "z"} <= set(legend_of(figure))
