"""Find the words of a text that name places, with the places each could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.actors.fold import fold, key
from detente.actors.gazetteer import Place
from detente.actors.geo_words import GeoWords
from detente.record import Name, Reading

_LONGEST = 5
_TOWN_OF_NOTE = 50_000


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name a place.

    Attributes:
        start: First token.
        end: One past the last.
        places: What it could be; empty when the gazetteer does not know it.
        way: How it was found: `name`, `adjective`, `abbreviation`, or `unknown`.
        within: The place named right behind it ("Paris, Texas"), which must contain it.
        level: "1" or "2" where the text says what kind of division it is.
    """

    start: int
    end: int
    places: tuple[Place, ...]
    way: str = "name"
    within: tuple[Place, ...] = ()
    level: str = ""


def find_named(reading: Reading, words: GeoWords) -> list[Named]:
    """Find all names of places, in text order and not overlapping.

    Args:
        reading: Tokens, syntax and names.
        words: The tables.
    """
    raw = [_hinted(reading, n, words) for n in _matches(reading, words)]
    kept = _sift(reading, raw, words)
    for name in reading.names:
        kept = _whole(reading, name, kept, words)
    return _qualified(reading, sorted(kept, key=lambda n: n.start))


def _whole(reading: Reading, name: Name, kept: list[Named], words: GeoWords) -> list[Named]:
    """Add a place the gazetteer does not know, or put it in the stead of a part of it: "Red River", not "Red"."""
    if name.label not in {"GPE", "LOC", "FAC"}:
        return kept
    tokens = reading.tokens
    start = name.start + (tokens[name.start].pos == "DET" or tokens[name.start].text.lower() == "the")
    end = name.end - (tokens[name.end - 1].text in {"'s", "’s"})
    if start >= end or not tokens[start].text[:1].isupper() or any(t.text == "," for t in tokens[start:end]):
        return kept
    inner = [n for n in kept if n.start < end and start < n.end]
    if not inner:
        cue = start > 0 and tokens[start - 1].text.lower() in words.sets["locative"]
        lone = (end - start == 1 or start > name.start) and name.label != "LOC"
        return kept if lone and not cue else [*kept, Named(start, end, (), "unknown")]
    part = inner[0]
    if name.label == "FAC" or len(inner) > 1 or part.way != "name" or part.start != start or part.end >= end:
        return kept
    rest = [t.text for t in tokens[part.end : end]]
    if all(w[:1].isupper() and w.lower() not in words.sets["locative"] | words.sets["town_words"] for w in rest):
        return [*(n for n in kept if n is not part), Named(start, end, (), "unknown")]
    return kept


def _matches(reading: Reading, words: GeoWords) -> Iterator[Named]:
    """The longest matches of the gazetteer over capitalised words."""
    tokens, i = reading.tokens, 0
    labelled = {k: n.label for n in reading.names for k in range(n.start, n.end)}
    while i < len(tokens):
        found = _at(reading, i, words, labelled.get(i, "")) if tokens[i].text[:1].isupper() else None
        if found is None:
            i += 1
        else:
            yield found
            i = found.end


def _at(reading: Reading, i: int, words: GeoWords, label: str) -> Named | None:
    tokens, text = reading.tokens, reading.text
    short = _abbreviated(reading, i, words)
    if short is not None:
        return short
    if tokens[i].pos not in {"PROPN", "NOUN", "ADJ", "X", "DET"} and not label:
        return None
    last = min(reading.sentence_of(i).end, i + _LONGEST)
    for end in range(last, i, -1):
        head = tokens[end - 1].text
        if not head[:1].isupper() and not (end - i > 1 and head.lower() == "city"):
            continue
        written = text[tokens[i].start : tokens[end - 1].end]
        if "," in written or "\n" in written or (end - i > 1 and _parted(reading, i, end)):
            continue
        if end - i == 1:
            if tokens[i].pos in {"DET", "VERB"} or len(written) < 2:
                continue
            state = words.adjectives.get(key(written))
            if state is not None and not written.isupper() and label in {"NORP", "ORG", "GPE", ""}:
                return Named(i, end, (state,), "adjective")
            if len(fold(written)) < 3 and not written.replace(".", "").isupper():
                continue
        elif (state := words.adjectives.get(key(written))) is not None:
            return Named(i, end, (state,), "adjective")
        places = words.gazetteer.named(written)
        if len(fold(written)) < 4 and written.replace(".", "").isupper():
            places = tuple(p for p in places if p.kind == "country")
        if places:
            return Named(i, end, places)
    return None


