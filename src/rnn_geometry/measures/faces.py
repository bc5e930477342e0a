"""A skeleton compared with the faces of the body that is expected (`Shape.faces`).

On the face of dimension k a skeleton has one fixed point, with k unstable directions, which lead to that face's corners.
"""

import numpy as np

from rnn_geometry.shapes import Shape

EXTREME = 10  # visited states whose mean is taken for a corner
HELD_AGAINST_FACES = ("faces_expected", "faces_share", "counts_off", "faces_tied", "faces_led", "surplus_points")


def face_centres(visited: np.ndarray, readouts: np.ndarray, shape: Shape) -> np.ndarray:
    """Where faces would have their centres [F, S]: means of their corners, each the mean of the EXTREME visited states [M, S]
    that reach furthest along its direction, of readouts [N, S]. Ordered classes are taken for a simplex."""
    reach = visited @ shape.corner_directions(readouts).T  # [M, C]
    furthest = np.argsort(-reach, axis=0, kind="stable")[:EXTREME]  # [EXTREME, C]
    corners = visited[furthest].mean(axis=0)
    members = shape.face_corners(shape.faces()).astype(float)
    return members @ corners / members.sum(axis=1, keepdims=True)


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


def measure_faces(
    index: np.ndarray, codes: np.ndarray, labels: np.ndarray, edges: np.ndarray, shape: Shape
) -> dict[str, float]:
    """The points of a skeleton counted: index [G], codes [G, N], labels read [G], edges [E, 2].

    skeleton_points; index_{k}: those with k unstable directions; expected_index_{k}, faces_expected: of how many faces;
    counts_off: how many points are missing or too many, over all k; saddle_connections: edges that end at a saddle.
    faces_tied, faces_led: faces of which there is a point with their dimension as its index that has their code, or that leads
    to their corners and to no others; faces_share: the share of the faces, 0 to 1, that have a point with all three: index,
    code and corners. surplus_points: those beyond faces_tied. NaN where a shape has no known faces.
    """
    expected = shape.face_counts()
    counts = np.bincount(index, minlength=len(expected))
    record = {"skeleton_points": len(index), "saddle_connections": int((index[edges[:, 1]] > 0).sum())}
    for k, count in enumerate(expected):
        record |= {f"index_{k}": int(counts[k]), f"expected_index_{k}": count}
    if not shape.has_faces:
        return record | dict.fromkeys(HELD_AGAINST_FACES, float("nan"))
    faces = shape.faces()
    corners = shape.face_corners(faces)
    right = shape.face_dimensions(faces) == index[:, None]  # [G, F]
    tied = right & (codes[:, None] == faces).all(axis=-1)
    led = right & (reached_corners(labels, edges, corners.shape[1])[:, None] == corners).all(axis=-1)
    return record | {
        "faces_expected": len(faces),
        "faces_share": float((tied & led).any(axis=0).mean()),
        "counts_off": int(np.abs(counts - np.pad(expected, (0, len(counts) - len(expected)))).sum()),
        "faces_tied": int(tied.any(axis=0).sum()),
        "faces_led": int(led.any(axis=0).sum()),
        "surplus_points": len(index) - int(tied.any(axis=0).sum()),
    }


def corner_lambda_spread(largest: np.ndarray, index: np.ndarray, shape: Shape) -> float:
    """How unlike one another the corners of a skeleton are: the standard deviation, over its stable points, of their largest
    |lambda| (`largest` [G], of points with index [G]), in units of |lambda|, per update. 0 where a symmetry takes every stable
    point to every other.

    Of |lambda| and not of ln|lambda|, which has no bound: it is -inf at a point that is reached in one step. Near 1, where slow
    corners are, the two differ little. NaN with fewer than two stable points, since one alone is like itself in any network;
    and where a shape has no known faces, since nothing says then that its corners are alike.
    """
    stable = largest[index == 0]
    return float(stable.std()) if shape.has_faces and len(stable) > 1 else float("nan")
