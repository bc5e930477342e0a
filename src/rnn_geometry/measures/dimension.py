"""The dimension of a cloud of states, measured several ways.

Linear: principal components for a share of the variance, participation ratio. Local: the participation ratio of
neighbourhoods, Levina & Bickel's maximum-likelihood estimate, Grassberger & Procaccia's correlation dimension.
"""

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from rnn_geometry.measures.options import DimensionOptions
from rnn_geometry.measures.subject import Measured, Subject

SHARE_DIGITS = 6  # to which a share of the variance is known: the singular values of float32 states are exact to 1e-7
SAME = 1e-5  # of the spread: states that are nearer to one another are one, which rounding in float32 has told apart
POINT = 1e-3  # a cloud whose root mean square distance from its mean is less is a point; a unit saturates at 1


def measure(subject: Subject, options: DimensionOptions, rng: np.random.Generator) -> Measured:
    """The record `dimension.json` of a run: of its visited states, `states_...`, and its slow points, `slow_points_...`."""
    clouds = {"states": subject.visited["states"], "slow_points": subject.points["slow_states"]}
    record = {}
    for cloud, states in clouds.items():
        record |= {f"{cloud}_{name}": value for name, value in measure_dimension(states, options, rng).items()}
    return Measured(record)


def principal_variances(states: np.ndarray) -> np.ndarray:
    """Variances along the principal components of states [P, S], largest first: [min(P, S)]."""
    return np.linalg.svd(_centred(states), compute_uv=False) ** 2 / max(len(states) - 1, 1)


def _centred(points: np.ndarray) -> np.ndarray:
    """Points [..., P, S] about their mean; exactly 0 where all coincide, which the rounding of a plain mean would miss."""
    offsets = points - points[..., :1, :]
    return offsets - offsets.mean(axis=-2, keepdims=True)


def is_point(states: np.ndarray) -> bool:
    """Whether states [P, S] have collapsed to a point: spread over less than POINT, so that what is left has no shape."""
    return bool(np.sqrt(np.square(_centred(states)).sum(axis=1).mean()) < POINT) if len(states) else True


def components_for(variances: np.ndarray, share: float) -> int:
    """The number of principal components that carry at least `share` of the variance, to SHARE_DIGITS; 0 for a point."""
    carried = np.cumsum(variances, dtype=float)
    if not len(carried) or carried[-1] == 0:
        return 0
    return int(np.searchsorted(np.round(carried / carried[-1], SHARE_DIGITS), share) + 1)


def participation_ratio(variances: np.ndarray) -> float:
    """(sum v)^2 / sum v^2: n for n equal variances; 0 for a single point."""
    squares = np.square(variances).sum()
    return float(variances.sum() ** 2 / squares) if squares else 0.0


def local_participation_ratio(states: np.ndarray, neighbours: int, centres: np.ndarray) -> float:
    """The median participation ratio of the `neighbours` points nearest to each of the states [centres]."""
    nearest = cKDTree(states).query(states[centres], neighbours)[1]  # [C, neighbours]
    values = np.linalg.svd(_centred(states[nearest]), compute_uv=False) ** 2
    squares = np.square(values).sum(axis=1)
    ratios = np.divide(values.sum(axis=1) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0)
    return float(np.median(ratios))


def levina_bickel(states: np.ndarray, neighbours: int, centres: np.ndarray) -> float:
    """The maximum-likelihood dimension (Levina & Bickel 2004), averaged over points as MacKay & Ghahramani correct it.

    They average 1 / m, at each point the mean of log(T_k / T_j) over the k - 1 nearer neighbours j; it is unbiased. (The
    factor 1 / (k - 2) in Levina & Bickel belongs to an average of m; here it would make all dimensions too small.)
    Points that coincide with a neighbour are left out. Returns NaN when none is left.
    """
    distances = cKDTree(states).query(states[centres], neighbours + 1)[0][:, 1:]  # without the point itself
    distances = distances[distances[:, 0] > 0]
    if not len(distances):
        return float("nan")
    logs = np.log(distances[:, -1:] / distances[:, :-1])
    mean = logs.mean()
    return float(1 / mean) if mean > 0 else float("nan")


def correlation_dimension(states: np.ndarray, low: float = 0.01, high: float = 0.1) -> float:
    """The slope of log C(r) over log r (Grassberger & Procaccia 1983), C(r): the share of pairs closer than r.

    Fitted over the radii at which C lies between `low` and `high`; NaN when too many points coincide for that.
    """
    distances = np.sort(pdist(states))
    radii = np.quantile(distances, [low, high])
    if radii[0] <= 0 or radii[1] <= radii[0]:
        return float("nan")
    grid = np.geomspace(*radii, 16)
    counts = np.searchsorted(distances, grid, side="right") / len(distances)
    return float(np.polyfit(np.log(grid), np.log(counts), 1)[0])


def distinct_points(states: np.ndarray) -> np.ndarray:
    """States [P, S] in order of their coordinates, each once: of those less than SAME of the spread apart, the first given.

    Linear attention reaches one state by many orders of the same words, and there rounding alone tells the copies apart. As
    points they would be neighbours at distances that mean nothing.
    """
    points, rows = np.unique(states, axis=0, return_index=True)
    variances = np.square(_centred(points)).mean(axis=0)
    radius = SAME * np.sqrt(variances.sum())
    # Copies lie near one another in a few coordinates too, among which they are found in a fraction of the time.
    widest = points[:, np.argsort(-variances, kind="stable")[:3]]
    pairs = cKDTree(widest).query_pairs(radius, output_type="ndarray")  # [Q, 2]
    pairs = pairs[np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1) <= radius]
    later = np.take_along_axis(pairs, rows[pairs].argmax(axis=1, keepdims=True), axis=1)
    return np.delete(points, later, axis=0)


def measure_spread(states: np.ndarray) -> dict[str, float]:
    """The linear measures of one cloud [P, S]: 0 where it has collapsed to a point, NaN where there is none."""
    if not len(states):
        return dict.fromkeys(("components_95", "components_90", "participation_ratio"), float("nan"))
    variances = principal_variances(states) * (not is_point(states))
    return {
        "components_95": components_for(variances, 0.95),
        "components_90": components_for(variances, 0.90),
        "participation_ratio": participation_ratio(variances),
    }


def measure_dimension(states: np.ndarray, options: DimensionOptions, rng: np.random.Generator) -> dict[str, float]:
    """All measures of one cloud [P, S]; the local ones and the correlation dimension on a sample of its points.

    A cloud that has collapsed to a point has dimension 0, one without points has none. Measures that need more distinct points
    than there are, or some spread, come out as NaN.
    """
    spread = measure_spread(states)
    names = ("local_participation_ratio", "levina_bickel", "correlation_dimension")
    points = distinct_points(states)
    points = points[rng.permutation(len(points))[: options.sample]]
    if is_point(states) or len(points) <= options.neighbours + 1:
        return spread | dict.fromkeys(names, float("nan"))
    centres = np.arange(min(len(points), 512))
    return spread | {
        "local_participation_ratio": local_participation_ratio(points, options.neighbours, centres),
        "levina_bickel": levina_bickel(points, options.neighbours, centres),
        "correlation_dimension": correlation_dimension(points),
    }
