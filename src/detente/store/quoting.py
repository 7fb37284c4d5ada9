"""Who said what, out of the committed rows of a store."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.quotes import is_anonymous
from detente.record import Actor, Quote, When
from detente.store.asking import CURRENT, casts
from detente.store.rows import quote_of, when_of
from detente.store.tables import Snapshot

#: The words of a quote, its pieces joined, as people search them: lower case, accents away.
_SAID = (
    "strip_accents(lower(array_to_string("
    "[substring(d.text, s.start + 1, s.\"end\" - s.start) for s in q.content], ' ')))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFilter:
    """Which quotes are wanted; what is `None` or empty does not matter.

    Attributes:
        speakers: Ids of speakers that are the same in every document ("person:Q58217", "state:RUS").
        speaker: Words that the speaker's name must hold, in any order, accents and case aside. A quote is wanted
            when either `speakers` or `speaker` fits.
        country: Country of the speaker.
        about: Words that an issue of the quote has in its name, or that the quote itself holds; each of them may
            be the beginning of a word ("elect" for "election").
        since: Published on this day or later; documents without a date are left out.
        until: Published on this day or earlier; documents without a date are left out.
        kinds: `direct`, `indirect`, `mixed`.
        document: Id of their document.
        limit: At most so many.
    """

    speakers: Sequence[str] = ()
    speaker: str | None = None
    country: str | None = None
    about: str | None = None
    since: date | None = None
    until: date | None = None
    kinds: Sequence[str] = ()
    document: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A stored quote with its words, its people and the document it stands in.

    Attributes:
        quote: The quote.
        words: The words said, piece by piece.
        cue: The words that introduce it, or `None`.
        source: The words that name the speaker, or `None`.
        anonymous: Whether the source wants not to be known.
        document: Id of the document.
        title: The document's headline, or `None`.
        url: Where the document came from, or `None`.
        published: When it was published, or `None`.
        speaker: Who said it, or `None`.
        addressee: To whom, or `None`.
        issues: Names of the document's issues that the quote is about.
        doubts: Codes of the findings that call for care with the document ("caution", "serious").
    """

    quote: Quote
    words: tuple[str, ...]
    cue: str | None
    source: str | None
    anonymous: bool
    document: str
    title: str | None
    url: str | None
    published: When | None
    speaker: Actor | None
    addressee: Actor | None
    issues: tuple[str, ...]
    doubts: tuple[str, ...]


def quotes(snapshot: Snapshot, wanted: QuoteFilter) -> tuple[QuoteRow, ...]:
    """Quotes of current codings, by the day of publication, then document, then place in it; undated ones last."""
    where, parameters = _conditions(wanted)
    limit = f"LIMIT {int(wanted.limit)}" if wanted.limit is not None else ""
    listed = snapshot.ask(
        "SELECT q.*, d.title, d.url, d.published, d.text, "
        "coalesce(i.names, []) AS issues, coalesce(f.codes, []) AS doubts FROM quotes q "
        f"JOIN {CURRENT} c ON c.document = q.document AND c.batch = q.batch "
        "JOIN documents d ON d.id = q.document AND d.batch = q.batch "
        "LEFT JOIN (SELECT batch, document, quote, list(name ORDER BY position) AS names FROM "
        "(SELECT batch, document, position, name, unnest(quotes) AS quote FROM issues) GROUP BY ALL) i "
        "ON i.batch = q.batch AND i.document = q.document AND i.quote = q.id "
        "LEFT JOIN (SELECT batch, document, list(code ORDER BY position) AS codes FROM findings "
        "WHERE severity <> 'note' GROUP BY ALL) f ON f.batch = q.batch AND f.document = q.document "
        f"WHERE {where} ORDER BY d.published.start NULLS LAST, q.document, q.position {limit}",
        parameters,
    )
    known = casts(snapshot, sorted({(r["batch"], r["document"]) for r in listed}))
    made = []
    for row in listed:
        quote, text = quote_of(row, row["document"]), row["text"]
        cast = known[row["batch"], row["document"]]
        cue, source = quote.cue, quote.source
        made.append(
            QuoteRow(
                quote,
                tuple(text[s.start : s.end] for s in quote.content),
                text[cue.start : cue.end] if cue is not None else None,
                text[source.start : source.end] if source is not None else None,
                is_anonymous(text, quote),
                row["document"],
                row["title"],
                row["url"],
                when_of(row["published"]),
                cast[quote.speaker] if quote.speaker is not None and quote.speaker in cast else None,
                cast[quote.addressee] if quote.addressee is not None and quote.addressee in cast else None,
                tuple(row["issues"]),
                tuple(row["doubts"]),
            )
        )
    return tuple(made)


def speakers(snapshot: Snapshot) -> dict[str, int]:
    """Names of those who are quoted in current codings, with how often, the most quoted first."""
    listed = snapshot.ask(
        "SELECT a.name, count(*) AS n FROM quotes q "
        f"JOIN {CURRENT} c ON c.document = q.document AND c.batch = q.batch "
        "JOIN actors a ON a.batch = q.batch AND a.document = q.document AND a.id = q.speaker "
        "GROUP BY ALL ORDER BY n DESC, a.name"
    )
    found: dict[str, int] = defaultdict(int)
    for row in listed:
        found[row["name"]] += row["n"]
    return dict(found)


def _conditions(wanted: QuoteFilter) -> tuple[str, list[Any]]:
    conditions = ["true"]
    parameters: list[Any] = []

    def add(condition: str, *values: Any) -> None:
        conditions.append(condition)
        parameters.extend(values)

    if wanted.speakers or wanted.speaker is not None or wanted.country is not None:
        who, values = _speaker(wanted)
        add(
            "EXISTS (SELECT 1 FROM actors a WHERE a.batch = q.batch AND a.document = q.document "
            f"AND a.id = q.speaker AND {who})",
            *values,
        )
    if wanted.about is not None:
        words = [rf"\b{re.escape(w)}" for w in _folded(wanted.about)]
        holds = " AND ".join(f"regexp_matches({_SAID}, ?)" for _ in words) or "false"
        named = " AND ".join("regexp_matches(strip_accents(lower(n.name)), ?)" for _ in words) or "false"
        issue = (
            "EXISTS (SELECT 1 FROM issues n WHERE n.batch = q.batch AND n.document = q.document "
            f"AND list_contains(n.quotes, q.id) AND {named})"
        )
        add(f"({issue} OR ({holds}))", *words, *words)
    if wanted.since is not None:
        add("""d.published IS NOT NULL AND coalesce(d.published."end", DATE '9999-12-31') >= ?""", wanted.since)
    if wanted.until is not None:
        add("d.published.start <= ?", wanted.until)
    if wanted.kinds:
        add("list_contains(?, q.kind)", list(wanted.kinds))
    if wanted.document is not None:
        add("q.document = ?", wanted.document)
    return " AND ".join(conditions), parameters


def _speaker(wanted: QuoteFilter) -> tuple[str, list[Any]]:
    either: list[str] = []
    values: list[Any] = []
    if wanted.speakers:
        either.append("list_contains(?, a.id)")
        values.append(list(wanted.speakers))
    if wanted.speaker is not None:
        words = _folded(wanted.speaker)
        name = "string_split_regex(strip_accents(lower(a.name)), '[^\\p{L}\\p{N}]+')"
        either.append(f"({' AND '.join(f'list_contains({name}, ?)' for _ in words) or 'false'})")
        values += words
    told = f"({' OR '.join(either)})" if either else "true"
    if wanted.country is not None:
        return f"{told} AND a.country = ?", [*values, wanted.country]
    return told, values


def _folded(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
