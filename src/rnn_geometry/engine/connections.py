"""Where a saddle's unstable directions lead: the connections between fixed points, followed by the dynamics themselves."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnn_geometry.engine.stability import MARGINAL
from rnn_geometry.engine.update import Update

CHUNK = 25  # updates between two looks at which runs have arrived
TURNS = 24  # of these that a path is drawn through


@dataclass
class Connections:
    """edges [E, 2]: from a saddle to a stable point that it leads to, rows of the points given, each pair once, in order.
    paths [E, T, S]: a run along each, from the saddle to that point, at equal shares of its length.
    astray [L, S]: where runs were that reached no stable point in the time given.
    """

    edges: Tensor
    paths: Tensor
    astray: Tensor


@torch.no_grad()
def connect(
    update: Update,
    states: Tensor,
    index: Tensor,
    *,
    step: float,
    radius: float,
    directions: int,
    steps: int,
    generator: torch.Generator,
) -> Connections:
    """Follow the dynamics from every saddle of the points [G, S], all runs in one batch, to the stable points below it.

    index [G]: how many unstable directions each has. A run begins `step` away from its saddle (`departures`), goes on for at
    most `steps` updates, and has arrived when it is within `radius` of a stable point.
    """
    stable, saddles = torch.nonzero(index == 0).squeeze(-1), torch.nonzero(index > 0).squeeze(-1)
    empty = states.new_empty(0, states.shape[-1])
    if not len(saddles):
        return Connections(saddles.new_empty(0, 2), states.new_empty(0, TURNS, states.shape[-1]), empty)
    jacobians = update.jacobian(states[saddles])
    each = zip(states[saddles], jacobians, strict=True)
    along = [departures(state, jacobian, states[stable], directions, generator) for state, jacobian in each]
    origin = saddles.repeat_interleave(torch.tensor([len(ways) for ways in along], device=saddles.device))
    starts = states[origin] + step * torch.cat(along)
    ends, taken, last = settle(update, starts, states[stable], radius, steps)
    arrived = ends >= 0
    edges, first = _first_of_each(origin[arrived], stable[ends[arrived]], taken[arrived])
    runs = torch.nonzero(arrived).squeeze(-1)[first]
    paths = _paths(update, starts[runs], taken[runs], states[edges])
    return Connections(edges, paths, last[~arrived])


def departures(state: Tensor, jacobian: Tensor, stable: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Unit vectors [D, S] in a saddle's unstable subspace: both ways along each unstable eigenvector; and where there are
    several, `count` at random and those that look towards each of the stable points [Q, S].
    """
    values, right = torch.linalg.eig(jacobian)
    unstable = values.abs() > 1 + MARGINAL
    left = torch.linalg.inv(right)[unstable]
    vectors = right[:, unstable].mT
    own = torch.cat([vectors.real, vectors.imag[values[unstable].imag != 0]])
    drawn = [own, -own]
    if unstable.sum() > 1:
        projector = (right[:, unstable] @ left).real  # along the stable directions: what the dynamics forget
        noise = torch.randn(count, len(state), generator=generator, dtype=state.dtype).to(state.device)
        drawn += [noise @ projector.mT, (stable - state) @ projector.mT]
    drawn = torch.cat(drawn)
    return drawn / drawn.norm(dim=-1, keepdim=True).clamp(min=torch.finfo(drawn.dtype).tiny)


def settle(update: Update, starts: Tensor, stable: Tensor, radius: float, steps: int) -> tuple[Tensor, Tensor, Tensor]:
    """Run states [P, S] until each is within `radius` of one of the stable points [Q, S], or for `steps` updates.

    Returns the stable point [P] that each arrived at, -1 for none; the updates taken [P]; and the last states [P, S].
    """
    states, ends = starts.clone(), torch.full((len(starts),), -1, device=starts.device)
    taken = torch.zeros_like(ends)
    active = torch.arange(len(starts), device=starts.device)
    for _ in range(0, steps if len(stable) else 0, CHUNK):
        h = states[active]
        for _ in range(CHUNK):
            h = update.step(h)
        states[active], taken[active] = h, taken[active] + CHUNK
        distance, nearest = torch.cdist(h, stable).min(-1)
        there = distance <= radius
        ends[active[there]] = nearest[there]
        active = active[~there & torch.isfinite(distance)]
        if not len(active):
            break
    return ends, taken, states


def _first_of_each(origin: Tensor, end: Tensor, taken: Tensor) -> tuple[Tensor, Tensor]:
    """The distinct pairs [E, 2] of origin and end in order, and the quickest run [E] of each."""
    quickest: dict[tuple[int, int], tuple[int, int]] = {}
    for run, (pair, time) in enumerate(zip(zip(origin.tolist(), end.tolist(), strict=True), taken.tolist(), strict=True)):
        quickest[pair] = min(quickest.get(pair, (time, run)), (time, run))
    pairs = sorted(quickest)
    edges = torch.tensor(pairs, dtype=torch.long, device=origin.device).reshape(-1, 2)  # also where there are none
    return edges, torch.tensor([quickest[pair][1] for pair in pairs], dtype=torch.long, device=origin.device)


def _paths(update: Update, starts: Tensor, taken: Tensor, ends: Tensor) -> Tensor:
    """The runs from starts [E, S] for so many updates [E], with both ends [E, 2, S] joined on: [E, TURNS, S]."""
    if not len(starts):
        return starts.new_empty(0, TURNS, starts.shape[-1])
    every = max(1, int(taken.max()) // (8 * TURNS))
    h, seen = starts, [ends[:, 0], starts]
    for number in range(1, int(taken.max()) + 1):
        h = torch.where((number <= taken)[:, None], update.step(h), h)
        if number % every == 0:
            seen.append(h)
    return _evenly(torch.stack([*seen, ends[:, 1]], dim=1))


def _evenly(paths: Tensor) -> Tensor:
    """Paths [E, T, S] at TURNS equal shares of their lengths."""
    gone = (paths[:, 1:] - paths[:, :-1]).norm(dim=-1).cumsum(-1)
    gone = torch.cat([torch.zeros_like(gone[:, :1]), gone], dim=-1)
    wanted = gone[:, -1:] * torch.linspace(0, 1, TURNS, dtype=gone.dtype, device=gone.device)
    after = torch.searchsorted(gone, wanted).clamp(1, gone.shape[-1] - 1)
    low, high = gone.gather(1, after - 1), gone.gather(1, after)
    share = ((wanted - low) / (high - low).clamp(min=1e-300)).clamp(0, 1)[..., None]
    rows = torch.arange(len(paths), device=paths.device)[:, None]
    return torch.lerp(paths[rows, after - 1], paths[rows, after], share)
