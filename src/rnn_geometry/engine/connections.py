"""Where a saddle's unstable directions lead: the connections between fixed points, followed by the dynamics themselves.

A run ends at the first point that it comes to rest at. That may be another saddle: a run along a symmetry of the dynamics
never leaves it, and only rounding would push it off. So a saddle has its connections to saddles, and these have their own:
what a point leads to in the end is found along the edges.

Whether a run comes to rest at a saddle must not be decided by rounding either. So each begins a little off its direction, by
far more than rounding: one whose way to a saddle multiplies deviations more than REST / DEVIATION times misses that saddle,
whatever the processor.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnn_geometry.engine.stability import MARGINAL
from rnn_geometry.engine.update import Update

TURNS = 24  # points that a path is drawn through
NEAR = 0.1  # of the distance to the nearest other point: within it, a state belongs to one point and to no other
REST = 1e-4  # of a saddle's neighbourhood: a run that is no further out along the unstable directions has come to rest there
DEVIATION = 1e-12  # of every run's first step, off its direction: far more than rounding, far less than REST
ALONG = 1e-6  # of its length: a direction of which less lies in the unstable subspace says nothing about where that leads


@dataclass
class Connections:
    """edges [E, 2]: from a saddle to a point that it leads to, a stable one or another saddle; rows of the points given, each
    pair once, in order. paths [E, T, S]: a run along each, from the first point to the second, at equal shares of its length.
    astray [L, S]: where runs were that came to rest at no point in the time given.
    """

    edges: Tensor
    paths: Tensor
    astray: Tensor


@dataclass
class Ends:
    """The points that runs begin and end at: states [G, S]; index [G]; projectors [G, S, S] onto the unstable directions, along
    the stable ones; vectors: of each point the real span of its unstable eigenvectors [D, S]; reach [G]: how near is there."""

    states: Tensor
    index: Tensor
    projectors: Tensor
    vectors: list[Tensor]
    reach: Tensor

    @classmethod
    def of(cls, update: Update, states: Tensor, index: Tensor, radius: float) -> "Ends":
        """The ends at points [G, S] of the given index [G], none of which reaches further than `radius`."""
        count, size = states.shape
        projectors = states.new_zeros(count, size, size)
        spans = [states.new_empty(0, size)] * count
        for row in torch.nonzero(index > 0).flatten().tolist():
            values, right = torch.linalg.eig(update.jacobian(states[row : row + 1])[0])
            unstable = values.abs() > 1 + MARGINAL
            projectors[row] = (right[:, unstable] @ torch.linalg.inv(right)[unstable]).real
            vectors = right[:, unstable].mT
            spans[row] = torch.cat([vectors.real, vectors.imag[values[unstable].imag != 0]])
        apart = _distances(states, states).fill_diagonal_(torch.inf)
        return cls(states, index, projectors, spans, reach=(NEAR * apart.amin(-1)).clamp(max=radius))

    def at_rest(self, h: Tensor, origin: Tensor) -> Tensor:
        """The point [P] that each of the states [P, S] has come to rest at, its own origin [P] apart; -1 for none."""
        distance = _distances(h, self.states)
        distance[torch.arange(len(h), device=h.device), origin] = torch.inf
        nearest = distance.argmin(-1)
        near = distance.gather(-1, nearest[:, None])[:, 0] <= self.reach[nearest]
        rows = torch.nonzero(near & (self.index[nearest] > 0)).flatten()
        point = nearest[rows]
        out = torch.bmm(self.projectors[point], (h[rows] - self.states[point]).unsqueeze(-1)).squeeze(-1).norm(dim=-1)
        near[rows] = out <= REST * self.reach[point]
        return torch.where(near, nearest, -1)


def _distances(a: Tensor, b: Tensor) -> Tensor:
    """Distances [A, B] between states [A, S] and [B, S]; by a product of matrices, equal ones would be 1e-8 apart."""
    return torch.cdist(a, b, compute_mode="donot_use_mm_for_euclid_dist")


@torch.no_grad()
def connect(
    update: Update,
    states: Tensor,
    index: Tensor,
    *,
    radius: float,
    directions: int,
    steps: int,
    generator: torch.Generator,
) -> Connections:
    """Follow the dynamics from every saddle of the points [G, S], all runs in one batch, to the points below it.

    index [G]: how many unstable directions each has. A run begins `radius` away from its saddle (`departures`), or nearer where
    another point is close, goes on for at most `steps` updates, and ends where it comes to rest.
    """
    if not (index > 0).any():
        return Connections(index.new_empty(0, 2), states.new_empty(0, TURNS, states.shape[-1]), states[:0])
    ends = Ends.of(update, states, index, radius)
    along = [departures(ends, row, directions, generator) for row in range(len(states))]
    origin = torch.arange(len(states)).repeat_interleave(torch.tensor([len(ways) for ways in along])).to(states.device)
    starts = states[origin] + ends.reach[origin, None] * torch.cat(along)
    end, taken, last = settle(update, starts, origin, ends, steps)
    edges, runs = _first_of_each(origin, end)
    return Connections(edges, _paths(update, starts[runs], taken[runs], states[edges]), last[end < 0])


def departures(ends: Ends, row: int, count: int, generator: torch.Generator) -> Tensor:
    """Unit vectors [D, S] in the unstable subspace of the point in that row: of a saddle with one unstable direction both ways
    along it; with several, towards each stable point and each point with one unstable direction less, both ways along each
    eigenvector, and `count` at random.

    Those towards other points come first: where the dynamics are symmetric they lie in the symmetry's own subspace, while
    eigenvectors of equal eigenvalues point anywhere.
    """
    own = ends.vectors[row]
    state = ends.states[row]
    projector = ends.projectors[row].mT

    def noise(count: int) -> Tensor:
        return torch.randn(count, len(state), generator=generator, dtype=state.dtype).to(state.device) @ projector

    drawn = torch.cat([own, -own])
    if ends.index[row] > 1:
        below = ends.states[(ends.index == 0) | (ends.index == ends.index[row] - 1)] - state
        towards = below @ projector
        towards = towards[towards.norm(dim=-1) > ALONG * below.norm(dim=-1)]
        drawn = torch.cat([towards, drawn, noise(count)])
    return _of_length_one(_of_length_one(drawn) + DEVIATION * _of_length_one(noise(len(drawn))))


def _of_length_one(vectors: Tensor) -> Tensor:
    return vectors / vectors.norm(dim=-1, keepdim=True).clamp(min=torch.finfo(vectors.dtype).tiny)


def settle(update: Update, starts: Tensor, origin: Tensor, ends: Ends, steps: int) -> tuple[Tensor, Tensor, Tensor]:
    """Run states [P, S] that left the points `origin` [P] until each has come to rest at another point, or for `steps` updates.

    Returns the point [P] that each arrived at, -1 for none; the updates taken [P]; and the last states [P, S].
    """
    states = starts.clone()
    end = torch.full_like(origin, -1)
    taken = torch.zeros_like(origin)
    active = torch.arange(len(starts), device=starts.device)
    for _ in range(steps if len(ends.states) > 1 else 0):  # a look after each: strongly unstable saddles are soon left
        h = update.step(states[active])
        states[active] = h
        taken[active] += 1
        found = ends.at_rest(h, origin[active])
        end[active] = found
        active = active[(found < 0) & torch.isfinite(h).all(-1)]
        if not len(active):
            break
    return end, taken, states


def _first_of_each(origin: Tensor, end: Tensor) -> tuple[Tensor, Tensor]:
    """The distinct pairs [E, 2] of origin and end in order, and the first run [E] of each; of runs that arrived."""
    first: dict[tuple[int, int], int] = {}
    for run, pair in enumerate(zip(origin.tolist(), end.tolist(), strict=True)):
        if pair[1] >= 0:
            first.setdefault(pair, run)
    pairs = sorted(first)
    edges = torch.tensor(pairs, dtype=torch.long, device=origin.device).reshape(-1, 2)  # also where there are none
    return edges, torch.tensor([first[pair] for pair in pairs], dtype=torch.long, device=origin.device)


def _paths(update: Update, starts: Tensor, taken: Tensor, ends: Tensor) -> Tensor:
    """The runs from starts [E, S], each for its number of updates [E], with both ends [E, 2, S] joined on: [E, TURNS, S]."""
    if not len(starts):
        return starts.new_empty(0, TURNS, starts.shape[-1])
    every = max(1, int(taken.max()) // (8 * TURNS))
    h = starts
    seen = [ends[:, 0], starts]
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
