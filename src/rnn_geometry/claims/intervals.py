"""How far a median is uncertain: the range of few networks, a bootstrap over many.

Of few networks a bootstrap is no more than their range under another name. From LEAST on they are drawn again with
replacement, networks as wholes: a pair of networks comes as often as both of its networks do, so that pairs which share one are
not taken for independent.
"""

from dataclasses import dataclass

import numpy as np

LEAST = 5  # networks
RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """From low to high; kind: "range", "bootstrap", or "" for a single network, which has none."""

    low: float
    high: float
    kind: str


def interval(values: np.ndarray, networks: np.ndarray, rng: np.random.Generator) -> Interval:
    """The interval of the median of values [n], of one network each (networks [n, 1]) or of pairs [n, 2]; networks by number.

    Values that are not known (NaN) are left out.
    """
    known = np.isfinite(values)
    values, networks = values[known], networks[known]
    count = len(np.unique(networks))
    if len(values) < 2:
        return Interval(np.nan, np.nan, "")
    if count < LEAST:
        return Interval(float(values.min()), float(values.max()), "range")
    _, numbers = np.unique(networks, return_inverse=True)
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES)  # [B, networks]: how often each
    weights = drawn[:, numbers.reshape(networks.shape)].prod(axis=-1)  # [B, n]
    medians = weighted_medians(values, weights)
    low, high = np.nanquantile(medians, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), "bootstrap")


def weighted_medians(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The medians [B] of values [n], each taken as often as weights [B, n] say; NaN where all weights are 0."""
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    passed = weights[:, order].cumsum(axis=1)
    half = passed[:, -1:] / 2
    middle = (ranked[(passed >= half).argmax(axis=1)] + ranked[(passed > half).argmax(axis=1)]) / 2
    return np.where(passed[:, -1] > 0, middle, np.nan)
