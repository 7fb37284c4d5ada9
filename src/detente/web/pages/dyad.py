"""A pair of states: over time, words against deeds, issues, who speaks, and every event; and the list of pairs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.errors import BadRequest, NoSuchPage
from detente.ontology import load
from detente.relations import PERIODS, Dyad, Rule, dyads, state
from detente.web import asking, movers
from detente.web.answering import Shown
from detente.web.chart import chart
from detente.web.desk import Row, View
from detente.web.site import Site, site_of
from detente.web.told import at
from detente.web.wanted import wanted
from detente.web.words import dyad_path

#: Documents of a pair up to which copies are looked for; comparing more takes longer than a page may.
COMPARED = 300
#: Periods that one can tell apart in a drawing.
BARS = 90
_EVENTS = (
    "id", "document", "day", "type", "mode", "quad", "score", "acting", "acted_on", "actor_names",
    "recipient_names",
    "modality", "claimed_name", "confidence", "trigger", "issues", "title", "url",
)  # fmt: skip


def pairs(request: Request, view: View) -> Shown:
    """All pairs, those between which most happened first."""
    asked = wanted(request.query_params)
    found = asking.pairs(view, asked)
    data = {"total": found.total, "offset": found.offset, "dyads": found.rows}
    columns = ("a", "b", "events", "words", "deeds", "last")
    return Shown("dyads.html", {"found": found, "asked": asked}, data, found.rows, columns, "dyads")


def choose(request: Request) -> Response:
    """Lead from two names of states to the page of the pair.

    Raises:
        InputError: One of them is no state, or both are the same.
    """
    a, b = (state(request.query_params.get(n, "")[:80]) for n in ("a", "b"))
    if a == b:
        raise BadRequest("Both are one state.", "Choose two.")
    return RedirectResponse(dyad_path(a, b), 303)


def pair_of(text: str) -> tuple[str, str]:
    """The two states of an address such as RUS-USA.

    Raises:
        NoSuchPage: It names no pair of states.
    """
    found = re.fullmatch(r"([A-Z]{3})-([A-Z]{3})", text)
    if found is None or found[1] >= found[2] or {found[1], found[2]} & set(load().countries):
        raise NoSuchPage("That is no pair of states.", "Write two codes in alphabetical order: RUS-USA.")
    return found[1], found[2]


def dyad(request: Request, view: View) -> Shown:
    """One pair."""
    a, b = pair_of(request.path_params["pair"])
    asked = wanted(request.query_params, a=a, b=b)
    period = request.query_params.get("period") or ""
    if period and period not in PERIODS:
        raise BadRequest(f"period is {period!r}.", f"Use one of: {', '.join(PERIODS)}.")
    found = asking.events(view, asked)
    told = timeline(site_of(request), view, a, b, period)
    types = view.ask(
        "SELECT type, count(*) AS n FROM sides WHERE a = ? AND b = ? GROUP BY type ORDER BY n DESC, type", [a, b]
    )
    moved = _moved(view, a, b)
    values = {
        "a": a, "b": b, "dyad": told, "chart": chart(told), "periods": PERIODS, "types": types, "moved": moved,
        "found": found, "asked": asked, "issues": contested(view, a, b),
        "issue_names": view.ask(_ISSUES_OF, [a, b]), "sectors": view.ask(_SECTORS_OF, [a, b]),
        "speakers": {c: speakers(view, c, other) for c, other in ((a, b), (b, a))},
    }  # fmt: skip
    data = {**dyad_json(told, view.version), "issues": values["issues"], "speakers": values["speakers"]}
    data |= {"matching": found.total, "listed": found.rows}
    return Shown("dyad.html", values, data, found.rows, _EVENTS, f"{a}-{b}")


def timeline(site: Site, view: View, a: str, b: str, period: str = "") -> Dyad:
    """The pair over time; without a period, the finest that can be drawn."""

    def make() -> Dyad:
        store = at(site.desk.store, view)
        many = view.one("SELECT count(DISTINCT document) AS n FROM sides WHERE a = ? AND b = ?", [a, b])["n"]
        rule = Rule(copies=many > COMPARED)
        span = view.one(
            "SELECT min(day) AS low, max(day) AS high FROM sides WHERE a = ? AND b = ? AND counted", [a, b]
        )
        return dyads(store, a, b, period or _fitting(span["low"], span["high"]), rule)

    return view.keep(("dyad", a, b, period), make)


def _fitting(low: date | None, high: date | None) -> str:
    days = (high - low).days if low is not None and high is not None else 0
    lengths = {"week": 7, "month": 30, "quarter": 91}
    return next((p for p, length in lengths.items() if p != "week" and days / length <= BARS), "year")


def dyad_json(dyad: Dyad, version: int) -> dict[str, Any]:
    """A pair over time as JSON values, with the counting rule and the version of the store."""
    return {
        "a": dyad.a, "b": dyad.b, "period": dyad.period, "store_version": version, "rule": dyad.rule.to_json(),
        "total": _period(dyad.total), "undated": _period(dyad.undated),
        "periods": [_period(p) for p in dyad.periods],
    }  # fmt: skip


def _period(period: Any) -> dict[str, Any]:
    told = {
        name: getattr(period, name)
        for name in ("start", "events", "verbal", "words", "material", "deeds", "sparse")
    }
    return {"period": period.label, **told}


def _moved(view: View, a: str, b: str) -> movers.Mover | None:
    day = movers.today(view)
    found = movers.movers(view, day, 7, 10_000) if day is not None else ()
    return next((m for m in found if (m.a, m.b) == (a, b)), None)


_ISSUES_OF = """
SELECT name, count(*) AS n FROM (SELECT unnest(e.issues) AS name FROM events e
  JOIN sides s ON s.document = e.document AND s.event = e.id WHERE s.a = ? AND s.b = ?)
