"""What two states speak about: who stands where, what is contested and what is common ground."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.ontology import load
from detente.relations.asking import check_coder, counted
from detente.relations.results import Holder, IssueMap, IssueOnMap
from detente.relations.rule import Rule
from detente.relations.timelines import pair_of

if TYPE_CHECKING:
    from detente.store import Store
    from detente.store.ledger import Ledger

#: Where stances leave it open, so many events decide, when this share of them is conflict, or no more than that.
EVENTS, MOSTLY, SELDOM = 3, 2 / 3, 1 / 3
#: Ids that are given of events, quotes and documents.
IDS = 10
#: Stances that say where somebody stands.
CLEAR = ("for", "against", "mixed")

_ACTS = """
WITH {counted}, about AS (
  SELECT unnest(issues) AS issue, event, document, quad, score, "start" AS day FROM counted WHERE {within})
SELECT issue, count(*) AS n, count(*) FILTER (quad IN ({conflict})) AS conflict, avg(score) AS score,
  array_agg(event ORDER BY day DESC NULLS LAST, event)[:{ids}] AS ids, count(DISTINCT document) AS documents
FROM about GROUP BY ALL
"""
# What only a copy has of quotes and stances is left out with it: its words are those of its source.
_OWN = """
{name} AS MATERIALIZED (
  SELECT s.* FROM {table} s LEFT JOIN copies c ON c.story = md5_number_lower(s.document)
  WHERE s.a = ? AND s.b = ? AND ({copies} OR c.source IS NULL OR c.source = c.story) AND {within})
"""
_SAID = """
WITH {own}
SELECT issue, count(*) AS n, count(DISTINCT document) AS documents,
  array_agg(quote ORDER BY day DESC NULLS LAST, quote)[:{ids}] AS ids
FROM (SELECT unnest(issues) AS issue, quote, document, day FROM own) GROUP BY ALL
"""
_STANCES = """
WITH {own}, most AS (SELECT issue FROM own GROUP BY issue ORDER BY count(*) DESC, issue LIMIT {issues})
SELECT issue, name, country, stance, count(DISTINCT document) AS n,
  flatten(array_agg(quotes ORDER BY day DESC NULLS LAST, document))[:{ids}] AS quotes,
  flatten(array_agg(events ORDER BY day DESC NULLS LAST, document))[:{ids}] AS events,
  array_agg(document ORDER BY day DESC NULLS LAST, document)[:{ids}] AS documents
