"""Decide which place each name of a text means: by what the text names beside it, by kind, and by size.

Every name of a document means one place, unless the words behind it say otherwise. A candidate gains from what
contains it being named ("Texas"), from other names that could lie near it or in the same division, and, damped,
from its inhabitants. The weights were set by hand.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.actors.gazetteer import Place
from detente.actors.geo_find import Named
from detente.record import Reason

#: Added to a candidate by its kind, before anything else is known.
_KIND = {
    "country": 4.5,
    "continent": 8.0,
    "region": 7.0,
    "water": 5.0,
    "mountain": 5.0,
    "adm1": -1.0,
    "adm2": -1.5,
    "capital": 1.2,
    "town": 0.0,
}
_WORLD_CITY = 5_000_000
_FEDERAL = ("US.", "CA.", "AU.", "GB.", "IN.")
_SIZE, _ALIAS, _WITHIN, _LEVEL = 0.45, -0.7, 6.0, 4.0
_CELL, _SECOND, _DIVISION, _STATE, _NAMED = 1.0, 0.7, 2.0, 1.0, 2.4
_SOFT, _FOCUS, _CAPITAL, _WORLD = 0.75, 1.5, 2.2, 0.8
#: Added to a town that the news of the world means by its bare name.
_USUAL = 2.0
#: What support by the rest of the text counts for its lesser namesakes.
_BESIDE = 0.7


@dataclass(frozen=True, slots=True)
class Choice:
    """The place chosen for a name, how sure that is, and why; other places it could be, best first."""

    place: Place | None
    score: float
    reasons: tuple[Reason, ...]
    others: tuple[Place, ...] = ()


@dataclass(slots=True)
class _Weights:
    """How much of the text speaks for a piece of the earth; each name counts once for each piece."""

    cells: dict[tuple[int, int], float]
    divisions: dict[str, float]
    states: dict[str, float]
    named: set[str] = field(default_factory=set)
    names: int = 1


def prior(place: Place, level: str = "") -> float:
    """What a candidate weighs when nothing else is named: its kind and its size.

    Args:
        place: The candidate.
        level: "1" or "2" where the text says it is a division of that level.
    """
    value = _KIND[place.kind] + _SIZE * math.log10(place.people + 300)
    if place.kind == "adm1" and place.code.startswith(_FEDERAL):
        value += 2.9
    if place.alias:
        value += _ALIAS
    if place.usual and not level:
        value += _USUAL
    if level:
        value += _LEVEL if place.kind == f"adm{level}" else 0.0
    elif place.kind == "adm2" and place.code.startswith("US.") and not place.alias:
        value += 1.8  # "Harris County" in full
    return value


def judge(found: Sequence[Named], keys: Sequence[str]) -> list[Choice]:
    """Choose a place for each name.

    Args:
        found: Names with candidates.
        keys: The folded words of each; equal keys mean one place.

    Returns:
        A choice for each name, in order.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(keys):
        groups[name].append(i)
    merged = {name: _merged([found[i] for i in members]) for name, members in groups.items()}
    scores = {name: [_alone(p, n) for p in n.places] for name, n in merged.items()}
    first = scores
    for _ in range(2):
        shares = {name: _shares(values) for name, values in scores.items()}
        total = _weigh(merged, shares)
        scores = {
            name: [
                s + _support(p, n, share, total)
                for p, s, share in zip(n.places, first[name], shares[name], strict=True)
            ]
            for name, n in merged.items()
        }
    chosen = {name: _choice(n, first[name], scores[name]) for name, n in merged.items()}
    return [_own(found[i], chosen[keys[i]], merged[keys[i]], scores[keys[i]]) for i in range(len(found))]


def _alone(place: Place, named: Named) -> float:
    """What a candidate weighs before the rest of the text is asked."""
    value = prior(place, named.level) + _contained(place, named)
    if (
        place.kind == "adm1"
        and not named.level
        and any(
            p.kind == "capital" or (p.kind == "town" and p.people >= _WORLD_CITY and p.code.startswith(place.code))
            for p in named.places
        )
    ):
        value -= 2.9  # "Washington" and "New York" alone are the cities
    if place.kind == "town" and place.alias and place.people >= _WORLD_CITY and not named.level:
        value -= _ALIAS  # "New York" is what everybody calls New York City
    if place.kind == "country" and any(p.kind == "adm1" and p.code.startswith(_FEDERAL) for p in named.places):
        value -= 1.9  # Georgia
    return value


def _merged(members: Sequence[Named]) -> Named:
    """One name of the document: the first that is qualified, else the first."""
    return next((m for m in members if m.within), next((m for m in members if m.level), members[0]))


def _contained(place: Place, named: Named) -> float:
    if not named.within:
        return 0.0
    for outer in named.within:
        if place.within(outer) and place != outer:
            return _WITHIN
    return 0.0


def _shares(values: Sequence[float]) -> list[float]:
    """Scores as shares of one, the weak ones lifted a little so that they are heard."""
    if not values:
        return []
    top = max(values)
    weights = [math.exp(v - top) for v in values]
    total = sum(weights)
    return [(w / total) ** _SOFT for w in weights]


def _cell(place: Place) -> tuple[int, int]:
    return math.floor(place.lat), math.floor(place.lon)


