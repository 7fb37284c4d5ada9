"""Blocs: states that are kinder to each other than to the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from detente.relations.intervals import Floats

#: How often the search begins anew, in another order.
STARTS = 10

#: Two states, their events of cooperation and of conflict.
Tie = tuple[str, str, int, int]


def blocs(ties: Iterable[Tie], seed: int = 1) -> list[tuple[str, ...]]:
    """Group states so that cooperation lies within groups and conflict between them.

    What is made as large as possible is signed modularity (Gómez, Jensen and Arenas 2009): ties of cooperation
    within groups beyond what chance would put there, less those of conflict. Numbers of events are taken by their
    logarithm, or one war would outweigh everything. Found by moving one state at a time and then whole groups
    (Louvain), from several beginnings; another grouping may be as good.

    Args:
        ties: Pairs of states with their events.
        seed: Seed of the orders in which states are moved.

    Returns:
        Groups of two or more, the largest first, members in order; who stands alone is in none.

    >>> blocs([("A", "B", 9, 0), ("C", "D", 9, 0), ("A", "C", 0, 9), ("B", "D", 0, 5)])
    [('A', 'B'), ('C', 'D')]
    """
    listed = list(ties)
    names = sorted({s for a, b, *_ in listed for s in (a, b)})
    place = {n: at for at, n in enumerate(names)}
    good, bad = np.zeros((2, len(names), len(names)))
    for a, b, kind, unkind in listed:
        for table, many in ((good, kind), (bad, unkind)):
            table[place[a], place[b]] += np.log1p(many)
            table[place[b], place[a]] += np.log1p(many)
    gain = _beyond_chance(good) - _beyond_chance(bad)
    dice = np.random.default_rng(seed)
    best = (
        max((_grouped(gain, dice) for _ in range(STARTS)), key=lambda g: round(_worth(gain, g), 9))
        if names
        else []
    )
    groups: dict[int, list[str]] = {}
    for name, group in zip(names, best, strict=True):
        groups.setdefault(group, []).append(name)
    return sorted((tuple(g) for g in groups.values() if len(g) > 1), key=lambda g: (-len(g), g))


def numbered(
    groups: Sequence[tuple[str, ...]], before: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Give blocs numbers: that of the earlier one they share most with, or a new one.

    Args:
        groups: The blocs.
        before: Earlier blocs by number, all that there were.
    """
    pairs = sorted(
        (-len({*g} & {*old}) / len({*g} | {*old}), number, at)
        for at, g in enumerate(groups)
        for number, old in before.items()
        if {*g} & {*old}
    )
    found: dict[int, int] = {}
    for _, number, at in pairs:
        if at not in found and number not in found.values():
            found[at] = number
    fresh = max(before, default=0)
    for at in range(len(groups)):
        if at not in found:
            fresh += 1
            found[at] = fresh
    return {found[at]: g for at, g in enumerate(groups)}


def _beyond_chance(ties: Floats) -> Floats:
    """Ties less what chance would put there, given how many each has."""
    each, all_ = ties.sum(axis=1), float(ties.sum())
    found: Floats = ties - np.outer(each, each) / all_ if all_ else ties
    return found


def _worth(gain: Floats, groups: Sequence[int]) -> float:
    named = np.array(groups)
    return float(gain[named[:, None] == named[None, :]].sum())


def _grouped(gain: Floats, dice: np.random.Generator) -> list[int]:
    """Groups by moving nodes, then whole groups, until nothing is won by it."""
    groups = np.arange(len(gain))
    inner = gain.copy()
    while True:
        moved = _moved(inner, dice)
        _, moved = np.unique(moved, return_inverse=True)
        groups = moved[groups]
        many = int(moved.max()) + 1
        if many == len(inner):
            return [int(g) for g in groups]
        into = np.zeros((len(inner), many))
        into[np.arange(len(inner)), moved] = 1.0
        inner = into.T @ inner @ into


def _moved(gain: Floats, dice: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    groups = np.arange(len(gain))
    while True:
        changed = False
        for node in dice.permutation(len(gain)):
            row = gain[node].copy()
            row[node] = 0.0
            worth = np.bincount(groups, row, len(gain))
            best = int(np.argmax(worth))
            if worth[best] > worth[groups[node]] + 1e-12:
                # On its own a node is worth nothing: better alone than in bad company.
                groups[node] = best
                changed = True
        if not changed:
            return groups
