"""From phrases to mentions: every phrase of a document is given its actor."""

from __future__ import annotations

from collections.abc import Iterator

from detente.actors import judge
from detente.actors.book import Book
from detente.actors.entry import COUNTRY_KINDS, NAME_KINDS, NOUN_KINDS, Entry
from detente.actors.fold import POSSESSIVE, key
from detente.actors.match import Piece, Word, match
from detente.actors.phrases import Phrase, compose
from detente.actors.places import is_place
from detente.actors.registry import Registry
from detente.record import Actor, Cast, Mention, Reading, Reason

_NOUN_POS = frozenset({"NOUN", "PROPN", "PRON", ""})


class Finder:
    """Finds the mentions of one document in two walks: full names first, then everything in text order."""

    def __init__(self, reading: Reading, registry: Registry, book: Book, sentences: list[list[Word]]) -> None:
        self.reading, self.registry, self.book = reading, registry, book
        self.sentences = sentences
        self.persons = [n for n in reading.names if n.label == "PERSON"]
        self.mentions: list[Mention] = []
        self._indef = {"a", "an", "some", "any", "another", "every", "no"}

    def cast(self) -> Cast:
        """Walk twice, add the pronouns, and put the cast together."""
        pieces = [self._pieces(s) for s in self.sentences]
        self.book.cues.update(w.folded for s in self.sentences for w in s)
        for found in pieces:
            for piece in found:
                country = piece.meaning(*COUNTRY_KINDS, "seat", "body")
                if country is not None and country.country and country.kind != "city":
                    self.book.countries[country.country] += 1
        named = [self._full_names(s, p) for s, p in zip(self.sentences, pieces, strict=True)]
        for sentence, found in zip(self.sentences, named, strict=True):
            complete = self._surnames(sentence, found)
            for phrase in compose(sentence, complete, self.registry):
                self._emit(sentence, phrase)
        self._pronouns()
        return self._assemble()

    def _pieces(self, sentence: list[Word]) -> list[Piece]:
        """Longest matches; a noun must be one by its part of speech, a place name must not be half a person's."""
        kept = []
        for piece in match(sentence, self.registry):
            last = sentence[piece.end - 1]
            if piece.kind in NOUN_KINDS and last.pos not in _NOUN_POS:
                fit = tuple(e for e in piece.entries if e.kind not in NOUN_KINDS)
                if not fit:
                    continue
                piece = piece._replace(entries=fit)
            if piece.meaning(*COUNTRY_KINDS) and self._half_a_name(sentence, piece):
                continue
            if piece.kind == "city" and last.pos not in {"PROPN", "NOUN"}:
                continue
            kept.append(piece)
        return kept

    def _half_a_name(self, sentence: list[Word], piece: Piece) -> bool:
        """Whether "Jordan" stands in "Michael Jordan": the parser sees one person in it and an unknown word."""
        if piece.end - piece.start != 1 or piece.entries[0].name not in self.registry.words["also_personal"]:
            return False
        token = sentence[piece.start].i
        return any(n.start <= token < n.end and n.end - n.start > 1 for n in self.persons)

    def _full_names(self, sentence: list[Word], pieces: list[Piece]) -> list[Piece]:
        """First walk: full names, with the office and country beside them, enter the book."""
        decided: dict[tuple[int, int], Actor] = {}
        for phrase in compose(sentence, pieces, self.registry):
            if phrase.name is not None:
                actor = judge.person(self.book, self._text(sentence, phrase.name), phrase, self._country(phrase))
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
            actor = judge.person(self.book, self._text(sentence, (start, end)), None, None)
            if actor is not None:
                decided[start, end] = actor
        return _put_in([p for p in pieces if p.kind != "person"], decided)

    def _trim(self, sentence: list[Word], pieces: list[Piece], start: int, end: int) -> tuple[int, int]:
        """Cut titles, countries and small words off the ends of what the parser took for a person."""
        heads = {p.start: p for p in pieces if p.kind != "person" and p.kind != "city"}
        while start < end and start in heads:
            start = heads[start].end
        while end > start and (
            sentence[end - 1].folded in {"", POSSESSIVE} or not sentence[end - 1].text[:1].isupper()
        ):
            end -= 1
        inside = any(not w.folded and w.text not in {"-", "–", "."} for w in sentence[start:end])
        good = start < end and sentence[start].text[:1].isupper() and not inside and end - start <= 5
        return (start, end) if good else (start, start)

    def _surnames(self, sentence: list[Word], pieces: list[Piece]) -> list[Piece]:
        """Second walk: single names that mean a person of the book, or one known everywhere."""
        decided: dict[tuple[int, int], Actor] = {}
        held = {i: p for p in pieces for i in range(p.start, p.end)}
        at = 0
        while at < len(sentence):
            step = 1
            for length in (4, 3, 2, 1):
                span = sentence[at : at + length]
                if len(span) < length or (not span[0].text[:1].isupper() and span[0].folded != "al"):
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

    def _may_be_surname(self, sentence: list[Word], at: int, piece: Piece) -> bool:
        """A town's or nation's name may be a surname where the book has one and a title or the parser says so."""
        if piece.kind == "person" or piece.end - piece.start > 1:
            return False
        if piece.kind in {"honorific", "rank", "filler"}:
            return self.book.called(sentence[at].text) is not None
        if piece.kind not in {*COUNTRY_KINDS, "agent", "office"} or not self.book.called(sentence[at].text):
            return False
        titled = at > 0 and sentence[at - 1].text.rstrip(".") in {
            "Mr",
            "Mrs",
            "Ms",
            "Sir",
            "President",
            "Sen",
            "Gen",
            "Secretary",
        }
        return titled or any(n.start <= sentence[at].i < n.end for n in self.persons)

    def _surname(self, sentence: list[Word], at: int, length: int) -> Actor | None:
        text = self._text(sentence, (at, at + length))
        if sentence[at].folded in self.registry.words["not_names"]:
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
        guess = self.book.known_everywhere(text)
        return self.book.person(guess.person) if guess is not None else None

    # -- emitting -----------------------------------------------------------------------------------------------

    def _emit(self, sentence: list[Word], phrase: Phrase) -> None:
        if phrase.name is not None:
            self._emit_person(sentence, phrase)
        elif phrase.head is not None:
            self._emit_noun(sentence, phrase)
        elif phrase.owner is not None:
            self._emit_owner(sentence, phrase.owner, phrase.piece, (phrase.start, phrase.end))
        at = phrase.owner_at
        nested = phrase.head is not None or phrase.name is not None
        if phrase.owner is not None and at is not None and nested and at != (phrase.start, phrase.end):
            self._emit_owner(sentence, phrase.owner, Piece(*at, (phrase.owner,)), at, nested=True)

    def _emit_person(self, sentence: list[Word], phrase: Phrase) -> None:
        assert phrase.name is not None
        actor = judge.person(self.book, self._text(sentence, phrase.name), phrase, self._country(phrase))
        if actor is None:
            return
        self.book.say(actor.id, phrase.head or phrase.title)
        if not phrase.head:
            self._apposition(sentence, phrase, actor)
        known = not actor.id.startswith(self.book.document)
        reason = Reason("name" if known else "unknown-name", 0.95 if known else 0.5, actor.name)
        self._mention(sentence, phrase.start, phrase.end, actor, "name", reason)

    def _apposition(self, sentence: list[Word], phrase: Phrase, actor: Actor) -> None:
        """Give the noun just before a comma to the person named after it: "The minister, Jane Doe"."""
        at = sentence[phrase.start].i
        if at == 0 or self.reading.tokens[at - 1].text != ",":
            return
        for number in range(len(self.mentions) - 1, max(-1, len(self.mentions) - 4), -1):
            last = self.mentions[number]
            held = self.book.actors[last.actor]
            if last.tokens[1] == at - 1 and last.kind == "role":
                self.book.improve(actor.id, held.country, held.sector)
                if held.kind == "office":
                    reason = Reason("apposition", 0.85, actor.name)
                    self.mentions[number] = Mention(last.span, last.tokens, actor.id, "role", reason)
                return

    def _emit_noun(self, sentence: list[Word], phrase: Phrase) -> None:
        head = phrase.head
        assert head is not None
        before = sentence[phrase.start - 1].text.lower() if phrase.start else ""
        plural = judge.is_plural(
            phrase,
            sentence[phrase.end - 1]
            if phrase.owner_at is None or phrase.owner_at[1] != phrase.end
            else sentence[phrase.owner_at[0] - 1],
            sentence,
        )
        bare = phrase.owner is None and all(
            h.weak or h.name in self.registry.words["needs_owner"] for h in phrase.heads
        )
        if not plural:
            who = self._apposed(sentence, phrase)
            if who is not None:
                self.book.improve(who, self._country(phrase), phrase.sector)
                self.book.say(who, head)
                reason = Reason("apposition", 0.85, self.book.actors[who].name)
                self._mention(sentence, phrase.start, phrase.end, self.book.actors[who], "role", reason)
                return
        country = self._country(phrase)
        if phrase.owner is None and self._in_compound(sentence, phrase):
            return
        if phrase.owner is None and country is None:
            country = self._coordinated(sentence, phrase) or self._state_back(sentence, phrase)
        if (
            phrase.owner is None
            and country is None
            and not plural
            and before not in self._indef
            and not phrase.past
        ):
            back = judge.look_back(self.book, phrase, self.mentions)
            if back is not None:
                reason = Reason("look-back", 0.7, f"{head.name}: {self.book.actors[back].name}")
                kind = "role" if head.kind == "office" else "noun"
                self._mention(sentence, phrase.start, phrase.end, self.book.actors[back], kind, reason)
                return
        if bare and (not plural or all(h.weak and h.sector == "UNK" for h in phrase.heads)):
            return
        words = self._text(sentence, (phrase.start, phrase.end))
        actor, kind, reason = judge.noun(self.book, phrase, words, country, plural, before in self._indef)
        self._mention(sentence, phrase.start, phrase.end, actor, kind, reason)

    def _in_compound(self, sentence: list[Word], phrase: Phrase) -> bool:
        """Whether a noun without an owner only qualifies another: "prisoner swaps", "military-to-military"."""
        after = sentence[phrase.end].text if phrase.end < len(sentence) else ""
        before = sentence[phrase.start - 1].text if phrase.start else ""
        if "-" in {after, before} or "–" in {after, before}:
            return True
        last = self.reading.tokens[sentence[phrase.end - 1].i]
        return last.dep in {"compound", "amod", "nmod"} and last.head > last.i

    def _coordinated(self, sentence: list[Word], phrase: Phrase) -> str | None:
        """The country of the noun before "and": "the Chinese government and military"."""
        if not phrase.start or sentence[phrase.start - 1].text not in {"and", "or", "&"}:
            return None
        at = sentence[phrase.start - 1].i
        for mention in reversed(self.mentions[-3:]):
            if mention.tokens[1] == at and mention.kind in {"noun", "body", "role"}:
                return self.book.actors[mention.actor].country
        return None

    def _state_back(self, sentence: list[Word], phrase: Phrase) -> str | None:
        """The state named last, for "the country's foreign ministry"."""
        at = phrase.start - 1
        if at < 1 or sentence[at].folded != POSSESSIVE:
            return None
        if sentence[at - 1].folded not in self.registry.words["states_back"]:
            return None
        for mention in reversed(self.mentions[-12:]):
            if mention.actor.startswith("state:"):
                return self.book.actors[mention.actor].country
        return None

    def _apposed(self, sentence: list[Word], phrase: Phrase) -> str | None:
        """The person just before a comma: "Jane Doe, the Russian foreign minister,"."""
        head = phrase.head
        if head is None or head.kind == "bodynoun":
            return None
        at = sentence[phrase.start].i - 1
        tokens = self.reading.tokens
        first = sentence[0].i
        while at > first and tokens[at].text.lower() in {"the", "a", "an", "who", "is", "was", "then"}:
            at -= 1
        if at <= first or tokens[at].text not in {",", "(", "–", "—"}:
            return None
        for mention in reversed(self.mentions[-4:]):
            if (
                mention.tokens[1] == at
                and self.book.actors[mention.actor].kind == "person"
                and mention.kind == "name"
            ):
                return mention.actor
        return None

    def _emit_owner(
        self, sentence: list[Word], owner: Entry, piece: Piece | None, at: tuple[int, int], nested: bool = False
    ) -> None:
        if owner.kind == "person":
            actor = self.book.actors.get(owner.id)
            if actor is not None:
                self._mention(sentence, *at, actor, "name", Reason("name", 0.9, actor.name))
            return
        entries = piece.entries if piece is not None else (owner,)
        entry, note = judge.meaning(self.book, entries, self._lower(sentence))
        if entry is None:
            return
        actor = self.book.add(judge.named(entry, self.registry))
        kind, score = "name", 0.95
        if entry.kind == "nation" and not self._is_state_name(entry, sentence, at):
            kind = "nationality"
        elif entry.kind in {"body", "seat", "media"}:
            kind = "body"
        elif entry.kind in {"state", "capital", "city", "disputed", "nation"} and not nested:
            start, end = sentence[at[0]].i, sentence[at[1] - 1].i + 1
            if self._dateline(sentence, at) or is_place(
                self.reading, start, end, self.registry, entry.kind == "city"
            ):
                kind, score = "place", 0.8
        elif entry.kind == "city":
            kind = "place"
        self._mention(sentence, *at, actor, kind, Reason(f"registry:{entry.kind}", score, note or entry.source))

    def _dateline(self, sentence: list[Word], at: tuple[int, int]) -> bool:
        """Whether capitals open a paragraph before a dash, a bracket or a stroke, as "ISLAMABAD - " does."""
        after = sentence[at[1]].text if at[1] < len(sentence) else ""
        return at[0] == 0 and (
            after == "(" or (sentence[0].text.isupper() and after in {"-", "–", "—", "/", "--", ","})
        )

    def _is_state_name(self, entry: Entry, sentence: list[Word], at: tuple[int, int]) -> bool:
        """Whether a word that is name and adjective alike ("US", "Vatican") is the name: not before a noun."""
        both = any(e.kind == "state" for e in self.registry.names.get(key(entry.name), ()))
        return both and not (at[1] < len(sentence) and sentence[at[1]].pos in {"NOUN", "ADJ", "PROPN"})

    # -- helpers ------------------------------------------------------------------------------------------------

    def _country(self, phrase: Phrase) -> str | None:
        owner = phrase.owner
        if owner is None:
            return None
        if owner.kind == "person":
            actor = self.book.actors.get(owner.id)
            return actor.country if actor is not None else None
        return owner.country

    def _text(self, sentence: list[Word], at: tuple[int, int]) -> str:
        return self.reading.words(sentence[at[0]].i, sentence[at[1] - 1].i + 1)

    def _lower(self, sentence: list[Word]) -> set[str]:
        return {w.folded for w in sentence}

    def _mention(
        self, sentence: list[Word], start: int, end: int, actor: Actor, kind: str, reason: Reason
    ) -> None:
        tokens = (sentence[start].i, sentence[end - 1].i + 1)
        self.book.add(actor)
        if actor.kind == "person":
            uses = next((u for u in self.book.surnames.values() if actor.id in u), None)
            if uses is not None and len(uses) > 1:
                for one in self.book.surnames.values():
                    if actor.id in one:
                        one.remove(actor.id)
                        one.append(actor.id)
        self.mentions.append(Mention(self.reading.span(*tokens), tokens, actor.id, kind, reason))

    def _pronouns(self) -> None:
        """Pronouns and unseen short names of the reading's chains go to the actor of the chain's names."""
        by_token: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            if mention.kind not in {"place", "nationality", "noun"}:
                for i in range(*mention.tokens):
                    by_token.setdefault(i, []).append(mention)
        added = []
        for chain in self.reading.chains:
            votes: dict[str, int] = {}
            for start, end in chain.mentions:
                for mention in {m.actor: m for i in range(start, end) for m in by_token.get(i, ())}.values():
                    person = self.book.actors[mention.actor].kind == "person"
                    if person == (chain.label == "PERSON"):
                        votes[mention.actor] = votes.get(mention.actor, 0) + 1
            if not votes:
                continue
            best = max(votes, key=lambda a: (votes[a], a))
            for start, end in chain.mentions:
                if self.reading.tokens[start].pos == "PRON" and end - start == 1:
                    added.append(
                        Mention(
                            self.reading.span(start, end),
                            (start, end),
                            best,
                            "pronoun",
                            Reason("chain", 0.7, chain.name),
                        )
                    )
        self.mentions.extend(added)

    def _assemble(self) -> Cast:
        seen: set[tuple[tuple[int, int], str]] = set()
        mentions = []
        for mention in sorted(self.mentions, key=lambda m: (m.tokens[0], -m.tokens[1])):
            if (mention.tokens, mention.actor) not in seen:
                seen.add((mention.tokens, mention.actor))
                mentions.append(mention)
        actors = dict.fromkeys(m.actor for m in mentions)
        return Cast(tuple(self.book.actors[a] for a in actors), tuple(mentions))


def _put_in(pieces: list[Piece], decided: dict[tuple[int, int], Actor]) -> list[Piece]:
    """Pieces with the persons that were decided in place of whatever overlaps them."""

    def clash(piece: Piece) -> Iterator[bool]:
        for start, end in decided:
            yield piece.start < end and start < piece.end

    kept = [p for p in pieces if not any(clash(p))]
    kept += [Piece(s, e, (Entry("person", a.id, a.name, a.country, a.sector),)) for (s, e), a in decided.items()]
    return sorted(kept, key=lambda p: p.start)
