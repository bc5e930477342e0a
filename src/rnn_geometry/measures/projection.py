"""The principal components of a cloud of states: the axes that figures are drawn in and subspaces are compared with."""

import numpy as np


class Projection:
    """The first principal components of a cloud [M, S], with each axis turned so that its largest loading is positive.

    mean [S]; axes [S, components], orthonormal; shares [components] of the variance, 0 where the cloud is a single point.
    """

    def __init__(self, states: np.ndarray, components: int):
        self.mean = states.mean(axis=0)
        values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(states.T)))
        self.axes = vectors[:, ::-1][:, :components]
        self.axes = self.axes * np.sign(self.axes[np.abs(self.axes).argmax(axis=0), np.arange(self.axes.shape[1])])
        total = values.sum()
        self.shares = values[::-1][:components] / total if total > 0 else np.zeros(self.axes.shape[1])

    def __call__(self, states: np.ndarray) -> np.ndarray:
        """Coordinates [..., components] of states [..., S]."""
        return (states - self.mean) @ self.axes


def spread_out(places: np.ndarray, count: int) -> np.ndarray:
    """Rows of at most `count` of the points [P, D], each as far from those before it as can be; none twice."""
    if not len(places):
        return np.empty(0, int)
    rows = [int(np.linalg.norm(places - places.mean(axis=0), axis=1).argmin())]
    distances = np.linalg.norm(places - places[rows[0]], axis=1)
    while len(rows) < count and distances.max() > 0:
        rows.append(int(distances.argmax()))
        distances = np.minimum(distances, np.linalg.norm(places - places[rows[-1]], axis=1))
    return np.array(rows)
