"""The skeleton of a network's dynamics: all its fixed points, how many directions of each are unstable, and what leads where.

Starts come in rounds: visited states, states near which the caller supposes points, and what lies between and around the
points found so far (Newton's method from between two points ends at the saddle that parts them). The search ends when
several rounds in a row bring no new point. That alone would be an opinion. But where the update takes a ball into itself, as
those of all this package's cells do, the signs of det(1 - J_rec) over *all* fixed points sum to 1 (the Lefschetz fixed-point
theorem): any other sum proves that some are missing, and the search goes on.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnn_geometry.dynamics.connections import Connections, connect
from rnn_geometry.dynamics.descent import MEMORY, levenberg_marquardt
from rnn_geometry.dynamics.fixed_points import check_visited
from rnn_geometry.dynamics.points import Points, distance_to, distinct, draw_starts, resolution, spread
from rnn_geometry.dynamics.stability import MARGINAL
from rnn_geometry.dynamics.update import Update

MOST_POINTS = 500  # of more, which no face of 5 labels' hypercube needs, it is a continuum that is being sampled
MOST_TOGETHER = 4  # points found whose mean is a start
DIGITS = 6  # in which moduli and coordinates decide the order of points: not in the last bits of them
SETTLING = 300  # updates that take some starts of the first round to stable points


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
    *,
    supposed: Tensor | None = None,
    generator: torch.Generator | None = None,
    starts: int = 128,
    noise: float = 0.3,
    tolerance: float = 1e-20,
    merge_radius: float = 1e-3,
    outlier_distance: float = 3.0,
    marginal: float = 1e-3,
    quiet_rounds: int = 2,
    most_rounds: int = 12,
    bounded: bool = True,
    step: float = 0.01,
    directions: int = 16,
    most_steps: int = 4000,
    memory: float = MEMORY,
) -> Skeleton:
    """The fixed points (q <= tolerance) of an update near the states [M, S] that it visits, and their connections.

    supposed [F, S]: states near which there may be points, such as the centres of faces. starts: visited states drawn for a
    round, and means of points found; noise: the most that is added to them, in standard deviations of each coordinate.
    merge_radius, outlier_distance, step: in units of the spread of the visited states; `step` is how far from a saddle a run
    along a connection begins, and how near to a point it has arrived (both less where two points are close). marginal: |λ| this
    near to 1 is not told from it.
    quiet_rounds: rounds in a row without a new point that end the search; most_rounds: after which it is given up, as it is
    when MOST_POINTS have been found: fixed points that fill a line or more are never all found, and have no skeleton.
    bounded: whether the update takes a ball into itself. directions: runs at random from a saddle of several unstable
    directions, besides those of `connections.departures`; most_steps: updates of a run.
    Raises ValueError for visited states that are none, and for an update that is not all in float64 at one constant input.
    """
    if {update.dtype, update.inputs.dtype} != {torch.float64} or update.inputs.ndim != 1:
        raise ValueError(
            f"the update is at constant inputs {tuple(update.inputs.shape)} in {update.inputs.dtype}, its steps in "
            f"{update.dtype}; expected one input x [I] in torch.float64: an index is not told from Jacobians in less"
        )
    check_visited(visited)
    size = update.check(visited).shape[1]
    if supposed is not None and (supposed.ndim != 2 or supposed.shape[1] != size):
        raise ValueError(f"supposed states have the shape {tuple(supposed.shape)}; expected [F, {size}]")
    generator = generator or torch.Generator().manual_seed(0)
    visited, scale, least = visited.to(update.dtype), float(spread(visited.double())), resolution(tolerance)
    ways = {"radius": step * scale, "directions": directions, "steps": most_steps}
    supposed = visited[:0] if supposed is None else supposed.to(visited)
    known, quiet, rounds, tried = Points.at(visited[:0], visited[:0, 0]), 0, 0, 0
    near, again = visited[:0, 0].bool(), False
    extra = update.carry(draw_starts(visited, starts // 2, generator=generator), SETTLING)
    while True:
        some, means = draw_starts(visited, starts, generator=generator), _means(known.states[near], starts, generator)
        drawn = [some, supposed, means, known.states[near]]
        tries = torch.cat([_stir(torch.cat(drawn), noise * bool(rounds) * visited.std(0, correction=0), generator), extra])
        tries = tries[torch.isfinite(update.step(tries)).all(-1)]  # what was carried may have overflowed
        ends = levenberg_marquardt(update, tries, tolerance=tolerance, memory=memory)
        known, new = _joined(known, ends[ends.speeds <= tolerance], max(merge_radius * scale, least))
        near = distance_to(known.states, visited) <= max(outlier_distance * scale, least)
        rounds, quiet, tried, extra = rounds + 1, 0 if new else quiet + 1, tried + len(tries), visited[:0]
        calm = quiet >= quiet_rounds and (not bounded or _signs(update, known.states).sum() == 1)
        given_up = rounds >= most_rounds or len(known) > MOST_POINTS
        if calm or given_up:
            found = _describe(update, known[near], marginal)
            connections = connect(update, found["states"], found["index"], **ways, generator=generator)
            extra = connections.astray  # which may have come to rest at a point that is not known yet
            if given_up or not len(extra) or again:
                break
            again = True
    sign_sum = int(_signs(update, known.states).sum())
    return Skeleton(
        **found,
        connections=connections,
        sign_sum=sign_sum,
        outliers=int((~near).sum()),
        complete=bool(calm),
        rounds=rounds,
        starts=tried,
    )


def _means(states: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Means [., S] of `count` random sets of two to MOST_TOGETHER states; nothing where there are not two."""
    if len(states) < 2:
        return states[:0]
    order = torch.rand(count, len(states), generator=generator).argsort(-1)[:, :MOST_TOGETHER]
    sizes = torch.randint(2, MOST_TOGETHER + 1, (count, 1), generator=generator)
    taken = (torch.arange(order.shape[1]) < sizes).to(states)
    return (taken.unsqueeze(-1) * states[order.to(states.device)]).sum(1) / taken.sum(1, keepdim=True)


def _stir(states: Tensor, deviation: Tensor, generator: torch.Generator) -> Tensor:
    """States with normal noise added, each with its own share of the deviation [S], from none to all of it."""
    normal = torch.randn(states.shape, generator=generator, dtype=states.dtype)
    share = torch.rand(len(states), 1, generator=generator, dtype=states.dtype)
    return states + (share * normal).to(states.device) * deviation


def _joined(known: Points, ends: Points, radius: float) -> tuple[Points, int]:
    """The points known, and those of the ends that are none of them, of which there are so many."""
    if len(known):
        ends = ends[distance_to(ends.states, known.states) > radius]
    new, _ = distinct(ends, radius)
    both = (torch.cat([getattr(known, name), getattr(new, name)]) for name in ("states", "speeds", "iterations", "starts"))
    return Points(*both), len(new)


def _signs(update: Update, states: Tensor) -> Tensor:
    """The signs of det(1 - J_rec) [P] at states [P, S]."""
    unit = torch.eye(states.shape[-1], dtype=states.dtype, device=states.device)
    return torch.linalg.slogdet(unit - update.jacobian(states))[0] if len(states) else states.new_empty(0)


def _describe(update: Update, points: Points, marginal: float) -> dict[str, Tensor]:
    """The fields of a skeleton that points have one by one, by rising index and then by rising largest modulus; points that a
    symmetry makes equal in both, by their coordinates."""
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
