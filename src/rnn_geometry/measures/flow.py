"""The flow over the principal plane: at each state of a grid in it, where the network moves to, how fast, and what it reads."""

import numpy as np
import torch

from rnn_geometry.measures.projection import Projection
from rnn_geometry.networks.classifier import Classifier

MARGIN = 0.12  # of the cloud's width, beyond it on every side


def flow_over_plane(
    network: Classifier, x: torch.Tensor, plane: Projection, visited: np.ndarray, cells: int
) -> dict[str, np.ndarray]:
    """F(h, x*) - h on a grid of `cells` by `cells` states mean + a PC1 + b PC2, which the visited [M, S] lie in.

    Returns flow_a and flow_b [G], the grid's coordinates; flow_arrows [G, G, 2], the movement within the plane; flow_speeds
    [G, G], q of the whole movement; flow_logits [G, G, N]; first index b, second a, as in a picture.
    """
    places = plane(visited)
    low, high = places.min(axis=0), places.max(axis=0)
    # A cloud that is flat in one direction still gets a plane; one that is a point, a plane of some size.
    half = np.maximum((high - low) * (0.5 + MARGIN), 0.05 * max((high - low).max(), 1e-3))
    a, b = (np.linspace(middle - reach, middle + reach, cells) for middle, reach in zip((low + high) / 2, half, strict=True))
    grid = np.stack(np.meshgrid(a, b), axis=-1)  # [G, G, 2]
    states = torch.from_numpy(plane.mean + grid.reshape(-1, 2) @ plane.axes.T).to(x)
    moved = network.cell.step(x.expand(len(states), -1), states) - states
    arrays = {
        "flow_a": a,
        "flow_b": b,
        "flow_arrows": (moved.numpy() @ plane.axes).reshape(cells, cells, 2),
        "flow_speeds": (0.5 * moved.square().sum(-1)).numpy().reshape(cells, cells),
        "flow_logits": network.logits(states).numpy().reshape(cells, cells, -1),
    }
    return {name: array.astype(np.float32) for name, array in arrays.items()}