GROUP BY name ORDER BY n DESC, name LIMIT 40
"""
_SECTORS_OF = """
SELECT DISTINCT a.sector AS sector FROM sides s JOIN actors a USING (document)
WHERE s.a = ? AND s.b = ? AND a.country IN (s.a, s.b) AND a.sector IS NOT NULL ORDER BY sector
"""
_STANCES = """
SELECT name, h.country AS country, count(*) FILTER (h.stance = 'for') AS for_,
  count(*) FILTER (h.stance = 'against') AS against,
  count(*) FILTER (h.stance IN ('mixed', 'unclear')) AS other, arg_max(h.name, h.stance <> 'unclear') AS who,
  arg_max(h.text, h.stance <> 'unclear') AS text, arg_max(document, h.stance <> 'unclear') AS document
FROM (SELECT i.name, i.document, unnest(i.holders) AS h FROM issues i
  WHERE i.document IN (SELECT document FROM sides WHERE a = ? AND b = ?))
WHERE h.country IN (?, ?) GROUP BY name, h.country
"""


def contested(view: View, a: str, b: str) -> list[Row]:
    """Issues on which both sides take a stand, in documents about the two: contested, shared, or open."""
    sides: dict[str, dict[str, Row]] = {}
    for row in view.keep(("stances", a, b), lambda: view.ask(_STANCES, [a, b, a, b])):
        sides.setdefault(row["name"], {})[row["country"]] = row
    found = []
    for name, held in sides.items():
        if a in held and b in held:
            way = {c: _way(held[c]) for c in (a, b)}
            if {*way.values()} == {"for", "against"}:
                how = "contested"
            else:
                how = "shared" if way[a] == way[b] != "open" else "open"
            found.append({"name": name, "how": how, a: held[a], b: held[b], "stances": way})
    return sorted(found, key=lambda i: (("contested", "shared", "open").index(i["how"]), i["name"]))[:24]


def _way(row: Row) -> str:
    if row["for_"] == row["against"]:
        return "open"
    return "for" if row["for_"] > row["against"] else "against"


def speakers(view: View, country: str, other: str) -> list[Row]:
    """Who speaks for a state in documents about the two, with the latest words of each."""
    return view.ask(
        "SELECT speaker AS id, any_value(speaker_name) AS name, count(*) AS quotes, "
        "arg_max(said, coalesce(day, DATE '0001-01-01')) AS said, "
        "arg_max(document, coalesce(day, DATE '0001-01-01')) AS document, "
        "max(day) AS day FROM quotes WHERE country = ? AND speaker IS NOT NULL "
        "AND document IN (SELECT document FROM sides WHERE a = ? AND b = ?) "
        "GROUP BY speaker ORDER BY quotes DESC, name LIMIT 6",
        [country, min(country, other), max(country, other)],
    )
