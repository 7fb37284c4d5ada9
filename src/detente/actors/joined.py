"""Owners joined by "and": "Russian and Ukrainian officials", "the presidents of Poland, Latvia and Lithuania"."""

from __future__ import annotations

from detente.actors.entry import Entry
from detente.actors.fold import POSSESSIVE
from detente.actors.match import Piece, Word

#: An owner and its range of words.
Owner = tuple[Entry, tuple[int, int]]


def joined_left(
    sentence: list[Word], first: tuple[int, int], ends: dict[int, Piece], both: frozenset[str]
) -> tuple[Owner, ...]:
    """Nationalities joined to the one before a noun, in the order of the text.

    Args:
        sentence: Its words.
        first: Words of the owner that stands next to the noun.
        ends: Pieces by the word after their last.
        both: Words that join the last two.
    """
    found: list[Owner] = []
    at = first[0]
    while at >= 2 and (sentence[at - 1].text.lower() in both or (found and sentence[at - 1].text == ",")):
        stop = at - 1
        if sentence[stop - 1].text == ",":
            stop -= 1
        piece = ends.get(stop)
        owner = piece.meaning("nation", "disputed") if piece is not None else None
        if piece is None or owner is None:
            break
        found.append((owner, (piece.start, piece.end)))
        at = piece.start
    return tuple(reversed(found))


def joined_right(
    sentence: list[Word], first: tuple[int, int], at: dict[int, Piece], both: frozenset[str]
) -> tuple[Owner, ...]:
    """States joined to the one after "of", in the order of the text; a list without "and" at its end is none.

    Args:
        sentence: Its words.
        first: Words of the first owner.
        at: Pieces by their first word.
        both: Words that join the last two.
    """
    found: list[Owner] = []
    end, closed = first[1], False
    while end + 1 < len(sentence) and not closed and (sentence[end].text == "," or sentence[end].text in both):
        after = end + 1
        closed = sentence[end].text != ","
        if sentence[after].text.lower() in both and not closed:
            closed, after = True, after + 1
        if after < len(sentence) and sentence[after].text.lower() == "the":
            after += 1
        piece = at.get(after)
        owner = piece.meaning("state", "disputed", "organisation") if piece is not None else None
        if piece is None or owner is None:
            return ()
        if piece.end < len(sentence) and sentence[piece.end].folded == POSSESSIVE:
            return tuple(found) if closed and len(found) else ()
        found.append((owner, (piece.start, piece.end)))
        end = piece.end
    return tuple(found) if closed else ()
