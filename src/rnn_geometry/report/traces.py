"""What views are made of: dots, and arrows with heads and names, each of a group that a reader can hide."""

import html

import numpy as np
import plotly.graph_objects as go

FAINT = "rgb(190,190,190)"
INK = "rgb(38,38,38)"
GROUPS = {  # of traces, which a reader can show and hide together
    "states": "visited states",
    "points": "slow points",
    "fixed": "fixed points",
    "texts": "texts",
    "readouts": "readouts",
    "words": "words",
    "swap": "a swap of two texts",
}


def text(words: str) -> str:
    """Words as plotly must be given them: it takes tags and entities for markup."""
    return html.escape(words, quote=False)


def dots(points: np.ndarray, group: str, name: str, colour: str, size: float, **more) -> go.Scatter3d:
    """Dots at points [P, 3]."""
    marker = {"color": colour, "size": size} | more.pop("marker", {})
    place = dict(zip("xyz", np.asarray(points, np.float32).T, strict=True))
    about = {"name": text(name), "hovertext": text(name), "hoverinfo": "text", "legendgroup": group} | more
    return go.Scatter3d(**place, mode="markers", marker=marker, **about)


def arrows(starts: np.ndarray, by: np.ndarray, group: str, name: str, colour: str, head: float, label: str) -> list:
    """Arrows [A, 3] from starts [A, 3]: shafts, cones of length `head`, and `label` at the first tip; three traces."""
    tips = starts + by
    gap = np.full_like(starts, np.nan)
    shafts = np.stack([starts, tips, gap], axis=1).reshape(-1, 3).astype(np.float32)
    place = dict(zip("xyz", shafts.T, strict=True))
    line = {"color": colour, "width": 6 if group == "readouts" else 3}
    common = {"name": text(name), "hovertext": text(name), "hoverinfo": "text", "legendgroup": group}
    lengths = np.linalg.norm(by, axis=1, keepdims=True)
    along = by / np.maximum(lengths, 1e-12) * np.minimum(head, 0.6 * lengths)
    heads = dict(zip(["x", "y", "z", "u", "v", "w"], np.concatenate([tips, along], axis=1).astype(np.float32).T, strict=True))
    cone = {"colorscale": [[0, colour], [1, colour]], "showscale": False, "sizemode": "raw", "sizeref": 1}
    at = dict(zip("xyz", 1.08 * tips[:1].T, strict=True))
    return [
        go.Scatter3d(**place, mode="lines", line=line, **common),
        go.Cone(**heads, **cone, anchor="tip", **common),
        go.Scatter3d(**at, mode="text", text=[text(label)], textfont={"color": colour, "size": 12}, **common),
    ]
