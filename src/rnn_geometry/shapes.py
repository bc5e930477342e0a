"""The shapes that a manifold is expected to have: simplex, hypercube, plane or line; what each predicts of a network.

A shape knows its dimension, the angles of its readouts, its corners and its faces. A face is written as a row of codes, one
per output: of a simplex 1 for each of the categories tied there and 0 for the others; of a hypercube 1 for a label that is on,
-1 for one that is off and 0 for one that is undecided. Aitken et al. 2020; the faces are ours. numpy only.
"""

from dataclasses import dataclass
from itertools import product
from math import comb, nan

import numpy as np

from rnn_geometry.targets import Sigmoids, Softmax, Target


@dataclass(frozen=True)
class Shape:
    """A cloud of some dimension in which nothing more is expected: no angles, corners or faces.

    outputs: logits N of the network; dimension: of the manifold.
    """

    outputs: int
    dimension: int

    name = "cloud"  # as records and tables have it
    ordered = False  # whether readouts stand in the order of their classes
    has_faces = False  # whether corners, edges and faces are those of a known body
    readout_angle = nan  # between every two readouts, in degrees
    edge_angle = nan  # between two edges that meet in a corner, in degrees

    @property
    def target(self) -> Target:
        """What the outputs stand for: one class of several."""
        return Softmax(self.outputs)

    @property
    def ends(self) -> int:
        """How many directions the manifold may lead to: its classes, or its labels and the corner of none of them."""
        return self.outputs + self.target.independent

    def corner_directions(self, readouts: np.ndarray) -> np.ndarray:
        """The direction [C, S] of each corner, of readouts [N, S]: of a class, its readout's."""
        return unit(readouts)

    def neighbours(self) -> list[np.ndarray]:
        """The corners that share an edge with each: all the others."""
        return [np.delete(np.arange(self.outputs), corner) for corner in range(self.outputs)]

    def faces(self) -> np.ndarray:
        """The codes [F, N] of all faces, by rising dimension: every non-empty set of classes."""
        codes = np.array([code for code in product((0, 1), repeat=self.outputs) if any(code)])
        return codes[np.argsort(self.face_dimensions(codes), kind="stable")]

    def count_faces(self) -> int:
        """The number of faces, without a list of them."""
        return 2**self.outputs - 1

    def face_counts(self) -> list[float]:
        """The number of faces of each dimension from 0 on; NaN where the body is not known."""
        return [nan] * self.outputs

    def face_dimensions(self, codes: np.ndarray) -> np.ndarray:
        """The dimension [F] of each face [F, N]: tied classes less one."""
        return (codes == 1).sum(axis=-1) - 1

    def face_corners(self, codes: np.ndarray) -> np.ndarray:
        """Which corners [F, C] belong to each face [F, N]."""
        return codes == 1

    def read_ties(self, logits: np.ndarray, index: np.ndarray) -> np.ndarray:
        """The code [G, N] of the face that each fixed point stands for, of its logits [G, N] and index [G].

        Tied are the classes whose logit is nearer to the highest than to where the second stands at stable points (median).
        """
        ordered = -np.sort(-_anchors(logits, index), axis=-1)
        margin = np.median(ordered[:, 0] - ordered[:, 1]) / 2
        return (logits > logits.max(axis=-1, keepdims=True) - margin).astype(np.int64)


@dataclass(frozen=True)
class Ordered(Shape):
    """Ordered classes along a line (dimension 1) or around a plane (dimension 2)."""

    name = "ordered"
    ordered = True


