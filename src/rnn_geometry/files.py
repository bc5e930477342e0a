"""Artefacts: arrays as safetensors, tables as CSV, records as JSON; each complete or absent, and damage is noticed.

An array file carries the number of its format and checksums of all that is in it: safetensors has none of its own.
"""

import glob
import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

FORMAT = 1  # of array files: another number when what older files hold means something else
# Columns of tables that hold names, also of two things that are compared, as cell_a and cell_b: a class may be called 1.
NAMES = re.compile(r"(study|source|task|family|shape|control|cell|network|word|kind|class|claim|measure|role)(_[ab])?")
RECORD = "rnn_geometry"  # the one key of their metadata: several are written in an order that changes from run to run


class DamagedArtefact(ValueError):
    """A file that is not as it was written, or is of another format: it has to be made anew."""

    def __init__(self, path: str | Path, reason: str):
        super().__init__(f"{path}: {reason}; delete it and run again")
        self.path = Path(path)
        self.reason = reason


@contextmanager
def complete_or_absent(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` and move it there only when the block ends without an error.

    What a killed job left of an earlier attempt is removed. A full disk is reported with the name of the file.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.partial*"):
        left.unlink(missing_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial{path.suffix}")
    try:
        yield partial
        os.replace(partial, path)
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        partial.unlink(missing_ok=True)


def write_arrays(path: str | Path, arrays: Mapping[str, np.ndarray], metadata: Mapping[str, Any] | None = None) -> None:
    """Write named arrays and metadata, any values that JSON has; equal content gives equal bytes."""
    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    checksums = {name: _checksum(name, array) for name, array in contiguous.items()}
    record = json.dumps({"format": FORMAT, "checksums": checksums, "metadata": dict(metadata or {})}, sort_keys=True)
    with complete_or_absent(path) as partial:
        partial.write_bytes(save(contiguous, {RECORD: f"{zlib.crc32(record.encode()):08x} {record}"}))


def read_arrays(path: str | Path, names: list[str] | None = None) -> dict[str, np.ndarray]:
    """Read all arrays of a file, or those named.

    Raises DamagedArtefact, naming the file, when it is damaged, of another format or lacks a name.
    """
    with _opened(path) as (file, record):
        if set(file.keys()) != set(record["checksums"]):
            raise DamagedArtefact(path, "its arrays are not those it was written with")
        arrays = {name: file.get_tensor(name) for name in (names or file.keys())}
    for name, array in arrays.items():
        if _checksum(name, array) != record["checksums"][name]:
            raise DamagedArtefact(path, f"the array {name!r} is not as it was written")
    return arrays


def read_metadata(path: str | Path) -> dict[str, Any]:
    """The metadata that `write_arrays` kept beside the arrays; raises like `read_arrays`."""
    with _opened(path) as (_, record):
        return record["metadata"]


def _checksum(name: str, array: np.ndarray) -> str:
    about = zlib.crc32(f"{name} {array.dtype} {array.shape}".encode())
    return f"{zlib.crc32(np.ascontiguousarray(array).reshape(-1).view(np.uint8), about):08x}"


@contextmanager
def _opened(path: str | Path) -> Iterator[tuple[safe_open, dict]]:
    """An array file and its record, the latter checked."""
    try:
        with safe_open(path, framework="numpy") as file:
            yield file, _read_record(path, file.metadata() or {})
    except SafetensorError as error:
        raise DamagedArtefact(path, f"not a readable safetensors file ({error})") from error


def _read_record(path: str | Path, metadata: dict[str, str]) -> dict:
    checksum, _, text = metadata.get(RECORD, "").partition(" ")
    if not text:
        raise DamagedArtefact(path, f"of an older format than {FORMAT}, which this version reads")
    if checksum != f"{zlib.crc32(text.encode()):08x}":
        raise DamagedArtefact(path, "its metadata are not as they were written")
    record = json.loads(text)
    if record["format"] != FORMAT:
        raise DamagedArtefact(path, f"of format {record['format']}; this version reads {FORMAT}")
    return record


def write_json(path: str | Path, record: dict[str, Any]) -> None:
    """Write a flat record; NaN (not measured) becomes null, an infinite number is an error, since JSON has neither."""
    record = {key: None if value != value else value for key, value in record.items()}
    with complete_or_absent(path) as partial:
        partial.write_text(json.dumps(record, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def read_json(path: str | Path) -> Any:
    """Read a record; raises DamagedArtefact where it is none."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:  # no JSON, or no UTF-8
        raise DamagedArtefact(path, f"not a readable record ({error})") from error


def write_table(path: str | Path, table) -> None:
    """Write a pandas table as CSV without its index."""
    with complete_or_absent(path) as partial:
        table.to_csv(partial, index=False, lineterminator="\n")


def read_table(path: str | Path, **types: type):
    """A table as pandas has it, with names as text (`null` and `1` are words, too) and NaN for what is not known.

    types: of other columns, where they are not what they look like.
    """
    import pandas as pd  # as costly as all the rest of a job that reads no table

    known = {"keep_default_na": False, "na_values": [""]}
    names = {column: str for column in pd.read_csv(path, nrows=0).columns if NAMES.fullmatch(column)}
    return pd.read_csv(path, dtype=names | types, **known)
