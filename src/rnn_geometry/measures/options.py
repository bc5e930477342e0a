"""How a trained network is measured: the options of the measures, each with its default, its bounds and its meaning.

The sections of the config of these names are these models. Light to import: pydantic only, no torch.
"""

from typing import Literal

from pydantic import Field

from rnn_geometry.engine.options import FixedPointsOptions
from rnn_geometry.options import Options


class StatesOptions(Options):
    """Which states of a network are kept."""

    texts: int = Field(256, ge=2, description="Held-out texts whose states are kept.")


class PointsOptions(FixedPointsOptions):
    """How the slow and the fixed points of a network are sought, from states that it visits."""

    starts: int = Field(256, ge=1, description="Visited states that the search starts from.")
    noise: float = Field(0.0, ge=0, description="Noise added to the starts, in standard deviations of the states.")
    slow_speed: float = Field(
        0.05,
        gt=0,
        description="A slow point has q = 1/2 |F(h, x*) - h|^2 of at most this share of the speed that slow_by names.",
    )
    slow_by: Literal["median_speed", "mean_step"] = Field(
        "median_speed",
        description="median_speed: the visited states' median q, and each point by itself. mean_step: half the square of the "
        "mean length of the steps that words took the visited states, and all points together: of the slowest as many are kept "
        "as have a mean q within the limit.",
    )


class ModesOptions(Options):
    """Where the modes of a network are measured."""

    points: int = Field(64, ge=1, description="Slow points to linearise at.")


class MemoryOptions(Options):
    """How the memory of a network is measured: a word of evidence is put at an age of a text, and then a neutral word."""

    texts: int = Field(128, ge=2, description="Held-out texts that a word is replaced in.")
    ages: int = Field(
        20, ge=5, description="Ages of the word, in tokens read after it, at equal distances up to the median text's length."
    )
    words_each: int = Field(3, ge=1, description="Words of a corpus per output, the most telling, that are taken for evidence.")


class InterchangeOptions(Options):
    """How coordinates of the state are swapped between two texts while they are read, and the state pushed along modes."""

    pairs: int = Field(128, ge=2, description="Pairs, at most, of held-out texts whose states are swapped.")
    places: int = Field(
        5, ge=1, description="Places in a text where they are, at equal distances; subspaces are compared at the middle one."
    )
    points: int = Field(32, ge=1, description="Slow points whose modes are a subspace to swap, and directions to push along.")


class ContractionOptions(Options):
    """How states are disturbed beside the manifold and along it, to see what comes back."""

    starts: int = Field(256, ge=1, description="Visited states, at most, that are disturbed.")
    size: float = Field(
        0.1, gt=0, description="Length of a disturbance, over the root mean square of the states from their mean."
    )
    words: int = Field(10, ge=1, description="Words of the constant input after which one looks.")


class EffectsOptions(Options):
    """What the modes do: deflections, alignment with the manifold, linear prediction, sufficiency and flow."""

    points: int = Field(
        128, ge=1, description="Slow points to linearise at for a prediction of the network; the fixed points join them."
    )
    mode_points: int = Field(
        32, ge=1, description="Slow points whose eigenvectors are compared with the manifold and the words."
    )
    states: int = Field(
        32, ge=1, description="Slow points, and as many visited states, that a word's deflection is averaged over."
    )
    texts: int = Field(128, ge=2, description="Held-out texts read by the linearised network, and with every state projected.")
    arrows: int = Field(12, ge=1, description="Places on the manifold where deflections are drawn.")
    words_each: int = Field(3, ge=1, description="Words of a corpus that are drawn per output.")
    grid: int = Field(41, ge=3, description="States along each side of the grid on which the flow is drawn.")


class DimensionOptions(Options):
    """How the dimension of a cloud of states is measured."""

    sample: int = Field(2000, ge=10, description="States that the local measures are taken on.")
    neighbours: int = Field(20, ge=3, description="States in a neighbourhood.")


class EmergenceOptions(Options):
    """How a training that is followed is measured on its way: as the trained network is, but for these."""

    checkpoints: int = Field(
        20, ge=3, description="Steps that are measured: at equal ratios, from 0 (untrained) and 1 to the last."
    )
    starts: int = Field(64, ge=1, description="Visited states that the search for fixed points starts from.")
    points: int = Field(32, ge=1, description="Slow points to linearise at.")
