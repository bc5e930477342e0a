"""What tests of figures share: a drawn figure, its legend, and small arrays."""

import numpy as np

from rnn_geometry.figures.manifold import Manifold
from rnn_geometry.figures.style import save

UNITS = 6


TITLES = [("gru", ""), ("mine", "0.1")]


def manifold(classes: int, readouts: int) -> Manifold:
    rng = np.random.default_rng(0)
    label = np.arange(4 * classes) % classes
    return Manifold(
        states=rng.standard_normal((5 * len(label), UNITS)),
        text=np.repeat(np.arange(len(label)), 5),
        label=label,
        predicted=np.maximum(label, 1),  # class 0 is never right
        readouts=rng.standard_normal((readouts, UNITS)),
        initial_state=np.zeros(UNITS),
        slow_states=rng.standard_normal((9, UNITS)),
        slow_predicted=np.arange(9) % classes,
        fixed_states=rng.standard_normal((4, UNITS)),
        index=np.array([0, 0, 1, 2]),
    )


def eigenvalues(points: int = 9) -> np.ndarray:
    rng = np.random.default_rng(0)
    return 0.95 * rng.random((points, UNITS)) * np.exp(1j * rng.uniform(0, 2 * np.pi, (points, UNITS)))


def drawn(figure, tmp_path):
    """The figure, once it has been rendered in both formats."""
    save(figure, [tmp_path / "figure.png", tmp_path / "figure.pdf"])
    assert (tmp_path / "figure.png").stat().st_size > 5000
    return figure


def legend_of(figure) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]
