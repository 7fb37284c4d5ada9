"""Phrases that name an actor: a country, a noun of office or group, a title, a personal name, put together.

    [US] [Secretary of State] [Mike Pompeo]      country + office + name
    [Ukraine]'s [parliament]                     country + body
    [former] [president] of [Georgia]            past + office + country
    [Syrian] [rebels]                            nationality + group
    [Gen.] [Joseph Dunford]                      rank + name

The grammar is linear on purpose: it works on a bare mention as well as on a parsed sentence, and the small
parser's trees of long titles are often wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.actors.entry import COUNTRY_KINDS, NAME_KINDS, NOUN_KINDS, Entry
from detente.actors.fold import POSSESSIVE
from detente.actors.joined import joined_left, joined_right
from detente.actors.match import Piece, Word
from detente.actors.registry import Registry

_LEFT_POS = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "ADV", "PUNCT", ""})
_REACH = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that name one actor.

    Attributes:
        start: First word.
        end: One past the last word.
        head: The noun of office, body or group (the last one of several), or `None`.
        heads: All such nouns, in order.
        owner: The country, organisation or body it belongs to.
        owner_at: Range of words of the owner.
        name: Range of words of the personal name, or `None`.
        piece: The match of the name (a registry name), or `None` for a name the registry does not know.
        past: Word that puts the office into the past ("former"), or empty.
        title: Honorific or rank before the name.
        inner: Noun of what the office is of ("president of the Chadian Human Rights League").
        others: Further owners joined to the first ("the ministers of Finland and Estonia"), with their words.
    """

    start: int
    end: int
    head: Entry | None = None
    heads: tuple[Entry, ...] = ()
    owner: Entry | None = None
    owner_at: tuple[int, int] | None = None
    name: tuple[int, int] | None = None
    piece: Piece | None = None
    past: str = ""
    title: Entry | None = None
    inner: Entry | None = None
    others: tuple[tuple[Entry, tuple[int, int]], ...] = ()

    @property
    def sector(self) -> str | None:
        """Sector of the nouns: the head's, unless it is weak and something stronger stands beside it."""
        if self.inner is not None:
            return self.inner.sector
        owner = self.owner
        if (
            self.head is not None
            and "of_anything" in self.head.flags
            and owner is not None
            and owner.kind in NAME_KINDS
        ):
            # The president of a parliament or of a company is no head of state.
            return owner.sector or self.head.sector
        if owner is None and self.heads and "any_sector" in self.heads[-1].flags:
            return next((h.sector for h in reversed(self.heads) if not h.weak), None)
        for noun in reversed(self.heads):
            if not noun.weak:
                return noun.sector
        if self.owner is not None and self.owner.kind in NAME_KINDS and self.owner.sector:
            return self.owner.sector
        return self.heads[-1].sector if self.heads else None


def compose(sentence: list[Word], pieces: list[Piece], registry: Registry) -> list[Phrase]:
    """Put the pieces of one sentence together; a piece stands in one phrase at most, but for owners.

    Args:
        sentence: Its words.
        pieces: Its longest matches.
        registry: For the small words.
    """
    at = {p.start: p for p in pieces}
    ends = {p.end: p for p in pieces}
    found: list[Phrase] = []
    done = 0
    for piece in pieces:
        if piece.start < done:
            continue
        phrase: Phrase | None = None
        if piece.meaning(*NOUN_KINDS) and not _is_name(piece, ends, sentence, registry):
            phrase = _noun_phrase(sentence, piece, at, ends, registry)
        elif piece.meaning("honorific", "rank"):
            phrase = _titled(sentence, piece, at, registry)
        elif piece.kind in {"honorific", "rank", "past", "future", "acting", "filler"}:
            continue
        if phrase is None:
            phrase = _bare(piece)
        found.append(phrase)
        done = max(done, phrase.end)
    return found


def _is_name(piece: Piece, ends: dict[int, Piece], sentence: list[Word], registry: Registry) -> bool:
    """Whether a capitalised noun is the body of that name: "Senate" is, but not in "the French Senate"."""
    if piece.kind in NOUN_KINDS or not sentence[piece.start].text[:1].isupper():
        return False
    owner = _left(sentence, piece.start, ends, registry)[1]
    return owner is None or owner.country == piece.entries[0].country


def _bare(piece: Piece) -> Phrase:
    entry = piece.entries[0]
    if entry.kind == "person":
        return Phrase(piece.start, piece.end, name=(piece.start, piece.end), piece=piece)
    return Phrase(piece.start, piece.end, owner=entry, owner_at=(piece.start, piece.end), piece=piece)


