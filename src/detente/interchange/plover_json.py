"""PLOVER's JSON records, one a line or all in one array."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any

from detente.errors import UnreadableLine
from detente.interchange.cells import day, place, unreadable
from detente.interchange.codes import contexts_of, country_of, plover_code, score_of, sectors_of
from detente.interchange.doors import Exporter, Importer
from detente.interchange.json_records import Record, records
from detente.interchange.lookups import lookups
from detente.interchange.polecat import score_on_plover
from detente.interchange.source import Notes, Source
from detente.interchange.table import Trouble
from detente.interchange.writing import dated, written_country
from detente.record import GRAINS, Entry, Side, Where

CODER = "PLOVER"
#: The field that holds what PLOVER has no field for. PLOVER's readers pass over it.
OURS = "detente"
_LARGEST = 2**63 - 1


def fits(head: str) -> bool:
    """Whether a first line begins a JSON record or an array of them."""
    return head.lstrip().startswith(("{", "["))


def read(source: Source) -> Iterator[Entry | Trouble]:
    """Entries of the records: one for each event type of a record, none for a record without an event."""
    for record in records(source):
        if isinstance(record, Trouble):
            yield record
            continue
        try:
            yield from list(_entries(record, source))
        except UnreadableLine as error:
            yield Trouble(record.line, error.message, error.fix)


def _entries(record: Record, source: Source) -> Iterator[Entry]:
    told, notes = record.value, source.notes
    if told.get("has_event") is False:
        notes.add("records", "without an event")
        return
    extra = told.get(OURS)
    ours: Mapping[str, Any] = extra if isinstance(extra, dict) else {}
    types, modes = _texts(told, "event"), _texts(told, "mode")
    if not types:
        raise unreadable("The record names no event type.")
    actors, recipients = _sides(told, "actor", notes), _sides(told, "recipient", notes)
    if not actors and not recipients:
        raise unreadable("The record names neither an actor nor a recipient.")
    start = day(_text(told, "date") or "", "date")
    end, grain = _until(told, ours, start)
    contexts, modality = contexts_of([*_texts(told, "context"), *_auxiliary(modes)], notes)
    own_score, scale = _number(told, "event_scale"), ours.get("scale")
    for number, type_ in enumerate(types):
        mode = modes[number] if len(types) > 1 and number < len(modes) else next(iter(modes), None)
        code = plover_code(type_, mode, notes)
        id_ = _text(told, "id")
        yield Entry(
            coder=source.coder or _text(told, "coder") or CODER,
            origin=source.origin,
            line=record.line,
            source_id=id_ if id_ is None or number == 0 else f"{id_}#{number + 1}",
            start=start,
            end=end,
            grain=grain,
            type=code.type,
            mode=code.mode,
            cameo=_cameo(ours),
            quad=lookups().ontology.quad(code.type),
            score=score_of(code) if own_score is None else own_score,
            scale=scale if scale in ("goldstein", "own") and own_score is not None else "plover",
            contexts=contexts,
            modality=modality,
            actors=actors,
            recipients=recipients,
            story=_text(told, "link"),
            mentions=_whole(ours, "mentions"),
            where=_where(told.get("event_loc"), notes),
            text=" … ".join(_texts(told, "event_text")) or None,
        )


def _until(told: Mapping[str, Any], ours: Mapping[str, Any], start: date) -> tuple[date | None, str]:
    grain = ours.get("grain") if ours.get("grain") in GRAINS else "day"
    end = _text(told, "enddate")
    last = day(end, "enddate") if end is not None else None if ours.get("open") is True else start
    if last is not None and last < start:
        raise unreadable(f"It ends on {last}, before its first day {start}.")
    return last, str(grain)


def _auxiliary(modes: Iterable[str]) -> list[str]:
    return [m for m in (mode.strip().lower() for mode in modes) if m in lookups().ontology.auxiliary]


def _cameo(ours: Mapping[str, Any]) -> str | None:
    code = ours.get("cameo")
    known = lookups().ontology
    return code if isinstance(code, str) and (code in known.goldsteins or code in known.crosswalk) else None


def _sides(told: Mapping[str, Any], role: str, notes: Notes) -> tuple[Side, ...]:
    given = told.get(role)
    listed = given if isinstance(given, list) else [given] if isinstance(given, (dict, str)) else []
    found = []
    for one in listed:
        # Older records name an actor by its code alone.
        entity = {"code": one} if isinstance(one, str) else one
        if not isinstance(entity, dict):
            raise unreadable(f"An {role} is neither an object nor a code.")
        name = next((t for n in ("entity_name", "entity_text", "raw_text") if (t := _text(entity, n))), None)
        country = _text(entity, "code") or _text(entity, "country_code") or _text(entity, "country_name")
        sectors = [s for n in ("sector", "sector_code", "other_sector_codes") for s in _texts(entity, n)]
        side = Side(name, country_of(country, notes), sectors_of(sectors, notes))
        if side.name or side.country or side.sectors:
            found.append(side)
    return tuple(found)


def _where(told: Any, notes: Notes) -> Where | None:
    if not isinstance(told, dict):
        return None
    name = _text(told, "resolved_place") or _text(told, "extracted_place") or _text(told, "city")
    country = country_of(_text(told, "country_code") or _text(told, "country"), notes)
    return place(name, country, *(_text(told, n) for n in ("lat", "lon", "geonameid")))


def _texts(told: Mapping[str, Any], name: str) -> list[str]:
    """The texts of a field that may be one or a list of them."""
    value = told.get(name)
    listed = value if isinstance(value, list) else [value]
    return [str(v).strip() for v in listed if isinstance(v, (str, int, float)) and str(v).strip()]


def _text(told: Mapping[str, Any], name: str) -> str | None:
    return next(iter(_texts(told, name)), None)


def _number(told: Mapping[str, Any], name: str) -> float | None:
    value = told.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -10 <= value <= 10:
        raise unreadable(f"The {name} {str(value)[:40]!r} is no number between -10 and 10.")
    return float(value)


def _whole(told: Mapping[str, Any], name: str) -> int | None:
    value = told.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST else None


def write(entries: Iterable[Entry], out: IO[bytes], dropped: Counter[str]) -> int:
    """Write one record a line, with all parties of the event (arguments as in `polecat.write`)."""
    count = 0
    for entry in dated(entries, dropped):
        if entry.type is None:
            dropped["without a PLOVER type"] += 1
        else:
            out.write(json.dumps(_record(entry), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            count += 1
    return count


def _record(entry: Entry) -> dict[str, Any]:
    where, end = entry.where, entry.end
    own = entry.scale in ("plover", None)
    ours = {
        "cameo": entry.cameo,
        "grain": entry.grain if entry.grain != "day" else None,
        "open": True if end is None else None,
        "mentions": entry.mentions,
        "scale": None if own else entry.scale,
    }
    told: dict[str, Any] = {
        "id": entry.source_id or f"{entry.origin}#{entry.line}",
        "has_event": True,
        "date": entry.start.isoformat() if entry.start is not None else None,
        "enddate": end.isoformat() if end is not None and end != entry.start else None,
        "actor": [_entity(s) for s in entry.actors],
        "recipient": [_entity(s) for s in entry.recipients],
        "event": [entry.type],
        "mode": [entry.mode] if entry.mode is not None else [],
        "context": [*entry.contexts, *entry.modality],
        "quad_code": entry.quad,
        "event_scale": score_on_plover(entry) if own else entry.score,
        "event_text": [entry.text] if entry.text else [],
        "event_loc": None
        if where is None
        else {
            "resolved_place": where.name,
            "country_code": written_country(where.country),
            "lat": where.lat,
            "lon": where.lon,
            "geonameid": where.geonameid,
        },
        "link": entry.story,
        "coder": entry.coder,
        OURS: {name: value for name, value in ours.items() if value is not None},
    }
    return {name: value for name, value in told.items() if value is not None and value != {}}


def _entity(side: Side) -> dict[str, Any]:
    return {"code": written_country(side.country), "sector": list(side.sectors), "entity_text": side.name}


IMPORTER = Importer("plover", "PLOVER JSON records (JSON Lines, or one array)", fits, read)
EXPORTER = Exporter("plover", "PLOVER's JSON records, one a line", write)
