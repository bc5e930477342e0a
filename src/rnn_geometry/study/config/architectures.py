"""Built-in cells with options of their own, in the section `cells`: attentions, and what else reads texts today."""

from typing import Literal

from pydantic import Field, model_validator

from rnn_geometry.options import wrong
from rnn_geometry.study.config.cell import Cell


class ArchitectureCell(Cell):
    """A cell whose keys beside those of every cell are the options of its class."""

    def architecture(self, embedding: int | str) -> dict:
        options = {key: getattr(self, key) for key in type(self).model_fields if key not in {*Cell.model_fields, "type"}}
        return super().architecture(embedding) | {"cell_options": options}


class HeadsCell(ArchitectureCell):
    """A cell of heads that stand side by side."""

    heads: int = Field(1, ge=1, description="Heads; they must divide hidden_size.")

    @model_validator(mode="after")
    def _divide(self) -> "HeadsCell":
        if self.hidden_size % self.heads:
            raise wrong(f"{self.heads} does not divide hidden_size, {self.hidden_size}", "heads")
        return self


class AttentionCell(HeadsCell):
    """An attention that is read at a held query."""

    feedforward: int = Field(0, ge=0, description="Units of a feed-forward block after the attention; 0 for none.")

    @property
    def has_skeleton(self) -> bool:
        """No: its fixed points are a continuum."""
        return False


class LinearAttentionCell(AttentionCell):
    """Linear attention: a state without a nonlinearity (docs/linear_attention.md)."""

    type: Literal["linear_attention"] = Field(description="The built-in cell.")


class SoftmaxAttentionCell(AttentionCell):
    """One layer of softmax attention (docs/architectures.md)."""

    type: Literal["softmax_attention"] = Field(description="The built-in cell.")
    kernel: Literal["exp", "gaussian"] = Field(
        "exp", description="How a query weighs a key: exp(q . k / √d), or exp(−|q − k|² / 2√d)."
    )


class S6Cell(ArchitectureCell):
    """A diagonal selective state space (docs/architectures.md)."""

    type: Literal["s6"] = Field(description="The built-in cell.")
    states: int = Field(8, ge=1, description="Numbers that each channel holds.")


class GatedLinearAttentionCell(HeadsCell):
    """Linear attention that forgets (docs/architectures.md)."""

    type: Literal["gated_linear_attention"] = Field(description="The built-in cell.")
    decay: Literal["gated", "fixed"] = Field("gated", description="Whether a gate says what is kept, or RetNet's fixed rates.")


class GatedDeltaNetCell(HeadsCell):
    """Gated DeltaNet, whose held read has no step (docs/architectures.md)."""

    type: Literal["gated_deltanet"] = Field(description="The built-in cell.")

    @property
    def has_dynamics(self) -> bool:
        """No: the next read of a held query also takes what the memory holds of the word's own key."""
        return False


class TransformerCell(HeadsCell):
    """A small causal transformer, which has no step (docs/architectures.md)."""

    type: Literal["transformer"] = Field(description="The built-in cell.")
    layers: int = Field(2, ge=1, le=4, description="Layers of attention and a feed-forward block.")
    positions: bool = Field(True, description="Whether sines and cosines of the positions are added to the inputs.")

    @property
    def has_dynamics(self) -> bool:
        """No: the next state takes the keys and values of all words read."""
        return False


class MeanPoolCell(ArchitectureCell):
    """Mean-pooled word vectors, a control without dynamics (docs/claims.md)."""

    type: Literal["mean_pool"] = Field(description="The built-in cell.")
    hidden: bool = Field(
        False, description="Whether the readout sees the mean through a layer of tanh units, or the mean itself."
    )

    @property
    def has_dynamics(self) -> bool:
        """No: the next mean also depends on how many words have been read."""
        return False


WITH_OPTIONS = {
    "linear_attention": LinearAttentionCell,
    "softmax_attention": SoftmaxAttentionCell,
    "s6": S6Cell,
    "gated_linear_attention": GatedLinearAttentionCell,
    "gated_deltanet": GatedDeltaNetCell,
    "transformer": TransformerCell,
    "mean_pool": MeanPoolCell,
}
