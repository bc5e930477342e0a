"""The search for all fixed points of an update, round by round, as `skeleton` runs it.

A round starts from visited states, from states near which the caller supposes points, and from what lies between and around
the points found so far: Newton's method from between two points ends at the saddle that parts them.
"""

import torch
from torch import Tensor

from rnn_geometry.engine.marquardt import levenberg_marquardt
from rnn_geometry.engine.options import SkeletonOptions
from rnn_geometry.engine.points import Points, distance_to, distinct, draw_starts, resolution, spread
from rnn_geometry.engine.update import Update

MOST_POINTS = 500  # of more, which no face of 5 labels' hypercube needs, it is a continuum that is being sampled
MOST_TOGETHER = 4  # points found whose mean is a start


class Rounds:
    """Rounds of starts [., S] of the update, near the visited states [M, S] and those supposed [F, S].

    known: the points found so far; near: which of them lie near a visited state; number: of rounds; tried: starts in all;
    quiet: rounds in a row without a new point.
    """

    def __init__(self, update: Update, visited: Tensor, supposed: Tensor, options: SkeletonOptions, generator: torch.Generator):
        self.update = update
        self.visited = visited
        self.supposed = supposed
        self.options = options
        self.generator = generator
        scale = float(spread(visited))
        least = resolution(options.tolerance)
        self.merge_radius = max(options.merge_radius * scale, least)
        self.reach = max(options.outlier_distance * scale, least)
        self.known = Points.at(visited[:0], visited[:0, 0])
        self.near = visited[:0, 0].bool()
        self.number = 0
        self.tried = 0
        self.quiet = 0

    @property
    def found(self) -> Points:
        """The known points that lie near a visited state."""
        return self.known[self.near]

    @property
    def sign_sum(self) -> int:
        """The sum of the signs of det(1 - J_rec) over all known points."""
        return int(_signs(self.update, self.known.states).sum())

    @property
    def calm(self) -> bool:
        """Whether no more points are to be expected: the last rounds brought none, and the signs do not prove that some are
        missing."""
        if self.quiet < self.options.quiet_rounds:
            return False
        return not self.options.bounded or self.sign_sum == 1

    @property
    def given_up(self) -> bool:
        """Whether the search has gone on for too long, or has found too many points."""
        return self.number >= self.options.most_rounds or len(self.known) > MOST_POINTS

    def go_on(self, extra: Tensor) -> None:
        """Rounds until the search is calm or given up; the first of them starts from the states `extra` [., S] too."""
        while True:
            self._search_from(torch.cat([self._draw(), extra]))
            if self.calm or self.given_up:
                return
            extra = extra[:0]

    def _draw(self) -> Tensor:
        """The starts of a round [., S]; from the second round on each is stirred by its own amount of noise."""
        some = draw_starts(self.visited, self.options.starts, generator=self.generator)
        means = _means(self.found.states, self.options.starts, self.generator)
        drawn = torch.cat([some, self.supposed, means, self.found.states])
        noise = self.options.noise * bool(self.number) * self.visited.std(0, correction=0)
        return _stir(drawn, noise, self.generator)

    def _search_from(self, starts: Tensor) -> None:
        """Search from starts [., S] and keep the points that are new."""
        starts = starts[torch.isfinite(self.update.step(starts)).all(-1)]  # what was carried may have overflowed
        tolerance = self.options.tolerance
        ends = levenberg_marquardt(self.update, starts, tolerance=tolerance)
        self.known, new = _joined(self.known, ends[ends.speeds <= tolerance], self.merge_radius)
        self.near = distance_to(self.known.states, self.visited) <= self.reach
        self.number += 1
        self.tried += len(starts)
        self.quiet = 0 if new else self.quiet + 1


def _means(states: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Means [., S] of `count` random sets of two to MOST_TOGETHER states; nothing where there are not two."""
    if len(states) < 2:
        return states[:0]
    order = torch.rand(count, len(states), generator=generator).argsort(dim=-1, stable=True)[:, :MOST_TOGETHER]
    sizes = torch.randint(2, MOST_TOGETHER + 1, (count, 1), generator=generator)
    taken = (torch.arange(order.shape[1]) < sizes).to(states)
    return (taken.unsqueeze(-1) * states[order.to(states.device)]).sum(1) / taken.sum(1, keepdim=True)


def _stir(states: Tensor, deviation: Tensor, generator: torch.Generator) -> Tensor:
    """States with normal noise added, each with its own share of the deviation [S], from none to all of it."""
    normal = torch.randn(states.shape, generator=generator, dtype=states.dtype)
    share = torch.rand(len(states), 1, generator=generator, dtype=states.dtype)
    return states + (share * normal).to(states.device) * deviation


def _joined(known: Points, ends: Points, radius: float) -> tuple[Points, int]:
    """The known points with the new ones among the ends added; and how many were new."""
    if len(known):
        ends = ends[distance_to(ends.states, known.states) > radius]
    new, _ = distinct(ends, radius)
    both = (torch.cat([getattr(known, name), getattr(new, name)]) for name in ("states", "speeds", "iterations", "starts"))
    return Points(*both), len(new)


def _signs(update: Update, states: Tensor) -> Tensor:
    """The signs of det(1 - J_rec) [P] at states [P, S]."""
    unit = torch.eye(states.shape[-1], dtype=states.dtype, device=states.device)
    return torch.linalg.slogdet(unit - update.jacobian(states))[0] if len(states) else states.new_empty(0)
