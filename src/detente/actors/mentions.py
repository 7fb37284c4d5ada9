"""From phrases to mentions: every phrase of a document is given its actor."""

from __future__ import annotations

from dataclasses import replace

from detente.actors import back, beside, judge, standing
from detente.actors.book import Book
from detente.actors.entry import COUNTRY_KINDS, NAME_KINDS, Entry
from detente.actors.match import Piece, Word
from detente.actors.names import Namer
from detente.actors.phrases import Phrase, compose
from detente.actors.places import is_place
from detente.actors.pronouns import pronouns
from detente.actors.registry import Registry
from detente.reading.words import Words
from detente.record import Actor, Cast, Mention, Reading, Reason

_NOUN_POS = frozenset({"NOUN", "PROPN", "PRON", ""})


class Finder:
    """Finds the mentions of one document in two walks: full names first, then everything in text order."""

    def __init__(
        self, reading: Reading, registry: Registry, book: Book, sentences: list[list[Word]], words: Words
    ) -> None:
        self.reading, self.registry, self.book = reading, registry, book
        self.words = words
        self.sentences = sentences
        self.mentions: list[Mention] = []
        self.pieces: list[Piece] = []
        chains = {s: c for c in reading.chains for s, e in c.mentions if e - s == 1}
        wholes = {i: (n.start, n.end) for n in reading.names if n.label == "ORG" for i in range(n.start, n.end)}
        self.view = beside.View(reading, registry, book, self.mentions, chains, wholes)
        self._indef = registry.sets["indefinite"]
        self._others = registry.sets["others_of"]

    def cast(self) -> Cast:
        """Walk twice, add the pronouns, and put the cast together."""
        namer = Namer(self.reading, self.registry, self.book)
        # Who wrote a report, and who is named for help with it, is no actor of it.
        self.sentences = [s for s in self.sentences if not beside.is_credit(s, self.registry)]
        pieces = [namer.pieces(s) for s in self.sentences]
        self.book.cues.update(w.folded for s in self.sentences for w in s)
        for found in pieces:
            for piece in found:
                country = piece.meaning(*COUNTRY_KINDS, "seat", "body")
                common = country is not None and country.kind == "body" and piece.meaning("bodynoun") is not None
                # "the Senate" may be anybody's and says nothing of where the story is
                if country is not None and country.country and country.kind != "city" and not common:
                    self.book.countries[country.country] += 1
        named = [namer.full_names(s, p) for s, p in zip(self.sentences, pieces, strict=True)]
        for sentence, found in zip(self.sentences, named, strict=True):
            complete = namer.surnames(sentence, found)
            self.pieces = complete
            for phrase in compose(sentence, complete, self.registry):
                self._emit(sentence, phrase)
            self._emit_acronyms(sentence)
        self.mentions.extend(pronouns(self.reading, self.book, self.mentions, self.words))
        return self._assemble()

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

    def _emit_acronyms(self, sentence: list[Word]) -> None:
        """Initials of a body named before: "the National Congress Party ... the NCP"."""
        short = [w for w in sentence if 3 <= len(w.text) <= 6 and w.text.isupper() and w.text.isalpha()]
        if not short:
            return
        taken = {i for m in self.mentions[-len(sentence) :] for i in range(*m.tokens)}
        known = beside.initials(self.view)
        for at, word in enumerate(sentence):
            actor = known.get(word.text) if word in short and word.i not in taken else None
            if actor is not None:
                self._mention(sentence, at, at + 1, actor, "name", Reason("initials", 0.75, actor.name))

    def _emit_person(self, sentence: list[Word], phrase: Phrase) -> None:
        assert phrase.name is not None
        actor = judge.person(
            self.book, self._text(sentence, phrase.name), phrase, self.book.country_of(phrase.owner)
        )
        if actor is None:
            return
        self.book.say(actor.id, phrase.head or phrase.title)
        if phrase.owner is None:
            self._apposition(sentence, phrase, actor)
            self.book.improve(actor.id, *beside.employer(self.view, sentence, phrase))
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
            if back.renamed(self.mentions, number, actor.id, at - 1):
                reason = Reason("apposition", 0.85, actor.name)
                self.mentions[number] = Mention(last.span, last.tokens, actor.id, "role", reason)
                return
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
        plural = judge.is_plural(phrase, sentence, self.registry)
        bare = phrase.owner is None and all(
            h.weak or h.name in self.registry.sets["needs_owner"] for h in phrase.heads
        )
        if standing.is_thing(phrase, sentence, self.reading, self.registry):
            return
        if not plural and self._apposed(sentence, phrase):
            return
        country = beside.country_beside(self.book, phrase)
        if phrase.owner is None and beside.in_compound(self.view, sentence, phrase):
            return
        if self._stands(sentence, phrase, country, plural) or (phrase.others and plural):
            if phrase.others and plural:
                self._emit_joined(sentence, phrase)
            return
        if phrase.owner is None:
            country = beside.coordinated(self.view, sentence, phrase) or beside.state_back(
                self.view, sentence, phrase
            )
        if phrase.owner is None and country is None:
            owned, by = back.possessor(self.view, sentence, phrase)
            country = back.country_of_possessor(by, head, self._others)
            if country is None and not owned:
                if not plural and self._looks_back(sentence, phrase, before):
                    return
                country = back.home(self.view, sentence, phrase, self.pieces, plural)
        if country is None and standing.is_bare(phrase, self.registry):
            return
        if bare and (not plural or all(h.weak and h.sector == "UNK" for h in phrase.heads)):
            return
        words = self._text(sentence, (phrase.start, phrase.end))
        actor, kind, reason = judge.noun(self.book, phrase, words, country, plural, before in self._indef)
        self._mention(sentence, phrase.start, phrase.end, actor, kind, reason)
        if actor.kind in {"government_body", "office"}:
            self.book.say(actor.id, head)

    def _apposed(self, sentence: list[Word], phrase: Phrase) -> bool:
        """Give a noun to the person or group named just before it; whether there is one."""
        head = phrase.head
        assert head is not None
        who = beside.apposed(self.view, sentence, phrase)
        group = beside.apposed_group(self.view, sentence, phrase) if who is None else None
        if who is not None:
            self.book.improve(who, beside.country_beside(self.book, phrase), phrase.sector)
            if phrase.owner is None:
                where = beside.affiliation(self.view, sentence, self.pieces, phrase.end)
                self.book.improve(who, *where)
            self.book.say(who, head)
            reason = Reason("apposition", 0.85, self.book.actors[who].name)
            self._mention(sentence, phrase.start, phrase.end, self.book.actors[who], "role", reason)
        elif group is not None:
            reason = Reason("apposition", 0.8, self.book.actors[group].name)
            self._mention(sentence, phrase.start, phrase.end, self.book.actors[group], "noun", reason)
        return who is not None or group is not None

    def _looks_back(self, sentence: list[Word], phrase: Phrase, before: str) -> bool:
        """Give a noun without an owner to whom it points back to; whether there is somebody."""
        head, who = phrase.head, None
        assert head is not None
        past = bool(phrase.past) and phrase.past not in self.registry.sets["still"]
        article = back.determiner(sentence, phrase.start)[1]
        if {before, article} & self._indef or back.is_of_else(sentence, phrase):
            return False
        if head.kind == "office":
            if back.is_definite(sentence, phrase, self.registry):
                who = back.person_back(self.view, phrase, past)
        elif not phrase.past:
            who = back.body_back(self.view, sentence, phrase)
            here = back.stands_in(sentence, phrase, self.pieces) if head.kind == "bodynoun" else None
            if who is not None and here is not None and self.book.actors[who].country != here:
                return False  # "the government in Yemen" is not the one named before
        if who is None:
            return False
        actor = self.book.actors[who]
        reason = Reason("look-back", 0.7, f"{head.name}: {actor.name}")
        kind = "role" if head.kind == "office" else "noun"
        self._mention(sentence, phrase.start, phrase.end, actor, kind, reason)
        return True

    def _stands(self, sentence: list[Word], phrase: Phrase, country: str | None, plural: bool) -> bool:
        """Whether the phrase stands for somebody else or for nobody; whoever it stands for gets the mention."""
        head, owner = phrase.head, phrase.owner
        assert head is not None
        found: standing.Found | None = None
        if head.force:
            user = standing.force(phrase, country, self.registry)
            if user is None:
                return True
            found = user, "noun", Reason("equipment", 0.75, f"{head.name}: {user.name}")
        elif standing.is_nobody(
            phrase,
            {w.folded for w in sentence[max(0, phrase.start - 1) : phrase.start + 1]},
            plural,
            self.registry,
        ):
            return True
        elif owner is not None and owner.kind != "person" and head.name in self.registry.sets["for_owner"]:
            found = judge.named(owner, self.registry), "noun", Reason("side", 0.8, f"{head.name}: {owner.name}")
        elif country is not None and not plural and head.name in self.registry.sets["counterparts"]:
            found = standing.counterpart(self.book, country, self.mentions)
        elif owner is not None and not plural:
            found = standing.chief(self.book, phrase, self._said(sentence, phrase))
        if found is None:
            return False
        self._mention(sentence, phrase.start, phrase.end, *found)
        return True

    def _said(self, sentence: list[Word], phrase: Phrase) -> list[str]:
        """The folded words of a phrase without its owner's."""
        held = range(*phrase.owner_at) if phrase.owner_at is not None else range(0)
        return [sentence[i].folded for i in range(phrase.start, phrase.end) if i not in held]

    def _emit_joined(self, sentence: list[Word], phrase: Phrase) -> None:
        """One mention for each owner: "the foreign ministers of Finland and Estonia" are two persons."""
        head, first = phrase.head, phrase.owner_at
        assert head is not None and first is not None and phrase.owner is not None
        one = head.kind == "office" and "counterpart" in head.flags
        noun = self._text(sentence, (first[1], phrase.end)) if first[1] < phrase.end else head.name
        for owner, at in ((phrase.owner, first), *phrase.others):
            part = replace(phrase, owner=owner, owner_at=at, others=())
            words = f"{self._text(sentence, at)} {noun}"
            country = self.book.country_of(owner)
            actor, kind, reason = judge.noun(self.book, part, words, country, not one, indefinite=False)
            self._mention(sentence, min(phrase.start, at[0]), max(phrase.end, at[1]), actor, kind, reason)

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
        if entry is None or (
            entry.name in self.registry.sets["shared_names"] and entry.country not in self.book.countries
        ):
            return
        actor = self._spelled_out(sentence, entry, at) or self.book.add(judge.named(entry, self.registry))
        kind, score = "name", 0.95
        if entry.kind == "nation" and not beside.is_state_name(self.registry, entry, sentence, at):
            kind = "nationality"
        elif entry.kind in {"body", "seat", "media"}:
            kind = "body"
        elif entry.kind in {"state", "capital", "city", "disputed", "nation"} and not nested:
            start, end = sentence[at[0]].i, sentence[at[1] - 1].i + 1
            if beside.dateline(sentence, at) or is_place(self.reading, start, end, self.registry, entry.kind):
                kind, score = "place", 0.8
        elif entry.kind == "city":
            kind = "place"
        if actor.kind in beside.GROUPS and not nested:
            self._named_after(sentence[at[0]].i, actor)
        self._mention(sentence, *at, actor, kind, Reason(f"registry:{entry.kind}", score, note or entry.source))

    def _spelled_out(self, sentence: list[Word], entry: Entry, at: tuple[int, int]) -> Actor | None:
        """Who initials mean in this text, where the body the registry has is of a state nobody names."""
        word = sentence[at[0]].text
        if at[1] - at[0] > 1 or not word.isupper() or entry.country in self.book.countries:
            return None
        if entry.kind not in NAME_KINDS or entry.country not in self.registry.states:
            return None
        return beside.initials(self.view).get(word)

    def _named_after(self, token: int, actor: Actor) -> None:
        """Give a noun that looked back to the group named right after it: "the terror group, Hamas"."""
        last = self.mentions[-1] if self.mentions else None
        if last is None or self.reading.tokens[token - 1].text != "," or last.tokens[1] != token - 1:
            return
        if last.kind == "noun" and last.reason.rule == "look-back":
            reason = Reason("apposition", 0.8, actor.name)
            self.mentions[-1] = Mention(last.span, last.tokens, actor.id, "noun", reason)

    # -- helpers ------------------------------------------------------------------------------------------------

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
            self.book.used(actor.id)
        self.mentions.append(Mention(self.reading.span(*tokens), tokens, actor.id, kind, reason))

    def _assemble(self) -> Cast:
        seen: set[tuple[tuple[int, int], str]] = set()
        mentions = []
        for mention in sorted(self.mentions, key=lambda m: (m.tokens[0], -m.tokens[1])):
            if (mention.tokens, mention.actor) not in seen:
                seen.add((mention.tokens, mention.actor))
                mentions.append(mention)
        actors = dict.fromkeys(m.actor for m in mentions)
        return Cast(tuple(self.book.actors[a] for a in actors), tuple(mentions))