def _parted(reading: Reading, start: int, end: int) -> bool:
    """Whether a range runs over a full stop that ends a sentence, or over a bracket or a slash."""
    return any(t.text in {"(", ")", "/", "|", ";", ":", '"', "“", "”"} for t in reading.tokens[start:end])


def _abbreviated(reading: Reading, i: int, words: GeoWords) -> Named | None:
    """Short forms like "Va.": one token, or more where the parser cut them ("W." + "Va.")."""
    tokens = reading.tokens
    for end in (i + 3, i + 2, i + 1):
        if end > len(tokens):
            continue
        found = words.abbreviations.get(reading.text[tokens[i].start : tokens[end - 1].end])
        if found is not None and (not found[1] or (i and tokens[i - 1].text == ",")):
            return Named(i, end, (found[0],), "abbreviation")
    return None


def _hinted(reading: Reading, named: Named, words: GeoWords) -> Named:
    """Take "X County" and "X and Y counties" for what they say."""
    tokens = reading.tokens
    after = tokens[named.end].text if named.end < len(tokens) else ""
    low = after.lower()
    if named.way == "name" and (low in words.sets["first_level"] or _of_a_state(reading, named, low, words)):
        return replace(named, level="1")
    if low in words.sets["second_level"]:
        full = words.gazetteer.named(f"{reading.words(named.start, named.end)} {low}")
        if full and after[:1].isupper():
            return replace(named, places=full, end=named.end + 1, level="2")
        return replace(named, places=full or named.places, level="2")
    for k in range(named.end, min(named.end + 8, len(tokens))):
        word = tokens[k].text.lower()
        if word in words.sets["second_level_many"]:
            single = "county" if word == "counties" else word[:-1]
            full = words.gazetteer.named(f"{reading.words(named.start, named.end)} {single}")
            return replace(named, places=full or named.places, level="2") if full else named
        if not (tokens[k].text[:1].isupper() or word in {"and", ","}):
            break
    return named


def _of_a_state(reading: Reading, named: Named, after: str, words: GeoWords) -> bool:
    """Whether "the governor of", "upstate" before a name or "legislature" behind it says that it is a state."""
    if not any(p.kind == "adm1" for p in named.places):
        return False
    before = [t.text.lower() for t in reading.tokens[max(0, named.start - 2) : named.start]]
    if after in words.sets["state_bodies"] or (before and before[-1] in words.sets["state_parts"]):
        return True
    return len(before) == 2 and before[0] in words.sets["state_offices"] and before[1] in {"of", "from"}


def _sift(reading: Reading, raw: list[Named], words: GeoWords) -> list[Named]:
    """Leave out names of persons and things; what is surely a place once is one wherever it stands."""
    covering = {k: n for n in reading.names for k in range(n.start, n.end)}
    surnames = {
        fold(reading.tokens[n.end - 1].text) for n in reading.names if n.label == "PERSON" and n.end - n.start > 1
    }
    plain = {t.text for t in reading.tokens if t.text.islower()}
    votes = [_vote(reading, n, words, covering, surnames, plain) for n in raw]
    sure: Counter[str] = Counter()
    for named, vote in zip(raw, votes, strict=True):
        if vote > 0:
            sure[key(reading.words(named.start, named.end))] += 1
    kept = []
    for named, vote in zip(raw, votes, strict=True):
        name = key(reading.words(named.start, named.end))
        if vote > 0 or (vote == 0 and sure[name]):
            kept.append(named)
    return kept


