"""Files go into a store whole, once, and go on where they stopped."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from detente.errors import InputError, Undecodable
from detente.interchange import bring_in as module
from detente.interchange.bring_in import bring_in
from detente.interchange.icews import COLUMNS
from detente.store import Store, verify

GOOD = ["polecat_old.tsv", "icews.tsv", "gdelt.export.CSV", "gdelt.mentions.CSV", "plover.jsonl"]


def icews(path: Path, count: int, first: int = 1) -> Path:
    """A file of some invented events."""
    lines = ["\t".join(COLUMNS)]
    for n in range(first, first + count):
        cells = dict.fromkeys(COLUMNS, "")
        cells |= {"Event ID": str(n), "Event Date": f"2019-0{1 + n % 9}-1{n % 10}", "CAMEO Code": "042"}
        cells |= {
            "Source Country": "France",
            "Target Country": "Kenya",
            "Intensity": "1.9",
            "Story ID": str(n // 3),
        }
        lines.append("\t".join(cells.values()))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", GOOD)
def test_the_same_file_twice_adds_nothing(store: Store, files: Path, tmp_path: Path, name: str) -> None:
    first = bring_in(store, files / name)
    assert first.new and not first.known and first.differing == 0
    before = (list(store.entries()), store.failures(), store.version)
    again = bring_in(store, files / name)
    assert (again.new, again.known, again.failures) == (0, first.new, first.failures)
    assert (list(store.entries()), store.failures(), store.version) == before
    # Nor does the same event in another file, when its coder gave it an id.
    packed = tmp_path / "other.gz"
    packed.write_bytes(gzip.compress((files / name).read_bytes()))
    assert bring_in(store, packed).new == 0
    assert verify(store.path).sound


def test_lines_without_an_id_are_known_by_file_and_line(store: Store, files: Path) -> None:
    columns = {"start": "1", "actor_code": "2", "recipient_code": "3", "cameo": "4"}
    assert bring_in(store, files / "kosovo_table.tsv", "cameo", "KEDS", columns).new == 2
    assert bring_in(store, files / "kosovo_table.tsv", "cameo", "KEDS", columns).new == 0
    assert store.coders() == {"KEDS": 2}


def test_failures_name_file_line_and_reason(store: Store, files: Path) -> None:
    done = bring_in(store, files / "icews_malformed.tsv")
    assert (done.new, done.known, done.failures, done.differing) == (2, 0, 5, 1)
    told = {f.url: f for f in store.failures()}
    assert set(told) == {f"{done.origin}#line={n}" for n in (3, 4, 5, 6, 7, 8)}
    broken = told[f"{done.origin}#line=8"]
    assert broken.code == "unreadable-line" and broken.message.startswith("Line 8: It has 3 cells, not 20.")
    assert "other content" in told[f"{done.origin}#line=7"].message
    assert next(e.cameo for e in store.entries() if e.source_id == "30100001") == "042", "the first stays"


def test_a_killed_import_goes_on_where_it_stopped(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PART", 10)
    path = icews(tmp_path / "events.tsv", 35)

    def stop(done: module.Brought) -> None:
        if done.lines == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(store, path, each=stop)
    assert store.coders() == {"ICEWS": 20} and verify(store.path).sound
    done = bring_in(store, path)
    assert (done.new, done.known) == (15, 20)
    assert [e.source_id for e in store.entries()] == [str(n) for n in range(1, 36)]
    assert verify(store.path).sound


def test_what_was_read_before_a_file_breaks_off_is_kept(store: Store, tmp_path: Path) -> None:
    whole = gzip.compress(icews(tmp_path / "events.tsv", 3000).read_bytes())
    (tmp_path / "cut.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Undecodable, match="breaks off"):
        bring_in(store, tmp_path / "cut.gz")
    assert 100 < store.coders()["ICEWS"] < 3000 and verify(store.path).sound


def test_large_parts_go_over_a_file_and_are_the_same(store: Store, tmp_path: Path) -> None:
    path = icews(tmp_path / "events.tsv", 2500)
    assert bring_in(store, path).new == 2500
    entries = list(store.entries())
    assert len(entries) == 2500 and entries[7].source_id == "8" and entries[7].actors[0].country == "FRA"
    assert verify(store.path).sound


def test_the_user_may_name_format_and_coder(store: Store, files: Path) -> None:
    done = bring_in(store, files / "icews.tsv", "icews", "ICEWS 2016")
    assert done.format == "icews" and store.coders() == {"ICEWS 2016": 6}


def test_a_wrong_format_changes_nothing(store: Store, files: Path) -> None:
    with pytest.raises(InputError, match="lacks Event Type"):
        bring_in(store, files / "icews.tsv", "polecat")
    with pytest.raises(InputError, match="no format 'excel'"):
        bring_in(store, files / "icews.tsv", "excel")
    assert store.version == 0 and not store.failures()


def test_old_versions_stay_readable(store: Store, files: Path) -> None:
    bring_in(store, files / "icews.tsv")
    bring_in(store, files / "polecat_old.tsv")
    assert set(Store.open(store.path, version=1).coders()) == {"ICEWS"}
    assert set(store.coders()) == {"ICEWS", "POLECAT"}
