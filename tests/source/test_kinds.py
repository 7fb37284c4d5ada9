from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.source.kinds import is_blank, is_html, seems

SENTENCE = "The envoys of both sides met in Vienna on Monday – and agreed to meet again.\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"\n\n%PDF-1.4\n1 0 obj\nendobj\n", "PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "JPEG"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"PK\x03\x04\x14\x00\x06\x00", "ZIP"),
        (b"\x7fELF\x02\x01\x01\x00", "program"),
        (b"{\\rtf1\\ansi\\deff0 Talks went on.}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "Word"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "Windows"),
        (b"BZh91AY&SY\x00\x01\x02\x03", "bzip2"),
    ],
)
def test_names_what_it_seems_to_be(content: bytes, words: str) -> None:
    assert words in (seems(content) or "")


def test_random_bytes_and_runs_of_nul_are_binary() -> None:
    noise = random.Random(7).randbytes(5_000)
    assert seems(noise) == "binary data"
    assert seems(SENTENCE.encode() + b"\x00" * 40) == "binary data"
    assert seems(SENTENCE.encode() * 100 + noise) == "binary data"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_in_any_usual_encoding_is_text(encoding: str) -> None:
    assert seems((SENTENCE * 3).encode(encoding)) is None


def test_wide_text_without_a_mark_needs_a_statement() -> None:
    content = SENTENCE.encode("utf-16-le")
    assert seems(content) == "binary data"
    assert seems(content, "UTF-16LE") is None


def test_one_stray_control_byte_is_forgiven() -> None:
    assert seems(SENTENCE.encode() + b"\x0c\x1b[0m \x01") is None


def test_words_that_begin_like_a_signature_are_text() -> None:
    assert seems(b"MZ was how he signed. BM and BZh mean nothing here.") is None


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=400))
def test_no_printable_text_is_binary(text: str) -> None:
    if not text.startswith(("%PDF-", "%!PS", "{\\rtf", "PAR1", "GIF8", "wOF")) and text[4:8] != "ftyp":
        assert seems(text.encode()) is None


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html>",
        b"\xef\xbb\xbf  <html lang=en>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
        b"<!-- saved from a browser -->\n<html>",
        "<html><p>Talks".encode("utf-16"),
    ],
)
def test_html_is_told_by_its_beginning(content: bytes) -> None:
    assert is_html(content)


@pytest.mark.parametrize("content", [b"a < b and b > c", b"<3 the envoy wrote", b"", SENTENCE.encode()])
def test_text_is_not_html(content: bytes) -> None:
    assert not is_html(content)


@pytest.mark.parametrize(
    "content",
    [b"", b" \n\t\r\n", b"\x00\x00\x00", "\ufeff".encode(), "\ufeff \n".encode("utf-16"), "\u00a0".encode()],
)
def test_nothing_to_read_is_blank(content: bytes) -> None:
    assert is_blank(content)


@pytest.mark.parametrize("content", [b"a", b" . ", "é".encode("cp1252"), "x".encode("utf-16")])
def test_anything_to_read_is_not_blank(content: bytes) -> None:
    assert not is_blank(content)


@pytest.mark.parametrize("piece", [b"<!-- -->", b"<!--", b"<?xml", b"<!-- --> <p", b" \n"])
def test_hostile_beginnings_take_no_time(piece: bytes) -> None:
    begun = time.monotonic()
    is_html(piece * 100_000)
    assert time.monotonic() - begun < 1
