"""Resolving a mention on its own: `detente actors lookup "Mike Pompeo" --on 2019-05-14`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from detente.actors import judge, standing
from detente.actors.book import Book
from detente.actors.entry import COUNTRY_KINDS, NAME_KINDS, Entry
from detente.actors.fold import POSSESSIVE, fold, key, words
from detente.actors.loading import load
from detente.actors.match import Piece, Word, match
from detente.actors.people import FORMER, actor_of, guesses
from detente.actors.phrases import Phrase, compose
from detente.actors.registry import Registry
from detente.record import Actor, Reason
from detente.settings import Settings

#: Sector of a town that is no seat of a government: the people there.
_TOWN = "CVL"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a mention means.

    Attributes:
        actor: The actor, with the offices of that day.
        reason: Rule, score and words.
    """

    actor: Actor
    reason: Reason


def resolve(
    mention: str, on: date | None = None, context: str | None = None, settings: Settings | None = None
) -> tuple[Judgement, ...]:
    """Resolve a mention outside of any document.

    Args:
        mention: "US Secretary of State Mike Pompeo", "the Kremlin", "Syrian rebels".
        on: The day; `None` = unknown.
        context: Words that were near it, such as a country.
        settings: Data folder and private actor list.

    Returns:
        Judgements, the best first; empty when the mention names no actor.

    Raises:
        RegistryError: A table of actors does not read.
    """
    registry = load(settings or Settings.load())
    book = Book("mention", registry, on)
    hint = _country_of(context, registry) if context else None
    if hint:
        book.countries[hint] += 1
    sentence = _sentence(mention, registry)
    if not sentence:
        return ()
    pieces = match(sentence, registry)
    for piece in pieces:
        country = piece.meaning(*COUNTRY_KINDS, *NAME_KINDS)
        if country is not None and country.country:
            book.countries[country.country] += 1
    phrases = compose(sentence, pieces, registry)
    found = _judge(book, sentence, phrases, hint)
    if not found:
        found = _whole_name(book, mention)
    return tuple(found)


def _sentence(mention: str, registry: Registry) -> list[Word]:
    cut = [w for w in words(mention) if w]
    if mention.isupper() and len(mention) > 5:
        cut = [w if len(w) < 4 or _acronym(w, registry) else w.title() for w in cut]
    return [Word(i, w, fold(w)) for i, w in enumerate(cut)]


def _acronym(word: str, registry: Registry) -> bool:
    """Whether a word in capitals is a name that is written so: "UNMISS", but not "CANBERRA"."""
    return any(e.case == "upper" for e in registry.names.get(fold(word), ()))


def _country_of(context: str, registry: Registry) -> str | None:
    for piece in match(_sentence(context, registry), registry):
        entry = piece.meaning(*COUNTRY_KINDS, *NAME_KINDS)
        if entry is not None:
            return entry.country
    return None


def _judge(book: Book, sentence: list[Word], phrases: list[Phrase], hint: str | None) -> list[Judgement]:
    """The first phrase that names an actor; a person's name before everything else."""
    country = next((_owner_country(p, book) for p in phrases if _owner_country(p, book)), None) or hint
    for phrase in phrases:
        if phrase.name is not None:
            at = _longer(book, sentence, phrase, phrases) or phrase.name
            found = _person(book, _text(sentence, at), phrase, _owner_country(phrase, book) or country)
            if found:
                return found
    best = _main(phrases, sentence, book.registry.sets["mention_ends"])
    if best is None:
        return []
    if best.head is not None:
        best = _possessor(best, phrases, sentence)
        return _noun(book, sentence, best, _owner_country(best, book) or country)
    assert best.piece is not None
    return _owner(book, best, {w.folded for w in sentence})


def _possessor(phrase: Phrase, phrases: list[Phrase], sentence: list[Word]) -> Phrase:
    """The phrase with the owner that stands before it across a name: "the Northern Fleet's Arctic Group"."""
    if phrase.owner is not None:
        return phrase
    for other in phrases:
        owned = other.end < phrase.start and sentence[other.end].folded == POSSESSIVE
        if owned and other.owner is not None and other.head is None:
            return replace(phrase, owner=other.owner, owner_at=other.owner_at)
    return phrase


def _longer(book: Book, sentence: list[Word], phrase: Phrase, phrases: list[Phrase]) -> tuple[int, int] | None:
    """The name with the capitalised words behind it, where somebody is called so, in whatever spelling.

    "Mohamed Salem Barzani" may hold the name of a Mohamed Salem whom the registry knows.
    """
    assert phrase.name is not None
    start, end = phrase.name
    taken = {p.start for p in phrases}
    while end < len(sentence) and sentence[end].text[:1].isupper() and end not in taken:
        end += 1
    folded = key(_text(sentence, (start, end)))
    known = end > phrase.name[1] and (book.registry.full.get(folded) or book.registry.respelled(folded))
    return (start, end) if known else None


def _text(sentence: list[Word], at: tuple[int, int]) -> str:
    return " ".join(w.text for w in sentence[at[0] : at[1]])


