"""What every entry of the section `cells` has."""

from pydantic import Field

from rnn_geometry.options import Options


class Cell(Options):
    """A cell of any kind."""

    hidden_size: int = Field(64, ge=1, description="Units; more than the dimensions expected of any of its tasks.")
    readout_bias: bool = Field(False, description="Whether the readout has a bias.")

    @property
    def kind(self) -> str:
        """The type, as claims ask for it: they speak of types trained here, so other networks have types of their own."""
        return self.type

    @property
    def has_skeleton(self) -> bool:
        """Whether its fixed points are isolated."""
        return self.has_dynamics

    @property
    def has_dynamics(self) -> bool:
        """Whether one state follows from another: otherwise figures of dynamics have nothing to show of it."""
        return True

    def identity(self) -> dict | None:
        """What a user's own code is found by; None for a cell of this package."""
        return None

    def architecture(self, embedding: int | str) -> dict:
        """What an untrained network depends on, but for the vocabulary and the classes; embedding: the task's."""
        sizes = {"hidden_size": self.hidden_size, "readout_bias": self.readout_bias, "embedding": embedding}
        return {"cell": self.identity() or self.type, **sizes}
