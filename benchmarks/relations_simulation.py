"""How often intervals, turning points and outlooks of relations are right where the truth is known.

    python benchmarks/relations_simulation.py [--seed 1] [--times 400]

Printed: the share of intervals that hold the truth, by the number of stories of a period (scores hang together
within a story); how often a steady series shows a turn that is none, without and with memory; how often a turn is
found within one period, by its size; how often series without any link seem to lead or to answer; how often an
outlook's interval holds what comes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

import numpy as np

from detente.relations import Rule, outlook
from detente.relations.balance import answer, lead_lag
from detente.relations.intervals import BLOCKS, Draws, Floats, Sample, means, rates, shares
from detente.relations.periods import label, last_day, steps
from detente.relations.results import Coverage, Estimate, Point, Timeline
from detente.relations.turns import PENALTY, find, noise

LEVEL = 0.95
SCORES = (1.5, 7.0, -2.0, -9.0)


def told(dice: np.random.Generator, stories: float, periods: int, chances: Sequence[float]) -> tuple[Floats, ...]:
    """Scores, conflict and numbers of events by period and block; all events of a story lean to one side."""
    scores, clash, counts = np.zeros((3, periods, BLOCKS))
    for period in range(periods):
        for story in range(int(dice.poisson(stories))):
            block = story % BLOCKS
            events = 1 + int(dice.poisson(1.0))
            quad = dice.choice(4, p=chances)
            for _ in range(events):
                kind = quad if dice.random() < 0.5 else dice.choice(4, p=chances)
                scores[period, block] += SCORES[kind]
                clash[period, block] += kind >= 2
                counts[period, block] += 1
    return scores, clash, counts


def inside(found: Sequence[Estimate | None], truth: Floats) -> list[bool]:
    """Whether intervals hold the truth, for those that are given."""
    pairs = [(e, t) for e, t in zip(found, truth.tolist(), strict=True) if e is not None]
    return [e.low <= t <= e.high for e, t in pairs if e.low is not None and e.high is not None]


def intervals(seed: int, times: int) -> None:
    """Print coverage by the number of stories."""
    dice, draws = np.random.default_rng(seed), Draws.seeded(LEVEL, seed)
    chances = (0.4, 0.2, 0.25, 0.15)
    mean = float(np.dot(SCORES, chances))
    for stories in (3, 5, 10, 30, 100):
        scores, clash, counts = told(dice, stories, times, chances)
        ones = np.ones(times)
        hit = {
            "mean": inside(means(Sample.of(scores, counts, draws), draws), ones * mean),
            "conflict": inside(shares(Sample.of(clash, counts, draws), draws), ones * 0.4),
            "rate": inside(rates(counts, counts, ones * 1000, draws), ones * 2 * stories),
        }
        print(f"{stories:>4} stories: " + ", ".join(f"{n} {np.mean(h):.3f} of {len(h)}" for n, h in hit.items()))


def remembering(dice: np.random.Generator, periods: int, memory: float) -> Floats:
    """A series with mean 0 and variance 1, each value hanging on the one before."""
    made = np.empty(periods)
    last = dice.normal()
    for at in range(periods):
        last = memory * last + (1 - memory**2) ** 0.5 * dice.normal()
        made[at] = last
    return made


def turns_in(values: Floats, penalty: float) -> list[int]:
    """Turns of a series whose noise is not known beforehand."""
    return find(values, noise(values, np.zeros(len(values))), penalty * float(np.log(len(values))))


def turns(seed: int, times: int) -> None:
    """Print false alarms and finds."""
    for penalty in (2.0, PENALTY, 4.0):
        dice = np.random.default_rng(seed)
        parts = []
        for periods in (24, 60, 120, 240):
            false = [bool(turns_in(remembering(dice, periods, 0.0), penalty)) for _ in range(times)]
            parts.append(f"{periods}: {np.mean(false):.3f}")
        print(f"penalty {penalty}: steady series with a turn, by periods: {', '.join(parts)}")
    for memory in (0.3, 0.6):
        dice = np.random.default_rng(seed)
        parts = []
        for periods in (24, 60, 120, 240):
            false = [bool(turns_in(remembering(dice, periods, memory), PENALTY)) for _ in range(times)]
            parts.append(f"{periods}: {np.mean(false):.3f}")
        print(f"penalty {PENALTY}, memory {memory}: steady series with a turn, by periods: {', '.join(parts)}")
    for size in (1.0, 2.0, 3.0, 4.0):
        near = exact = 0
        for _ in range(times):
            at = int(dice.integers(12, 48))
            values = dice.normal(size=60)
            values[at:] += size
            found = turns_in(values, PENALTY)
            near += any(abs(f - at) <= 1 for f in found)
            exact += len(found) == 1 and abs(found[0] - at) <= 1
        print(
            f"turn of {size:g} deviations: within one period {near / times:.3f}, and no other {exact / times:.3f}"
        )


def leads(seed: int, times: int) -> None:
    """Print how often series without any link seem to lead or to answer, and how often a true lead is found."""
    for memory in (0.0, 0.3, 0.6):
        dice = np.random.default_rng(seed)
        lead = reply = true = 0
        for _ in range(times):
            one, other = remembering(dice, 60, memory), remembering(dice, 60, memory)
            lead += (lead_lag(one, other, 4).p or 1) <= 0.05
            reply += (answer("A", "B", one, other).p or 1) <= 0.05
            found = lead_lag(one, np.roll(one, 2) + other, 4)
            true += found.best == 2 and (found.p or 1) <= 0.05
        told_ = (
            f"false lead {lead / times:.3f}, false answer {reply / times:.3f}, true lead found {true / times:.3f}"
        )
        print(f"60 periods, memory {memory}: {told_}")


def line_of(values: Floats) -> Timeline:
    """A timeline with these mean scores and nothing else."""
    days = list(islice(steps(date(2010, 1, 1), "month"), len(values)))
    nothing = Point(None, None, "total", 0, 0, (0, 0, 0, 0), 0, 0, *[None] * 8, 0, None, None)  # type: ignore[arg-type]
    points = tuple(
        replace(nothing, start=d, end=last_day(d, "month"), label=label(d, "month"), events=9, score=Estimate(v))
        for d, v in zip(days, values.tolist(), strict=True)
    )
    coverage = Coverage(None, None, 0, 0)
    return Timeline("A", "B", "month", Rule(), points, nothing, nothing, None, None, 0, coverage, LEVEL, 1)


def outlooks(seed: int, times: int) -> None:
    """Print how often the next value lies in the interval, and whose error is smaller."""
    dice = np.random.default_rng(seed)
    for name, memory in (("without memory", 0.0), ("with memory 0.6", 0.6)):
        for periods in (30, 60, 120):
            hits, better = [], []
            for _ in range(times):
                values = 2 * remembering(dice, periods + 1, memory)
                found = outlook(line_of(values[:-1]), 1)
                score = found.forecasts[0].score
                assert score.low is not None and score.high is not None
                hits.append(score.low <= values[-1] <= score.high)
                assert found.error is not None and found.naive_error is not None
                better.append(found.error < found.naive_error)
            told_ = f"next value inside {np.mean(hits):.3f}, error below same-as-last {np.mean(better):.3f}"
            print(f"outlook {name}, {periods} periods: {told_}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=400)
    asked = parser.parse_args()
    intervals(asked.seed, asked.times)
    turns(asked.seed, asked.times)
    leads(asked.seed, asked.times)
    outlooks(asked.seed, asked.times)


if __name__ == "__main__":
    main()
