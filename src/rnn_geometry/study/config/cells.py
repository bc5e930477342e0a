"""What reads the texts: the section `cells`, with built-in cells, classes of the user's own, and networks trained elsewhere."""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from rnn_geometry.options import Options, wrong
from rnn_geometry.own import digest, split_import
from rnn_geometry.study.config.architectures import WITH_OPTIONS
from rnn_geometry.study.config.cell import Cell
from rnn_geometry.study.config.values import Text, key_of, one_of, require_known

BUILT_IN = Literal["vanilla", "gru", "lstm", "ugrnn", "mingru"]
RESET_BEFORE = "gru_reset_before"  # what the library calls a GRU that resets before the matrix product
VARIANTS = {  # keys of built-in cells: of which types, and what is said where another cell has it
    "readout": (("lstm",), "an LSTM that is trained here has more to read than h"),
    "reset": (("gru",), "a GRU that is trained here has a reset gate that can stand elsewhere"),
    "forget_bias": (("lstm",), "an LSTM that is trained here has a forget gate to open"),
    "gate_bias": (("ugrnn",), "a UGRNN has a gate whose first bias can be chosen"),
    "initial_state": (get_args(BUILT_IN), "a cell that is trained here can train its initial state"),
}
OF_TORCH = ("vanilla", "gru", "lstm")  # nn.RNN, nn.GRU, nn.LSTM: the cells that weights can be taken from


class ModuleNames(Options):
    """What an imported network calls its three modules."""

    embedding: str = Field("embedding", description="The embedding.")
    rnn: str = Field("rnn", description="The recurrent layer.")
    readout: str = Field("readout", description="The linear readout.")


class BuiltInCell(Cell):
    """A built-in cell; or, with a checkpoint, a network trained elsewhere (docs/cells.md)."""

    type: BUILT_IN = Field(description="The built-in cell; of a network trained elsewhere gru, lstm, or vanilla for nn.RNN.")
    readout: Literal["h", "state"] = Field(
        "h", description="What is read of an LSTM: h, or the whole state [h, c] as in the paper."
    )
    reset: Literal["after", "before"] = Field(
        "after",
        description="Where the reset gate of a GRU stands: after the matrix product, as in torch, or before it: U (r h).",
    )
    forget_bias: Literal["trained", "added"] = Field(
        "trained",
        description="The 1 that opens the forget gate of an LSTM: where its trained bias begins, or added to one from 0.",
    )
    gate_bias: float = Field(1.0, description="The bias that the gate of a UGRNN begins with, which is trained.")
    initial_state: Literal["zeros", "trained"] = Field(
        "zeros", description="The state before the first word: zeros, or one that is trained, zeros at first."
    )
    checkpoint: Text | None = Field(
        None, description="Weights trained elsewhere with torch: a safetensors file, or a state dict; null: it is trained here."
    )
    keys: ModuleNames = Field(ModuleNames(), description="With a checkpoint, the names of the network's three modules.")

    @model_validator(mode="after")
    def _be_of_torch(self) -> "BuiltInCell":
        if self.checkpoint is not None and self.type not in OF_TORCH:
            raise wrong("a checkpoint is of torch's nn.RNN, nn.GRU or nn.LSTM: type vanilla, gru or lstm")
        return self

    @model_validator(mode="after")
    def _have_what_is_varied(self) -> "BuiltInCell":
        for key, (types, what) in VARIANTS.items():
            if self._varies(key) and (self.type not in types or self.checkpoint is not None):
                raise wrong(f"only {what}", key)
        return self

    def _varies(self, key: str) -> bool:
        return getattr(self, key) != type(self).model_fields[key].default

    def architecture(self, embedding: int | str) -> dict:
        options = {key: getattr(self, key) for key in VARIANTS if key != "reset" and self._varies(key)}
        form = {"cell": RESET_BEFORE} if self.reset == "before" else {}
        return super().architecture(embedding) | form | ({"cell_options": options} if options else {})

    @property
    def kind(self) -> str:
        return "imported" if self.checkpoint else self.type

    def network(self) -> dict:
        """What an imported network depends on, but for its file and its task."""
        return {"cell": self.type, "hidden_size": self.hidden_size, "keys": self.keys.plain()}


class OwnCell(Cell):
    """A cell that the user wrote (docs/cells.md)."""

    import_: Text = Field(alias="import", description="The class in the user's own file: path/to/file.py:Class.")

    @property
    def kind(self) -> str:
        return "own"

    def identity(self) -> dict:
        """`import`, the file and class; `digest`, of the file's content, so that a change in it is one of the definition."""
        return {"import": self.import_, "digest": digest(Path(split_import(self.import_)[0]).read_bytes())}


def _form(value: Any) -> str:
    if key_of(value, "import") is not None:
        return "own"
    kind = key_of(value, "type")
    return kind if kind in WITH_OPTIONS else "built_in"


def _have_a_type_or_an_import(value: Any) -> Any:
    if key_of(value, "import") is None:
        return require_known(value, "type", [*get_args(BUILT_IN), *WITH_OPTIONS])
    if key_of(value, "type") is not None:
        raise wrong("it has both a type and an import; a cell is built in, or a class of your own")
    return value


FORMS = {"built_in": BuiltInCell, **WITH_OPTIONS, "own": OwnCell}
CellOptions = Annotated[one_of(_form, **FORMS), BeforeValidator(_have_a_type_or_an_import)]
