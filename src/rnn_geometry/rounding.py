"""Decisions that do not hang on the last bits of floating-point numbers, which differ from one processor to another.

Two numbers that are equal in exact arithmetic differ by rounding when they are computed in two ways. So what compares them
has a margin, and what chooses the largest of several has a rule for ties: the first of them.
"""

import numpy as np

MARGIN = 1e-9  # rounding of sums of thousands of numbers near 1 stays below it, and no measure is known as exactly
MARGIN_SINGLE = 1e-5  # the same, of numbers that come from float32


def first_largest(values: np.ndarray, axis: int = -1, margin: float = MARGIN) -> np.ndarray:
    """Where along an axis the first value lies that is the largest but for `margin`; 0 where one is NaN."""
    return (values >= values.max(axis=axis, keepdims=True) - margin).argmax(axis=axis)
