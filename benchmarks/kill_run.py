"""Kill one long `detente run` at random moments, go on each time, and compare with a run that nobody killed.

    python benchmarks/kill_run.py --pages 20000 --kills 10 --short

The pages are a made-up mixture (`mixture.py`): stories, reprints, foreign and broken pages; with --articles also
those of local sets. Kills are SIGKILL,
SIGTERM and SIGINT to the main process, and SIGKILL to one of its workers, drawn by chance. After each end no
process may be left over; at the end the store must verify, have every shard once, and hold the same as the other,
byte for byte but for the numbers and moments of commits. Exits with 1 when anything was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import mixture
import same

from detente.store import Store, verify

_SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def begin(pages: Path, store: Path, given: argparse.Namespace) -> subprocess.Popen[bytes]:
    """Start a run, as leader of a group of its own."""
    command = [sys.executable, "-m", "detente", "run", str(pages), "--store", str(store)]
    command += ["--workers", str(given.workers), "--shard-size", str(given.shard_size)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def whole(pages: Path, store: Path, given: argparse.Namespace) -> float:
    """Run to the end; says how long it took."""
    started = time.monotonic()
    process = begin(pages, store, given)
    _, said = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"a run that nobody killed ended with {process.returncode}: {said.decode()}")
    print(said.decode().strip().splitlines()[-1], flush=True)
    return time.monotonic() - started


def marks(store: Path) -> list[str]:
    """Marks of the shards that are committed, in order."""
    return list(Store.open(store).marks("run:")) if (store / "store.json").exists() else []


def children(leader: int) -> list[int]:
    """Worker processes of a run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = path.read_text().partition(" (")
            told = rest.rpartition(")")[2].split()
            words = (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(told[1]) == leader and b"spawn_main" in words:
            found.append(int(number))
    return found


def gone(group: int, patience: float = 20.0) -> bool:
    """Whether all processes of a group end by themselves."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def killed(
    pages: Path, store: Path, commits: int, seconds: float, dice: random.Random, given: argparse.Namespace
) -> str:
    """Go on with a run, and kill something some commits and a moment later; says what was done to it."""
    before = len(marks(store))
    process = begin(pages, store, given)
    while process.poll() is None and len(marks(store)) < before + commits:
        time.sleep(0.2)
    try:
        process.wait(dice.uniform(0, seconds))
        what = "nothing: it was done"
    except subprocess.TimeoutExpired:
        workers = children(process.pid)
        if workers and dice.random() < 0.3:
            os.kill(dice.choice(workers), signal.SIGKILL)
            what = "a worker, then the run"
            try:
                process.wait(dice.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                process.kill()
        else:
            chosen = dice.choice(_SIGNALS)
            process.send_signal(chosen)
            what = chosen.name
    process.communicate()
    return what if gone(process.pid) else f"WRONG: {what} left processes over"


def main() -> int:
    """Run from the command line."""
    options = argparse.ArgumentParser(description="Kill one long run at random moments.")
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--shard-size", type=int, default=100)
    options.add_argument("--short", action="store_true", help="pages of two or three sentences")
    options.add_argument("--articles", type=Path, nargs="*", default=[], help="local sets to mix in (JSON Lines)")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    # Where this runs in the background of a shell, the signal is ignored, and so would its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    dice, done = random.Random(given.seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="detente-kill-run-") as name:
        folder = Path(name)
        pages, calm, rough = folder / "pages.jsonl", folder / "calm", folder / "rough"
        count = mixture.write(pages, given.pages, given.seed, given.short, given.articles)
        seconds = whole(pages, calm, given)
        wrong = []
        every = len(marks(calm))
        for number in range(given.kills):
            left = every - len(marks(rough))
            commits = dice.randint(0, max(1, 2 * left // (given.kills - number + 1) - 1))
            what = killed(pages, rough, commits, seconds / every, dice, given)
            reached = marks(rough)
            print(f"{len(reached)} of {every} shards; killed {what}", flush=True)
            done[what] += 1
            wrong += [what] if what.startswith("WRONG") else []
        again = whole(pages, rough, given)
        wrong += [f"{d.code} {d.where}: {d.message}" for d in verify(rough).damages]
        if marks(rough) != marks(calm):
            wrong.append("the shards are not the same, or not in the same order")
        first, second = same.contents(calm), same.contents(rough)
        wrong += [f"{table}: {first[table]}, {second[table]}" for table in first if first[table] != second[table]]
    for line in wrong:
        print(f"WRONG {line}")
    verdict = "nothing lost, nothing twice, the same byte for byte" if not wrong else "FAILED"
    print(
        f"{count:,} pages, {given.workers} workers, {seconds:.0f} s when left alone; "
        f"{sum(done.values())} kills ({', '.join(f'{w} {n}' for w, n in done.items())}), last {again:.0f} s; "
        f"{first['documents'].split()[0]} documents, {first['failures'].split()[0]} failures: {verdict}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
