"""What measures are given, and what they return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnn_geometry.engine.stability import from_arrays, unstable_directions
from rnn_geometry.files import read_arrays
from rnn_geometry.shapes import Shape
from rnn_geometry.tasks.encoded import shape_of_task


@dataclass(frozen=True)
class Measured:
    """What one measure found: numbers for the record, arrays, what is written beside the arrays, and columns of a table."""

    record: dict[str, float] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    about: dict = field(default_factory=dict)
    table: dict[str, np.ndarray] = field(default_factory=dict)


class Subject:
    """A run as measures see it. Each part is read from its file when a measure first asks for it.

    task: the record of its task; files: by short names, the paths of what is read; known: parts that are in memory already.
    """

    def __init__(self, task: dict, files: Mapping[str, str] | None = None, **known):
        self.task = task
        self.files = files or {}
        for name, part in known.items():
            setattr(self, name, part)  # takes the place of the property that would read it

    @cached_property
    def shape(self) -> Shape:
        """What is expected of its manifold."""
        return shape_of_task(self.task)

    @cached_property
    def visited(self) -> dict[str, np.ndarray]:
        """The arrays of `states.safetensors`."""
        return read_arrays(self.files["states"])

    @cached_property
    def points(self) -> dict[str, np.ndarray]:
        """The arrays of `fixed_points.safetensors`."""
        return read_arrays(self.files["fixed_points"])

    @cached_property
    def index(self) -> np.ndarray:
        """How many unstable directions each fixed point [Q] has, by the arrays of `modes.safetensors`."""
        return unstable_directions(from_arrays(read_arrays(self.files["modes"]))[1])
