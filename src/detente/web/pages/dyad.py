"""A pair of states: over time, words against deeds, issues, who speaks, and every event; and the list of pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.errors import BadRequest, NoSuchPage
from detente.ontology import load
from detente.relations import PERIODS, issue_map, outlook, state, timeline, tone, turning_points
from detente.relations.results import IssueMap, Outlook, Timeline, Tone, TurningPoints
from detente.store import Store
from detente.web import asking, movers
from detente.web.answering import Shown
from detente.web.chart import chart
from detente.web.desk import Row, View
from detente.web.site import Site, site_of
from detente.web.wanted import wanted
from detente.web.words import dyad_path

#: How long a page waits for counts that are being made. **Units**: seconds.
PATIENCE = 6.0
#: Periods that one can tell apart in a drawing.
BARS = 90
#: Periods in which turning points are looked for; the search takes time by their square.
TURNS = 400
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
    told = story(site_of(request), view, a, b, period)
    values = {
        "a": a, "b": b, "told": told, "chart": chart(told.line) if told else None, "periods": PERIODS,
        "types": view.ask(_TYPES_OF, [a, b]), "moved": _moved(view, a, b), "found": found, "asked": asked,
        "issue_names": view.ask(_ISSUES_OF, [a, b]), "sectors": view.ask(_SECTORS_OF, [a, b]),
        "speakers": {c: speakers(view, c, other) for c, other in ((a, b), (b, a))},
        "events": marked(view, told) if told else {},
    }  # fmt: skip
    data: dict[str, Any] = {
        "a": a,
        "b": b,
        "relation": told.to_json() if told else None,
        "speakers": values["speakers"],
    }
    data |= {"matching": found.total, "listed": found.rows}
    late = told is None or told.line.store_version < view.version
    return Shown("dyad.html", values, data, found.rows, _EVENTS, f"{a}-{b}", passing=late)


@dataclass(frozen=True, slots=True)
class Relation:
    """What the counts of a pair come to.

    Attributes:
        line: The pair over time.
        turns: Since when it is otherwise.
        issues: What both speak about.
        tone: Now against before.
        outlook: What may come.
    """

    line: Timeline
    turns: TurningPoints
    issues: IssueMap
    tone: Tone
    outlook: Outlook

    def to_json(self) -> dict[str, Any]:
        """JSON values, with the counting rule and the version of the store."""
        return {
            **self.line.to_json(),
            "turning_points": self.turns.to_json(),
            "issues": self.issues.to_json()["issues"],
            "tone": self.tone.to_json(),
            "outlook": self.outlook.to_json(),
        }


def story(site: Site, view: View, a: str, b: str, period: str = "") -> Relation | None:
    """What the counts of a pair come to; `None` while they are being made for the first time.

    Args:
        site: The site.
        view: The version that is shown. Where its counts are not ready, those of an earlier one are taken.
        a: A state.
        b: Another, later in the alphabet.
        period: Length of a period; the finest that can be drawn when empty.
    """
    ready = site.desk.counting.upto(view.version, PATIENCE)
    if ready is None:
        return None

    def make() -> Relation:
        store = Store(site.desk.store.path, ready)
        span = view.one(
            "SELECT min(day) AS low, max(day) AS high FROM sides WHERE a = ? AND b = ? AND counted", [a, b]
        )
        line = timeline(store, a, b, period or _fitting(span["low"], span["high"]))
        found = TurningPoints(line, (), 0, 0.0, "") if len(line.points) > TURNS else turning_points(store, line)
        return Relation(line, found, issue_map(store, a, b), tone(line), outlook(line))

    # It hangs on the version that was counted: while articles pour in, it is not made anew for each of them.
    return view.keep(("relation", a, b, period), make, ready)


def marked(view: View, told: Relation) -> dict[str, Row]:
    """Rows of the events that mark the turning points, by their ids."""
    ids = [m.event for t in told.turns.points for m in t.marks]
    rows = view.ask(f"SELECT {asking.EVENT} FROM events e WHERE list_contains(?, e.id)", [ids]) if ids else []
    return {r["id"]: r for r in rows}


def _fitting(low: date | None, high: date | None) -> str:
    days = (high - low).days if low is not None and high is not None else 0
    lengths = {"week": 7, "month": 30, "quarter": 91}
    return next((p for p, length in lengths.items() if p != "week" and days / length <= BARS), "year")


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
_TYPES_OF = "SELECT type, count(*) AS n FROM sides WHERE a = ? AND b = ? GROUP BY type ORDER BY n DESC, type"


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
