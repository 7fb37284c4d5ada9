"""How well copies of a text are told from other texts, and what an archive costs.

    python benchmarks/stories.py ARTICLES.jsonl [--seed N] [--documents N]

ARTICLES holds `{"id", "title", "text", "date"}` lines. Every third article is damaged by a seeded editor: printed
again with another headline and a dateline, cut to a share of its paragraphs, put into a longer text, changed in a
share of its words, its paragraphs shuffled, or rewritten (a share of all words but names and figures exchanged).
Printed are precision, recall and F1 of the pairs (original, copy), the same by kind and strength with the relation
given, then documents a second and the memory for N made-up documents (0 leaves that out).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from detente.integrity.stories import Report, stories

KINDS: dict[str, tuple[float, ...]] = {
    "reprinted": (0.0,),
    "cut": (0.75, 0.5, 0.3),
    "extended": (0.25, 0.5, 1.0),
    "words changed": (0.05, 0.1, 0.2),
    "shuffled": (1.0,),
    "rewritten": (0.3, 0.5, 0.7),
}
_WORD = re.compile(r"\b[a-z]{3,}\b")


def edited(text: str, other: str, kind: str, strength: float, drawn: random.Random, words: list[str]) -> str:
    """A text after the editor."""
    paragraphs = [p for p in text.split("\n") if p.strip()]
    if kind == "reprinted":
        return "SOMEWHERE (Agency) - " + "\n\n".join(paragraphs)
    if kind == "cut":
        return "\n\n".join(paragraphs[: max(2, round(len(paragraphs) * strength))])
    if kind == "extended":
        more = [p for p in other.split("\n") if p.strip()]
        return "\n\n".join([*paragraphs, *more[: max(1, round(len(paragraphs) * strength))]])
    if kind == "shuffled":
        return "\n\n".join(drawn.sample(paragraphs, len(paragraphs)))
    share = strength
    return _WORD.sub(lambda m: drawn.choice(words) if drawn.random() < share else m[0], text)


def pages(path: Path, seed: int) -> tuple[list[Report], dict[str, tuple[str, str, float]]]:
    """The articles and their copies, and for each copy its original, kind and strength."""
    drawn = random.Random(seed)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    words = sorted({w for r in rows for w in _WORD.findall(r["text"])})
    plans = [(k, s) for k, strengths in KINDS.items() for s in strengths]
    found, made = [], {}
    for n, row in enumerate(rows):
        day = date.fromisoformat(row["date"][:10])
        found.append(Report(row["id"], row["title"], row["text"], day))
        if n % 3 == 0:
            kind, strength = plans[(n // 3) % len(plans)]
            other = rows[(n + 1) % len(rows)]["text"]
            text = edited(row["text"], other, kind, strength, drawn, words)
            name = f"copy-{n}"
            found.append(Report(name, f"Other headline {n}", text, day + timedelta(days=drawn.randrange(3))))
            made[name] = (row["id"], kind, strength)
    return found, made


def archive(number: int) -> Iterator[Report]:
    """Made-up documents of 300 words, one in ten a copy of an earlier one with a few words changed."""
    drawn = random.Random(1)
    words = [f"w{n}" for n in range(20_000)]
    weights = [1 / (n + 5) for n in range(len(words))]
    recent: list[list[str]] = []
    for n in range(number):
        if n % 10 == 9:
            text = list(drawn.choice(recent))
            for _ in range(8):
                text[drawn.randrange(len(text))] = drawn.choice(words)
        else:
            text = drawn.choices(words, weights, k=300)
            recent = [*recent[-200:], text]
        yield Report(
            str(n), " ".join(text[:8]), " ".join(text), date(2020, 1, 1) + timedelta(days=n * 400 // number)
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=0)
    asked = parser.parse_args()
    reports, made = pages(asked.articles, asked.seed)
    found = [m for s in stories(reports) for m in s.members if m.of is not None]
    pairs = {frozenset((m.id, m.of or "")) for m in found}
    wanted = {frozenset((copy, source)) for copy, (source, _, _) in made.items()}
    right = len(pairs & wanted)
    precision, recall = right / len(pairs), right / len(wanted)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{len(wanted)} copies, {len(pairs)} pairs found")
    print(f"pairs: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    told: dict[tuple[str, float], Counter[str]] = defaultdict(Counter)
    relation = {frozenset((m.id, m.of or "")): m.relation for m in found}
    for copy, (source, kind, strength) in made.items():
        told[kind, strength][relation.get(frozenset((copy, source)), "missed")] += 1
    for (kind, strength), counts in sorted(told.items()):
        print(f"  {kind:<14}{strength:<5} {', '.join(f'{n} {c}' for n, c in counts.most_common())}")
    if asked.documents:
        start = time.perf_counter()
        groups = stories(archive(asked.documents))
        seconds = time.perf_counter() - start
        copies = sum(m.of is not None for s in groups for m in s.members)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{asked.documents:,} documents, {copies:,} copies found")
        print(f"{asked.documents / seconds:.0f} documents a second, {peak:.0f} MiB")


if __name__ == "__main__":
    main()
