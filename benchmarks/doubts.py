"""How far what is coded from a doubted text can be trusted, finding by finding.

    python benchmarks/doubts.py ARTICLES.jsonl [--articles 30]

Real articles are damaged by the seeded editor of `detente evaluate garbling`, and once more by putting what
rewriting programs write for fixed terms (`spinning.yaml`) and forms of address; they are coded before and
after. An event of the damaged text is *kept* when the undamaged text has one of the same type with the same
parties. For each finding that the damage brings about, the share of kept events is printed: for all events, and
for those within 300 code points of the finding's evidence. These shares are the factors of
`data/lexicon/integrity/confidence.yaml`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from pathlib import Path

NEAR = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--articles", dest="many", type=int, default=30)
    arguments = parser.parse_args()
    lines = [json.loads(line) for line in arguments.articles.read_text("utf-8").splitlines()]
    random.Random(6).shuffle(lines)
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for line in lines[: arguments.many]:
        measure(str(line["text"]), str(line["date"])[:10], str(line["id"]), totals)
    print(f"{'finding':24} {'texts':>6} {'events':>7} {'kept':>6} {'near':>6} {'kept':>6}")
    for code, (texts, events, kept, near, near_kept) in sorted(totals.items()):
        share, close = kept / max(1, events), near_kept / max(1, near)
        print(f"{code:24} {texts:6} {events:7} {share:6.3f} {near:6} {close:6.3f}")


def measure(text: str, day: str, name: str, totals: dict[str, list[int]]) -> None:
    from detente import code_text
    from detente.evaluate.damage import damaged, kinds

    clean = code_text(text, published=day)
    known, before = _keys(clean), {f.code for f in clean.findings}
    editions = [damaged(text, kind, 2, name) for kind in kinds()]
    editions.append(spun(text, random.Random(name)))
    for edition in editions:
        coding = code_text(edition, published=day)
        fresh = [f for f in coding.findings if f.code not in before]
        for finding in fresh:
            count = totals[finding.code]
            count[0] += 1
            for event, key in zip(coding.events, _keys(coding), strict=True):
                kept = key in known
                count[1] += 1
                count[2] += kept
                at = event.trigger.span.start
                if any(abs(at - e.span.start) <= NEAR for e in finding.evidence):
                    count[3] += 1
                    count[4] += kept


def spun(text: str, drawn: random.Random) -> str:
    """A text after a program has exchanged fixed terms and forms of address."""
    from detente.integrity.rewriting import load_spinning
    from detente.settings import Settings

    put: dict[str, list[str]] = defaultdict(list)
    for phrase, term in load_spinning(Settings.load().data_dir).terms.items():
        put[term.lower()].append(phrase)
    for term, phrases in sorted(put.items()):
        pattern = re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE)
        text = pattern.sub(lambda m, p=phrases: _as_in(m[0], drawn.choice(p)), text)
    return re.sub(r"\bMr\.? (?=[A-Z])", "Sir. ", text)


def _as_in(model: str, phrase: str) -> str:
    return phrase.title() if model[:1].isupper() else phrase


def _keys(coding: object) -> list[tuple[object, ...]]:
    cast = coding.cast  # type: ignore[attr-defined]

    def names(ids: tuple[str, ...]) -> frozenset[str]:
        return frozenset(cast[i].name for i in ids if i in cast)

    return [
        (e.code.type, names(e.actors), names(e.recipients))
        for e in coding.events  # type: ignore[attr-defined]
    ]


if __name__ == "__main__":
    main()
