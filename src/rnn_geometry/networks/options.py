"""How networks are trained, each option with its default, its bounds and its meaning.

The recipes of the config are this model. Light to import: pydantic only, no torch.
"""

from pydantic import Field

from rnn_geometry.options import Options


class Recipe(Options):
    """How a network is trained: Adam, with a learning rate that falls exponentially."""

    epochs: int = Field(ge=0, description="Readings of the training texts; 0 leaves the network untrained, as a control.")
    batch_size: int = Field(64, ge=1, description="Texts per step.")
    learning_rate: float = Field(gt=0, description="The first learning rate.")
    decay: float = Field(1.0, gt=0, le=1, description="The last learning rate, as a share of the first.")
    epsilon: float = Field(1e-8, gt=0, description="Adam's epsilon.")
    clip_norm: float = Field(10.0, gt=0, description="The norm that gradients are clipped to.")
    l2: float = Field(ge=0, description="This times the sum of all squared weights is added to the loss.")
    patience: int | None = Field(
        None,
        ge=1,
        description="Epochs without a lower loss on validation texts that end the training; the epoch of the lowest is kept. "
        "null: train to the end and keep the last.",
    )
