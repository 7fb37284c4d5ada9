"""What the registry of actors costs: loading, memory, mentions a second, share of the coding time.

    python benchmarks/actors.py [ARTICLES.jsonl] [HOW MANY]

ARTICLES holds one object a line with `text` and `date`; without it the last row is left out.
"""

from __future__ import annotations

import csv
import sys
import time
import tracemalloc
from collections import defaultdict
from datetime import date
from pathlib import Path

QUESTIONS = Path(__file__).parents[1] / "tests" / "actors" / "mentions_questions.csv"


def loading() -> tuple[float, float]:
    """Seconds and MiB of the registry, each of a load of its own; the tracing would slow the first down."""
    from detente.actors import loading, tables
    from detente.settings import Settings

    settings = Settings.load()
    start = time.perf_counter()
    loading.load(settings)
    seconds = time.perf_counter() - start
    loading._load.cache_clear()
    tables.sheet.cache_clear()
    tracemalloc.start()
    loading.load(settings)
    held = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    return seconds, held


def mentions() -> float:
    """Mentions resolved a second."""
    from detente.actors import resolve

    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        asked = [
            (q["mention"], date.fromisoformat(q["date"]) if q["date"] else None) for q in csv.DictReader(file)
        ]
    start = time.perf_counter()
    for mention, day in asked:
        resolve(mention, day)
    return len(asked) / (time.perf_counter() - start)


def share(articles: Path, number: int) -> tuple[float, float]:
    """Seconds an article in the actors stage, and its share of all stages."""
    from speed import code_all, pages_from

    from detente.reading import load
    from detente.settings import Settings

    settings = Settings.load()
    pages = pages_from(articles, number, settings)
    load()
    code_all(pages[:1], settings, defaultdict(float))
    spent: dict[str, float] = defaultdict(float)
    total, texts = code_all(pages, settings, spent)
    return spent["actors"] / len(texts), spent["actors"] / total


def main() -> None:
    """Print the table."""
    seconds, held = loading()
    rows = [("registry load", f"{seconds:.2f} s"), ("registry memory", f"{held:.0f} MiB")]
    rows.append(("mentions resolved", f"{mentions():,.0f} a second"))
    if len(sys.argv) > 1:
        each, part = share(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50)
        rows.append(("actors stage", f"{1000 * each:.0f} ms an article, {part:.1%} of the coding time"))
    for name, value in rows:
        print(f"{name:<20} {value}")


if __name__ == "__main__":
    main()
