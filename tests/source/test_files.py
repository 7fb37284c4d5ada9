from __future__ import annotations

import gzip
import io
import os
import socket
import threading
import time
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest

from detente.errors import (
    BinaryInput,
    EmptyInput,
    InputError,
    MissingPath,
    NoPermission,
    TooCompressed,
    TooLarge,
    Undecodable,
)
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import read_all, read_one

TEXT = b"The ministers met in Oslo on Monday.\n"
HTML = b"<!doctype html><title>Talks</title><p>The ministers met in Oslo.</p>"


def put(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return str(path)


def names(found: list[Page | Failure]) -> list[str]:
    return [str(f.url).rsplit("/", 1)[-1] if isinstance(f, Page) else f.code for f in found]


def test_a_text_file_becomes_a_page(tmp_path: Path) -> None:
    place = put(tmp_path / "naïve name.txt", TEXT)
    page = read_one(place)
    assert page.content == TEXT
    assert page.url == Path(place).as_uri() and page.url.startswith("file:///")
    assert page.media_type == "text/plain"
    assert page.fetched is not None and page.fetched.utcoffset() is not None


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.html", HTML, "text/html"),
        ("a.xhtml", HTML, "text/html"),
        ("a.txt", HTML, "text/html"),
        ("a.md", TEXT, "text/plain"),
        ("a.html.gz", gzip.compress(HTML, mtime=0), "text/html"),
        ("a.gz", gzip.compress(HTML, mtime=0), "text/html"),
        ("a.HTM", b"Talks", "text/html"),
        ("a", TEXT, None),
        ("a.txt", gzip.compress(TEXT, mtime=0), "text/plain"),
    ],
)
def test_what_it_is_comes_from_suffix_and_content(
    tmp_path: Path, name: str, content: bytes, media_type: str | None
) -> None:
    page = read_one(put(tmp_path / name, content))
    assert page.media_type == media_type
    assert not page.content.startswith(b"\x1f\x8b")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyInput),
        (b" \n \n", EmptyInput),
        (gzip.compress(b"", mtime=0), EmptyInput),
        (b"%PDF-1.5", BinaryInput),
        (gzip.compress(b"%PDF-1.5", mtime=0), BinaryInput),
        (b"\xff\xd8\xff\xe0", BinaryInput),
        (gzip.compress(bytes(50_000_000), mtime=0), TooCompressed),
        (gzip.compress(TEXT, mtime=0)[:-5], Undecodable),
        (b"a" * 100_001, TooLarge),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, content: bytes, error: type[InputError]) -> None:
    place = put(tmp_path / "bad.txt", content)
    with pytest.raises(error) as raised:
        read_one(place, Settings(max_bytes=100_000))
    assert "bad.txt" in raised.value.message and raised.value.fix


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    place = tmp_path / "huge.txt"
    with place.open("wb") as file:
        file.truncate(500_000_000)
    tracemalloc.start()
    with pytest.raises(TooLarge, match="500,000,000"):
        read_one(str(place))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_missing_path_says_so(tmp_path: Path) -> None:
    for place in ("nothing.txt", "nothing/at/all.txt", "x" * 5_000, "a\x00b"):
        with pytest.raises(MissingPath):
            read_one(str(tmp_path / place))
    with pytest.raises(MissingPath):
        read_one("")


