from __future__ import annotations

import gzip
import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import TooCompressed, TooLarge, Undecodable
from detente.settings import Settings
from detente.source.packed import GZIP, ZSTANDARD
from detente.source.unpack import unpack

SETTINGS = Settings(max_bytes=1_000_000, max_ratio=50)


@given(st.binary(max_size=2_000).filter(lambda b: not b.startswith((GZIP, ZSTANDARD))))
def test_what_was_packed_comes_back(content: bytes) -> None:
    assert unpack(gzip.compress(content), "a page", SETTINGS) == content
    assert unpack(gzip.compress(gzip.compress(content)), "a page", SETTINGS) == content
    assert unpack(content, "a page", SETTINGS) == content


def test_several_members_are_one_text() -> None:
    assert (
        unpack(gzip.compress(b"Oslo, ") + gzip.compress(b"Bern") + b"\x00" * 8, "a page", SETTINGS)
        == b"Oslo, Bern"
    )


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_refused(layers: int) -> None:
    content = bytes(500_000)
    for _ in range(layers):
        content = gzip.compress(content)
    with pytest.raises(TooCompressed, match="50 times"):
        unpack(content, "a page", SETTINGS)


def test_a_bomb_of_any_size_costs_no_more_than_the_limit() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    import tracemalloc

    tracemalloc.start()
    with pytest.raises(TooCompressed):
        unpack(bomb, "a page", SETTINGS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25 * len(bomb) < 200_000_000


def test_short_text_that_repeats_itself_is_no_bomb() -> None:
    text = b"No. " * 10_000
    assert unpack(gzip.compress(text), "a page", SETTINGS) == text


def test_too_much_that_packs_badly_is_too_large() -> None:
    noise = random.Random(1).randbytes(1_100_000)
    with pytest.raises(TooLarge, match="1,000,000"):
        unpack(gzip.compress(noise), "a page", SETTINGS)


def test_gzip_within_gzip_within_gzip_has_an_end() -> None:
    content = b"Oslo"
    for _ in range(4):
        content = gzip.compress(content)
    with pytest.raises(TooCompressed, match="within"):
        unpack(content, "a page", SETTINGS)


@pytest.mark.parametrize("cut", [3, 9, 15, -1, -8])
def test_data_that_breaks_off_says_so(cut: int) -> None:
    packed = gzip.compress(random.Random(2).randbytes(3_000))
    with pytest.raises(Undecodable, match="breaks off"):
        unpack(packed[:cut], "a page", SETTINGS)


def test_damaged_data_says_so() -> None:
    packed = bytearray(gzip.compress(random.Random(3).randbytes(3_000)))
    packed[-6] ^= 0xFF
    with pytest.raises(Undecodable, match="damaged"):
        unpack(bytes(packed), "a page", SETTINGS)


def test_zstandard_is_unpacked_under_the_same_limits() -> None:
    packed = zstandard.ZstdCompressor().compress
    assert unpack(packed(b"Oslo, ") + packed(b"Bern"), "a page", SETTINGS) == b"Oslo, Bern"
    assert unpack(gzip.compress(packed(b"Oslo")), "a page", SETTINGS) == b"Oslo"
    with pytest.raises(Undecodable):
        unpack(packed(b"Oslo " * 100)[:-6], "a page", SETTINGS)
    with pytest.raises(TooCompressed):
        unpack(packed(b"a" * 900_000), "a page", SETTINGS)
    with pytest.raises(TooLarge):
        unpack(packed(random.Random(1).randbytes(1_000_001)), "a page", SETTINGS)
