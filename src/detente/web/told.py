"""Which documents tell the same thing, for the few that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detente.integrity.stories import Member, Story, stories
from detente.store import Store
from detente.web.desk import Row, View

#: Documents that are grouped into stories for a list of the latest.
LATEST = 60
#: Days before the last one that a list of the latest goes back.
BACK = 31
#: Documents that are compared with an article, and days around it within which they were published.
COMPARED, AROUND = 40, 5


@dataclass(frozen=True, slots=True)
class Told:
    """A story with what a page shows of it.

    Attributes:
        story: The documents that tell it.
        documents: Their rows by id.
        pairs: Pairs of states between which its events stand, the most frequent first.
        doubts: How many reasons for care its documents give.
        events: How many events its first report has.
    """

    story: Story
    documents: dict[str, Row]
    pairs: tuple[tuple[str, str], ...]
    doubts: int
    events: int

    @property
    def head(self) -> Row:
        """Its first report."""
        return self.documents[self.story.members[0].id]

    @property
    def copies(self) -> int:
        """How many of its documents were made from others."""
        return len(self.story.members) - self.story.reports


def at(store: Store, view: View) -> Store:
    """The store at the version that a view shows."""
    return Store(store.path, view.version, store.wait)


def latest(store: Store, view: View, since: date, until: date, limit: int) -> tuple[Told, ...]:
    """The latest stories of some days, the newest first, among those of a day the one most told.

    Args:
        store: The store.
        view: The version that is shown.
        since: The first day.
        until: The last day.
        limit: At most so many.
    """
    return view.keep(("latest", since, until, limit), lambda: _latest(store, view, since, until, limit))


def _latest(store: Store, view: View, since: date, until: date, limit: int) -> tuple[Told, ...]:
    rows = view.ask(
        "SELECT * FROM documents WHERE day BETWEEN ? AND ? ORDER BY day DESC, batch DESC, document LIMIT ?",
        [since, until, LATEST],
    )
    if not rows:
        rows = view.ask(
            "SELECT * FROM documents ORDER BY day DESC NULLS LAST, batch DESC, document LIMIT ?", [limit]
        )
    return _told(store, view, rows, limit)


def _told(store: Store, view: View, rows: Sequence[Row], limit: int) -> tuple[Told, ...]:
    if not rows:
        return ()
    known = {r["document"]: r for r in rows}
    ids = list(known)
    found = stories(at(store, view).reports(ids))
    pairs = view.ask(
        "SELECT document, a, b, count(*) AS n FROM sides WHERE list_contains(?, document) AND counted "
        "GROUP BY ALL ORDER BY n DESC, a, b",
        [ids],
    )
    doubts = view.ask(
        "SELECT document, count(*) AS n FROM findings WHERE severity <> 'note' AND list_contains(?, document) "
        "GROUP BY document",
        [ids],
    )
    events = view.ask(
        "SELECT document, count(*) AS n FROM events WHERE list_contains(?, document) GROUP BY ALL", [ids]
    )
    doubted = {r["document"]: r["n"] for r in doubts}
    many = {r["document"]: r["n"] for r in events}
    made = []
    for story in sorted(found, key=lambda s: (s.last or date.min, s.reports, len(s.members)), reverse=True)[
        :limit
    ]:
        members = {m.id for m in story.members}
        mine = list(dict.fromkeys((p["a"], p["b"]) for p in pairs if p["document"] in members))
        made.append(
            Told(
                story,
                {i: known[i] for i in members},
                tuple(mine[:3]),
                sum(doubted.get(i, 0) for i in members),
                many.get(story.members[0].id, 0),
            )
        )
    return tuple(made)


def others(store: Store, view: View, document: Row) -> tuple[tuple[Member, Row], ...]:
    """Other documents that tell what an article tells: copies of it, rewrites, separate reports.

    Args:
        store: The store.
        view: The version that is shown.
        document: The article's row.
    """
    return view.keep(("others", document["document"]), lambda: _others(store, view, document))


def _others(store: Store, view: View, document: Row) -> tuple[tuple[Member, Row], ...]:
    own, day = document["document"], document["day"]
    near = (
        [day - timedelta(days=AROUND), day + timedelta(days=AROUND)] if day is not None else [date.min, date.max]
    )
    rows = view.ask(
        "SELECT d.* FROM documents d JOIN (SELECT a.document, count(DISTINCT a.id) AS shared FROM actors a "
        "WHERE a.id IN (SELECT id FROM actors WHERE document = ?) AND a.document <> ? GROUP BY a.document) s "
        "USING (document) WHERE d.day BETWEEN ? AND ? ORDER BY s.shared DESC, d.document LIMIT ?",
        [own, own, *near, COMPARED],
    )
    if not rows:
        return ()
    known = {r["document"]: r for r in rows}
    for story in stories(at(store, view).reports([own, *known])):
        if any(m.id == own for m in story.members):
            return tuple((m, known[m.id]) for m in story.members if m.id != own)
    return ()
