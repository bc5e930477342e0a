"""What eigenvalues of a recurrent Jacobian mean, time constants and stability, and how they lie in a file. numpy only."""

import numpy as np

MARGINAL = 1e-7  # q <= 1e-16 leaves a fixed point, and its eigenvalues, uncertain by some 1e-8


def time_constants(eigenvalues: np.ndarray) -> np.ndarray:
    """tau = |1 / ln |lambda||, in tokens; infinite on the unit circle, 0 at lambda = 0.

    As published: a mode that grows has the time constant of one that decays as fast. `exponents` tells them apart.
    """
    with np.errstate(divide="ignore"):
        return np.abs(1 / exponents(eigenvalues))


def exponents(eigenvalues: np.ndarray) -> np.ndarray:
    """ln |lambda| per token: below 0 a mode decays, above 0 it grows; minus infinite at lambda = 0."""
    with np.errstate(divide="ignore"):
        return np.log(np.abs(eigenvalues))


def unstable_directions(eigenvalues: np.ndarray) -> np.ndarray:
    """The index of each point [P]: how many of all its eigenvalues [P, S] lie outside the unit circle; 0 for a stable point.

    The slowest K of them are not enough: what grows fast is not among them. A modulus that is 1 up to MARGINAL grows by
    nothing that could be told from where exactly the point was found.
    """
    return (np.abs(eigenvalues) > 1 + MARGINAL).sum(axis=-1)


def stability_class(eigenvalues: np.ndarray) -> np.ndarray:
    """The class of each point [P] by all its eigenvalues [P, S], not the slowest of them: all inside the unit circle
    "stable", all outside "unstable", else "saddle".
    """
    index = unstable_directions(eigenvalues)
    return np.where(index == 0, "stable", np.where(index == eigenvalues.shape[-1], "unstable", "saddle"))


def as_arrays(slow: np.ndarray, fixed: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays of `modes.safetensors`, which has no complex numbers: `slow_real`, `slow_imag`, `fixed_real`, `fixed_imag`."""
    return {"slow_real": slow.real, "slow_imag": slow.imag, "fixed_real": fixed.real, "fixed_imag": fixed.imag}


def from_arrays(arrays: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The spectra, complex, at the slow and at the fixed points, of the arrays of `modes.safetensors`."""
    return tuple(arrays[f"{name}_real"] + 1j * arrays[f"{name}_imag"] for name in ("slow", "fixed"))
