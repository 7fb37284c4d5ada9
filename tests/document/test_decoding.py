from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.document.decoding import decode
from detente.errors import Undecodable

CURLY = "The minister said “we will not yield” – and left for Zürich; he didn’t say why…"
ENGLISH = frozenset({"the", "said", "we", "will", "not", "and", "for", "he", "why"})


def test_utf8_is_read_and_quotes_stay() -> None:
    decoded = decode(CURLY.encode())
    assert (decoded.text, decoded.encoding, decoded.doubtful) == (CURLY, "utf-8", 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode(CURLY.encode(encoding), "iso-8859-1").text == CURLY


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_noticed(encoding: str) -> None:
    decoded = decode(CURLY.encode(encoding))
    assert (decoded.text, decoded.encoding) == (CURLY, encoding)


@pytest.mark.parametrize("stated", ["windows-1252", "iso-8859-1", "us-ascii", None, "utf-8", "no-such-charset"])
def test_windows_1252_is_read_as_browsers_read_it(stated: str | None) -> None:
    decoded = decode(CURLY.encode("cp1252"), stated, ENGLISH)
    assert (decoded.text, decoded.encoding) == (CURLY, "cp1252")


def test_a_wrongly_stated_encoding_does_not_spoil_utf8() -> None:
    assert decode(CURLY.encode(), "windows-1251").text == CURLY


def test_the_encoding_in_a_meta_element_is_used() -> None:
    russian = "Министр сказал, что переговоры продолжатся."
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{russian}</p></body></html>'
    assert russian in decode(page.encode("cp1251")).text


def test_an_unstated_cyrillic_encoding_is_detected() -> None:
    russian = "Министр иностранных дел заявил в понедельник, что переговоры будут продолжены в следующем месяце."
    assert decode(russian.encode("cp1251")).text == russian


def test_mojibake_is_repaired_and_counted() -> None:
    broken = "The minister said he didn’t know – and left for Zürich.".encode().decode("cp1252")
    decoded = decode(broken.encode())
    assert decoded.text == "The minister said he didn’t know – and left for Zürich."
    assert decoded.doubtful == 3


def test_real_accents_are_not_taken_for_mojibake() -> None:
    text = "Ã is a letter; São Tomé, Łódź, Ångström and Çankaya are names – “all of them”."
    assert decode(text.encode()).text == text


def test_a_few_broken_bytes_are_counted_not_fatal() -> None:
    raw = "“Yes,” she said. “Perhaps,” he said – and “no” in the end.".encode() + b"\xff"
    decoded = decode(raw)
    assert decoded.encoding == "utf-8"
    assert decoded.doubtful == 1


def test_controls_go_and_line_ends_become_one_kind() -> None:
    assert decode("a\x00b\x07\r\nc\rd\u2028e\u200bf\u00adg".encode()).text == "ab\nc\nd\nefg"


def test_letters_are_composed() -> None:
    assert decode("Zu\u0308rich".encode()).text == "Zürich"


def test_binary_is_undecodable() -> None:
    with pytest.raises(Undecodable):
        decode(bytes(range(128, 256)) * 3 + bytes(range(32)) * 9)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"]), max_size=80))
def test_any_utf8_text_comes_back_unless_repaired(text: str) -> None:
    decoded = decode(text.encode())
    if not decoded.doubtful:
        assert decoded.text == unicodedata.normalize("NFC", text) or decoded.encoding != "utf-8"
