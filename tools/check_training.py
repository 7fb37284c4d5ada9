"""Check training text: `python tools/check_training.py training/events [--gold FOLDER]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from detente.errors import DetenteError
from detente.ontology import load
from detente.train.check import check
from detente.train.text import read


def main() -> int:
    """Print what is wrong and how the text is balanced; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path)
    parser.add_argument("--gold", type=Path, default=Path(__file__).parents[2] / "shared" / "gold")
    options = parser.parse_args()
    try:
        examples = read(options.place, load())
    except DetenteError as error:
        print(error.message)
        return 1
    report = check(examples, options.gold if options.gold.is_dir() else None)
    for problem in report.problems:
        print(problem)
    print(f"{report.examples} sentences, {len(report.problems)} problems")
    print("labels:", ", ".join(f"{name} {count}" for name, count in sorted(report.labels.items())))
    print("modality:", ", ".join(f"{name} {count}" for name, count in sorted(report.modalities.items())))
    print("commonest beginnings:", ", ".join(f"{name} {count}" for name, count in report.starts))
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
