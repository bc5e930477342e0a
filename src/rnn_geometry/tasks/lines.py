"""The lines of a text file, each of them checked: how it is encoded, how long it is, whether the archive around it is whole."""

import bz2
import codecs
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

OPENERS = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError)
LONGEST = 1_000_000  # characters of a line or of a text: beyond this a file is broken, not long
# By its first bytes, how a file says that it is encoded; UTF-32's mark begins like UTF-16's.
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NOT_DECODED = re.compile("[\udc80-\udcff]")  # as `surrogateescape` has a byte that is no UTF-8


class CorpusError(ValueError):
    """A corpus that cannot be had or read; the message names it and says what would be right."""


def read_lines(path: Path, name: str, newline: str = "\n") -> Iterator[str]:
    """The lines of a text file, of UTF-8 or of an encoding that its first bytes tell; newline: as `open` has it.

    Raises CorpusError for another encoding, a NUL, a line of more than LONGEST characters and a broken archive.
    """
    number = 0
    try:
        with OPENERS.get(path.suffix.lower(), open)(path, "rb") as file, _decoded(file, newline) as lines:
            while line := lines.readline(LONGEST + 1):
                number += 1
                if reason := _wrong_with(line, number, name):
                    raise CorpusError(f"{name}, line {number}: {reason}")
                yield line
    except UnicodeError as error:
        raise CorpusError(f"{name}, after line {number}: not the encoding that it begins with ({error})") from error
    except BROKEN as error:
        raise CorpusError(f"{name}, after line {number}: cannot be read on ({error}); fetch the file again") from error


def _decoded(file, newline: str) -> io.TextIOWrapper:
    head = file.peek(4)
    encoding = next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), "utf-8")
    return io.TextIOWrapper(file, encoding, "surrogateescape" if encoding.startswith("utf-8") else "strict", newline)


def _wrong_with(line: str, number: int, name: str) -> str:
    """What is wrong with a line, and what to do; "" where nothing is."""
    if len(line) > LONGEST:
        return f"longer than {LONGEST:,} characters; is a line break missing?"
    if "\0" in line:
        return "a NUL byte; a text file has none" + (f"; if it is UTF-16: {_iconv('UTF-16LE', name)}" if number == 1 else "")
    if not line.isascii() and (found := NOT_DECODED.search(line)):
        byte = ord(found[0]) - 0xDC00
        return f"not UTF-8 (byte 0x{byte:02x}); convert the file, if it comes from Windows: {_iconv('WINDOWS-1252', name)}"
    return ""


def _iconv(encoding: str, name: str) -> str:
    """The command that writes a file again in UTF-8."""
    path = Path(name)
    return f"iconv -f {encoding} -t UTF-8 {quote(name)} > {quote(f'{path.stem}-utf8{path.suffix}')}"
