"""The faces of simplex and hypercube, and which of them fixed points stand for: the skeleton held against what is expected.

A face of a simplex is a set of categories, tied for the highest logit there; one of a hypercube says of every label whether it
is on, off or undecided. On the face of dimension k a skeleton has one fixed point, with k unstable directions, which lead to
that face's corners. A face is written as a row of codes, one an output: 1 for tied or on, -1 for off, 0 for the rest.
"""

from itertools import product
from math import comb

import numpy as np

from rnn_geometry.geometry.corners import as_bits, corner_directions

EXTREME = 10  # visited states whose mean is taken for a corner


def faces_expected(family: str, outputs: int) -> np.ndarray:
    """The codes [F, N] of all faces, by rising dimension: of the hypercube of N labels, or of the simplex of N classes."""
    kinds = (-1, 0, 1) if family == "multilabel" else (0, 1)
    codes = np.array([code for code in product(kinds, repeat=outputs) if family == "multilabel" or any(code)])
    return codes[np.argsort(dimensions(codes, family), kind="stable")]


def count_faces(family: str, outputs: int) -> int:
    """How many of them there are, without a list of them."""
    return 3**outputs if family == "multilabel" else 2**outputs - 1


def dimensions(codes: np.ndarray, family: str) -> np.ndarray:
    """The dimension [F] of each face [F, N]: undecided labels, or tied categories less one."""
    return (codes == 0).sum(axis=-1) if family == "multilabel" else (codes == 1).sum(axis=-1) - 1


def counts_expected(family: str, outputs: int) -> list[int]:
    """How many faces have each dimension, from 0 on."""
    if family == "multilabel":
        return [comb(outputs, k) * 2 ** (outputs - k) for k in range(outputs + 1)]
    return [comb(outputs, k + 1) for k in range(outputs)]


def corners_of(codes: np.ndarray, family: str) -> np.ndarray:
    """Which labels' corners [F, C] belong to each face [F, N]: C is N for categories, 2^N for sets of labels."""
    if family != "multilabel":
        return codes == 1
    signs = 2 * as_bits(codes.shape[-1]) - 1  # [C, N]
    return ((codes[:, None] == 0) | (codes[:, None] == signs)).all(axis=-1)


def face_centres(visited: np.ndarray, readouts: np.ndarray, family: str) -> np.ndarray:
    """Where faces would have their centres [F, S]: means of their corners, each the mean of the EXTREME visited states [M, S]
    that reach furthest along its direction, of readouts [N, S]. Ordered classes are taken for a simplex."""
    kind = "multilabel" if family == "multilabel" else "categorical"
    reach = visited @ corner_directions(readouts, kind).T  # [M, C]
    furthest = np.argsort(-reach, axis=0, kind="stable")[:EXTREME]  # [EXTREME, C]
    corners = visited[furthest].mean(axis=0)
    members = corners_of(faces_expected(kind, len(readouts)), kind).astype(float)
    return members @ corners / members.sum(axis=1, keepdims=True)


def read_faces(logits: np.ndarray, index: np.ndarray, family: str) -> np.ndarray:
    """The code [G, N] of the face that each fixed point stands for, of its logits [G, N] and index [G].

    Labels: undecided where the logit is nearer to 0 than to its median modulus at stable points. Classes of any other family:
    tied where the logit is nearer to the highest than to where the second stands at stable points, by the median. Categories:
    on a flat simplex the drop behind k tied logits falls as 1 / k, so that no one threshold will do: tied are those above the
    largest drop between successive logits, or all, where no drop is more than half of the smallest that such a simplex has,
    D / (N - 1), D being how far a class is above the others at stable points.
    """
    anchors = logits[index == 0] if (index == 0).any() else logits
    if family == "multilabel":
        return np.where(np.abs(logits) < np.median(np.abs(anchors)) / 2, 0, np.sign(logits)).astype(np.int64)
    ordered = -np.sort(-anchors, axis=-1)
    if family != "categorical":
        return (logits > logits.max(axis=-1, keepdims=True) - np.median(ordered[:, 0] - ordered[:, 1]) / 2).astype(np.int64)
    outputs = logits.shape[-1]
    least = np.median(ordered[:, 0] - ordered[:, 1:].mean(axis=-1)) / (outputs - 1) / 2
    drops = -np.diff(-np.sort(-logits, axis=-1), axis=-1)  # [G, N - 1]
    tied = np.where(drops.max(axis=-1) > least, drops.argmax(axis=-1) + 1, outputs)
    ranks = np.argsort(np.argsort(-logits, axis=-1, kind="stable"), axis=-1)
    return (ranks < tied[:, None]).astype(np.int64)


def leads_to(edges: np.ndarray, count: int) -> np.ndarray:
    """Which of `count` points each of them leads to in the end, along edges [E, 2] from one point to the next: bool [G, G].
    Ends are the points without an edge from them; such a point leads to itself alone."""
    reached = np.eye(count, dtype=bool)
    reached[edges[:, 0], edges[:, 1]] = True
    for _ in range(count.bit_length()):  # each time ways of twice the length
        reached = reached @ reached
    reached[:, edges[:, 0]] = False
    return reached


def reached_corners(labels: np.ndarray, edges: np.ndarray, corners: int) -> np.ndarray:
    """The labels read at the points that each point [G] leads to in the end by edges [E, 2]: bool [G, C]. labels: those read
    at the points [G]."""
    read = labels[:, None] == np.arange(corners)  # [G, C]
    return leads_to(edges, len(labels)) @ read


def measure_faces(index: np.ndarray, codes: np.ndarray, labels: np.ndarray, edges: np.ndarray, family: str) -> dict[str, float]:
    """The points of a skeleton counted: index [G], codes [G, N], labels read [G], edges [E, 2].

    skeleton_points; index_{k}: those with k unstable directions; expected_index_{k}, faces_expected: of how many faces;
    counts_off: how many points are missing or too many, over all k; saddle_connections: edges that end at a saddle.
    faces_tied, faces_led: faces of which there is a point with their dimension as its index that has their code, or that leads
    to their corners and to no others; surplus_points: those beyond faces_tied. NaN where a family is neither simplex nor
    hypercube.
    """
    outputs, known = codes.shape[-1], family in ("categorical", "multilabel")
    expected = counts_expected(family, outputs) if known else [float("nan")] * outputs
    counts = np.bincount(index, minlength=len(expected))
    record = {"skeleton_points": len(index), "saddle_connections": int((index[edges[:, 1]] > 0).sum())}
    for k, faces in enumerate(expected):
        record |= {f"index_{k}": int(counts[k]), f"expected_index_{k}": faces}
    if not known:
        names = ("faces_expected", "counts_off", "faces_tied", "faces_led", "surplus_points")
        return record | dict.fromkeys(names, float("nan"))
    faces = faces_expected(family, outputs)
    corners = corners_of(faces, family)
    right = dimensions(faces, family) == index[:, None]  # [G, F]
    tied = right & (codes[:, None] == faces).all(axis=-1)
    led = right & (reached_corners(labels, edges, corners.shape[1])[:, None] == corners).all(axis=-1)
    return record | {
        "faces_expected": len(faces),
        "counts_off": int(np.abs(counts - np.pad(expected, (0, len(counts) - len(expected)))).sum()),
        "faces_tied": int(tied.any(axis=0).sum()),
        "faces_led": int(led.any(axis=0).sum()),
        "surplus_points": len(index) - int(tied.any(axis=0).sum()),
    }