def test_a_folder_is_not_one_page(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_one(str(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_says_so(tmp_path: Path) -> None:
    place = put(tmp_path / "secret.txt", TEXT)
    Path(place).chmod(0)
    with pytest.raises(NoPermission):
        read_one(place)


def test_no_permission_from_the_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = put(tmp_path / "secret.txt", TEXT)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(NoPermission, match=r"secret\.txt"):
        read_one(place)


def test_a_folder_that_cannot_be_listed_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt", TEXT)
    put(tmp_path / "closed" / "b.txt", TEXT)
    real = Path.iterdir

    def listing(self: Path) -> object:
        if self.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "iterdir", listing)
    assert names(list(read_all([str(tmp_path)]))) == ["a.txt", "no-permission"]


def test_links_that_lead_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(MissingPath, match="circle"):
        read_one(str(tmp_path / "a.txt"))
    assert names(list(read_all([str(tmp_path)]))) == ["missing-path", "missing-path"]


def test_a_folder_that_links_to_itself_is_entered_once(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", TEXT)
    (tmp_path / "in" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert names(list(read_all([str(tmp_path)]))) == ["a.txt"]


def test_a_pipe_is_read_and_a_pipe_nobody_writes_to_is_empty(tmp_path: Path) -> None:
    place = tmp_path / "pipe"
    os.mkfifo(place)
    with pytest.raises(EmptyInput):
        read_one(str(place))
    reader, writer = os.pipe()

    def write_late() -> None:
        time.sleep(0.1)
        os.write(writer, TEXT)
        os.close(writer)

    thread = threading.Thread(target=write_late)
    thread.start()
    page = read_one(f"/dev/fd/{reader}")
    thread.join()
    os.close(reader)
    assert page.content == TEXT


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_devices_end_at_the_limit() -> None:
    with pytest.raises(TooLarge):
        read_one("/dev/zero", Settings(max_bytes=100_000))
    with pytest.raises(EmptyInput):
        read_one("/dev/null")


def test_a_socket_is_no_file(tmp_path: Path) -> None:
    place = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        with pytest.raises(InputError):
            read_one(str(place))


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(HTML), closed=False))
    first, second = read_all(["-", "-"])
    assert isinstance(first, Page) and first.url is None and first.media_type == "text/html"
    assert isinstance(second, Failure) and "once" in second.message


def test_standard_input_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"a" * 101), closed=False))
    with pytest.raises(TooLarge):
        read_one("-", Settings(max_bytes=100))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b""), closed=False))
    with pytest.raises(EmptyInput):
        read_one("-")
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(EmptyInput):
        read_one("-")


def test_a_folder_is_read_sorted_and_without_what_is_no_page(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/b/c.md", "c.htm", "d.xhtml", "e.html.gz"):
        put(tmp_path / name, gzip.compress(HTML, mtime=0) if name.endswith("gz") else HTML)
    put(tmp_path / "saved-page", HTML)
    for name in (".hidden.txt", ".git/x.txt", "photo.jpg", "table.xlsx", "data.tar.gz", "Makefile", "x.json"):
        put(tmp_path / name, TEXT)
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(read_all([str(tmp_path)]))
    assert names(found) == ["c.md", "z.html", "b.txt", "c.htm", "d.xhtml", "e.html.gz", "saved-page"]


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path / "1.txt", TEXT)
    put(tmp_path / "2.txt", b"")
    put(tmp_path / "3.html", b"\x89PNG\r\n\x1a\n")
    put(tmp_path / "4.txt", TEXT)
    found = list(read_all([str(tmp_path), str(tmp_path / "none.txt")]))
    assert names(found) == ["1.txt", "empty-input", "binary-input", "4.txt", "missing-path"]
    failure = found[1]
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.exit_code) == ("source", 3)
    assert failure.url == (tmp_path / "2.txt").as_uri() and "2.txt" in failure.message and failure.fix


def test_a_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "photo.jpg", b"\xff\xd8\xff")
    (failure,) = read_all([str(tmp_path)])
    assert isinstance(failure, Failure) and failure.code == "empty-input" and str(tmp_path) in failure.message


def test_pages_come_one_by_one(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    put(tmp_path / "b.txt", TEXT)
    found = read_all([str(tmp_path)])
    assert isinstance(next(found), Page)
    (tmp_path / "b.txt").write_bytes(b"Later.")
    second = next(found)
    assert isinstance(second, Page) and second.content == b"Later."


def test_names_that_are_not_utf_8_are_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_bytes(TEXT)
    except OSError:
        pytest.skip("the file system allows only UTF-8 names")
    (page,) = read_all([str(tmp_path)])
    assert isinstance(page, Page) and page.url is not None and page.url.endswith("caf%E9.txt")


def test_the_hundred_pages_of_a_gold_set(gold: Path) -> None:
    found = list(read_all([str(gold / "pages")]))
    assert len(found) == 120
    assert all(isinstance(f, Page) and f.media_type == "text/html" for f in found)