def _main(phrases: list[Phrase], sentence: list[Word], ends: frozenset[str]) -> Phrase | None:
    """The phrase a mention is about: the first with a noun, else the first name."""
    nouns = [p for p in phrases if p.head is not None]
    if nouns:
        strong = [p for p in nouns if not all(h.weak for h in p.heads)] or nouns
        cut = next((w.i for w in sentence[strong[0].end :] if w.folded in ends), len(sentence))
        return [p for p in strong if p.start < cut][-1]
    bare = [p for p in phrases if p.owner is not None]
    named = [p for p in bare if p.owner is not None and p.owner.kind in NAME_KINDS]
    return next(iter(named or bare), None)


def _owner_country(phrase: Phrase, book: Book) -> str | None:
    owner = phrase.owner
    if owner is None:
        return None
    if owner.kind == "person":
        return actor_of(book.registry.persons[owner.id], book.day).country
    return owner.country


def _person(book: Book, name: str, phrase: Phrase, country: str | None) -> list[Judgement]:
    registry = book.registry
    role = phrase.head or phrase.title
    folded = key(name)
    parts = [p for p in folded.split(" ") if len(p) > 1 and p not in registry.sets["suffixes"]]
    ids = registry.full.get(folded) or registry.full.get(" ".join(parts)) or []
    if not ids and len(parts) > 2:
        ids = registry.full.get(f"{parts[0]} {parts[-1]}", [])
    if not ids and len(parts) > 1:
        ids = registry.respelled(folded)
    if not ids and len(parts) == 1:
        ids = registry.surnames.get(folded, [])
        if role is None:
            ids = [i for i in ids if registry.persons[i].weight >= 70]
    found = []
    for guess in guesses(ids, registry, book.setting, role, country, bool(phrase.past)):
        actor = actor_of(guess.person, book.day, country)
        if phrase.past and book.day is None:
            actor = Actor(actor.id, actor.name, actor.kind, actor.country, FORMER, (), actor.wikidata)
        found.append(Judgement(actor, Reason("registry:person", round(guess.score, 3), guess.why)))
    if found or (role is None and country is None):
        return found
    sector = phrase.sector or (phrase.title.sector if phrase.title else None)
    if sector is None and country is None:
        return []
    local = Actor(
        f"mention:name:{folded.replace(' ', '-')}", name, "person", country, FORMER if phrase.past else sector
    )
    return [Judgement(local, Reason("title", 0.6, role.name if role else "country beside the name"))]


def _noun(book: Book, sentence: list[Word], phrase: Phrase, country: str | None) -> list[Judgement]:
    owned = range(*phrase.owner_at) if phrase.owner_at is not None else range(0)
    said = [sentence[i].folded for i in range(phrase.start, phrase.end) if i not in owned]
    head = standing.chief(book, phrase, said)
    if head is not None:
        return [Judgement(head[0], head[2])]
    if country is None and phrase.head is not None:
        country = book.registry.words["sole_titles"].get(phrase.head.name)
    words = " ".join(w.text for w in sentence[phrase.start : phrase.end])
    plural = judge.is_plural(phrase, sentence, book.registry)
    indefinite = sentence[0].folded in book.registry.sets["indefinite"]
    actor, _, reason = judge.noun(book, phrase, words, country, plural, indefinite)
    return [Judgement(actor, reason)]


def _owner(book: Book, phrase: Phrase, around: set[str]) -> list[Judgement]:
    assert phrase.piece is not None
    found: list[Judgement] = []
    first, note = judge.meaning(book, phrase.piece.entries, around)
    rest = [e for e in phrase.piece.entries if e is not first]
    for entry in [first, *rest] if first is not None else rest:
        if entry.kind in {
            "office",
            "agent",
            "bodynoun",
            "honorific",
            "rank",
            "filler",
            "past",
            "future",
            "acting",
        }:
            continue
        if entry.kind == "person":
            actor = actor_of(book.registry.persons[entry.id], book.day)
        else:
            actor = judge.named(entry, book.registry)
        sector = {"capital": "GOV", "city": _TOWN}.get(entry.kind, actor.sector)
        if (
            entry.kind == "nation"
            and entry.name.endswith("s")
            and entry.case == "capital"
            and around - {key(entry.name)}
        ):
            sector = _TOWN
        # A town stands for its state, but bears its own name.
        name = entry.name if entry.kind in {"capital", "city"} else actor.name
        actor = Actor(actor.id, name, actor.kind, actor.country, sector, actor.offices, actor.wikidata)
        if all(j.actor.id != actor.id for j in found):
            score = 0.95 if not found else 0.3
            found.append(Judgement(actor, Reason(f"registry:{entry.kind}", score, note or entry.source)))
    return found


def _whole_name(book: Book, mention: str) -> list[Judgement]:
    """A name that only fits as a whole: a surname known everywhere."""
    phrase = Phrase(0, 1, name=(0, 1), piece=Piece(0, 1, (Entry("person", "", mention),)))
    return _person(book, mention, phrase, None) if mention[:1].isupper() else []
