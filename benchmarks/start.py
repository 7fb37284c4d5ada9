"""Time and memory to start: `detente --help`, and the first article, as whole processes.

    python benchmarks/start.py [--runs N]

Prints the median wall seconds and the peak resident memory of each, beside `python -c pass`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def measure(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and peak MB of one process; its output is thrown away."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(sys.executable, [sys.executable, *arguments])
    _, _, usage = os.wait4(child, 0)
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    article = sorted((ROOT / "examples").glob("*.html"))[0]
    commands = {
        "python -c pass": ["-c", "pass"],
        "detente --help": ["-m", "detente", "--help"],
        f"detente code {article.name}": ["-m", "detente", "code", str(article), "--format", "briefing"],
    }
    for name, arguments in commands.items():
        runs = [measure(arguments) for _ in range(given.runs)]
        seconds, memory = statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)
        print(f"{name:45s} {seconds:6.2f} s {memory:7.0f} MB")


if __name__ == "__main__":
    main()
