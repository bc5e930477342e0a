"""What eigenvalues of a recurrent Jacobian mean: time constants and stability. numpy only."""

import numpy as np


def time_constants(eigenvalues: np.ndarray) -> np.ndarray:
    """tau = |1 / ln |lambda||, in tokens; infinite on the unit circle, 0 at lambda = 0."""
    with np.errstate(divide="ignore"):
        return np.abs(1 / np.log(np.abs(eigenvalues)))


def unstable_directions(eigenvalues: np.ndarray) -> np.ndarray:
    """The index of each point [P]: how many eigenvalues lie outside the unit circle; 0 for a stable point."""
    return (np.abs(eigenvalues) > 1).sum(axis=-1)