FROM own SEMI JOIN most USING (issue) GROUP BY ALL ORDER BY issue, n DESC, name, country, stance
"""


def issue_map(
    store: Store,
    a: str,
    b: str,
    since: date | None = None,
    until: date | None = None,
    rule: Rule | None = None,
    limit: int = 50,
) -> IssueMap:
    """Gather the issues between two states.

    An issue stands on the map when an event between the two is about it, or when people of either take a stance on
    it or speak about it in a document in which something happens between the two. Stances come before events: one
    side for it and the other against is contested, both on one side is common ground. Where they leave it open,
    the events about it decide, if they are `EVENTS` or more.

    Args:
        store: The store.
        a: ISO 3166 alpha-3 of a state.
        b: That of another.
        since: Only events, and documents published, on this day or later; undated ones are left out.
        until: Only those on this day or earlier.
        rule: What counts. For events that others coded, their contexts stand for issues, and nobody has a stance.
        limit: At most so many issues, the most spoken of.

    Raises:
        InputError: Twice the same state, or no such coder or sector.
    """
    rule = rule or Rule()
    pair = pair_of(a, b, rule)
    ledger = store.ledger()
    check_coder(ledger, rule.coder)
    acts = {r["issue"]: r for r in _acts(ledger, pair, rule, since, until)}
    own = rule.coder == Rule().coder and pair[0] != pair[1]
    said = {r["issue"]: r for r in _of_documents(ledger, "said", _SAID, pair, rule, (since, until))} if own else {}
    holders: dict[str, list[dict[str, Any]]] = defaultdict(list)
    # More issues than are shown: which are the most spoken of is only known with events and quotes.
    for row in _of_documents(ledger, "stances", _STANCES, pair, rule, (since, until), 4 * limit) if own else ():
        holders[row["issue"]].append(row)
    names = sorted({*acts, *said, *holders})
    found = [_issue(n, acts.get(n), said.get(n), holders.get(n, []), pair) for n in names]
    found.sort(key=lambda i: (-(i.events + i.quotes), -i.documents, i.name))
    return IssueMap(*pair, since, until, rule, ledger.version, tuple(found[:limit]))


def _acts(
    ledger: Ledger, pair: tuple[str, str], rule: Rule, since: date | None, until: date | None
) -> list[dict[str, Any]]:
    named, values = counted(rule, pair)
    within, bounds = _within('"start"', '"end"', since, until)
    conflict = ", ".join(str(n) for n, q in load().quads.items() if q.sign < 0)
    sql = _ACTS.format(counted=named, within=within, conflict=conflict, ids=IDS)
    return ledger.ask(sql, [*values, *bounds])


def _of_documents(
    ledger: Ledger,
    table: str,
    sql: str,
    pair: tuple[str, str],
    rule: Rule,
    time: tuple[date | None, date | None],
    issues: int = 0,
) -> list[dict[str, Any]]:
    within, bounds = _within("s.day", "s.day", *time)
    copies = "true" if rule.copies else "false"
    own = _OWN.format(name="own", table=table, within=within, copies=copies)
    return ledger.ask(sql.format(own=own, ids=IDS, issues=issues), [*sorted(pair), *bounds])


def _within(start: str, end: str, since: date | None, until: date | None) -> tuple[str, list[date]]:
    told = [(f"{end} >= ?", since), (f"{start} <= ?", until)]
    used = [(condition, day) for condition, day in told if day is not None]
    return " AND ".join(c for c, _ in used) or "true", [d for _, d in used]


def _issue(
    name: str,
    acts: Mapping[str, Any] | None,
    said: Mapping[str, Any] | None,
    stances: Sequence[Mapping[str, Any]],
    pair: tuple[str, str],
) -> IssueOnMap:
    events, conflict = (acts["n"], acts["conflict"]) if acts is not None else (0, 0)
    standing, by = _standing(stances, pair, events, conflict)
    holders = [
        Holder(
            *(r[n] for n in ("name", "country", "stance")),
            *(_once(r[n]) for n in ("quotes", "events", "documents")),
        )
        for r in sorted(stances, key=lambda r: (r["stance"] not in CLEAR, -r["n"], r["country"], r["name"]))
    ]
    many = [r["documents"] for r in (acts, said) if r is not None]
    return IssueOnMap(
        name,
        standing,
        by,
        events,
        conflict,
        round(acts["score"], 4) if acts is not None else None,
        said["n"] if said is not None else 0,
        max([*many, *(r["n"] for r in stances)], default=0),
        tuple(holders),
        _once(acts["ids"]) if acts is not None else (),
        _once(said["ids"]) if said is not None else (),
    )


def _once(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _standing(
    stances: Sequence[Mapping[str, Any]], pair: tuple[str, str], events: int, conflict: int
) -> tuple[str, str]:
    sides = [_side([r for r in stances if r["country"] == country]) for country in pair]
    if None not in sides and "mixed" not in sides:
        return ("common ground" if sides[0] == sides[1] else "contested"), "stances"
    if events >= EVENTS and conflict >= MOSTLY * events:
        return "contested", "events"
    if events >= EVENTS and conflict <= SELDOM * events:
        return "common ground", "events"
    return "mentioned", "nothing"


def _side(stances: Sequence[Mapping[str, Any]]) -> str | None:
    """Where a state stands: what most documents say of its people, `mixed` when they disagree."""
    many = {s: sum(r["n"] for r in stances if r["stance"] == s) for s in CLEAR}
    if not any(many.values()):
        return None
    if many["for"] == many["against"]:
        return "mixed"
    return "for" if many["for"] > many["against"] else "against"
