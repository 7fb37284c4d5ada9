"""How fast detente codes, beside the bare parser over the same text in the same run.

    python benchmarks/speed.py [TEXTS.jsonl] [--articles N] [--rounds N]

TEXTS.jsonl holds `{"text": ..., "date" or "published": ...}` lines; without it the example pages are used over
and over. Prints articles a second on one core for the bare spaCy pass (all components of the pipeline, numpy
GEMM, the very set-up detente uses) and for the whole of detente, their ratio, and the share of each stage.
Absolute figures are this machine's; the ratios travel. Processor time, so that other work on the machine counts
less; rounds are interleaved, and the median is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections import defaultdict
from itertools import cycle, islice
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from detente.pipeline import STAGES
from detente.reading import load
from detente.reading.parser import paragraphs_of
from detente.record import Page, When
from detente.settings import Settings
from detente.source import read_all

ROOT = Path(__file__).parents[1]


def pages_from(path: Path | None, count: int, settings: Settings) -> list[Page]:
    """The pages to code: the given texts, or the examples over and over."""
    if path is None:
        examples = [p for p in read_all([str(ROOT / "examples")], settings) if isinstance(p, Page)]
        return list(islice(cycle(examples), count))
    pages = []
    with path.open(encoding="utf-8") as file:
        for raw in islice(file, count):
            line = json.loads(raw)
            date = (line.get("published") or line.get("date") or "")[:10]
            pages.append(
                Page(
                    line["text"].encode(),
                    media_type="text/plain",
                    charset="utf-8",
                    published=When.parse(date, "given") if date else None,
                )
            )
    return pages


def code_all(pages: list[Page], settings: Settings, spent: dict[str, float]) -> tuple[float, list[str]]:
    """Processor seconds to code all pages, and the texts that were coded; adds to the seconds of each stage."""
    started = time.process_time()
    texts = []
    for page in pages:
        layers: dict[str, Any] = {"page": page}
        for stage in STAGES:
            at = time.process_time()
            function = stage.load()
            given = [layers[n] for n in stage.needs]
            layers[stage.gives] = function(*given, settings) if stage.name != "relations" else function(*given)
            spent[stage.name] += time.process_time() - at
        texts.append(layers["document"].text)
    return time.process_time() - started, texts


def parse_all(texts: list[str]) -> float:
    """Processor seconds of the bare parser over the same texts, paragraph by paragraph as detente does."""
    nlp = load()
    started = time.process_time()
    for text in texts:
        for _ in nlp.pipe((text[s:e] for s, e in paragraphs_of(text)), batch_size=64):
            pass
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    settings = Settings.load()
    pages = pages_from(given.texts, given.articles, settings)
    code_all(pages[:4], settings, defaultdict(float))
    spent: dict[str, float] = defaultdict(float)
    ratios, whole, bare = [], [], []
    for _ in range(given.rounds):
        ours, texts = code_all(pages, settings, spent)
        parser_only = parse_all(texts)
        whole.append(len(pages) / ours)
        bare.append(len(pages) / parser_only)
        ratios.append(ours / parser_only)
    words = sum(len(t.split()) for t in texts) / len(texts)
    print(f"{len(pages)} articles of {words:.0f} words on average, {given.rounds} rounds, one core, medians")
    print(f"bare parser    {statistics.median(bare):8.1f} articles/s")
    print(f"whole detente  {statistics.median(whole):8.1f} articles/s")
    print(f"ratio of time, whole / bare parser: {statistics.median(ratios):.2f}")
    total = sum(spent.values())
    for name, seconds in spent.items():
        each = 1000 * seconds / len(pages) / given.rounds
        print(f"  {name:10s} {seconds / total:6.1%}   {each:7.1f} ms an article")


if __name__ == "__main__":
    main()
