"""The registry: every name that detente knows, and what it may mean.

Names are folded and put into one dictionary, and the first word of each leads to the longest name that begins
with it, so that the longest match at a token is a few look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detente.actors.entry import Entry, Person, Term
from detente.actors.fold import key


@dataclass(slots=True)
class Registry:
    """Names and persons. Built once by `load`; read-only afterwards.

    Attributes:
        names: Folded name -> what it may mean, the strongest first.
        longest: First folded word of a name -> number of words of the longest name that begins with it.
        persons: Id -> person.
        surnames: Folded surname -> ids of persons.
        full: Folded full name -> ids of persons.
        states: Country code -> usual name.
        offices: (country, role) -> (person, term) of every holder, by start.
        words: The small words of the grammar of names (`words.yaml`).
        sets: Those of its lists that are plain words, as sets.
        roles: What is true of an office -> keys of the offices it is true of (`flags` of `roles.yaml`).
        nouns: Key of an office -> its first noun.
        heads: Name of an organisation -> titles of its heads, each with the folded words that mean it.
        sounds: Full names reduced to their sound -> ids; filled on first use.
        sames: Spelling -> the first spelling of its row in `same_names`; filled on first use.
        endings: Ends of parties' names, of two words and more -> the parties; filled on first use.
    """

    names: dict[str, list[Entry]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)
    full: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    offices: dict[tuple[str, str], list[tuple[Person, Term]]] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    nouns: dict[str, Entry] = field(default_factory=dict)
    heads: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)
    sounds: dict[str, list[str]] = field(default_factory=dict)
    sames: dict[str, str] = field(default_factory=dict)
    endings: dict[str, list[Entry]] = field(default_factory=dict)

    def add(self, name: str, entry: Entry, first: bool = False) -> None:
        """Put a name in; `first` lets it win over namesakes that are there already."""
        folded = key(name)
        if not folded:
            return
        known = self.names.setdefault(folded, [])
        if any(e[:2] == entry[:2] and e[4:6] == entry[4:6] and e.start == entry.start for e in known):
            return
        if first:
            known.insert(0, entry)
        else:
            known.append(entry)
        parts = folded.split(" ")
        if self.longest.get(parts[0], 0) < len(parts):
            self.longest[parts[0]] = len(parts)

    def look_up(self, folded: str) -> list[Entry]:
        """What a folded name may mean, persons last."""
        entries = self.names.get(folded, [])
        ids = self.full.get(folded)
        if not ids:
            return entries
        persons = [self.persons[who] for who in ids]
        return [*entries, *(Entry("person", p.id, p.name, size=p.weight) for p in persons)]

    def ending(self, folded: str) -> list[Entry]:
        """Parties whose longer name ends so: "National Congress Party" for "congress party"."""
        if not self.endings:
            for name, entries in self.names.items():
                parties = [e for e in entries if e.kind == "party"]
                words = name.split(" ") if parties else []
                for at in range(1, len(words) - 1):
                    self.endings.setdefault(" ".join(words[at:]), []).extend(parties)
            self.endings[""] = []
        return self.endings.get(folded, [])

    def respelled(self, folded: str) -> list[str]:
        """Ids of persons whose full name is the same in another transliteration."""
        if not self.sounds:
            same = {w: row[0] for row in self.words["same_names"] for w in row}
            for name, ids in self.full.items():
                if " " in name:
                    self.sounds.setdefault(self._sound(name, same), []).extend(ids)
            self.sounds[""] = []
            self.sames.update(same)
        return self.sounds.get(self._sound(folded, self.sames), [])

    def _sound(self, folded: str, same: dict[str, str]) -> str:
        words = []
        for word in folded.split(" "):
            word = same.get(word, word)
            for old, new in self.words["same_sounds"]:
                if old in word:
                    word = word.replace(old, new)
            words.append(word)
        return " ".join(words)

    def noun_of(self, role: str) -> Entry | None:
        """The usual noun of an office ("foreign minister"), or `None` for a key that is none."""
        return self.nouns.get(role)

    def name_of(self, country: str | None) -> str:
        """The usual name of a country code; the code itself where it has none."""
        return self.states.get(country or "", country or "")
