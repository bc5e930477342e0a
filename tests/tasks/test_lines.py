"""Lines of text files: read in the encoding that the file tells, or refused with the command that converts it."""

import codecs
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_geometry.tasks.lines import CorpusError, read_lines

LINES = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n\ufeff"), max_size=10), max_size=5)
MARKED = ["utf-8-sig", "utf-16", "utf-32"]
BY_HAND = {"utf-16-be": codecs.BOM_UTF16_BE, "utf-16-le": codecs.BOM_UTF16_LE, "utf-32-be": codecs.BOM_UTF32_BE}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.sampled_from(["utf-8", *MARKED, *BY_HAND]))
def test_lines_come_back_from_every_encoding_that_a_file_tells(tmp_path, lines, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(BY_HAND.get(encoding, b"") + "".join(f"{line}\n" for line in lines).encode(encoding))
    assert list(read_lines(path, "t.csv")) == [f"{line}\n" for line in lines]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("abc é€£“"), min_size=1), st.integers(0, 5))
def test_text_of_windows_is_refused_at_its_line_with_the_command_that_converts_it(tmp_path, text, before):
    path = tmp_path / "my texts.csv"
    path.write_bytes(b"plain\n" * before + f"{text}é\n".encode("cp1252"))
    command = r"iconv -f WINDOWS-1252 -t UTF-8 '.*' > 'my texts-utf8\.csv'$"
    wanted = rf"my texts\.csv, line {before + 1}: not UTF-8 \(byte 0x..\); .*: {command}"
    with pytest.raises(CorpusError, match=wanted):
        list(read_lines(path, str(path)))


def test_utf_16_that_does_not_say_so_is_recognised_by_its_nuls(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("text,label\n".encode("utf-16-le"))
    with pytest.raises(CorpusError, match=r"^t\.csv, line 1: a NUL byte; .*iconv -f UTF-16LE -t UTF-8 t\.csv > t-utf8\.csv$"):
        list(read_lines(path, "t.csv"))


def test_half_a_character_of_utf_16_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("text\n".encode("utf-16") + b"\x00")
    with pytest.raises(CorpusError, match=re.escape("t.csv, after line ")):
        list(read_lines(path, "t.csv"))
