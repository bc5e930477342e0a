"""The principal components of a cloud of states: the axes that figures are drawn in and subspaces are compared with."""

import numpy as np

from rnn_geometry.rounding import MARGIN_SINGLE, first_largest


class Projection:
    """The first principal components of a cloud [M, S], with each axis turned so that its largest loading is positive, the
    first of them where several are equally large.

    mean [S]; axes [S, components], orthonormal; shares [components] of the variance, 0 where the cloud is a single point.
    """

    def __init__(self, states: np.ndarray, components: int):
        self.mean = states.mean(axis=0)
        values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(states.T)))
        self.axes = vectors[:, ::-1][:, :components]
        largest = first_largest(np.abs(self.axes), axis=0, margin=MARGIN_SINGLE)
        self.axes = self.axes * np.sign(self.axes[largest, np.arange(self.axes.shape[1])])
        total = values.sum()
        self.shares = values[::-1][:components] / total if total > 0 else np.zeros(self.axes.shape[1])

    def __call__(self, states: np.ndarray) -> np.ndarray:
        """Coordinates [..., components] of states [..., S]."""
        return (states - self.mean) @ self.axes


def spread_out(places: np.ndarray, count: int) -> np.ndarray:
    """Rows of at most `count` of the points [P, D], each as far from those before it as can be, the first of several; none
    twice."""
    if not len(places):
        return np.empty(0, int)
    rows = [int(first_largest(-np.linalg.norm(places - places.mean(axis=0), axis=1), margin=MARGIN_SINGLE))]
    distances = np.linalg.norm(places - places[rows[0]], axis=1)
    while len(rows) < count and distances.max() > MARGIN_SINGLE:
        rows.append(int(first_largest(distances, margin=MARGIN_SINGLE)))
        distances = np.minimum(distances, np.linalg.norm(places - places[rows[-1]], axis=1))
    return np.array(rows)
