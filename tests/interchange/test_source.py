"""Files, packed or not, broken or not."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from detente.errors import BinaryInput, EmptyInput, InputError, MissingPath, TooCompressed, Undecodable
from detente.interchange import source as module
from detente.interchange.source import Source

TEXT = "first\nsecond, with ä\r\nthird"


def lines(path: Path) -> list[str]:
    return [line.text for line in Source.of(path).lines()]


@pytest.mark.parametrize("kind", ["plain", "gz", "zip", "zst", "bom"])
def test_packed_or_not(tmp_path: Path, kind: str) -> None:
    path, raw = tmp_path / f"file.{kind}", TEXT.encode()
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.export.CSV", raw)
    else:
        pack = {"gz": gzip.compress, "zst": zstandard.compress, "bom": lambda b: b"\xef\xbb\xbf" + b}
        path.write_bytes(pack.get(kind, bytes)(raw))
    assert lines(path) == ["first", "second, with ä", "third"]
    assert Source.of(path).origin == f"{path.name} sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_packed_parts_one_after_the_other(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "two"
    path.write_bytes(pack(b"a\n") + pack(b"b\n"))
    assert lines(path) == ["a", "b"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_cut_off_packed_data_gives_what_there_was(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "cut"
    whole = pack(b"".join(hashlib.sha256(b"%d" % n).hexdigest().encode() + b"\n" for n in range(9000)))
    path.write_bytes(whole[: len(whole) // 2])
    seen = []
    with pytest.raises(Undecodable, match="breaks off"):
        for line in Source.of(path).lines():
            seen.append(line)
    assert 0 < len(seen) < 9000


def test_a_zip_of_two_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "a")
        archive.writestr("b", "b")
    with pytest.raises(InputError, match="2 files"):
        lines(path)


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HARMLESS", 10_000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0" * 100 + b"\n" + (b"0" * 999 + b"\n") * 3000))
    with pytest.raises(TooCompressed):
        lines(path)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", EmptyInput),
        ("wide\n".encode("utf-16"), Undecodable),
        (b"%PDF-1.7\n", BinaryInput),
        (gzip.compress(b"", mtime=0), EmptyInput),
    ],
)
def test_what_is_no_table(tmp_path: Path, raw: bytes, error: type[Exception]) -> None:
    path = tmp_path / "file"
    path.write_bytes(raw)
    with pytest.raises(error):
        lines(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(MissingPath):
        Source.of(tmp_path / "nothing")
    with pytest.raises(InputError):
        Source.of(tmp_path)


def test_lines_that_are_no_text_do_not_end_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 50)
    path = tmp_path / "file"
    path.write_bytes(b"head\n" + b"x" * 500 + b"\nnul\x00\nSe\xf1or\nbad \x81\nlast\n")
    source = Source.of(path)
    found = list(source.lines())
    assert [(n.number, bool(n.trouble)) for n in found] == [
        (1, False),
        (2, True),
        (3, True),
        (4, False),
        (5, True),
        (6, False),
    ]
    assert found[3].text == "Señor"
    assert sum(source.notes.counts.values()) == 1
