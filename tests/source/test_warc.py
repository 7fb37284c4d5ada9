from __future__ import annotations

import gzip
import importlib.util
import io
import zlib
from pathlib import Path

import pytest
import zstandard
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import SourceOptions, open_source, read_all

_SPEC = importlib.util.spec_from_file_location("source_archives", Path(__file__).with_name("archives.py"))
assert _SPEC is not None and _SPEC.loader is not None
ARCHIVES = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ARCHIVES)
HTML, info, packed, record = ARCHIVES.HTML, ARCHIVES.info, ARCHIVES.packed, ARCHIVES.record


def put(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def body(n: int) -> bytes:
    return HTML.replace(b"Monday", b"day %d" % n)


def archive(many: int) -> list[bytes]:
    return [info(), *(record(body(n), f"https://news.example/{n}") for n in range(many))]


def told(found: Page | Failure) -> str:
    if isinstance(found, Page):
        return str(found.url).rpartition("/")[2]
    return f"{found.code} {str(found.url).rpartition('=')[2]}"


FORMS = {
    "member by member": (".warc.gz", packed),
    "as one member": (".warc.gz", lambda rs: gzip.compress(b"".join(rs))),
    "not packed": (".warc", b"".join),
    "Zstandard": (".warc.zst", lambda rs: zstandard.compress(b"".join(rs))),
}


@pytest.mark.parametrize("form", FORMS)
def test_pages_come_out_of_an_archive_however_it_is_packed(form: str, tmp_path: Path) -> None:
    suffix, pack = FORMS[form]
    place = put(tmp_path / f"a{suffix}", pack(archive(3)))
    found = list(read_all([place]))
    assert [told(f) for f in found] == ["0", "1", "2"]
    page = found[1]
    assert isinstance(page, Page) and page.fetched is not None
    assert (page.content, page.media_type, page.charset) == (body(1), "text/html", "utf-8")
    assert page.fetched.isoformat() == "2024-05-14T10:30:00+00:00"


@pytest.mark.parametrize("form", [f for f in FORMS if f != "Zstandard"])
@pytest.mark.parametrize("part", [1, 700, 2_000, 100_000])
def test_parts_of_an_archive_hold_each_record_once(form: str, part: int, tmp_path: Path) -> None:
    suffix, pack = FORMS[form]
    rs = archive(20)
    rs[7] = b"no record at all\r\n\r\n"
    source = open_source(put(tmp_path / f"a{suffix}", pack(rs)), SourceOptions(part_bytes=part))
    plan = source.plan()
    found = [told(f) for p in plan for f in source.pages(p)]
    assert found == [*map(str, range(6)), "broken-record 8", *map(str, range(7, 20))]
    if form != "as one member" and part < 100_000:
        assert len(plan) > 2


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    rs = [
        info(WarcRecordType.request),
        info(WarcRecordType.revisit),
        record(status="404 Not Found"),
        record(b"\xff\xd8\xff", Content_Type="image/jpeg"),
        record(b"<p>words words</p>", Content_Type="text/html"),
    ]
    assert len(list(read_all([put(tmp_path / "a.warc.gz", packed(rs))]))) == 1


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (gzip.compress(HTML), {"Content_Encoding": "gzip"}),
        (zlib.compress(HTML), {"Content_Encoding": "deflate"}),
        (b"5\r\n" + HTML[:5] + b"\r\n" + b"%x\r\n" % len(HTML[5:]) + HTML[5:] + b"\r\n0\r\n\r\n",
         {"Transfer_Encoding": "chunked"}),
        (HTML, {"Transfer_Encoding": "chunked", "Content_Encoding": "br"}),
    ],
    ids=["gzip", "deflate", "chunked", "unpacked by the archive"],
)  # fmt: skip
def test_bodies_are_unpacked(content: bytes, header: dict[str, str], tmp_path: Path) -> None:
    (page,) = read_all([put(tmp_path / "a.warc", record(content, **header))])
    assert isinstance(page, Page) and page.content == HTML


