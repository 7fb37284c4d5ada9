"""Actors, the offices they held, the words that name them, and the cast of one document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.record.reason import Reason
from detente.record.span import Span

ACTOR_KINDS = ("person", "office", "state", "government_body", "organisation", "armed_group", "group")
MENTION_KINDS = ("name", "role", "nationality", "place", "body", "pronoun", "noun")


@dataclass(frozen=True, slots=True, order=True)
class Office:
    """A dated post held by a person.

    Attributes:
        title: "Minister of Foreign Affairs".
        country: ISO 3166 alpha-3 or one of PLOVER's non-state codes.
        sector: PLOVER sector code (GOV, MIL, LEG ...).
        start: ISO date at its precision ("2004-03-09", "2004"), or `None` when unknown.
        end: The same; `None` = still held, or unknown (`source` says as of when).
        source: Where the fact comes from.
    """

    title: str
    country: str
    sector: str
    start: str | None = None
    end: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The political thing that acts or is acted upon.

    Attributes:
        id: Global where the registry knows it (`person:Q7747`, `state:RUS`, `body:RUS:foreign-ministry`),
            local to the document elsewhere (`<document id>:name:jane-doe`).
        name: Its usual name in English, or the longest form in the document.
        kind: One of `ACTOR_KINDS`.
        country: ISO 3166 alpha-3, one of PLOVER's non-state codes, or `None`.
        sector: PLOVER sector code on the document's date, or `None`.
        offices: Offices held on the document's date, the weightiest first.
        wikidata: Item id, or `None`.
    """

    id: str
    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    offices: tuple[Office, ...] = ()
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name an actor, and the judgement which one.

    Attributes:
        span: Where.
        tokens: The half-open token range of the reading.
        actor: Id of the actor.
        kind: One of `MENTION_KINDS`. `place` = the place itself, not the government it stands for; such
            a mention names no party of an event.
        reason: Why this actor, and how sure.
    """

    span: Span
    tokens: tuple[int, int]
    actor: str
    kind: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone who is named in one document.

    Attributes:
        actors: In order of first mention; ids are unique.
        mentions: In text order; they may nest ("[[Russian] foreign minister [Sergey Lavrov]]").
    """

    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    _by_id: dict[str, Actor] = field(default_factory=dict, init=False, repr=False, compare=False)
    _starts: tuple[int, ...] = field(default=(), init=False, repr=False, compare=False)
    _sorted: tuple[Mention, ...] = field(default=(), init=False, repr=False, compare=False)
    _longest: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_id.update({a.id: a for a in self.actors})
        ordered = sorted(self.mentions, key=lambda m: m.tokens)
        object.__setattr__(self, "_sorted", tuple(ordered))
        object.__setattr__(self, "_starts", tuple(m.tokens[0] for m in ordered))
        object.__setattr__(self, "_longest", max((m.tokens[1] - m.tokens[0] for m in ordered), default=0))

    def __getitem__(self, actor_id: str) -> Actor:
        return self._by_id[actor_id]

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self._by_id

    def at(self, token: int) -> tuple[Mention, ...]:
        """Mentions that cover a token, the longest first."""
        first = bisect_right(self._starts, token - self._longest)
        near = self._sorted[first : bisect_right(self._starts, token)]
        found = [m for m in near if token < m.tokens[1]]
        return tuple(sorted(found, key=lambda m: m.tokens[0] - m.tokens[1]))

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """Mentions wholly inside a half-open token range, in text order."""
        return tuple(m for m in self.mentions if start <= m.tokens[0] and m.tokens[1] <= end)

    def countries(self, actor_ids: Iterable[str]) -> tuple[str, ...]:
        """Distinct countries of some actors, in order."""
        found = (self._by_id[a].country for a in actor_ids if a in self._by_id)
        return tuple(dict.fromkeys(c for c in found if c))
