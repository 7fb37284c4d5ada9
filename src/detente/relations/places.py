"""Where what happened between two states happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.ontology import load
from detente.relations.asking import check_coder, counted
from detente.relations.results.frames import Framed
from detente.relations.rule import Rule
from detente.relations.timelines import pair_of
from detente.store.schema import OWN

if TYPE_CHECKING:
    from detente.store import Store


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place, and what happened there between the two.

    Attributes:
        name: As the gazetteer has it.
        country: ISO 3166 alpha-3 of the country it lies in, or `None`.
        lat: Latitude in degrees.
        lon: Longitude in degrees.
        events: Number of events.
        score: Their mean score. **Units**: -10 to +10.
        conflict: Share of conflict, 0 to 1.
    """

    name: str
    country: str | None
    lat: float
    lon: float
    events: int
    score: float
    conflict: float

    def row(self) -> dict[str, Any]:
        """The place as one row."""
        names = ("name", "country", "lat", "lon", "events")
        told = {n: getattr(self, n) for n in names}
        return {**told, "score": round(self.score, 4), "conflict": round(self.conflict, 4)}


@dataclass(frozen=True, slots=True)
class EventPlaces(Framed):
    """Where events of two states happened.

    Attributes:
        a: ISO 3166 alpha-3.
        b: ISO 3166 alpha-3.
        since: First day asked for, or `None`.
        until: Last day asked for, or `None`.
        rule: How events were counted.
        store_version: Version of the store that was asked.
        places: The most events first.
        nowhere: Number of counted events without a place, or with one that is not on the map.
    """

    a: str
    b: str
    since: date | None
    until: date | None
    rule: Rule
    store_version: int
    places: tuple[EventPlace, ...]
    nowhere: int

    def rows(self) -> list[dict[str, Any]]:
        """One row a place."""
        return [{"a": self.a, "b": self.b, **p.row()} for p in self.places]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "a": self.a,
            "b": self.b,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "store_version": self.store_version,
            "rule": self.rule.to_json(),
            "nowhere": self.nowhere,
            "places": [p.row() for p in self.places],
        }


_ACTS = "WITH {counted} SELECT batch, document, event, quad, score FROM counted WHERE {within}"
# One place by its GeoNames id, or by its name where it has none.
_PLACES = """
SELECT any_value(w.name ORDER BY w.name) AS name, any_value(w.country) AS country, avg(w.lat) AS lat,
  avg(w.lon) AS lon, count(*) AS events, avg(score) AS score, avg(CAST(clash AS INTEGER)) AS conflict
FROM (
  SELECT e."where" AS w, a.score, a.clash FROM {table} e JOIN (
    SELECT unnest(?) AS batch, unnest(?) AS document, unnest(?) AS id, unnest(?) AS score, unnest(?) AS clash
  ) a ON e.batch = a.batch AND e.id = a.id AND {same})
WHERE w.lat IS NOT NULL AND w.lon IS NOT NULL
GROUP BY coalesce(CAST(w.geonameid AS VARCHAR), w.name || ' ' || coalesce(w.country, ''))
ORDER BY events DESC, name, lat, lon
"""


def places(
    store: Store,
    a: str,
    b: str,
    since: date | None = None,
    until: date | None = None,
    rule: Rule | None = None,
) -> EventPlaces:
    """Gather where events of two states happened.

    A country or region as a place lies at its middle. Most news does not say where an act happened: the answer
    says how many events have no place.

    Args:
        store: The store.
        a: ISO 3166 alpha-3 of a state.
        b: That of another.
        since: Only events on this day or later; undated ones are left out.
        until: Only events on this day or earlier.
        rule: What counts.

    Raises:
        InputError: Twice the same state, or no such coder or sector.
    """
    rule = rule or Rule()
    pair = pair_of(a, b, rule)
    ledger = store.ledger()
    check_coder(ledger, rule.coder)
    named, values = counted(rule, pair)
    bounds = [(sql, day) for sql, day in (('"end" >= ?', since), ('"start" <= ?', until)) if day is not None]
    within = " AND ".join(sql for sql, _ in bounds) or "true"
    acts = ledger.ask(_ACTS.format(counted=named, within=within), [*values, *(day for _, day in bounds)])
    found = tuple(EventPlace(**row) for row in _placed(store, acts, rule.coder)) if acts else ()
    nowhere = len(acts) - sum(p.events for p in found)
    return EventPlaces(*pair, since, until, rule, ledger.version, found, nowhere)


def _placed(store: Store, acts: Sequence[dict[str, Any]], coder: str) -> list[dict[str, Any]]:
    """Places of some acts, out of the table they were coded into."""
    clash = {number for number, quad in load().quads.items() if quad.sign < 0}
    columns = [[row[name] for row in acts] for name in ("batch", "document", "event", "score")]
    # An event's id is its own within its document; what others coded has ids of its own altogether.
    table, same = ("events", "e.document = a.document") if coder == OWN else ("imported", "true")
    look = store.look("documents", table)
    return look.ask(_PLACES.format(table=table, same=same), [*columns, [row["quad"] in clash for row in acts]])
