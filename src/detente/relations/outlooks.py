"""Tone now against the pair's own past, and a plain outlook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from detente.relations.intervals import HIGHEST, LOWEST, Floats
from detente.relations.periods import label, steps
from detente.relations.results import Estimate, Forecast, Outlook, Timeline, Tone

#: Earlier periods that a comparison needs.
HISTORY = 12
#: Periods with events that a forecast needs, and how many of them come before the first that is tried.
NEEDED, WARMING = 24, 12
#: Weights of the newest period that are tried.
WEIGHTS = tuple(round(0.05 * n, 2) for n in range(1, 21))


def tone(line: Timeline) -> Tone:
    """Compare the last period that has events enough with those before it."""
    known = [p for p in line.points if p.score is not None and not p.sparse]
    if not known:
        return Tone(line, None, None, None, 0, f"No {line.period} has events enough to say how the two get on.")
    now, past = known[-1], known[:-1]
    score = now.score
    assert score is not None
    if len(past) < HISTORY:
        told = f"Only {len(past)} earlier {line.period}s have events enough; a comparison needs {HISTORY}."
        return Tone(line, now.label, score, None, len(past), told)
    before = np.array([p.score.value for p in past if p.score is not None])

    def warmer(than: float) -> float:
        return float(((before < than).sum() + 0.5 * (before == than).sum()) / len(before))

    ends = [warmer(e) if e is not None else None for e in (score.low, score.high)]
    share = Estimate(warmer(score.value), *ends)
    since = past[0].start.year if past[0].start is not None else None
    told = f"In {now.label} warmer than in {share.value:.0%} of {line.period}s since {since}"
    if share.low is not None and share.high is not None:
        told += f" ({share.low:.0%} to {share.high:.0%})"
    return Tone(line, now.label, score, share, len(past), f"{told}.")


def outlook(line: Timeline, periods: int = 3) -> Outlook:
    """Forecast the next mean scores by simple exponential smoothing, and try the same on the past.

    Every forecast of the past is made, weight and all, from what was known before; so are the intervals.

    Args:
        line: The timeline.
        periods: How many periods to look ahead.
    """
    values = np.array([p.score.value if p.score is not None else np.nan for p in line.points])
    many = int((~np.isnan(values)).sum())
    if many < NEEDED:
        told = f"Only {many} {line.period}s have events; an outlook needs {NEEDED}."
        return Outlook(line, (), None, 0, None, None, None, told)
    paths = _Paths.of(values)
    errors = [_errors(values, paths, ahead) for ahead in range(1, periods + 1)]
    own = float(np.mean(np.abs(errors[0][0])))
    naive = float(np.mean(np.abs(errors[0][1])))
    best = paths.best(len(values))
    middle = float(paths.levels[best, -1])
    reach = [_reach(np.abs(e[0]), line.level) for e in errors]
    last = line.points[-1].start
    days = list(islice(steps(last, line.period), 1, 1 + periods)) if last is not None else []
    forecasts = tuple(
        Forecast(day, label(day, line.period), Estimate(middle, max(LOWEST, middle - r), min(HIGHEST, middle + r)))
        for day, r in zip(days, reach, strict=False)
    )
    inside = _inside(np.abs(errors[0][0]), line.level)
    told = _sentence(line, forecasts, len(errors[0][0]), own, naive)
    return Outlook(line, forecasts, WEIGHTS[best], len(errors[0][0]), own, naive, inside, told)


@dataclass(frozen=True, slots=True)
class _Paths:
    """Smoothed levels after each period, and squared errors up to it. **Shape**: weights, periods."""

    levels: Floats
    costs: Floats

    @classmethod
    def of(cls, values: Floats) -> _Paths:
        weights = np.array(WEIGHTS)
        level = np.full(len(weights), np.nan)
        cost = np.zeros(len(weights))
        levels, costs = np.empty((2, len(weights), len(values)))
        for at, value in enumerate(values.tolist()):
            if not np.isnan(value):
                # A period without events changes nothing: silence is not neutral.
                if np.isnan(level[0]):
                    level = np.full(len(weights), value)
                else:
                    cost = cost + (value - level) ** 2
                    level = level + weights * (value - level)
            levels[:, at], costs[:, at] = level, cost
        return cls(levels, costs)

    def best(self, before: int) -> int:
        """The weight that would have done best up to a period."""
        return int(np.argmin(self.costs[:, before - 1]))


def _errors(values: Floats, paths: _Paths, ahead: int) -> tuple[Floats, Floats]:
    """Errors of the forecasts of the past, and of "same as last period" beside them."""
    known = np.flatnonzero(~np.isnan(values))
    own, naive = [], []
    for at in known[WARMING:].tolist():
        origin = at - ahead
        seen = known[known <= origin]
        if len(seen) < WARMING - 1:
            continue
        own.append(values[at] - paths.levels[paths.best(origin + 1), origin])
        naive.append(values[at] - values[seen[-1]])
    return np.array(own), np.array(naive)


def _reach(errors: Floats, level: float) -> float:
    """How far the truth was off as often as the level says; by a bell curve where there are too few to count."""
    from scipy.special import stdtrit

    rank = int(np.ceil((len(errors) + 1) * level))
    if rank <= len(errors):
        return float(np.sort(errors)[rank - 1])
    many = max(len(errors), 2)
    wide = float(stdtrit(many - 1, (1 + level) / 2))
    return wide * float(np.sqrt((errors**2).mean() * (1 + 1 / many)))


def _inside(errors: Floats, level: float, least: int = 10) -> float | None:
    """Share of errors within the reach of those before them."""
    if len(errors) <= least:
        return None
    return float(np.mean([errors[n] <= _reach(errors[:n], level) for n in range(least, len(errors))]))


def _sentence(line: Timeline, forecasts: Sequence[Forecast], tried: int, own: float, naive: float) -> str:
    first = forecasts[0]
    score = first.score
    told = f"Expected for {first.label}: {score.value:+.1f} ({score.low:+.1f} to {score.high:+.1f})."
    measure = f"off by {own:.2f} on average over {tried} {line.period}s of the past"
    if own < naive:
        return f"{told} Such forecasts were {measure}; “same as last {line.period}” by {naive:.2f}."
    return f"{told} Such forecasts were {measure}, no better than “same as last {line.period}” ({naive:.2f})."