def _vote(
    reading: Reading,
    named: Named,
    words: GeoWords,
    covering: dict[int, Name],
    surnames: set[str],
    plain: set[str],
) -> int:
    """1 a place, -1 none, 0 only if the name is a place elsewhere in the text."""
    tokens = reading.tokens
    if key(reading.words(named.start, named.end)) in words.sets["seats"]:
        return -1  # "the White House" is the government
    if named.way == "abbreviation" or named.level == "2":
        return 1
    cover = covering.get(named.start)
    label = cover.label if cover else ""
    inside = cover is not None and (cover.end > named.end or cover.start < named.start)
    if named.way == "adjective":
        return 1 if label in {"NORP", "GPE"} or (label == "ORG" and inside) else -1
    written = reading.words(named.start, named.end)
    before = tokens[named.start - 1] if named.start else None
    cue = before is not None and before.text.lower() in words.sets["locative"]
    followed = _state_behind(reading, named.end, words)
    if followed:
        return 1
    top = max((p.people for p in named.places), default=0)
    wide = _wide(named)
    if key(written) in words.sets["doubtful"]:
        return 1 if label in {"GPE", "LOC"} and cue else -1 if not cue else 0
    weak = (
        " " not in written
        and not wide
        and all(p.people < _TOWN_OF_NOTE and (p.alias or p.people < 500) for p in named.places)
    )
    if label in {"GPE", "LOC"}:
        person = fold(tokens[named.end - 1].text) in surnames and not cue and not wide
        return -1 if person else 0 if inside and weak else 1
    if written.lower() in plain:
        return -1  # an ordinary word: it stands uncapitalised elsewhere in the text
    if weak and not cue:
        return 0
    if label == "PERSON":
        if cover and inside:
            return -1 if cover.start < named.start else 0 if " " in written or wide else -1
        if before is not None and before.pos == "PROPN" and before.end + 1 == tokens[named.start].start:
            return -1
        if " " in written and (wide or top >= _TOWN_OF_NOTE):
            return 1  # "Burkina Faso": the parser's person is the whole of a known name
        if fold(tokens[named.end - 1].text) in surnames and not cue:
            return -1
        return 1 if wide or cue or " " in written or top >= _TOWN_OF_NOTE else 0
    surname = fold(tokens[named.end - 1].text) in surnames and " " not in written
    if label in {"ORG", "FAC", "WORK_OF_ART", "PRODUCT", "LAW"}:
        if cover is None or surname:
            return -1
        if not inside:
            return 1 if top >= 10_000 or cue else 0
        first = cover.start + (tokens[cover.start].pos == "DET")
        lead = named.start == first or tokens[named.start - 1].text.lower() in {"of", "at", "in"}
        return (1 if wide or top >= _TOWN_OF_NOTE else 0) if lead else 0
    if label:
        return 1 if label == "NORP" and not inside and top >= _TOWN_OF_NOTE else 0
    if tokens[named.start].pos != "PROPN" or surname:
        return 0
    return 1 if cue or wide or top >= _TOWN_OF_NOTE else 0


def _wide(named: Named) -> bool:
    """Whether a name is that of a country, a large division, a sea, a river or a range: seldom a surname."""
    wide = {"country", "continent", "region", "water", "mountain"}
    if any(p.kind in wide and not p.alias for p in named.places):
        return True
    return any(p.kind == "adm1" and p.code.startswith(("US.", "CA.", "AU.", "GB.")) for p in named.places)


def _state_behind(reading: Reading, end: int, words: GeoWords) -> bool:
    """Whether ", Va." or ", Texas" stands behind."""
    tokens = reading.tokens
    if end + 1 >= len(tokens) or tokens[end].text != ",":
        return False
    if _abbreviated(reading, end + 1, words) is not None:
        return True
    found = words.gazetteer.named(tokens[end + 1].text) if tokens[end + 1].text[:1].isupper() else ()
    return any(p.kind == "adm1" and p.code.startswith(("US.", "CA.")) and not p.alias for p in found)


def _qualified(reading: Reading, found: list[Named]) -> list[Named]:
    """Give each name the wider place that stands behind it after a comma or in brackets."""
    result: list[Named] = []
    for named, after in zip(found, [*found[1:], None], strict=False):
        if result and result[-1].within and result[-1].within == _divisions(named):
            inner = [p for p in result[-1].places for o in result[-1].within if p.within(o) and p != o]
            if any(o.kind == "adm1" and p.within(o) for p in inner for o in result[-1].within):
                named = replace(named, level="1")  # "Albany, New York": the state
        within: tuple[Place, ...] = ()
        if after is not None and after.way in {"name", "abbreviation"} and named.way == "name":
            between = reading.text[reading.tokens[named.end - 1].end : reading.tokens[after.start].start].strip()
            if between in {",", "(", "in", ", in"}:
                within = _divisions(after)
        result.append(replace(named, within=within) if within else named)
    return result


def _divisions(named: Named) -> tuple[Place, ...]:
    return tuple(p for p in named.places if p.kind in {"country", "adm1", "adm2"})
