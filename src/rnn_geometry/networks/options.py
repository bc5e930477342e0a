"""How networks are trained, each option with its default, its bounds and its meaning.

The recipes of the config are this model. Light to import: pydantic only, no torch.
"""

from typing import Literal

from pydantic import Field

from rnn_geometry.options import Options


class Recipe(Options):
    """How a network is trained: Adam, with a learning rate that falls exponentially."""

    epochs: int = Field(ge=0, description="Readings of the training texts; 0 leaves the network untrained, as a control.")
    batch_size: int = Field(64, ge=1, description="Texts per step.")
    learning_rate: float = Field(gt=0, description="The first learning rate.")
    decay: float = Field(1.0, gt=0, le=1, description="The last learning rate, as a share of the first.")
    epsilon: float = Field(1e-8, gt=0, description="Adam's epsilon.")
    beta2: float = Field(0.999, ge=0, lt=1, description="How much of its mean squared gradient Adam keeps from step to step.")
    clip_norm: float = Field(10.0, gt=0, description="The norm that gradients are clipped to.")
    l2: float = Field(ge=0, description="This times the sum of all squared weights is added to the loss.")
    penalty: Literal["squares", "norm"] = Field(
        "squares", description="What l2 multiplies: the sum of the squared weights, or the root of that sum."
    )
    penalised: Literal["all", "cell"] = Field(
        "all",
        description="The weights that are penalised: all, or those of the cell alone, its biases and trained initial state "
        "among them; embedding and readout are free then.",
    )
    patience: int | None = Field(
        None,
        ge=1,
        description="Epochs without a lower loss on validation texts that end the training; the epoch of the lowest is kept. "
        "null: train to the end and keep the last.",
    )
