"""What eigenvalues of a recurrent Jacobian mean: time constants and stability. numpy only."""

import numpy as np


def time_constants(eigenvalues: np.ndarray) -> np.ndarray:
    """tau = |1 / ln |lambda||, in tokens; infinite on the unit circle, 0 at lambda = 0."""
    with np.errstate(divide="ignore"):
        return np.abs(1 / np.log(np.abs(eigenvalues)))


def unstable_directions(eigenvalues: np.ndarray) -> np.ndarray:
    """The index of each point [P]: how many eigenvalues lie outside the unit circle; 0 for a stable point."""
    return (np.abs(eigenvalues) > 1).sum(axis=-1)


def stability_class(eigenvalues: np.ndarray) -> np.ndarray:
    """The class of each point [P] by its eigenvalues [P, S]: all inside the unit circle "stable", all outside "unstable",
    else "saddle".
    """
    index = unstable_directions(eigenvalues)
    return np.where(index == 0, "stable", np.where(index == eigenvalues.shape[-1], "unstable", "saddle"))
