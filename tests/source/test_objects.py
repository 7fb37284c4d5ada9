"""An object reads as a file does, whatever is asked of it in which order."""

from __future__ import annotations

import io
import random
from unittest import mock

import obstore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.store import MemoryStore

from detente.errors import FetchFailed, MissingPath
from detente.source import objects
from detente.source.buckets import Address
from detente.source.objects import ObjectPath
from detente.source.part import fingerprint

CONTENT = random.Random(1).randbytes(5_000) + b"\n" * 100 + b"line\n" * 200
AT = Address("s3", "news", "a.bin")
_STEPS = st.one_of(
    st.tuples(st.just("seek"), st.integers(0, len(CONTENT) + 50)),
    st.tuples(st.just("read"), st.integers(0, 3_000)),
    st.tuples(st.just("end"), st.integers(-500, 0)),
    st.tuples(st.just("line"), st.integers(1, 300)),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(_STEPS, max_size=25), st.integers(50, 700), st.integers(50, 900), st.integers(1, 600))
def test_leaps_and_reads_are_those_of_a_file(
    steps: list[tuple[str, int]], first: int, largest: int, buffer: int
) -> None:
    memory = MemoryStore()
    obstore.put(memory, AT.key, CONTENT)
    small = {"_FIRST": first, "_LARGEST": largest, "_BUFFER": buffer, "bucket_of": lambda _: memory}
    with mock.patch.multiple(objects, **small), ObjectPath(AT).open() as mine, io.BytesIO(CONTENT) as theirs:
        for what, number in steps:
            for file in (mine, theirs):
                if what in {"seek", "end"}:
                    file.seek(number, io.SEEK_END if what == "end" else io.SEEK_SET)
            if what in {"seek", "end"}:
                assert mine.tell() == theirs.tell()
            elif what == "read":
                assert mine.read(number) == theirs.read(number)
            else:
                assert mine.readline(number) == theirs.readline(number)
        mine.seek(0)
        assert mine.read() == CONTENT


def test_the_first_look_settles_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = MemoryStore()
    monkeypatch.setattr(objects, "bucket_of", lambda _: memory)
    obstore.put(memory, AT.key, CONTENT)
    path, other = ObjectPath(AT), ObjectPath(AT)
    assert fingerprint(path) == fingerprint(other) == path.stat().mark
    assert fingerprint(path, 5, 9) == f"{path.stat().mark}-5-9"
    assert bytes(path.read(0, 4)) == CONTENT[:4]
    obstore.put(memory, AT.key, CONTENT[::-1])
    with pytest.raises(FetchFailed, match="has changed"):
        path.read(4, 8)
    assert fingerprint(ObjectPath(AT)) != path.stat().mark
    obstore.delete(memory, AT.key)
    with pytest.raises(FetchFailed, match="There is no object"):
        other.read(0, 4)
    with pytest.raises(MissingPath):
        ObjectPath(AT).open()
