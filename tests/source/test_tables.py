from __future__ import annotations

import gzip
import json
import pickle
from pathlib import Path

import duckdb
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import MissingColumn, MissingPath, SettingsError
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import Part, SourceOptions, open_source, read_all

TEXT = "The ministers met in Oslo on Monday. They agreed on a truce."


def put(path: Path, content: bytes | str) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def lines(*records: object) -> str:
    return "".join(f"{json.dumps(r)}\n" for r in records)


def told(found: Page | Failure) -> str:
    return found.content.decode() if isinstance(found, Page) else found.code


def whole(place: str, options: SourceOptions | None = None) -> list[Page | Failure]:
    return list(read_all([place], options=options))


def test_a_json_line_is_a_page_with_what_its_fields_say(tmp_path: Path) -> None:
    record = {"Headline": " Talks\nin Oslo ", "body": TEXT, "published": "2024-05-14T23:30:00-05:00"}
    (page,) = whole(put(tmp_path / "a.jsonl", lines({**record, "url": "https://news.example/1"})))
    assert isinstance(page, Page)
    assert (page.content.decode(), page.title, page.url) == (TEXT, "Talks in Oslo", "https://news.example/1")
    assert page.published is not None and page.published.isoformat() == "2024-05-14"
    assert page.media_type == "text/plain" and page.charset == "utf-8"


def test_options_name_the_fields_and_go_into_objects(tmp_path: Path) -> None:
    place = put(
        tmp_path / "a.jsonl", lines({"text": "no", "story": {"words": TEXT, "head": "Talks"}, "day": "14/05/2024"})
    )
    options = SourceOptions(text="story.words", title="story.head", date="day", date_format="%d/%m/%Y")
    (page,) = whole(place, options)
    assert isinstance(page, Page) and page.published is not None
    assert (page.content.decode(), page.title, page.published.isoformat()) == (TEXT, "Talks", "2024-05-14")


def test_a_broken_line_is_a_failure_with_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    place = put(
        tmp_path / "a.jsonl",
        lines({"text": TEXT})
        + "{broken\n\n[1]\n"
        + "[" * 100_000
        + "\n"
        + lines({"text": 5}, {"text": ""}, {"other": 1}, {"text": TEXT, "date": "soon"}, {"text": "half \ud800"})
        + '{"text": "\xff"}\n'.encode("latin-1").decode("latin-1"),
    )
    Path(place).write_bytes(Path(place).read_bytes() + b'{"text": "\xff"}\n' + lines({"text": TEXT}).encode())
    found = whole(place)
    codes = ["broken-record"] * 4 + ["empty-input", "missing-column", "broken-record"]
    assert [told(f) for f in found] == [TEXT, *codes, "half \ufffd", "ÿ", "undecodable", TEXT]
    failed = [f for f in found if isinstance(f, Failure)]
    assert [f.url and f.url.rpartition("#")[2] for f in failed] == [
        f"record={n}" for n in (2, 4, 5, 6, 7, 8, 9, 12)
    ]
    assert all(f.message and f.fix and f.stage == "source" for f in failed)


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    place = put(tmp_path / "a.jsonl", lines({"text": "a" * 5_000}, {"text": TEXT}))
    found = list(read_all([place], Settings(max_bytes=200)))
    assert [told(f) for f in found] == ["too-large", TEXT]


