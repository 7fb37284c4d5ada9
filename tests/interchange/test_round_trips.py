"""Written and read again, an event is what it was, as far as the format holds it."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.interchange.cameo import cameo_of, goldstein_of
from detente.interchange.codes import from_cameo
from detente.interchange.doors import exporter, importer
from detente.interchange.lookups import lookups
from detente.interchange.source import Source
from detente.record import MODALITIES, Entry, Side, Where

KNOWN = lookups()
ONTOLOGY = KNOWN.ontology
COUNTRIES = sorted(KNOWN.countries - {"KOS", "ESH"})
SECTORS = sorted(ONTOLOGY.sectors)
#: Names as people write them, and hostile ones; without blanks at the ends, which no table keeps.
NAMES = st.one_of(
    st.sampled_from(
        ["Sergey Lavrov", '=HYPERLINK("http://x")', "'quoted'", '"A" party', "Côte d'Ivoire", "@all, +1"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")), min_size=1, max_size=20),
).filter(lambda t: t.strip() == t and t.casefold() not in KNOWN.missing and " ".join(t.split("\u2028")) == t)
SIDES = st.builds(
    Side,
    NAMES,
    st.none() | st.sampled_from(COUNTRIES),
    st.lists(st.sampled_from(SECTORS), max_size=2, unique=True).map(tuple),
)
PLACES = st.builds(
    Where,
    NAMES,
    st.none() | st.sampled_from([c for c in COUNTRIES if c in KNOWN.fips.values()]),
    *[st.none()] * 2,
    st.none() | st.integers(1, 10**8),
) | st.builds(Where, NAMES, st.just("NOR"), st.floats(-90, 90), st.floats(-180, 180))
CODES = sorted(ONTOLOGY.modes) + [t.code for t in ONTOLOGY.types.values()]


@st.composite
def entries(draw: Any) -> Entry:
    code = draw(st.sampled_from(CODES))
    start = draw(st.dates(date(1979, 1, 1), date(2030, 1, 1)))
    return Entry(
        coder="hand",
        source_id=draw(st.integers(1, 10**12).map(str)),
        start=start,
        end=start,
        type=code.type,
        mode=code.mode,
        quad=ONTOLOGY.quad(code.type),
        score=ONTOLOGY.score(code),
        scale="plover",
        contexts=tuple(draw(st.lists(st.sampled_from(sorted(ONTOLOGY.contexts)), max_size=3, unique=True))),
        modality=tuple(draw(st.lists(st.sampled_from(MODALITIES), max_size=1))),
        actors=(draw(SIDES),),
        recipients=(draw(SIDES),) if draw(st.booleans()) else (),
        story=draw(st.none() | st.just("https://news.example/1?a=b")),
        mentions=draw(st.none() | st.integers(0, 10**9)),
        where=draw(st.none() | PLACES),
        text=draw(st.none() | NAMES),
    )


def there_and_back(name: str, given_: list[Entry], folder: Path) -> tuple[list[Entry], Counter[str]]:
    dropped: Counter[str] = Counter()
    out = io.BytesIO()
    exporter(name).write(given_, out, dropped)
    path = folder / "file"
    path.write_bytes(out.getvalue() or b"\n")
    outcomes = list(importer(name).read(Source.of(path))) if out.getvalue() else []
    assert all(isinstance(o, Entry) for o in outcomes), outcomes
    return outcomes, dropped  # type: ignore[return-value]


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(st.lists(entries(), max_size=4))
def test_plover(tmp_path: Path, told: list[Entry]) -> None:
    back, dropped = there_and_back("plover", told, tmp_path)
    assert not dropped and [replace(e, origin="", line=0) for e in back] == told


@QUICK
@given(st.lists(entries(), max_size=4))
def test_csv(tmp_path: Path, told: list[Entry]) -> None:
    back, dropped = there_and_back("csv", told, tmp_path)
    assert not dropped and [replace(e, origin="", line=0) for e in back] == told


@QUICK
@given(st.lists(entries(), max_size=4))
def test_polecat(tmp_path: Path, told: list[Entry]) -> None:
    back, dropped = there_and_back("polecat", told, tmp_path)
    # No story, no mentions, no text: the format has no place for them.
    wanted = [replace(e, coder="POLECAT", story=None, mentions=None, text=None) for e in told]
    assert not dropped and [replace(e, origin="", line=0) for e in back] == wanted


def by_cameo(entry: Entry, coder: str) -> Entry:
    """An entry as a file that says it in CAMEO holds it."""
    cameo = cameo_of(entry)
    assert cameo is not None
    coded = from_cameo(cameo)
    where = entry.where
    return replace(
        entry,
        coder=coder,
        type=coded.type,
        mode=coded.mode,
        cameo=cameo,
        quad=coded.quad,
        score=goldstein_of(entry, cameo),
        scale="goldstein",
        contexts=coded.contexts,
        where=replace(where, geonameid=None) if where else None,
    )


@QUICK
@given(st.lists(entries(), max_size=4))
def test_icews(tmp_path: Path, told: list[Entry]) -> None:
    back, dropped = there_and_back("icews", told, tmp_path)
    wanted = []
    for entry in (e for e in told if not e.modality):
        name = ONTOLOGY.cameo_names[cameo_of(entry) or ""]
        wanted.append(replace(by_cameo(entry, "ICEWS"), mentions=None, text=name))
    assert [replace(e, origin="", line=0) for e in back] == wanted
    assert sum(dropped.values()) == len(told) - len(wanted), "what a file cannot say did not happen is not written"


@QUICK
@given(st.lists(entries(), max_size=4))
def test_gdelt(tmp_path: Path, told: list[Entry]) -> None:
    back, dropped = there_and_back("gdelt", told, tmp_path)
    wanted = [replace(by_cameo(e, "GDELT"), text=None) for e in told if not e.modality]
    assert [replace(e, origin="", line=0) for e in back] == wanted
    assert sum(dropped.values()) == len(told) - len(wanted)


def test_what_a_format_cannot_hold_is_counted() -> None:
    whole = Entry(
        coder="x", start=date(2020, 1, 1), end=date(2020, 1, 1), type="AID", quad=2, actors=(Side("A", "USA"),)
    )
    statement = replace(whole, type=None, cameo="010", quad=1)
    undated = replace(whole, start=None, end=None)
    for name, lost in (("plover", 2), ("polecat", 2), ("icews", 1), ("gdelt", 1), ("csv", 0), ("parquet", 0)):
        dropped: Counter[str] = Counter()
        rows = exporter(name).write([whole, statement, undated], io.BytesIO(), dropped)
        assert (rows, sum(dropped.values())) == (3 - lost, lost), name


def test_longer_times_and_open_ends_survive_where_they_can(tmp_path: Path) -> None:
    start = date(2020, 1, 1)
    month = Entry(
        coder="x", source_id="1", start=start, end=start + timedelta(30), grain="month", type="AID", quad=2,
        score=10.0, scale="plover", actors=(Side("A", "USA"),), recipients=(Side("B", "RUS"),),
    )  # fmt: skip
    opened = replace(month, source_id="2", end=None, grain="part")
    for name in ("plover", "csv"):
        back, _ = there_and_back(name, [month, opened], tmp_path)
        assert [replace(e, origin="", line=0) for e in back] == [month, opened]


def test_many_parties_become_pairs_in_tables_and_stay_lists_in_json(tmp_path: Path) -> None:
    start = date(2020, 1, 1)
    sides = (Side("Minister", "USA", ("GOV",)), Side("General", "USA", ("MIL",)), Side("Envoy", "RUS", ("GOV",)))
    met = Entry(
        coder="x", source_id="1", start=start, end=start, type="CONSULT", quad=1, score=2.5, scale="plover",
        actors=sides,
    )  # fmt: skip
    (json_,), _ = there_and_back("plover", [met], tmp_path)
    assert json_.actors == sides
    (row,), _ = there_and_back("polecat", [met], tmp_path)
    assert row.actors == (Side("Minister; General", "USA", ("GOV", "MIL")),) and row.recipients == (sides[2],)


@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt", "csv"])
def test_no_cell_of_any_table_is_a_formula(name: str) -> None:
    bad = "=cmd|' /C calc'!A0"
    start = date(2020, 1, 1)
    entry = Entry(
        coder=bad, source_id=bad, start=start, end=start, type="AID", quad=2, score=-10.0, scale="own",
        story="\t" + bad, actors=(Side(bad, "USA"),), recipients=(Side("\n@x", "RUS"),),
        where=Where("+1", "RUS"), text="-2+3",
    )  # fmt: skip
    out = io.BytesIO()
    exporter(name).write([entry], out, Counter())
    for line in out.getvalue().decode().splitlines():
        for cell in line.split("\t" if name != "csv" else ","):
            number = cell.lstrip("-").replace(".", "", 1).isdigit()
            assert number or not cell.strip('" ').startswith(("=", "+", "-", "@")), cell