def _around(cell: tuple[int, int]) -> list[tuple[int, int]]:
    return [(cell[0] + a, cell[1] + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]


def _part(named: Named) -> float:
    """An adjective says less of where things happen than a name."""
    return 0.8 if named.way == "adjective" else 1.0


def _second(place: Place) -> str | None:
    """Code of its second-level division, where it has one."""
    return place.code if place.code.count(".") >= 2 else None


def _pieces(named: Named, shares: Sequence[float]) -> _Weights:
    """For which pieces of the earth one name speaks: the best of its candidates in each."""
    own = _Weights({}, {}, {})
    for place, share in zip(named.places, shares, strict=True):
        weight = share * _part(named)
        if place.kind in {"town", "capital", "adm2"}:
            for cell in _around(_cell(place)):
                own.cells[cell] = max(own.cells.get(cell, 0.0), weight)
        if place.first:
            whole = _NAMED if place.kind == "adm1" else 1.0
            own.divisions[place.first] = max(own.divisions.get(place.first, 0.0), whole * weight)
        second = _second(place)
        if second:
            own.divisions[second] = max(own.divisions.get(second, 0.0), weight)
        if place.iso2:
            whole = _NAMED if place.kind == "country" else 1.0
            own.states[place.iso2] = max(own.states.get(place.iso2, 0.0), whole * weight)
    return own


def _weigh(merged: Mapping[str, Named], shares: Mapping[str, Sequence[float]]) -> _Weights:
    total = _Weights(defaultdict(float), defaultdict(float), defaultdict(float))
    total.names = max(1, sum(bool(n.places) for n in merged.values()))
    for name, named in merged.items():
        own = _pieces(named, shares[name])
        total.named.update(
            p.code
            for p, share in zip(named.places, shares[name], strict=True)
            if p.kind == "country" and share > 0.5
        )
        for cell, weight in own.cells.items():
            total.cells[cell] += weight
        for code, weight in own.divisions.items():
            total.divisions[code] += weight
        for code, weight in own.states.items():
            total.states[code] += weight
    return total


def _support(place: Place, named: Named, share: float, total: _Weights) -> float:
    """What the other names of the text add: all that speaks for its piece of the earth, less its own part."""
    own = share * _part(named)
    value, focus = 0.0, 1.0
    if place.iso2:
        # Where a text names half the world, one state in it says little of what lies in that state.
        focus = min(1.0, _FOCUS * total.states.get(place.iso2, 0.0) / total.names)
    if place.kind == "capital":
        value += _CAPITAL * (place.iso2 in total.named) + _WORLD * math.log1p(len(total.named))
    if place.kind in {"town", "capital", "adm2"}:
        value += focus * _CELL * math.log1p(max(0.0, total.cells.get(_cell(place), 0.0) - own) * 2)
    if place.first:
        part = own * (_NAMED if place.kind == "adm1" else 1.0)
        value += focus * _DIVISION * math.log1p(max(0.0, total.divisions.get(place.first, 0.0) - part) * 2)
    second = _second(place)
    if second:
        value += focus * _SECOND * math.log1p(max(0.0, total.divisions.get(second, 0.0) - own) * 2)
    if place.iso2:
        part = own * (_NAMED if place.kind == "country" else 1.0)
        value += _STATE * math.log1p(max(0.0, total.states.get(place.iso2, 0.0) - part) * 2)
    famous = not place.usual and any(p.usual and p.people > place.people for p in named.places)
    return value * _BESIDE if famous else value


def _choice(named: Named, before: Sequence[float], after: Sequence[float]) -> Choice:
    if not named.places:
        return Choice(None, 0.0, (Reason("gazetteer", 0.0, "no place of that name is known"),))
    order = sorted(range(len(after)), key=lambda i: -after[i])
    best, sure = order[0], _shares(after)[order[0]] ** (1 / _SOFT)
    place = named.places[best]
    reasons = [Reason("size", round(min(1.0, prior(place) / 6), 3), f"{place.kind}, {place.people} inhabitants")]
    if _contained(place, named):
        outer = next(o for o in named.within if place.within(o))
        reasons.append(Reason("within", 1.0, f"named as lying in {outer.name}"))
    if after[best] > before[best] + 0.1:
        gain = after[best] - before[best]
        reasons.append(Reason("context", round(1 - math.exp(-gain), 3), "other places of the text lie near it"))
    if len(order) > 1:
        other = named.places[order[1]]
        reasons.append(Reason("others", round(1 - sure, 3), f"could be {other.name} ({other.code or other.kind})"))
    return Choice(place, round(sure, 3), tuple(reasons), tuple(named.places[i] for i in order[1:4]))


def _own(named: Named, choice: Choice, merged: Named, scores: Sequence[float]) -> Choice:
    """A name that says more than its namesakes ("Paris, Texas" beside "Paris") is judged by itself."""
    if named is merged or (named.places == merged.places and not named.within):
        return choice
    if named.places == merged.places:
        values = [
            s - _contained(p, merged) + _contained(p, named) for p, s in zip(named.places, scores, strict=True)
        ]
        return _choice(named, scores, values)
    values = [prior(p, named.level) + _contained(p, named) for p in named.places]
    known = dict(zip(merged.places, scores, strict=True))
    return _choice(
        named,
        values,
        [known.get(p, v) if not named.level else v for p, v in zip(named.places, values, strict=True)],
    )
