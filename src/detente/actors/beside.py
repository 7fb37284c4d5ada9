"""What stands beside a phrase and says whose it is: appositions, coordinations, datelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.actors.book import Book
from detente.actors.entry import NAME_KINDS, Entry
from detente.actors.fold import POSSESSIVE, key
from detente.actors.match import Piece, Word
from detente.actors.phrases import Phrase
from detente.actors.registry import Registry
from detente.record import Actor, Chain, Mention, Reading

#: A longer sentence says more than who wrote the report.
_CREDIT = 40
#: Kinds of actors that are many people under one name.
GROUPS = frozenset({"organisation", "armed_group", "government_body"})
_BEATS = frozenset({"capital", "city", "state"})
_STOPS = frozenset({",", ";", ")", "."})


@dataclass(frozen=True, slots=True)
class View:
    """What is known while a document's mentions are found.

    Attributes:
        reading: Tokens and syntax.
        registry: Names and small words.
        book: The document's persons and groups.
        mentions: Those found so far.
        chains: Token of a pronoun -> the chain it stands in.
        wholes: Token -> the range of the organisation's name the parser sees there.
    """

    reading: Reading
    registry: Registry
    book: Book
    mentions: list[Mention]
    chains: dict[int, Chain]
    wholes: dict[int, tuple[int, int]]


def in_compound(view: View, sentence: list[Word], phrase: Phrase) -> bool:
    """Whether a noun without an owner only qualifies another: "prisoner swaps", "military-to-military"."""
    after = sentence[phrase.end].text if phrase.end < len(sentence) else ""
    before = sentence[phrase.start - 1].text if phrase.start else ""
    if "-" in {after, before} or "–" in {after, before}:
        return True
    last = view.reading.tokens[sentence[phrase.end - 1].i]
    return last.dep in {"compound", "amod", "nmod"} and last.head > last.i


def coordinated(view: View, sentence: list[Word], phrase: Phrase) -> str | None:
    """The country of the noun before "and": "the Chinese government and military"."""
    if not phrase.start or sentence[phrase.start - 1].text not in view.registry.sets["joiners"]:
        return None
    at = sentence[phrase.start - 1].i
    for mention in reversed(view.mentions[-3:]):
        if mention.tokens[1] == at and mention.kind in {"noun", "body", "role"}:
            return view.book.actors[mention.actor].country
    return None


def state_back(view: View, sentence: list[Word], phrase: Phrase) -> str | None:
    """The state named last, for "the country's foreign ministry"."""
    at = phrase.start - 1
    if at < 1 or sentence[at].folded != POSSESSIVE:
        return None
    if sentence[at - 1].folded not in view.registry.sets["states_back"]:
        return None
    for mention in reversed(view.mentions[-12:]):
        if mention.actor.startswith("state:"):
            return view.book.actors[mention.actor].country
    return None


def apposed(view: View, sentence: list[Word], phrase: Phrase) -> str | None:
    """The person just before a comma: "Jane Doe, the Russian foreign minister,"."""
    head = phrase.head
    if head is None or head.kind == "bodynoun":
        return None
    if [w.pos for w in sentence[phrase.end : phrase.end + 2]] == ["NOUN", "PROPN"]:
        return None  # "Jane Doe, Russia's republican opponent Ann Roe": the noun goes on
    at = sentence[phrase.start].i - 1
    tokens = view.reading.tokens
    first = sentence[0].i
    small = view.registry.sets["apposition_words"]
    while at > first and (tokens[at].text.lower() in small or tokens[at].pos == "ADJ"):
        at -= 1
    if at <= first or tokens[at].text not in {",", "(", "–", "—"}:
        return None
    for mention in reversed(view.mentions[-4:]):
        if mention.tokens[1] == at and view.book.actors[mention.actor].kind == "person" and mention.kind == "name":
            return mention.actor
    return None


def apposed_group(view: View, sentence: list[Word], phrase: Phrase) -> str | None:
    """The group just before a comma: "Boko Haram, a designated terrorist group,"."""
    head = phrase.head
    if head is None or head.kind == "office" or head.force or phrase.owner is not None:
        return None
    token = view.reading.tokens[sentence[phrase.end - 1].i]
    if token.dep != "appos" or head.name.rsplit(" ", 1)[-1] not in view.registry.sets["called_groups"]:
        return None
    for mention in reversed(view.mentions[-3:]):
        actor = view.book.actors[mention.actor]
        inside = mention.tokens[0] <= token.head < mention.tokens[1]
        if inside and mention.kind in {"name", "body"} and actor.kind in GROUPS:
            return actor.id
    return None


def country_beside(book: Book, phrase: Phrase) -> str | None:
    """The country a noun has from its owner; none where it is another's: "Peru's ally", "Cairo correspondent"."""
    owner, head = phrase.owner, phrase.head
    if owner is not None and head is not None and owner.kind != "person":
        sets = book.registry.sets
        if head.name in sets["others_of"] or (head.name in sets["beats"] and owner.kind in _BEATS):
            return None
    return book.country_of(owner)


