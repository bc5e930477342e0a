"""Eigendecompositions of many small matrices: J = R diag(lambda) L, all of it or its slowest part.

The partial solver is a block power iteration (Stewart & Sun 1990) on J^16, made by four products of matrices, with a basis of
K vectors, and 16 or more besides, for each side; then Rayleigh-Ritz on it, and two-sided Rayleigh quotients, whose error is
quadratic in that of the vectors. It consists of matrix products and small decompositions, so it suits a GPU as well, which a
full decomposition does not.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

BLOCK = 2**21  # bytes of matrices
TOLERANCE = 2.0**-26  # of an eigenvalue: sqrt(eps) in float64, below eps in float32
STAGES = ((4, 10), (2, 24))  # squarings of J, and multiplications by it; a high power loses modes far below the largest


@dataclass
class Modes:
    """The K slowest modes at P points: eigenvalues [P, K], right eigenvectors [P, S, K] as columns, left [P, K, S] as rows.

    Complex; slowest first, by the time constant |1 / ln |lambda||. A conjugate pair stands together, its positive
    imaginary part first, unless the K-th place cuts it. Right eigenvectors have length 1, and left @ right = 1, as nearly as
    the eigenvectors' condition lets it: |l| is that of an eigenvalue.
    """

    eigenvalues: Tensor
    right: Tensor
    left: Tensor

    def __len__(self) -> int:
        return len(self.eigenvalues)

    def __getitem__(self, rows) -> "Modes":
        return Modes(self.eigenvalues[rows], self.right[rows], self.left[rows])


def find_modes(jacobians: Tensor, count: int | None = None) -> Modes:
    """The modes of recurrent Jacobians [P, S, S]: all of them, or the `count` slowest.

    A defective Jacobian has no full set of eigenvectors. Near one, left eigenvectors grow without bound and left @ right
    departs from 1; at one they are NaN, or so large as to mean nothing, as rounding has it: look at their length.
    In float32 take care with Jacobians far from normal: the full solver errs by eps |J| |l|.
    Raises ValueError for Jacobians that are not square and finite, and for a count that is not within 1 ... S.
    """
    size = jacobians.shape[-1]
    if jacobians.ndim != 3 or jacobians.shape[1] != size:
        raise ValueError(f"Jacobians have the shape {tuple(jacobians.shape)}; expected [P, S, S]")
    if not torch.isfinite(jacobians).all():
        raise ValueError("Jacobians hold NaN or infinite values; expected finite ones")
    count = size if count is None else count
    if not 1 <= count <= size:
        raise ValueError(f"count is {count}; expected 1 to {size}, the size of the state")
    return (slowest_modes if _may_be_partial(size, count) else all_modes)(jacobians.detach(), count)


def all_modes(jacobians: Tensor, count: int) -> Modes:
    """The `count` slowest modes by the full eigendecomposition."""
    eigenvalues, right = torch.linalg.eig(jacobians.detach())
    left, failed = torch.linalg.inv_ex(right)
    left[failed != 0] = torch.nan
    return slowest(Modes(eigenvalues, right, left), count)


def slowest(found: Modes, count: int) -> Modes:
    """The `count` slowest of modes, in order."""
    order = found.eigenvalues.abs().log().abs().argsort(dim=-1, stable=True)[:, :count]
    right = found.right.gather(-1, order.unsqueeze(-2).expand(-1, found.right.shape[-2], -1))
    left = found.left.gather(-2, order.unsqueeze(-1).expand(-1, -1, found.left.shape[-1]))
    return Modes(found.eigenvalues.gather(-1, order), right, left)


def _may_be_partial(size: int, count: int) -> bool:
    """Where the partial solver is the faster one, as measured by `make bench`."""
    return size >= 4 * _basis_size(count)


def _basis_size(count: int) -> int:
    """Vectors iterated for `count` modes: the more, the fewer iterations are needed."""
    return count + max(16, count)


def slowest_modes(jacobians: Tensor, count: int) -> Modes:
    """The `count` slowest modes by block power iteration; where it does not converge, by the full decomposition.

    All is done in float64: in float32 what a Jacobian's large entries leave of rounding exceeds its slow modes.
    A mode has converged when |l| |J r - lambda r| and |l J - lambda l| are at most sqrt(eps) |lambda|, with |r| = l r = 1, so
    that |l| is the eigenvalue's condition: the eigenvalue is then that exact to first order, and by its quadratic error most
    often to far more; an eigenvector, to that over its distance to the other eigenvalues. Whether none was overlooked is
    judged from the basis: all that lie outside it are smaller than its smallest, as far as it has converged.
    On a CPU few matrices are worked on at a time, so that they stay in its cache.
    """
    block = BLOCK // (8 * jacobians.shape[-1] ** 2) if jacobians.device.type == "cpu" else len(jacobians)
    parts = [_slowest_modes(part.double(), count) for part in jacobians.split(max(1, block))]
    kind = jacobians.dtype.to_complex()
    return Modes(*(torch.cat([getattr(part, name) for part in parts]).to(kind) for name in ("eigenvalues", "right", "left")))


def _slowest_modes(jacobians: Tensor, count: int) -> Modes:
    """`slowest_modes` of one block."""
    found = _empty(jacobians, count)
    active = torch.arange(len(jacobians), device=jacobians.device)
    generator = torch.Generator(jacobians.device).manual_seed(0)
    shape = (jacobians.shape[-1], _basis_size(count))
    right = torch.randn(shape, generator=generator, dtype=jacobians.dtype, device=jacobians.device).expand(len(active), -1, -1)
    left = right
    for squarings, rounds in STAGES:
        j = jacobians[active]
        right, left = _iterate(j, right, squarings, rounds), _iterate(j.mT, left, squarings, rounds)
        attempt, converged = _ritz(j, right, left, count)
        _assign(found, active[converged], attempt[converged])
        active = active[~converged]
        right = right[~converged]
        left = left[~converged]
        if not len(active):
            return found
    _assign(found, active, all_modes(jacobians[active], count))
    return found


def _iterate(j: Tensor, basis: Tensor, squarings: int, rounds: int) -> Tensor:
    """An orthonormal basis [P, S, m], nearer to the dominant right invariant subspace of j."""
    for _ in range(squarings):
        j = j @ j
    for _ in range(rounds):
        basis = torch.linalg.qr(j @ basis)[0]
    return basis


def _ritz(j: Tensor, right: Tensor, left: Tensor, count: int) -> tuple[Modes, Tensor]:
    """The slowest modes within both bases [P, S, m], biorthonormal; and at which points they are those of j."""
    eigenvalues, right, smallest = _ritz_vectors(j, right, count)
    left = _ritz_vectors(j.mT, left, count)[1].mT
    left, singular = torch.linalg.solve_ex(left @ right, left)
    moved = j.to(right.dtype) @ right
    eigenvalues = (left * moved.mT).sum(-1)
    tolerance = TOLERANCE * eigenvalues.abs()
    good = (moved - right * eigenvalues.unsqueeze(-2)).norm(dim=-2) * left.norm(dim=-1) <= tolerance
    good &= (left @ j.to(right.dtype) - eigenvalues.unsqueeze(-1) * left).norm(dim=-1) <= tolerance
    complete = eigenvalues.abs().log().abs().amax(-1) <= -smallest.log()
    return Modes(eigenvalues, right, left), good.all(-1) & complete & (singular == 0)


def _ritz_vectors(j: Tensor, basis: Tensor, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """The slowest Ritz values [P, K] of j in a basis [P, S, m], their vectors [P, S, K], and the least modulus of all [P]."""
    values, coordinates = torch.linalg.eig(basis.mT @ (j @ basis))
    smallest = values.abs().amin(-1)
    order = values.abs().log().abs().argsort(dim=-1, stable=True)[:, :count]
    coordinates = coordinates.gather(-1, order.unsqueeze(-2).expand(-1, basis.shape[-1], -1))
    vectors = basis.to(values.dtype) @ coordinates
    return values.gather(-1, order), vectors / vectors.norm(dim=-2, keepdim=True), smallest


def _empty(jacobians: Tensor, count: int) -> Modes:
    """Room for `count` modes of each Jacobian."""
    points, size, _ = jacobians.shape
    blank = torch.empty(0, dtype=jacobians.dtype.to_complex(), device=jacobians.device)
    return Modes(*(blank.new_empty(points, *shape) for shape in ((count,), (size, count), (count, size))))


def _assign(found: Modes, rows: Tensor, values: Modes) -> None:
    """Put modes into the given rows."""
    for name in ("eigenvalues", "right", "left"):
        getattr(found, name)[rows] = getattr(values, name)
