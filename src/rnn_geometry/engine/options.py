"""How fixed points and skeletons are sought: the options of the engine, each with its default, its bounds and its meaning.

The sections `fixed_points` and `skeleton` of the config are these models with a few keys more. Light to import: pydantic
only, no torch.
"""

from typing import Literal

from pydantic import Field

from rnn_geometry.options import Options


class DescentOptions(Options):
    """How Levenberg-Marquardt goes down to where the update stands still."""

    max_iterations: int = Field(200, ge=0, description="Most iterations.")
    damping: float = Field(0.0, ge=0, description="The first damping, relative to the mean squared column of J.")
    least_damping: float = Field(0.0, ge=0, description="The least damping; 0 allows Newton's own steps.")
    least_gain: float = Field(0.05, ge=0, description="A step that lowers q by less than this share counts as stalled.")
    patience: int = Field(3, ge=1, description="Stalled steps in a row after which a start is given up.")
    memory: float = Field(2**26, gt=0, description="Bytes of matrices worked on at a time.")


class FixedPointsOptions(Options):
    """How slow and fixed points are sought from given starts."""

    slow_damping: float = Field(
        0.1,
        gt=0,
        description="Least damping on the way to a slow point: a large one keeps it nearer to its start and takes longer.",
    )
    fixed_speed: float = Field(1e-16, gt=0, description="A fixed point has q of at most this.")
    max_iterations: int = Field(200, ge=1, description="Most iterations of Levenberg-Marquardt per start and attempt.")
    merge_radius: float = Field(
        0.01, gt=0, description="Fixed points closer to one another than this share of the states' spread count as one."
    )
    outlier_distance: float = Field(
        3.0, gt=0, description="Fixed points further than this many spreads from every visited state are left out."
    )
    method: Literal["levenberg_marquardt", "adam"] = Field(
        "levenberg_marquardt",
        description="Adam is the field's baseline; it ignores max_iterations and slow_damping.",
    )
    memory: float = Field(6.4e7, gt=0, description="Bytes of matrices worked on at a time; 64 MB stay in a processor's cache.")


class SkeletonOptions(Options):
    """How all fixed points of a network are sought, their unstable directions, and the connections between them."""

    starts: int = Field(
        64, ge=2, description="Visited states that a round of the search starts from, and as many means of points found."
    )
    noise: float = Field(
        0.3, ge=0, description="The most noise that is added to the starts, in standard deviations of the states."
    )
    tolerance: float = Field(1e-20, gt=0, description="A fixed point has q of at most this.")
    merge_radius: float = Field(
        1e-3, gt=0, description="Points closer to one another than this share of the states' spread count as one."
    )
    outlier_distance: float = Field(
        3.0, gt=0, description="Points further than this many spreads from every visited state are left out."
    )
    marginal: float = Field(1e-3, ge=0, description="A modulus |λ| this near to 1 is not told from 1.")
    quiet_rounds: int = Field(2, ge=1, description="Rounds in a row without a new point that end the search.")
    most_rounds: int = Field(12, ge=1, description="Rounds after which the search is given up as incomplete.")
    bounded: bool = Field(True, description="Whether states stay within a ball, so that the signs of det(1 - J) must sum to 1.")
    step: float = Field(
        0.01,
        gt=0,
        description="How far from a saddle a connection begins, and how near to a point it ends, in spreads; "
        "less where points are close.",
    )
    directions: int = Field(
        16,
        ge=0,
        description="Runs in random unstable directions from a saddle that has several, besides those along each of them and "
        "towards other points.",
    )
    most_steps: int = Field(4000, ge=1, description="Most updates of a run along a connection.")