def _noun_phrase(
    sentence: list[Word], piece: Piece, at: dict[int, Piece], ends: dict[int, Piece], registry: Registry
) -> Phrase | None:
    head = piece.meaning(*NOUN_KINDS)
    assert head is not None
    heads, end = [head], piece.end
    end = _more_heads(sentence, heads, end, at)
    start, owner, owner_at, past = _left(sentence, piece.start, ends, registry)
    inner = None
    others = joined_left(sentence, owner_at, ends, registry.sets["both"]) if owner_at else ()
    if owner is None:
        links = {"of", "for"} if heads[-1].id == "spokesperson" else {"of"}
        if "of_anything" in heads[-1].flags or heads[-1].id == "spokesperson":
            owner, owner_at, inner, end = _right_noun(sentence, end, at, links)
        if owner is None:
            owner, owner_at, end = _right(sentence, end, at, links)
            others = joined_right(sentence, owner_at, at, registry.sets["both"]) if owner_at else ()
    phrase = Phrase(start, end, heads[-1], tuple(heads), owner, owner_at, past=past, inner=inner, others=others)
    return _with_name(sentence, phrase, at, registry)


def _more_heads(sentence: list[Word], heads: list[Entry], end: int, at: dict[int, Piece]) -> int:
    while end < len(sentence):
        after = end
        if sentence[after].text in {"-", "–"}:
            after += 1
        following = at.get(after)
        noun = following.meaning(*NOUN_KINDS, "past", "future") if following else None
        if following is None or noun is None:
            break
        if noun.kind in {"past", "future"}:
            if noun.kind == "past" or sentence[end].text not in {"-", "–"}:
                break
            end = following.end
            continue
        if sentence[after].pos == "VERB":
            break
        # "President Bush Senator": two offices in capitals are two phrases, but "Police Chief" is one.
        heads.append(noun)
        end = following.end
    return end


def _left(
    sentence: list[Word], start: int, ends: dict[int, Piece], registry: Registry
) -> tuple[int, Entry | None, tuple[int, int] | None, str]:
    """Walk left over adjectives to the country, nationality or organisation the noun belongs to."""
    at, steps, past, first = start, 0, "", start
    while at > 0 and steps <= _REACH:
        before = ends.get(at)
        word = sentence[at - 1]
        if before is not None:
            owner = before.meaning(*COUNTRY_KINDS, *NAME_KINDS)
            close = at == start - (sentence[start - 1].folded == POSSESSIVE)
            if before.kind == "person" and (close or sentence[at].folded == POSSESSIVE):
                # "Trump administration", "Assad's elite forces"
                return before.start, before.entries[0], (before.start, before.end), past
            if owner is not None and before.kind not in {"person", "filler", "past", "acting", *NOUN_KINDS}:
                if at < len(sentence) and sentence[at].text in {"-", "–"} and steps:
                    return first, None, None, past
                prefix = before.start - 2
                hyphen = prefix >= 0 and sentence[prefix + 1].text in {"-", "–"}
                if hyphen and sentence[prefix].folded in registry.sets["hyphen_heads"]:
                    return prefix, None, None, past
                earlier = ends.get(before.start)
                if earlier is not None and earlier.kind == "past":
                    return earlier.start, owner, (before.start, before.end), earlier.entries[0].name
                return before.start, owner, (before.start, before.end), past
            small = before.meaning("past", "acting", "filler", "future")
            if small is not None and small.name in registry.sets["counts"]:
                return before.start, None, None, past
            if small is not None:
                past = small.name if small.kind == "past" else past
                at, first = before.start, before.start
                steps += 1
                continue
            if before.kind in NOUN_KINDS:
                at = first = before.start
                steps += 1
                continue
        if word.folded == POSSESSIVE and at - 1 > 0 and ends.get(at - 1) is not None:
            at -= 1
            continue
        if word.text in {"-", "–"} and at - 1 > 0:
            # "US-backed rebels": the word before the hyphen is not the owner.
            if at < len(sentence) and sentence[at].folded in registry.sets["hyphen_tails"]:
                compound = ends.get(at - 1)
                at = compound.start if compound else at - 2
            else:
                at -= 1
            steps += 1
            continue
        if word.folded in registry.sets["breaks"]:
            break
        if word.pos == "ADV" and sentence[at].pos not in {"ADJ", "VERB", "ADV"}:
            break  # "newly elected lawmakers", but not "Iran still soldiers"
        if word.folded and word.pos in _LEFT_POS and word.pos and word.pos != "PUNCT" and word.text.islower():
            at -= 1
            steps += 1
            continue
        break
    return first, None, None, past


def _right(
    sentence: list[Word], end: int, at: dict[int, Piece], links: set[str]
) -> tuple[Entry | None, tuple[int, int] | None, int]:
    """Look right for "of Russia", "of the European Commission"."""
    if end + 1 < len(sentence) and sentence[end].folded in links:
        after = end + 1
        if sentence[after].folded == "the" and after + 1 < len(sentence):
            after += 1
        following = at.get(after)
        if following is not None and following.kind != "person":
            owner = following.meaning("state", "disputed", "capital", "city", *NAME_KINDS)
            if owner is not None and not (
                following.end < len(sentence) and sentence[following.end].folded == POSSESSIVE
            ):
                return owner, (following.start, following.end), following.end
    return None, None, end


