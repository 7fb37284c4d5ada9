"""Personal names in a document: full names first, then the surnames that stand for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.actors import judge
from detente.actors.book import Book
from detente.actors.entry import COUNTRY_KINDS, NAME_KINDS, NOUN_KINDS, Entry
from detente.actors.fold import POSSESSIVE, key
from detente.actors.match import Piece, Word, match
from detente.actors.phrases import compose, joined_by_hyphen
from detente.actors.registry import Registry
from detente.record import Actor, Reading

#: How often a state must be named in full before its short name is understood.
_NAMED = 2
_NOUN_POS = frozenset({"NOUN", "PROPN", "PRON", ""})


class Namer:
    """Finds the pieces of each sentence of one document, persons among them."""

    def __init__(self, reading: Reading, registry: Registry, book: Book) -> None:
        self.reading, self.registry, self.book = reading, registry, book
        self.persons = [n for n in reading.names if n.label == "PERSON"]
        self._towns = self._unknown_towns()
        named = [c for c in reading.chains if c.label == "PERSON" and " " in c.name]
        self._chains = {s: c for c in named for s, e in c.mentions if e - s == 1}

    def pieces(self, sentence: list[Word]) -> list[Piece]:
        """Longest matches; a noun must be one by its part of speech, a place name must not be half a person's."""
        kept = []
        for found in match(sentence, self.registry):
            piece = self._nation_in(sentence, found)
            last = sentence[piece.end - 1]
            words = sentence[piece.start : piece.end]
            if piece.kind in NOUN_KINDS and all(w.pos not in _NOUN_POS for w in words if w.folded):
                fit = tuple(e for e in piece.entries if e.kind not in NOUN_KINDS)
                if not fit:
                    continue
                piece = piece._replace(entries=fit)
            if piece.meaning(*COUNTRY_KINDS) and self._half_a_name(sentence, piece):
                continue
            if piece.kind == "city" and (
                last.pos not in {"PROPN", "NOUN"} or goes_on(sentence, piece, self.registry)
            ):
                continue
            if piece.meaning(*COUNTRY_KINDS) and (
                is_feature(sentence, piece, self.registry) or is_language(sentence, piece, self.registry)
            ):
                continue
            kept.append(piece)
        return kept

    def _nation_in(self, sentence: list[Word], piece: Piece) -> Piece:
        """The nationality in "the Australian government", where a newspaper is called The Australian."""
        last = sentence[piece.end - 1].folded
        if piece.end - piece.start != 2 or sentence[piece.start].folded != "the" or piece.end >= len(sentence):
            return piece
        nations = tuple(e for e in self.registry.names.get(last, ()) if e.kind == "nation")
        noun = sentence[piece.end].pos in {"NOUN", "ADJ"} and sentence[piece.end].text.islower()
        return Piece(piece.end - 1, piece.end, nations) if nations and noun else piece

    def _half_a_name(self, sentence: list[Word], piece: Piece) -> bool:
        """Whether "Jordan" stands in "Michael Jordan": the parser sees one person in it and an unknown word."""
        if piece.end - piece.start != 1 or piece.entries[0].name not in self.registry.sets["also_personal"]:
            return False
        token = sentence[piece.start].i
        return any(n.start <= token < n.end and n.end - n.start > 1 for n in self.persons)

    def full_names(self, sentence: list[Word], pieces: list[Piece]) -> list[Piece]:
        """First walk: full names, with the office and country beside them, enter the book."""
        decided: dict[tuple[int, int], Actor] = {}
        for phrase in compose(sentence, pieces, self.registry):
            if phrase.name is not None:
                actor = judge.person(
                    self.book, self._text(sentence, *phrase.name), phrase, self.book.country_of(phrase.owner)
                )
                if actor is not None:
                    decided[phrase.name] = actor
        taken = {i for s, e in decided for i in range(s, e)} | {
            i for p in pieces if p.kind in {*NOUN_KINDS, *NAME_KINDS} for i in range(p.start, p.end)
        }
        first = sentence[0].i if sentence else 0
        for name in self.persons:
            start, end = name.start - first, name.end - first
            if start < 0 or start >= len(sentence):
                continue
            start, end = self._trim(sentence, pieces, start, end)
            if end - start < 2 or any(i in taken for i in range(start, end)):
                continue
            text = self._text(sentence, start, end)
            who = self._tail(text)
            if who is not None:
                decided[start, end] = who
                continue
            if text in self._towns and key(text) not in self.registry.full:
                continue  # a town nobody knows, which the parser took for a person
            actor = judge.person(self.book, text, None, None)
            if actor is not None:
                decided[start, end] = actor
        return _put_in([p for p in pieces if p.kind != "person"], decided)

    def _tail(self, text: str) -> Actor | None:
        """The person whose long name ends in these words: "Abdel Bari" of "Naser Eldin Abdel Bari"."""
        folded = key(text)
        who = self.book.called(text)
        if who is None or folded in self.book.full or folded in self.registry.full:
            return None
        long = key(self.book.actors[who].name)
        if not long.endswith(f" {folded}"):
            return None
        self.book.full[folded] = who
        return self.book.actors[who]

    def _unknown_towns(self) -> set[str]:
        """Words the parser takes for persons and the text for towns, be it only once."""
        first: dict[str, list[int]] = {}
        for token in self.reading.tokens:
            first.setdefault(token.text, []).append(token.i)
        found = set()
        for name in self.persons:
            words = tuple(t.text for t in self.reading.tokens[name.start : name.end])
            for at in first[words[0]]:
                here = tuple(t.text for t in self.reading.tokens[at : at + len(words)])
                if here == words and self._as_town(at):
                    found.add(self._words(name.start, name.end))
        return found

    def _as_town(self, start: int) -> bool:
        """Whether a name stands where towns do ("near Netanya"), and no noun says otherwise ("trust in Jane")."""
        tokens = self.reading.tokens
        if not start or tokens[start - 1].text.lower() not in self.registry.sets["before_towns"]:
            return False
        return start == 1 or tokens[start - 2].lemma.lower() not in self.registry.sets["party_in"]

    def _words(self, start: int, end: int) -> str:
        return self.reading.words(start, end)

    def _trim(self, sentence: list[Word], pieces: list[Piece], start: int, end: int) -> tuple[int, int]:
        """Cut titles, countries and small words off the ends of what the parser took for a person."""
        heads = {p.start: p for p in pieces if p.kind != "person" and p.kind != "city"}
        while start < end and start in heads:
            start = heads[start].end
        while end > start and (
            sentence[end - 1].folded in {"", POSSESSIVE}
            or not (sentence[end - 1].text[:1].isupper() or joined_by_hyphen(sentence, start, end - 1))
        ):
            end -= 1
        ends = {p.end: p for p in pieces if p.kind in {"state", "nation"}}
        if end - start > 2 and end in ends:
            end = ends[end].start
        after = sentence[end].folded if end < len(sentence) else ""
        last = sentence[end - 1].folded if end > start else ""
        if start and sentence[start - 1].folded in self.registry.sets["called_groups"]:
            return start, start
        if after in self.registry.sets["town_nouns"] or last in self.registry.sets["town_tails"]:
            return start, start
        inside = any(not w.folded and w.text not in {"-", "–", "."} for w in sentence[start:end])
        good = start < end and sentence[start].text[:1].isupper() and not inside and end - start <= 5
        return (start, end) if good else (start, start)

    def surnames(self, sentence: list[Word], pieces: list[Piece]) -> list[Piece]:
        """Second walk: single names that mean a person of the book, or one known everywhere."""
        decided: dict[tuple[int, int], Actor] = {}
        pieces = self._as_of_here(sentence, pieces)
        held = {i: p for p in pieces for i in range(p.start, p.end)}
        at = 0
        while at < len(sentence):
            step = 1
            if not sentence[at].text[:1].isupper() and sentence[at].folded != "al":
                at += step
                continue
            for length in (4, 3, 2, 1):
                span = sentence[at : at + length]
                if len(span) < length:
                    continue
                if not span[-1].text[:1].isupper() or not all(w.folded or w.text in {"-", "–"} for w in span):
                    continue
                if any(
                    held.get(i) is not None and not self._may_be_surname(sentence, i, held[i])
                    for i in range(at, at + length)
                ):
                    continue
                actor = self._surname(sentence, at, length)
                if actor is not None:
                    decided[at, at + length] = actor
                    step = length
                    break
            at += step
        return _put_in(pieces, decided)

    def _as_of_here(self, sentence: list[Word], pieces: list[Piece]) -> list[Piece]:
        """Names that depend on what the text is about: "the North" in Korea, whose Senate it is."""
        most = self.book.countries.most_common(1)
        kept = []
        for piece in pieces:
            body = piece.meaning("body") if piece.meaning("bodynoun") else None
            if body is not None and most and 4 * max(1, self.book.countries[body.country or ""]) <= most[0][1]:
                piece = piece._replace(entries=tuple(e for e in piece.entries if e.kind != "body"))
            entries = self._of_here(sentence, piece)
            if entries:
                kept.append(piece._replace(entries=self._nearest(entries)))
        taken = {i for p in kept for i in range(p.start, p.end)}
        kept += [p for p in short_names(sentence, self.registry, self.book.countries) if p.start not in taken]
        return sorted(kept, key=lambda p: p.start)

    def _of_here(self, sentence: list[Word], piece: Piece) -> tuple[Entry, ...]:
        """What the short name of a party of a state that nobody names means: one of here whose name ends so.

        So "the Congress Party" is India's where India is named, Sudan's National Congress Party where Sudan is,
        and nobody's that we know in another country.
        """
        party = piece.meaning("party")
        counts = self.book.countries
        if party is None or piece.kind != "party" or not counts or counts[party.country or ""]:
            return piece.entries
        longer = self.registry.ending(" ".join(w.folded for w in sentence[piece.start : piece.end] if w.folded))
        abroad = [e for e in longer if e.country != party.country]
        here = [e for e in abroad if counts[e.country or ""]]
        if here:
            return tuple(sorted(here, key=lambda e: -counts[e.country or ""]))
        return tuple(e for e in piece.entries if e.kind != "party") if abroad else piece.entries

    def _nearest(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Of two parties of one name first the one of the state that is named far more often."""
        counts = self.book.countries
        if len(entries) < 2 or entries[0].kind not in NAME_KINDS:
            return entries
        best = max((e for e in entries if e.kind in NAME_KINDS), key=lambda e: counts[e.country or ""])
        if counts[best.country or ""] < 4 * max(1, counts[entries[0].country or ""]):
            return entries
        return (best, *(e for e in entries if e is not best))

    def _may_be_surname(self, sentence: list[Word], at: int, piece: Piece) -> bool:
        """A town's or nation's name may be a surname where the book has one and a title or the parser says so."""
        if piece.kind == "person" or piece.end - piece.start > 1:
            return False
        if piece.kind in {"honorific", "rank", "filler"}:
            return self.book.called(sentence[at].text) is not None
        if piece.kind not in {*COUNTRY_KINDS, "agent", "office"} or not self.book.called(sentence[at].text):
            return False
        titled = at > 0 and sentence[at - 1].text.rstrip(".") in self.registry.sets["surname_titles"]
        return titled or any(n.start <= sentence[at].i < n.end for n in self.persons)

    def _surname(self, sentence: list[Word], at: int, length: int) -> Actor | None:
        text = self._text(sentence, at, at + length)
        if sentence[at].folded in self.registry.sets["not_names"]:
            return None
        who = self.book.called(text)
        if who is not None:
            return self.book.actors[who]
        if length > 1 or sentence[at].pos != "PROPN" or len(text) < 2:
            return None
        before = sentence[at - 1] if at else None
        after = sentence[at + 1] if at + 1 < len(sentence) else None
        # Half of an unknown longer name is not the well-known person.
        for beside in (before, after):
            if beside is not None and beside.pos == "PROPN" and not self.registry.longest.get(beside.folded):
                return None
        chained = self._chained(sentence[at].i)
        if chained is not None:
            return chained
        guess = self.book.known_everywhere(text)
        return self.book.person(guess.person) if guess is not None else None

    def _chained(self, token: int) -> Actor | None:
        """The person whose given name this is, as the reading's chains have it: "Rand" after "Rand Paul"."""
        chain = self._chains.get(token)
        who = self.book.full.get(key(chain.name)) if chain is not None else None
        return self.book.actors[who] if who is not None else None

    def _text(self, sentence: list[Word], start: int, end: int) -> str:
        return self.reading.words(sentence[start].i, sentence[end - 1].i + 1)


def is_feature(sentence: list[Word], piece: Piece, registry: Registry) -> bool:
    """Whether a country's name is half of a sea's or a peninsula's: "the East China Sea", "the Gulf of Guinea"."""
    if piece.end < len(sentence) and sentence[piece.end].folded in registry.sets["features"]:
        return True
    before = sentence[piece.start - 1].folded if piece.start else ""
    if before in registry.words["continents"].get(sentence[piece.start].folded, ()):
        return True
    of = piece.start - 1 - (piece.start > 1 and sentence[piece.start - 1].folded == "the")
    if of < 1 or sentence[of].folded != "of":
        return False
    word = sentence[of - 1]
    return word.text[:1].isupper() and word.folded in registry.sets["features"]


def goes_on(sentence: list[Word], piece: Piece, registry: Registry) -> bool:
    """Whether a town's name is the first half of another one: "Aurora del Norte" is not Aurora."""
    if piece.end + 1 >= len(sentence):
        return False
    after, further = sentence[piece.end], sentence[piece.end + 1]
    small = after.folded in registry.sets["particles"] and after.text.islower() and len(after.text) > 1
    return small and further.text[:1].isupper()


def is_language(sentence: list[Word], piece: Piece, registry: Registry) -> bool:
    """Whether an adjective is a language: "tweeted in English", but not "in English towns"."""
    nation = piece.meaning("nation")
    if nation is None or piece.kind != "nation" or not piece.start or nation.name.endswith("s"):
        return False
    if sentence[piece.start - 1].folded not in registry.sets["before_languages"]:
        return False
    after = sentence[piece.end].pos if piece.end < len(sentence) else ""
    if piece.end < len(sentence) and sentence[piece.end].text in {"-", "–"}:
        return False
    both = any(e.kind == "state" for e in registry.names.get(key(nation.name), ()))
    return not both and after not in {"NOUN", "ADJ", "PROPN", "ADV"} and sentence[piece.start].text[:1].isupper()


def short_names(sentence: list[Word], registry: Registry, countries: Mapping[str, int]) -> list[Piece]:
    """Short names of states in a text that names one of them in full: "the North", "the two Koreas".

    Args:
        sentence: Its words.
        registry: For `short_for`: groups of states and what each is called.
        countries: How often each state is named in the document.
    """
    found: list[Piece] = []
    for group in registry.words["short_for"]:
        if max((countries[c] for c in group.values()), default=0) < _NAMED:
            continue
        for at, word in enumerate(sentence):
            code = group.get(word.text)
            if code is None or not at:
                continue
            after = sentence[at + 1] if at + 1 < len(sentence) else None
            noun = after is not None and (after.pos in {"PROPN", "NUM"} or after.text == "-")
            if sentence[at - 1].folded == "the" and not noun:
                found.append(Piece(at, at + 1, _state(registry, code)))
    return found


def _state(registry: Registry, code: str) -> tuple[Entry, ...]:
    return tuple(e for e in registry.names.get(key(registry.name_of(code)), ()) if e.kind == "state")


def _put_in(pieces: list[Piece], decided: dict[tuple[int, int], Actor]) -> list[Piece]:
    """Pieces with the persons that were decided in place of whatever overlaps them."""

    def clash(piece: Piece) -> Iterator[bool]:
        for start, end in decided:
            yield piece.start < end and start < piece.end

    kept = [p for p in pieces if not any(clash(p))]
    kept += [Piece(s, e, (Entry("person", a.id, a.name, a.country, a.sector),)) for (s, e), a in decided.items()]
    return sorted(kept, key=lambda p: p.start)
