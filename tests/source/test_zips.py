from __future__ import annotations

import importlib.util
import io
import json
import zipfile
from pathlib import Path

import pytest

from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import SourceOptions, open_source, read_all

_SPEC = importlib.util.spec_from_file_location("source_archives", Path(__file__).with_name("archives.py"))
assert _SPEC is not None and _SPEC.loader is not None
ARCHIVES = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ARCHIVES)
HTML, packed, record = ARCHIVES.HTML, ARCHIVES.packed, ARCHIVES.record


TEXT = b"The ministers met in Oslo on Monday."


def made(path: Path, members: dict[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> str:
    with zipfile.ZipFile(path, "w", pack) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return str(path)


def told(found: Page | Failure) -> str:
    return found.content.decode() if isinstance(found, Page) else found.code


def test_members_are_read_like_a_folder(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": t}) + "\n" for t in ("one", "two")).encode() + b"broken\n"
    place = made(
        tmp_path / "a.zip",
        {
            "news/b.txt": TEXT,
            "a.html": HTML,
            "c.jsonl": rows,
            "d.warc.gz": packed([record()]),
            "photo.jpg": b"\xff\xd8\xff",
            "__MACOSX/a.html": b"no",
            ".hidden/x.txt": b"no",
            "../../etc/escape.txt": b"Stays inside.",
        },
    )
    source = open_source(place)
    plan = source.plan()
    found = [f for p in plan for f in source.pages(p)]
    assert [told(f) for f in found] == [
        HTML.decode(), "one", "two", "broken-record", HTML.decode(), TEXT.decode(),
    ]  # fmt: skip
    assert [str(f.url).rpartition("/a.zip")[2] for f in found] == [
        "#member=a.html", "#member=c.jsonl&record=1", "#member=c.jsonl&record=2", "#member=c.jsonl&record=3",
        "https://news.example/1", "#member=news/b.txt",
    ]  # fmt: skip
    assert str(tmp_path / "a.zip") in next(f.message for f in found if isinstance(f, Failure))
    assert not (tmp_path.parent / "etc").exists()


def test_parts_hold_each_member_once(tmp_path: Path) -> None:
    place = made(tmp_path / "a.zip", {f"{n:03}.txt": b"Day %d of the talks." % n for n in range(40)})
    source = open_source(place, SourceOptions(part_bytes=100))
    plan = source.plan()
    assert len(plan) > 5 and len({p.name for p in plan}) == len(plan)
    assert [told(f) for p in plan for f in source.pages(p)] == [f"Day {n} of the talks." for n in range(40)]


def test_broken_and_swollen_members_fail_alone(tmp_path: Path) -> None:
    place = made(tmp_path / "a.zip", {"a.txt": TEXT, "b.txt": b"a" * 9_000_000, "c.txt": TEXT * 5, "d.txt": b" "})
    content = bytearray(Path(place).read_bytes())
    at = content.rindex(b"c.txt", 0, content.index(b"PK\x01\x02"))
    content[at + 8 : at + 12] = b"\xff\xff\xff\xff"
    Path(place).write_bytes(content)
    found = list(read_all([place]))
    assert [told(f) for f in found] == [TEXT.decode(), "too-compressed", "undecodable", "empty-input"]
    assert str(found[1].url).endswith("#member=b.txt")


def test_limits_and_damage_of_the_whole(tmp_path: Path) -> None:
    place = made(tmp_path / "a.zip", {f"{n}.txt": TEXT for n in range(3)})
    assert [told(f) for f in read_all([place], Settings(max_members=2))] == ["input"]
    (tmp_path / "b.zip").write_bytes(Path(place).read_bytes()[:-30])
    assert [told(f) for f in read_all([str(tmp_path / "b.zip")])] == ["broken-record"]


def test_a_large_member_is_refused(tmp_path: Path) -> None:
    place = made(tmp_path / "a.zip", {"a.txt": TEXT * 10}, zipfile.ZIP_STORED)
    assert [told(f) for f in read_all([place], Settings(max_bytes=100))] == ["too-large"]


def test_archives_in_archives_are_left_alone(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.txt", TEXT)
    place = made(tmp_path / "a.zip", {"inner.zip": inner.getvalue(), "a.txt": TEXT})
    assert [told(f) for f in read_all([place])] == [TEXT.decode()]


def test_the_directory_is_read_once_and_again_when_the_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"{n:03}.txt": b"Day %d of the talks." % n for n in range(40)}
    place = made(tmp_path / "a.zip", texts)
    source = open_source(place, SourceOptions(part_bytes=100))
    plan = source.plan()
    opened: list[str] = []
    real = zipfile.ZipFile
    monkeypatch.setattr(zipfile, "ZipFile", lambda *a, **k: (opened.append("x"), real(*a, **k))[1])
    # In any order, one after the other; the last part lets go of the file.
    found = {p.name: [told(f) for f in source.pages(p)] for p in [*plan[3:], *plan[:3]]}
    assert sorted(t for texts in found.values() for t in texts) == sorted(t.decode() for t in texts.values())
    assert len(opened) == 2
    monkeypatch.undo()
    made(Path(place), {name: b"Changed: " + text for name, text in texts.items()})
    assert all(told(f).startswith("Changed: ") for f in source.pages(plan[1]))
    Path(place).unlink()
    assert [told(f) for f in source.pages(plan[1])] == ["missing-path"]