def _right_noun(
    sentence: list[Word], end: int, at: dict[int, Piece], links: set[str]
) -> tuple[Entry | None, tuple[int, int] | None, Entry | None, int]:
    """Look right for "of the Chadian Human Rights League", "of the Russian parliament"."""
    after = end + 1
    if end + 1 >= len(sentence) or sentence[end].folded not in links:
        return None, None, None, end
    if sentence[after].folded == "the":
        after += 1
    nation = at.get(after)
    owner = nation.meaning("nation", "state") if nation is not None else None
    if nation is None or owner is None:
        return None, None, None, end
    inner, stop = None, nation.end
    for i in range(nation.end, min(len(sentence), nation.end + _REACH)):
        piece = at.get(i)
        noun = piece.meaning(*NOUN_KINDS) if piece is not None else None
        if piece is not None and noun is not None:
            inner, stop = noun, piece.end
        elif i >= stop and not sentence[i].text[:1].isupper():
            break
    return (owner, (nation.start, nation.end), inner, stop) if inner else (None, None, None, end)


def _with_name(sentence: list[Word], phrase: Phrase, at: dict[int, Piece], registry: Registry) -> Phrase:
    """Take in the personal name that follows an office ("President Vladimir Putin")."""
    if (
        phrase.head is None
        or phrase.head.kind == "bodynoun"
        or (phrase.head.name.endswith("s") and phrase.head.kind == "agent")
        or phrase.head.name.rsplit(" ", 1)[-1] in registry.sets["called_groups"]
    ):
        return phrase
    # Only a singular noun of a person is followed by that person's name.
    last = sentence[phrase.end - 1]
    if (
        last.folded.endswith("s")
        and phrase.head.name != last.folded
        and not phrase.head.name.endswith(last.folded)
    ):
        return phrase
    taken = personal_name(sentence, phrase.end, at, registry)
    if taken is None:
        return phrase
    name, piece = taken
    return replace(phrase, end=name[1], name=name, piece=piece)


def _titled(sentence: list[Word], piece: Piece, at: dict[int, Piece], registry: Registry) -> Phrase | None:
    end = piece.end
    while end < len(sentence) and sentence[end].text in {".", "-"}:
        end += 1
    title = piece.meaning("rank", "honorific")
    further = at.get(end)
    if further is not None and further.meaning("honorific", "rank"):
        inner = _titled(sentence, further, at, registry)
        return replace(inner, start=piece.start, title=title) if inner is not None else None
    taken = personal_name(sentence, end, at, registry)
    if taken is None:
        return None
    return Phrase(piece.start, taken[0][1], name=taken[0], piece=taken[1], title=title)


def personal_name(
    sentence: list[Word], start: int, at: dict[int, Piece], registry: Registry
) -> tuple[tuple[int, int], Piece | None] | None:
    """The personal name that begins at a word: a registry name, or a run of capitalised words.

    Args:
        sentence: Words.
        start: Where to look.
        at: Pieces by their first word.
        registry: For the words that never stand in a name.

    Returns:
        The range of words, and the match when the registry knows the name.
    """
    piece = at.get(start)
    if piece is not None and piece.meaning("honorific", "rank") and piece.end < len(sentence):
        return personal_name(sentence, piece.end, at, registry)
    if piece is not None and piece.meaning("person") and not _goes_on(sentence, piece.end):
        return (piece.start, piece.end), piece
    never = registry.sets["not_names"]
    end = start
    while end < len(sentence) and end - start < 8:
        word = sentence[end]
        hyphen = word.text in {"-", "–"} and end > start and end + 1 < len(sentence)
        particle = end > start and word.folded in registry.sets["particles"]
        known = at.get(end)
        if (
            known is not None
            and end == start
            and known.kind in {"nation", "state", "organisation", "body", "capital"}
        ):
            break
        joined = joined_by_hyphen(sentence, start, end)
        if not (
            hyphen or particle or joined or (word.text[:1].isupper() and word.folded and word.folded not in never)
        ):
            break
        if (
            not joined
            and word.pos
            and word.pos not in {"PROPN", "NOUN", "ADJ", "PUNCT", "ADP", "X", "DET", "PART", "VERB"}
        ):
            break
        end += 1
    while end > start and not (sentence[end - 1].text[:1].isupper() or joined_by_hyphen(sentence, start, end - 1)):
        end -= 1
    return ((start, end), None) if end > start else None


def joined_by_hyphen(sentence: list[Word], start: int, at: int) -> bool:
    """Whether a word in small letters belongs to the name before the hyphen: "Park Su-hyun"."""
    return at - 2 >= start and sentence[at - 1].text in {"-", "–"} and sentence[at].text.isalpha()


def _goes_on(sentence: list[Word], end: int) -> bool:
    """Whether a hyphen and the rest of a name follow: "Lee Sung" in "Lee Sung-hwan", not "Putin-backed"."""
    return end + 1 < len(sentence) and sentence[end].text in {"-", "–"} and sentence[end + 1].pos == "PROPN"
