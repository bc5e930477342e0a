"""The skeleton of a network's dynamics: all its fixed points, how many directions of each are unstable, and what leads where.

Starts come in rounds (`rounds`). The search ends when several rounds in a row bring no new point. That alone would be an
opinion. But where the update takes a ball into itself, as those of all this package's cells do, the signs of det(1 - J_rec)
over *all* fixed points sum to 1 (the Lefschetz fixed-point theorem): any other sum proves that some are missing, and the
search goes on.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnn_geometry.engine.connections import Connections, connect
from rnn_geometry.engine.fixed_points import check_visited
from rnn_geometry.engine.options import SkeletonOptions
from rnn_geometry.engine.points import Points, draw_starts, spread
from rnn_geometry.engine.rounds import Rounds
from rnn_geometry.engine.stability import MARGINAL
from rnn_geometry.engine.update import Update

DIGITS = 6  # in which moduli and coordinates decide the order of points: not in the last bits of them
SETTLING = 300  # updates that take some starts of the first round to stable points
DEFAULTS = SkeletonOptions()


@dataclass
class Skeleton:
    """Fixed points by rising index, and what connects them.

    states [G, S]; speeds [G]; eigenvalues of J_rec [G, S], complex, largest modulus first; index [G]: how many of them lie
    outside the unit circle; marginal [G]: whether one lies so near to it that the index is not certain; connections: between
    rows of these. sign_sum: of the signs of det(1 - J_rec), over the `outliers` that were left out too. complete: whether the
    search ended because no new point came, and, of a bounded update, at a sign_sum of 1. rounds and starts: how many it took.
    """

    states: Tensor
    speeds: Tensor
    eigenvalues: Tensor
    index: Tensor
    marginal: Tensor
    connections: Connections
    sign_sum: int
    outliers: int
    complete: bool
    rounds: int
    starts: int

    def __len__(self) -> int:
        return len(self.states)


@torch.no_grad()
def find_skeleton(
    update: Update,
    visited: Tensor,
    options: SkeletonOptions = DEFAULTS,
    *,
    supposed: Tensor | None = None,
    generator: torch.Generator | None = None,
) -> Skeleton:
    """The fixed points (q <= tolerance) of an update near the states [M, S] that it visits, and their connections.

    supposed [F, S]: states near which there may be points, such as the centres of faces. The search is given up as
    incomplete after `most_rounds`, or with very many points: fixed points that fill a line or more are never all found, and
    have no skeleton.
    Raises ValueError for visited states that are none, and for an update that is not all in float64 at one constant input.
    """
    visited, supposed = _check(update, visited, supposed)
    generator = generator or torch.Generator().manual_seed(0)
    rounds = Rounds(update, visited, supposed, options, generator)
    rounds.go_on(update.carry(draw_starts(visited, options.starts // 2, generator=generator), SETTLING))
    found, connections = _connect(rounds, options, generator)
    if len(connections.astray) and not rounds.given_up:
        # What went astray may have come to rest at a point that is not known yet.
        rounds.go_on(connections.astray)
        found, connections = _connect(rounds, options, generator)
    return Skeleton(
        **found,
        connections=connections,
        sign_sum=rounds.sign_sum,
        outliers=int((~rounds.near).sum()),
        complete=rounds.calm,
        rounds=rounds.number,
        starts=rounds.tried,
    )


def _check(update: Update, visited: Tensor, supposed: Tensor | None) -> tuple[Tensor, Tensor]:
    """The visited and the supposed states in the update's precision; raises ValueError as `find_skeleton` says."""
    if {update.dtype, update.inputs.dtype} != {torch.float64} or update.inputs.ndim != 1:
        raise ValueError(
            f"the update is at constant inputs {tuple(update.inputs.shape)} in {update.inputs.dtype}, its steps in "
            f"{update.dtype}; expected one input x [I] in torch.float64: an index is not told from Jacobians in less"
        )
    check_visited(visited)
    size = update.check(visited).shape[1]
    if supposed is not None and (supposed.ndim != 2 or supposed.shape[1] != size):
        raise ValueError(f"supposed states have the shape {tuple(supposed.shape)}; expected [F, {size}]")
    visited = visited.to(update.dtype)
    return visited, visited[:0] if supposed is None else supposed.to(visited)


def _connect(rounds: Rounds, options: SkeletonOptions, generator: torch.Generator) -> tuple[dict[str, Tensor], Connections]:
    """What is known of each point found, and what connects them."""
    found = _describe(rounds.update, rounds.found, options.marginal)
    radius = options.step * float(spread(rounds.visited))
    ways = {"radius": radius, "directions": options.directions, "steps": options.most_steps}
    return found, connect(rounds.update, found["states"], found["index"], **ways, generator=generator)


def _describe(update: Update, points: Points, marginal: float) -> dict[str, Tensor]:
    """The fields of a skeleton that points have one by one, by rising index and then by rising largest modulus; points that
    a symmetry makes equal in both, by their coordinates."""
    values = torch.linalg.eigvals(update.jacobian(points.states)) if len(points) else points.states.to(torch.complex128)
    values = values.gather(-1, values.abs().argsort(dim=-1, descending=True, stable=True))
    index = (values.abs() > 1 + MARGINAL).sum(-1)
    moduli = values[:, 0].abs().round(decimals=DIGITS)
    keys = [index.tolist(), moduli.tolist(), points.states.round(decimals=DIGITS).tolist()]
    order = sorted(range(len(points)), key=lambda row: [key[row] for key in keys])
    rows = torch.tensor(order, dtype=torch.long, device=index.device)
    uncertain = ((values.abs() - 1).abs() <= marginal).any(-1)
    return {
        "states": points.states[rows],
        "speeds": points.speeds[rows],
        "eigenvalues": values[rows],
        "index": index[rows],
        "marginal": uncertain[rows],
    }
