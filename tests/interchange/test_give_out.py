"""What a store has goes out: chosen, whole, and over no file that is there."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from detente.errors import InputError
from detente.interchange.bring_in import bring_in
from detente.interchange.codings import entries_of
from detente.interchange.doors import exporter
from detente.interchange.give_out import GivenOut, give_out, select, write_file
from detente.ontology import load
from detente.record import Actor, Cast, Coder, Coding, Document, Event, EventCode, Evidence, When, Where
from detente.store import EntryFilter, Store, verify


@pytest.fixture
def filled(store: Store, files: Path) -> Store:
    for name in ("polecat_old.tsv", "icews.tsv", "gdelt.export.CSV"):
        bring_in(store, files / name)
    return store


def ids(store: Store, **wanted: object) -> set[str | None]:
    return {e.source_id for e in select(store, EntryFilter(**wanted), False, Counter())}  # type: ignore[arg-type]


def test_whose_events(filled: Store) -> None:
    assert ids(filled) == set(), "detente's own are the default, and there are none"
    assert len(ids(filled, coders=("ICEWS",))) == 6
    assert len(ids(filled, coders=("all",))) == 20
    with pytest.raises(InputError, match="nothing by the coder 'TERRIER'") as error:
        ids(filled, coders=("TERRIER",))
    assert "GDELT, ICEWS, POLECAT" in error.value.fix


def test_which_events(filled: Store) -> None:
    everyone = ("all",)
    assert ids(filled, coders=everyone, type="CONSULT") == {"20190503-0001", "30100001"}
    assert ids(filled, coders=everyone, country="XKX") == {"20190510-0008", "30100006", "980000004"}
    assert ids(filled, coders=everyone, since=date(2019, 5, 10), until=date(2020, 2, 6)) == {
        "20190510-0008",
        "20190511-0009",
        "980000004",
    }


@pytest.mark.parametrize("name", ["plover", "polecat", "icews", "gdelt", "csv"])
def test_from_a_store_into_another(filled: Store, tmp_path: Path, name: str) -> None:
    coder = {"icews": "ICEWS", "gdelt": "GDELT"}.get(name, "POLECAT")
    path = tmp_path / f"out.{name}.gz"
    wanted = EntryFilter(coders=(coder,))
    done = write_file(path, lambda out: give_out(filled, exporter(name), wanted, out))
    other = Store.open(tmp_path / "other", create=True)
    brought = bring_in(other, path)
    assert brought.new == done.rows and brought.failures == 0 and brought.format == name

    def said(store: Store) -> list[tuple[object, ...]]:
        return [
            (
                e.source_id,
                e.start,
                e.type,
                e.mode,
                e.cameo,
                e.quad,
                e.score,
                e.contexts,
                e.actors,
                e.recipients,
                e.where,
            )
            for e in store.entries(wanted)
        ]

    assert said(other) == said(filled)


TEXT = "Norwegian and Kenyan ministers met in Oslo. Russia says that Norway spied. Kenya may not send troops."


def own() -> Coding:
    """A coding with a meeting of two, a claim, and an act that may not happen."""
    document = Document(
        TEXT, "Talks in Oslo", "https://example.org/1", published=When.parse("2019-05-15", "given")
    )

    def event(number: int, words: str, code: EventCode, actors: str, recipients: str, **changed: object) -> Event:
        start = TEXT.index(words)
        trigger = Evidence.of(document.span(start, start + len(words)), TEXT, "trigger")
        ids = [tuple(f"state:{c}" for c in side.split()) for side in (actors, recipients)]
        given = {"claimed_by": None, "modality": (), "quad": load().quad(code.type), "score": load().score(code)}
        return Event(
            id=f"event-{number}", code=code, cameo=load().cameo(code), contexts=("diplomatic",), actors=ids[0],
            recipients=ids[1], when=When.parse("2019-05-14", "text"),
            where=Where("Oslo", "NOR", 59.9, 10.7, 3143244), confidence=0.9, evidence=(trigger,), reasons=(),
            **{**given, **changed},
        )  # fmt: skip

    states = (("Norway", "NOR"), ("Kenya", "KEN"), ("Russia", "RUS"))
    cast = tuple(Actor(f"state:{c}", name, "state", c, "GOV") for name, c in states)
    events = (
        event(1, "met", EventCode("CONSULT", "visit"), "NOR KEN", ""),
        event(2, "spied", EventCode("ACCUSE", "allege"), "RUS", "NOR", claimed_by="state:RUS"),
        event(3, "send troops", EventCode("MOBILIZE", "troops"), "KEN", "", modality=("hypothetical",)),
    )
    return Coding(Coder("0", "0", "0")).having(document=document, cast=Cast(cast, ()), events=events)


def test_detentes_own_events(store: Store, tmp_path: Path) -> None:
    store.add([own()])
    for to, rows in (("plover", 2), ("polecat", 2), ("icews", 1), ("gdelt", 1), ("csv", 2)):
        path = tmp_path / to
        done = write_file(path, lambda out, to=to: give_out(store, exporter(to), EntryFilter(), out))  # type: ignore[misc]
        assert done.rows == rows
        assert done.dropped["mere claims (--claims gives them)"] == 1
        assert done.dropped["told as hypothetical"] == (2 - rows)
        brought = bring_in(store, path, coder=to)
        assert (brought.new, brought.failures, brought.differing) == (rows, 0, 0)
        met = next(e for e in store.entries(EntryFilter(coders=(to,))) if e.source_id == "event-1")
        assert (met.type, met.start) == ("CONSULT", date(2019, 5, 14))
        assert [s.country for s in (*met.actors, *met.recipients)] == ["NOR", "KEN"]
        assert met.where is not None and (met.where.name, met.where.country) == ("Oslo", "NOR")
    assert verify(store.path).sound
    everything = list(select(store, EntryFilter(), True, Counter()))
    assert [e.source_id for e in everything] == ["event-1", "event-2", "event-3"]
    assert [e.source_id for e in entries_of(own())] == ["event-1", "event-2", "event-3"]


def test_parquet(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    done = write_file(path, lambda out: give_out(filled, exporter("parquet"), EntryFilter(coders=("all",)), out))
    rows = duckdb.sql(f"SELECT * FROM '{path}' WHERE source_id = '20190503-0001'").fetchall()
    names = duckdb.sql(f"SELECT * FROM '{path}'").columns
    row = dict(zip(names, rows[0], strict=True))
    assert done.rows == 20 and row["start"] == date(2019, 5, 3) and row["contexts"] == ["diplomatic", "military"]
    assert row["where"]["geonameid"] == 2660646 and "batch" not in names and "digest" not in names
    write_file(path, lambda out: give_out(filled, exporter("parquet"), EntryFilter(), out), force=True)
    assert duckdb.sql(f"SELECT * FROM '{path}'").columns == names, "without rows the columns are the same"


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")

    def write(out: object) -> GivenOut:
        out.write(b"theirs")  # type: ignore[attr-defined]
        return GivenOut(1, Counter())

    with pytest.raises(InputError, match="there already"):
        write_file(path, write)
    assert path.read_text() == "mine" and [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    write_file(path, write, force=True)
    assert path.read_text() == "theirs" and [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    with pytest.raises(InputError, match="no folder"):
        write_file(tmp_path / "no" / "out.csv", write)


def test_a_file_that_came_meanwhile_stays_too(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"

    def write(out: object) -> GivenOut:
        path.write_text("mine")
        return GivenOut(0, Counter())

    with pytest.raises(InputError, match="there already"):
        write_file(path, write)
    assert path.read_text() == "mine"


def test_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def write(out: object) -> GivenOut:
        raise ValueError

    with pytest.raises(ValueError):
        write_file(tmp_path / "out.csv", write)
    assert not list(tmp_path.iterdir())


def test_the_same_export_has_the_same_bytes(filled: Store, tmp_path: Path) -> None:
    outs = [io.BytesIO(), io.BytesIO()]
    for out in outs:
        give_out(filled, exporter("csv"), EntryFilter(coders=("all",)), out)
    assert outs[0].getvalue() == outs[1].getvalue()
