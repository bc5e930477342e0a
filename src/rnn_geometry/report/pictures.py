"""Pictures as a page without a network can hold them: in 256 colours, as text."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

DPI = 160  # of pictures drawn for the page


@dataclass(frozen=True)
class Picture:
    """A picture as a data URI, and its size in pixels."""

    source: str
    width: int
    height: int


def embed(file: str | Path | io.BytesIO) -> Picture:
    """A picture file as a PNG of 256 colours of its own: a third of the bytes, and no difference that one would see."""
    with Image.open(file) as image:
        fewer = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    fewer.save(buffer, format="PNG", optimize=True)
    return Picture(f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}", *fewer.size)


def embed_figure(figure: Figure) -> Picture:
    """A figure of matplotlib, which is closed."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    plt.close(figure)
    return embed(buffer)
