"""What quotes cost: their share of the coding time, and recognising utterances in many quotes.

    python benchmarks/quotes.py [TEXTS.jsonl] [--articles N] [--quotes N]

TEXTS.jsonl holds `{"text": ..., "date" or "published": ...}` lines; without it the example pages are used. The
share is that of the quotes stage in the time of all stages, on one core. Then N made-up quotes of 200 speakers
over five years, a third of them variants of others, are put to utterances; the seconds are this machine's, the
growth from half of them to all of them travels.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from speed import code_all, pages_from

from detente.quotes.utterances import Saying, utterances
from detente.reading import load
from detente.settings import Settings

#: Made-up words, drawn as words are: few often, most seldom.
WORDS = [f"w{n}" for n in range(5000)]
WEIGHTS = [1 / (n + 3) for n in range(len(WORDS))]


def made(number: int, seed: int = 1) -> list[Saying]:
    """Made-up quotes; every third is a variant of an earlier one: cut, or with a word changed."""
    drawn = random.Random(seed)
    found: list[Saying] = []
    for n in range(number):
        speaker, day = f"person:{drawn.randrange(200)}", date(2020, 1, 1) + timedelta(days=drawn.randrange(1800))
        words = drawn.choices(WORDS, WEIGHTS, k=drawn.randint(6, 30))
        if n % 3 == 2:
            other = found[drawn.randrange(len(found))]
            speaker, words = str(other.speaker), other.text.split()
            day = (other.day or day) + timedelta(days=drawn.randrange(3))
            words[drawn.randrange(len(words))] = drawn.choice(WORDS)
            words = words[: max(5, len(words) - drawn.randrange(4))]
        found.append(Saying(n, speaker, " ".join(words), day, "direct", f"d{n}"))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--quotes", type=int, default=20_000)
    asked = parser.parse_args()
    settings = Settings.load()
    pages = pages_from(asked.texts, asked.articles, settings)
    load()
    code_all(pages[:1], settings, defaultdict(float))
    spent: dict[str, float] = defaultdict(float)
    total, texts = code_all(pages, settings, spent)
    print(f"quotes stage         {spent['quotes'] / total:.1%} of the coding time of {len(texts)} articles")
    seconds = []
    for number in (asked.quotes // 2, asked.quotes):
        sayings = made(number)
        start = time.perf_counter()
        found = utterances(sayings)
        seconds.append(time.perf_counter() - start)
        several = sum(len(u.sayings) > 1 for u in found)
        print(
            f"{number:>7,} quotes        {len(found):,} utterances, {several:,} with variants; {seconds[-1]:.1f} s"
        )
    print(f"twice as many        {seconds[1] / seconds[0]:.1f} times the time")


if __name__ == "__main__":
    main()
