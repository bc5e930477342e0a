"""Attractor or not: whether states beside the manifold return to it faster than states on it drift apart.

An attractor manifold draws states in from beside it (normal contraction) and lets them stay where they are along it. Both are
measured by disturbing states that texts lead to, and by following them under the constant input: what is left of a disturbance
out of the principal subspace, in directions out of it; and what is left of one along it, in directions along it. An affine
recurrence has no manifold of its own making: one that forgets evenly leaves the same of both. Ságodi et al. 2024, "Back to
the continuous attractor", asks the same of persistent manifolds: normal hyperbolicity is the ratio of the two rates.
"""

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import ContractionOptions
from rnn_geometry.measures.subject import Measured
from rnn_geometry.measures.subspaces import principal_axes

NAMES = ("normal_left", "tangential_left", "normal_over_tangential", "normal_rate", "tangential_rate", "manifold_drift")
LEAST = 1e-6  # of a disturbance: less is rounding


@torch.no_grad()
def measure(subject: NetworkSubject, options: ContractionOptions, rng: np.random.Generator) -> Measured:
    """The record `contraction.json` of a run, and the arrays `contraction.safetensors`: what is left after 0, 1, ... words of a
    disturbance beside the manifold (`normal` [T + 1]) and of one along it (`tangential` [T + 1]). Nothing is known of a network
    without dynamics, or whose states are in one place."""
    words = options.words
    unknown = Measured(
        dict.fromkeys(NAMES, float("nan")), {name: np.full(words + 1, np.nan) for name in ("normal", "tangential")}
    )
    if not subject.network.cell.has_dynamics:
        return unknown
    axes = torch.from_numpy(principal_axes(subject, subject.shape.dimension)).to(subject.inputs)
    starts = draw_states(subject, options.starts, rng)
    spread = float((starts - starts.mean(dim=0)).square().sum(dim=1).mean().sqrt())
    if spread <= LEAST or axes.shape[1] >= axes.shape[0]:
        return unknown
    size = options.size * spread
    ways = random_ways(starts, axes, rng)
    left, path = follow(subject, starts, {name: size * way for name, way in ways.items()}, axes, words)
    drift = float(((path[-1] - path[0]) @ axes).norm(dim=1).median()) / (spread * words)
    return Measured(judge(left, words) | {"manifold_drift": drift}, left)


def draw_states(subject: NetworkSubject, count: int, rng: np.random.Generator) -> Tensor:
    """States [P, S] that held-out texts lead to, at most `count` of them."""
    states = subject.visited["states"]
    chosen = rng.choice(len(states), min(count, len(states)), replace=False)
    return torch.from_numpy(states[np.sort(chosen)]).to(subject.inputs)


def random_ways(starts: Tensor, axes: Tensor, rng: np.random.Generator) -> dict[str, Tensor]:
    """For each of P states a direction [P, S] of length 1 out of the subspace of the axes [S, D], and one along it."""
    any_way = torch.from_numpy(rng.standard_normal(starts.shape)).to(starts)
    along = any_way @ axes @ axes.T
    return {name: way / way.norm(dim=1, keepdim=True) for name, way in {"normal": any_way - along, "tangential": along}.items()}


def follow(
    subject: NetworkSubject, starts: Tensor, pushes: dict[str, Tensor], axes: Tensor, words: int
) -> tuple[dict[str, np.ndarray], Tensor]:
    """What is left after 0 ... T words of x* of pushes [P, S] out of the subspace and along it: medians over the states, of the
    part that has the push's own kind; and the undisturbed states [T + 1, P, S]."""
    size, cell = starts.shape[1], subject.network.cell
    states = torch.stack([starts, *(starts + push for push in pushes.values())])  # [1 + K, P, S]
    x = subject.x.expand(states[..., 0].numel(), -1)
    path = [states]
    for _ in range(words):
        path.append(cell.step(x, path[-1].reshape(-1, size)).view_as(states))
    path = torch.stack(path)  # [T + 1, 1 + K, P, S]
    left = {}
    for number, name in enumerate(pushes, 1):
        apart = path[:, number] - path[:, 0]
        along = apart @ axes @ axes.T
        own = (along if name == "tangential" else apart - along).norm(dim=-1)
        left[name] = (own / own[0]).median(dim=1).values.double().numpy()
    return left, path[:, 0]


def judge(left: dict[str, np.ndarray], words: int) -> dict[str, float]:
    """The record: what is left in the end, their ratio, and rates per word, ln of what is left over the words, above 0 where
    disturbances decay."""
    record = {f"{name}_left": float(share[-1]) for name, share in left.items()}
    record["normal_over_tangential"] = record["normal_left"] / max(record["tangential_left"], LEAST)
    rates = {f"{name}_rate": -float(np.log(max(share[-1], LEAST))) / words for name, share in left.items()}
    return record | rates