def initials(view: View) -> dict[str, Actor]:
    """Initials of the bodies and groups named so far, from the longest name the parser sees around each."""
    found: dict[str, Actor] = {}
    for mention in view.mentions:
        actor = view.book.actors[mention.actor]
        if mention.kind not in {"name", "body", "noun"} or actor.kind not in GROUPS:
            continue
        start, end = view.wholes.get(mention.tokens[1] - 1, mention.tokens)
        tokens = view.reading.tokens[min(start, mention.tokens[0]) : max(end, mention.tokens[1])]
        owned = next((n + 1 for n, t in enumerate(tokens) if t.tag == "POS"), 0)
        short = "".join(t.text[0] for t in tokens[owned:] if t.text[0].isupper())
        if len(short) > 2:
            found[short] = actor
    return found


def is_credit(sentence: list[Word], registry: Registry) -> bool:
    """Whether a sentence says who wrote the report: "Jane Doe contributed to this report."."""
    words = " " + " ".join(w.folded for w in sentence if w.folded) + " "
    return len(sentence) <= _CREDIT and any(f" {phrase} " in words for phrase in registry.words["credits"])


def employer(view: View, sentence: list[Word], phrase: Phrase) -> tuple[str | None, str | None]:
    """Country and sector of what owns a person: "the Arctic Institute's Jane Doe" is a scholar."""
    at = phrase.start - 1
    if at < 1 or sentence[at].folded != POSSESSIVE or not view.mentions:
        return None, None
    last = view.mentions[-1]
    actor = view.book.actors[last.actor]
    if last.tokens[1] != sentence[at].i or actor.kind not in GROUPS:
        return None, None
    return (actor.country if actor.country in view.registry.states else None), actor.sector


def dateline(sentence: list[Word], at: tuple[int, int]) -> bool:
    """Whether capitals open a paragraph before a dash, a bracket or a stroke, as "ISLAMABAD - " does."""
    after = sentence[at[1]].text if at[1] < len(sentence) else ""
    return at[0] == 0 and (
        after == "(" or (sentence[0].text.isupper() and after in {"-", "–", "—", "/", "--", ","})
    )


def is_state_name(registry: Registry, entry: Entry, sentence: list[Word], at: tuple[int, int]) -> bool:
    """Whether a word that is name and adjective alike ("US", "Vatican") is the name: not before a noun."""
    both = any(e.kind == "state" for e in registry.names.get(key(entry.name), ()))
    return both and not (at[1] < len(sentence) and sentence[at[1]].pos in {"NOUN", "ADJ", "PROPN"})


def affiliation(
    view: View, sentence: list[Word], pieces: Sequence[Piece], end: int
) -> tuple[str | None, str | None]:
    """Country and sector of what a post without an owner is of: "director of the programme at the institute".

    Args:
        view: For the small words.
        sentence: Its words.
        pieces: What the registry knows in it.
        end: The word after the post.

    Returns:
        A country only when it is a state's; `None` for what is not said.
    """
    if end >= len(sentence) or sentence[end].folded not in view.registry.sets["affiliations"]:
        return None, None
    rest = range(end, len(sentence))
    stop = next((i for i in rest if sentence[i].text in _STOPS or sentence[i].pos == "VERB"), len(sentence))
    country = None
    for piece in pieces:
        if not end <= piece.start < stop:
            continue
        owner = piece.meaning(*NAME_KINDS)
        if owner is not None:
            return owner.country if owner.country in view.registry.states else country, owner.sector
        nation = piece.meaning("nation")
        country = nation.country if nation is not None else country
        noun = piece.meaning("agent", "bodynoun")
        if noun is None or noun.sector in {"CVL", "UNK"}:
            continue
        if country or (not noun.weak and sentence[piece.start].text[:1].isupper()):
            return country, noun.sector
    return country, None