@dataclass(frozen=True)
class Simplex(Shape):
    """The regular simplex of N categories, with one corner each."""

    name = "simplex"
    has_faces = True
    edge_angle = 60.0

    @classmethod
    def of(cls, classes: int) -> "Simplex":
        """The simplex of that number of categories."""
        return cls(classes, classes - 1)

    @property
    def readout_angle(self) -> float:
        """The angle between any two corners, in degrees: arccos(-1 / (N - 1)); NaN for a single class."""
        return float(np.degrees(np.arccos(-1 / (self.outputs - 1)))) if self.outputs > 1 else nan

    def face_counts(self) -> list[int]:
        """C(N, k + 1) faces have dimension k."""
        return [comb(self.outputs, k + 1) for k in range(self.outputs)]

    def read_ties(self, logits: np.ndarray, index: np.ndarray) -> np.ndarray:
        """As `Shape.read_ties`. The drop behind k tied logits falls as 1 / k, so no single threshold will do: tied are the
        logits above the largest drop between successive ones; or all, where no drop is more than half of the smallest that a
        flat simplex has, D / (N - 1), with D how far a class is above the others at stable points."""
        ordered = -np.sort(-_anchors(logits, index), axis=-1)
        least = np.median(ordered[:, 0] - ordered[:, 1:].mean(axis=-1)) / (self.outputs - 1) / 2
        drops = -np.diff(-np.sort(-logits, axis=-1), axis=-1)  # [G, N - 1]
        tied = np.where(drops.max(axis=-1) > least, drops.argmax(axis=-1) + 1, self.outputs)
        ranks = np.argsort(np.argsort(-logits, axis=-1, kind="stable"), axis=-1)
        return (ranks < tied[:, None]).astype(np.int64)


@dataclass(frozen=True)
class Hypercube(Shape):
    """The hypercube of M labels, with one corner for every set of them; corner c is the set whose binary number is c."""

    name = "hypercube"
    has_faces = True
    edge_angle = 90.0

    @classmethod
    def of(cls, labels: int) -> "Hypercube":
        """The hypercube of that number of labels."""
        return cls(labels, labels)

    @property
    def target(self) -> Target:
        """What the outputs stand for: any set of labels."""
        return Sigmoids(self.outputs)

    @property
    def readout_angle(self) -> float:
        """A right angle, in degrees; NaN for a single label."""
        return 90.0 if self.outputs > 1 else nan

    def corner_directions(self, readouts: np.ndarray) -> np.ndarray:
        """The direction [2^M, S] of each corner: the sum of the unit readouts [M, S] with the signs of its labels."""
        return self._signs() @ unit(readouts)

    def neighbours(self) -> list[np.ndarray]:
        """The corners that share an edge with each: those one label away."""
        return [corner ^ (1 << np.arange(self.outputs)) for corner in range(1 << self.outputs)]

    def faces(self) -> np.ndarray:
        """The codes [3^M, M] of all faces, by rising dimension."""
        codes = np.array(list(product((-1, 0, 1), repeat=self.outputs)))
        return codes[np.argsort(self.face_dimensions(codes), kind="stable")]

    def count_faces(self) -> int:
        """3^M."""
        return 3**self.outputs

    def face_counts(self) -> list[int]:
        """C(M, k) 2^(M - k) faces have dimension k."""
        return [comb(self.outputs, k) * 2 ** (self.outputs - k) for k in range(self.outputs + 1)]

    def face_dimensions(self, codes: np.ndarray) -> np.ndarray:
        """The dimension [F] of each face [F, M]: undecided labels."""
        return (codes == 0).sum(axis=-1)

    def face_corners(self, codes: np.ndarray) -> np.ndarray:
        """Which corners [F, 2^M] belong to each face [F, M]: all that agree with it where it is decided."""
        return ((codes[:, None] == 0) | (codes[:, None] == self._signs())).all(axis=-1)

    def read_ties(self, logits: np.ndarray, index: np.ndarray) -> np.ndarray:
        """As `Shape.read_ties`: a label is undecided where its logit is nearer to 0 than to its median at stable points."""
        margin = np.median(np.abs(_anchors(logits, index))) / 2
        return np.where(np.abs(logits) < margin, 0, np.sign(logits)).astype(np.int64)

    def _signs(self) -> np.ndarray:
        """Of every set of labels, 1 for those in it and -1 for the others: [2^M, M]."""
        return 2.0 * self.target.members(np.arange(self.target.classes)) - 1


SHAPES = {shape.name: shape for shape in (Shape, *Shape.__subclasses__())}


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors [N, S] of length 1; one without length stays as it is."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)


def _anchors(logits: np.ndarray, index: np.ndarray) -> np.ndarray:
    """The logits at stable points, or all where none is stable."""
    return logits[index == 0] if (index == 0).any() else logits