def test_a_damaged_record_is_told_with_its_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    members = [gzip.compress(r, mtime=0) for r in archive(5)]
    at = sum(map(len, members[:2]))
    members[2] = members[2][:40] + b"\x00" * 30 + members[2][70:]
    members[4] = members[4][: len(members[4]) // 2]
    found = list(read_all([put(tmp_path / "a.warc.gz", b"".join(members))]))
    assert [told(f) for f in found] == ["0", "undecodable 3", "2", "undecodable 5", "4"]
    failed = found[1]
    assert isinstance(failed, Failure) and f"byte {at:,}" in failed.message and failed.fix


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("damage", [b"", b"x", b"\x00\x00\x00\x00\x00"])
def test_a_member_without_its_beginning_costs_one_record(which: int, damage: bytes, tmp_path: Path) -> None:
    members = [gzip.compress(record(body(n), f"https://news.example/{n}"), mtime=0) for n in range(5)]
    members[which] = damage + members[which][3:]
    found = [told(f) for f in read_all([put(tmp_path / "a.warc.gz", b"".join(members))])]
    assert [f for f in found if f.isdecimal()] == [str(n) for n in range(5) if n != which]
    assert len(found) == 5
    padded = put(tmp_path / "b.warc.gz", members[1] + b"\x00" * 700 + members[3] + b"\x00" * 70)
    assert [told(f) for f in read_all([padded])] == ["1", "3"]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "broken-record"),
        (b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", "broken-record"),
        (b"WARC/1.0\r\nContent-Length: 9999999999999999\r\n\r\n", "broken-record"),
        (b"WARC/1.0\r\nno colon\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n", "broken-record"),
        (b"WARC/1.0\r\n" + b"X: " + b"y" * 300_000 + b"\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n", "broken-record"),
        (record().replace(b"HTTP/1.1 200", b"GARBAGE  200"), "broken-record"),
        (record(b"  \r\n"), "empty-input"),
        (record(b"%PDF-1.7 what it is not"), "binary-input"),
    ],
)
def test_every_broken_record_has_a_reason(broken: bytes, code: str, tmp_path: Path) -> None:
    found = list(read_all([put(tmp_path / "a.warc", record() + broken + record())]))
    assert [told(f) for f in found] == ["1", f"{code} 2", "1"]


def test_an_archive_that_breaks_off_loses_its_last_record_only(tmp_path: Path) -> None:
    found = list(read_all([put(tmp_path / "a.warc", b"".join(archive(3))[:-40])]))
    assert [told(f) for f in found] == ["0", "1", "broken-record 4"]


def test_a_record_that_unpacks_too_far_is_refused(tmp_path: Path) -> None:
    rs = [record(), record(b"<p>" + b"a" * 30_000_000), record()]
    found = list(read_all([put(tmp_path / "a.warc.gz", packed(rs))]))
    assert [told(f) for f in found] == ["1", "too-compressed 2", "1"]
    small = Settings(max_bytes=1_000_000, max_ratio=10_000)
    assert [told(f) for f in read_all([str(tmp_path / "a.warc.gz")], small)] == ["1", "too-large 2", "1"]


def test_a_hostile_address_is_not_taken_over(tmp_path: Path) -> None:
    place = put(tmp_path / "a.warc", record(url="javascript:alert(1)") + record(url="http://user:pw@a.example/"))
    assert [str(f.url).rpartition("/")[2] for f in read_all([place])] == ["a.warc#record=1", "a.warc#record=2"]


@given(bodies=st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=8), pack=st.booleans())
@settings(max_examples=50, deadline=None)
def test_fastwarc_sees_the_same_records(
    bodies: list[bytes], pack: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from detente.source.warc_records import Record, records

    rs = [record(b, f"https://news.example/{n}") for n, b in enumerate(bodies)]
    content = packed(rs) if pack else b"".join(rs)
    path = tmp_path_factory.mktemp("same") / "a.warc"
    path.write_bytes(content)
    theirs = [
        (r.stream_pos, r.headers["WARC-Target-URI"], r.reader.read())
        for r in ArchiveIterator(io.BytesIO(content), parse_http=False)
    ]
    ours = [
        (r.offset, r.header["warc-target-uri"], r.block)
        for r in records(path, Settings())
        if isinstance(r, Record)
    ]
    assert ours == theirs


@given(data=st.data(), pack=st.booleans())
@settings(max_examples=150, deadline=None)
def test_damage_anywhere_costs_no_more_than_failures_with_reasons(
    data: st.DataObject, pack: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rs = archive(3)
    content = bytearray(packed(rs) if pack else b"".join(rs))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    place = put(tmp_path_factory.mktemp("fuzz") / "a.warc.gz", bytes(content))
    source = open_source(place, SourceOptions(part_bytes=300))
    try:
        plan = source.plan()
    except Exception as error:
        raise AssertionError("a plan must not break") from error
    for part in plan:
        for found in source.pages(part):
            assert isinstance(found, Page) or (found.code and found.message and found.fix and found.url)
