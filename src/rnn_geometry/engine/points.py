"""Points of state space that a search has found: how slow they are, which are one, which lie far from where a network goes."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass
class Points:
    """Points found: states [P, S], their speeds q [P], iterations [P], and which start [P] each came from."""

    states: Tensor
    speeds: Tensor
    iterations: Tensor
    starts: Tensor

    @classmethod
    def at(cls, states: Tensor, speeds: Tensor, iterations: int = 0) -> "Points":
        """Points [P, S] of their own starts, all after so many iterations."""
        rows = torch.arange(len(states), device=states.device)
        return cls(states, speeds, torch.full_like(rows, iterations), rows)

    def __len__(self) -> int:
        return len(self.states)

    def __getitem__(self, rows) -> "Points":
        return Points(self.states[rows], self.speeds[rows], self.iterations[rows], self.starts[rows])


def speed(step: Callable[[Tensor], Tensor], states: Tensor) -> Tensor:
    """q(h) = 1/2 ||F(h, x*) - h||^2 of states [P, S]: [P]."""
    return 0.5 * (step(states) - states).square().sum(-1)


def slow_together(points: Points, limit: float) -> Points:
    """The slowest of the points, as many as have a mean q of at most `limit`: all of them where theirs is."""
    order = points.speeds.argsort(stable=True)
    means = points.speeds[order].cumsum(0) / torch.arange(1, len(order) + 1, device=order.device)
    return points[order[means <= limit].sort().values]


def draw_starts(states: Tensor, count: int, noise: float = 0.0, generator: torch.Generator | None = None) -> Tensor:
    """`count` of the visited states [M, S], or all where they are fewer, in random order; with normal noise added, in
    standard deviations of each coordinate. Without a generator the draw is always the same.
    """
    generator = generator or torch.Generator().manual_seed(0)
    chosen = states[torch.randperm(len(states), generator=generator)[:count].to(states.device)]
    if not noise:
        return chosen.clone()
    normal = torch.randn(chosen.shape, generator=generator, dtype=states.dtype).to(states.device)
    return chosen + noise * states.std(0, correction=0) * normal


def spread(states: Tensor) -> Tensor:
    """The root mean squared distance of states [M, S] from their mean."""
    return states.var(0, correction=0).sum().sqrt()


def resolution(tolerance: float) -> float:
    """How near to one another two ends of a search to q <= tolerance may be and still be one point, however little the states
    are spread: an end is off by sqrt(2 q) / |1 - lambda|, here of a mode that forgets a hundredth in a step."""
    return 100 * (2 * max(tolerance, 0.0)) ** 0.5


def distinct(points: Points, radius: float, inputs: Tensor | None = None) -> tuple[Points, Tensor]:
    """Merge points closer than `radius` to one another; each group is stood for by its slowest point.

    inputs: the constant input [P, I] of each point; where they differ, two points are never one.
    Returns the slowest of each group, the largest group first (of equally large ones that with the first start: the order of
    speeds that are 0 but for rounding would be any), and the number of points in each [G].
    """
    left = points.speeds.argsort(stable=True)
    leaders = []
    sizes = []
    firsts = []
    while len(left):
        members = (points.states[left] - points.states[left[0]]).square().sum(-1) <= radius**2
        if inputs is not None:
            members &= (inputs[left] == inputs[left[0]]).all(-1)
        members[0] = True
        leaders.append(left[0])
        sizes.append(members.sum())
        firsts.append(points.starts[left[members]].min())
        left = left[~members]
    leaders, sizes, firsts = (torch.stack(rows) if rows else left for rows in (leaders, sizes, firsts))
    by_start = firsts.argsort(stable=True)
    by_size = by_start[sizes[by_start].argsort(descending=True, stable=True)]
    return points[leaders[by_size]], sizes[by_size]


def distance_to(states: Tensor, visited: Tensor, block: int = 256) -> Tensor:
    """How far each of states [P, S] lies from the nearest of the visited states [M, S]: [P]."""
    exact = "donot_use_mm_for_euclid_dist"  # by a product of matrices, equal states are 1e-8 apart
    blocks = [torch.cdist(part, visited.to(part), compute_mode=exact).amin(-1) for part in states.split(block)]
    return torch.cat(blocks) if len(states) else states.new_empty(0)


def without_outliers(points: Points, visited: Tensor, distance: float) -> Points:
    """The points that lie within `distance` of a visited state [M, S]."""
    return points[distance_to(points.states, visited) <= distance]