@settings(deadline=None)
@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda t: bool(t.strip())), max_size=30
    ),
    part=st.integers(1, 400),
)
def test_parts_of_json_lines_hold_each_record_once(
    texts: list[str], part: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = put(tmp_path_factory.mktemp("parts") / "a.jsonl", lines(*({"text": t} for t in texts)))
    source = open_source(place, SourceOptions(part_bytes=part))
    plan = source.plan()
    assert plan == source.plan() == tuple(Part.from_json(json.loads(json.dumps(p.as_json()))) for p in plan)
    again = pickle.loads(pickle.dumps(source))
    cut = [f for p in plan for f in again.pages(pickle.loads(pickle.dumps(p)))]
    assert [(told(f), f.url) for f in cut] == [(told(f), f.url) for f in whole(place)]
    assert len({p.name for p in plan}) == len(plan)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_packed_tables_are_unpacked(pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    one, two = lines({"text": TEXT}), lines({"text": "Second."})
    place = put(tmp_path / "a.jsonl.zst", pack(one.encode()) + pack(two.encode()))
    assert [told(f) for f in whole(place)] == [TEXT, "Second."]
    broken = put(tmp_path / "b.jsonl.zst", Path(place).read_bytes()[:-5])
    assert told(whole(broken)[-1]) == "undecodable"
    bomb = put(tmp_path / "c.jsonl.zst", pack(lines({"text": "a" * 50_000_000}).encode()))
    assert [told(f) for f in whole(bomb)] == ["too-compressed"]


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    place = put(tmp_path / "a.jsonl", lines({"text": TEXT}))
    (before,) = open_source(place).plan()
    put(tmp_path / "a.jsonl", lines({"text": TEXT[:-1] + "!"}))
    (after,) = open_source(place).plan()
    assert before.fingerprint != after.fingerprint and before.size == after.size


CSV = 'title;text;date\nTalks;"They met;\nand ""agreed""";2024-05-14\n'


def test_a_csv_record_may_run_over_lines(tmp_path: Path) -> None:
    (page,) = whole(put(tmp_path / "a.csv", "\ufeff" + CSV))
    assert isinstance(page, Page) and page.published is not None
    assert page.content.decode() == 'They met;\nand "agreed"'
    assert (page.title, page.published.isoformat()) == ("Talks", "2024-05-14")


def test_a_stray_quote_costs_one_record(tmp_path: Path) -> None:
    rows = [f"{n},{TEXT}" for n in range(6)]
    rows[1] = '1,"never closed'
    rows[3] = "3,one,too many"
    rows[4] = '4,"closed"too soon'
    found = whole(put(tmp_path / "a.csv", "\n".join(["n,text", *rows]) + "\n"))
    assert [told(f) for f in found] == [TEXT, "broken-record", TEXT, "broken-record", "broken-record", TEXT]
    assert [f.url and f.url.rpartition("=")[2] for f in found] == ["1", "2", "3", "4", "5", "6"]


@settings(deadline=None)
@given(
    texts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1), max_size=30),
    part=st.integers(1, 300),
)
def test_parts_of_a_csv_hold_each_record_once(
    texts: list[str], part: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([["text", "n"], *([t, n] for n, t in enumerate(texts))])
    place = put(tmp_path_factory.mktemp("parts") / "a.csv", out.getvalue())
    source = open_source(place, SourceOptions(part_bytes=part))
    cut = [f for p in source.plan() for f in source.pages(p)]
    assert [(told(f), f.url) for f in cut] == [(told(f), f.url) for f in whole(place)]
    assert len(cut) == len(texts)


def test_a_table_without_a_text_says_what_it_has(tmp_path: Path) -> None:
    place = put(tmp_path / "a.csv", "n,m\n1,2\n")
    with pytest.raises(MissingColumn, match="n, m"):
        open_source(place).plan()
    with pytest.raises(MissingColumn, match="'story'"):
        open_source(place, SourceOptions(text="story")).plan()
    with pytest.raises(SettingsError, match="utf-16"):
        open_source(place, SourceOptions(encoding="utf-16")).plan()
    with pytest.raises(MissingPath):
        open_source(str(tmp_path / "none.jsonl")).plan()
    with pytest.raises(SettingsError, match="no source 'tape'"):
        open_source(place, SourceOptions(kind="tape"))


def test_parquet_rows_are_pages(tmp_path: Path) -> None:
    place = str(tmp_path / "a.parquet")
    duckdb.sql(
        "SELECT CASE WHEN i = 3 THEN NULL ELSE 'Talks went on, day ' || i || '.' END AS body, "
        "DATE '2024-05-14' + i::INT AS day, 'Talks ' || i AS title, {'at': 'https://news.example/' || i} AS x "
        "FROM range(5000) t(i)"
    ).write_parquet(place, row_group_size=2048)
    options = SourceOptions(date="day", url="x.at", part_bytes=5_000)
    source = open_source(place, options)
    plan = source.plan()
    assert len(plan) == 3 and [p.first for p in plan] == [1, 2049, 4097]
    found = [f for p in plan for f in source.pages(p)]
    assert len(found) == 5000
    page = found[4999]
    assert isinstance(page, Page) and page.published is not None
    assert (page.content.decode(), page.title) == ("Talks went on, day 4999.", "Talks 4999")
    assert page.url == "https://news.example/4999" and page.published.isoformat() == "2038-01-20"
    bad = found[3]
    assert isinstance(bad, Failure) and bad.code == "empty-input" and str(bad.url).endswith("#record=4")


def test_a_damaged_parquet_file_is_told(tmp_path: Path) -> None:
    found = whole(put(tmp_path / "a.parquet", b"PAR1 and nothing more"))
    assert [told(f) for f in found] == ["broken-record"]


def test_a_folder_holds_pages_and_tables_side_by_side(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    put(tmp_path / "b.jsonl", lines({"text": "From a table."}))
    put(tmp_path / "c.txt", "Another.")
    put(tmp_path / "d.csv", "no,such\n1,2\n")
    put(tmp_path / "e.bin", b"\x00\x01")
    source = open_source(str(tmp_path))
    plan = source.plan()
    assert [(p.name, p.kind) for p in plan] == [
        ("a.txt", "files"), ("b.jsonl", "jsonl"), ("c.txt", "files"), ("d.csv", "csv"),
    ]  # fmt: skip
    assert [told(f) for p in plan for f in source.pages(p)] == [
        TEXT,
        "From a table.",
        "Another.",
        "missing-column",
    ]
