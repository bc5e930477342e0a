"""Artefacts: arrays as safetensors, tables as CSV, records as JSON; each complete or absent."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file


@contextmanager
def complete_or_absent(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` and move it there only when the block ends without an error."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial{path.suffix}")
    try:
        yield partial
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def write_arrays(path: str | Path, arrays: Mapping[str, np.ndarray], metadata: Mapping[str, Any] | None = None) -> None:
    """Write named arrays; each metadata value is kept as JSON."""
    text = {key: json.dumps(value, sort_keys=True) for key, value in (metadata or {}).items()}
    with complete_or_absent(path) as partial:
        save_file({name: np.asarray(array, order="C") for name, array in arrays.items()}, partial, metadata=text)


def read_arrays(path: str | Path, names: list[str] | None = None) -> dict[str, np.ndarray]:
    """Read all arrays of a file, or those named.

    Raises ValueError, naming the file, when it is damaged or lacks a name.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in (names or file.keys())}
    except SafetensorError as error:
        raise ValueError(f"{path}: not a readable safetensors file ({error}); delete it and run again") from error


def read_metadata(path: str | Path) -> dict[str, Any]:
    """The metadata that `write_arrays` kept beside the arrays."""
    try:
        with safe_open(path, framework="numpy") as file:
            return {key: json.loads(value) for key, value in (file.metadata() or {}).items()}
    except SafetensorError as error:
        raise ValueError(f"{path}: not a readable safetensors file ({error}); delete it and run again") from error


def write_json(path: str | Path, record: dict[str, Any]) -> None:
    """Write a flat record; NaN (not measured) becomes null, an infinite number is an error, since JSON has neither."""
    record = {key: None if value != value else value for key, value in record.items()}
    with complete_or_absent(path) as partial:
        partial.write_text(json.dumps(record, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def read_json(path: str | Path) -> Any:
    """Read a record."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_table(path: str | Path, table) -> None:
    """Write a pandas table as CSV without its index."""
    with complete_or_absent(path) as partial:
        table.to_csv(partial, index=False, lineterminator="\n")
