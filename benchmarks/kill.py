"""Kill ingests at random moments and see whether the store ever minds.

    python benchmarks/kill.py                       # 50 ingests of made-up codings
    python benchmarks/kill.py --real examples       # 50 runs of `detente code examples --store ...`

A child process ingests a fixed set of documents; after a random part of the time that an ingest takes, it is
killed with SIGKILL. Then the store must verify, and everything the child said was stored must be there. When a
store has all documents, it is run once more without being killed (which must change nothing), and the next ingest
begins a new one. Prints one line; exits with 1 when anything was wrong.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import synthetic

from detente.errors import StoreMissing
from detente.store import Store, verify

HERE = Path(__file__)


@dataclass
class Tally:
    """What has happened so far."""

    at_work: int = 0
    inside: int = 0
    stores: int = 0
    documents: int = 0
    wrong: list[str] = field(default_factory=list)


def ingest(store: Path, documents: int) -> None:
    """What the child does: add made-up codings in batches of uneven size, and say what is stored."""
    codings = [synthetic.coding(n) for n in range(documents)]
    print("ready", flush=True)
    opened = Store.open(store, create=True)
    dice = random.Random(documents)
    while codings:
        size = dice.randint(1, 6)
        opened.add(codings[:size])
        for coding in codings[:size]:
            print(coding.document.id, flush=True)
        codings = codings[size:]


def command(store: Path, given: argparse.Namespace) -> list[str]:
    """The command line of one ingest."""
    if given.real:
        return [sys.executable, "-m", "detente", "code", *given.real, "--store", str(store), "--format", "none"]
    return [sys.executable, str(HERE), "--child", str(store), "--documents", str(given.documents)]


@contextmanager
def child(store: Path, given: argparse.Namespace) -> Iterator[subprocess.Popen[str]]:
    """An ingest that runs; for made-up codings, from the moment at which its imports are done."""
    quiet = subprocess.DEVNULL if given.real else None
    with subprocess.Popen(command(store, given), stdout=subprocess.PIPE, stderr=quiet, text=True) as process:
        if not given.real:
            assert process.stdout is not None
            process.stdout.readline()
        yield process


def killed_after(store: Path, seconds: float, given: argparse.Namespace) -> tuple[bool, list[str]]:
    """Run an ingest and kill it; says whether it was still at work, and which documents it said were stored."""
    with child(store, given) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        assert process.stdout is not None
        said = [] if given.real else process.stdout.read().split("\n")
    # What stands after the last line break was cut off while being said.
    return process.returncode != 0, said[:-1]


def whole(store: Path, given: argparse.Namespace) -> float:
    """Run an ingest to its end; says how long it took."""
    with child(store, given) as process:
        started = time.perf_counter()
        process.communicate()
    if process.returncode not in ((0, 1) if given.real else (0,)):
        raise SystemExit(f"an ingest that nobody killed ended with {process.returncode}")
    return time.perf_counter() - started


def look(store: Path, said: list[str], tally: Tally) -> set[str]:
    """Verify the store; says which documents it has."""
    try:
        report = verify(store)
    except StoreMissing:
        if said:
            tally.wrong.append(f"{store}: documents were stored, and there is no store")
        return set()
    tally.inside += any("cut short" in note for note in report.notes)
    tally.wrong += [f"{store}: {d.code}: {d.where}: {d.message}" for d in report.damages]
    there = [d.id for d in Store.open(store).documents()]
    if len(set(there)) != len(there):
        tally.wrong.append(f"{store}: a document stands there twice")
    tally.wrong += [f"{store}: {name} was stored and is lost" for name in set(said) - set(there)]
    return set(there)


def finish(store: Path, wanted: set[str], given: argparse.Namespace, tally: Tally) -> None:
    """Complete a store, and run the ingest again, which must change nothing."""
    whole(store, given)
    there = look(store, [], tally)
    if there != wanted:
        tally.wrong.append(f"{store}: {len(wanted - there)} documents missing, {len(there - wanted)} too many")
    opened = Store.open(store)
    version = opened.version
    whole(store, given)
    if opened.version != version:
        brought = [v.rows for v in opened.versions()[version:]]
        coders = {d.coder for d in opened.documents()}
        tally.wrong.append(f"{store}: doing it again changed the store: {brought}; coders {coders}")
    if not given.real:
        tally.wrong += [
            f"{store}: document {n} is not what was stored"
            for n in range(given.documents)
            if opened.coding((made := synthetic.coding(n)).document.id) != made
        ]
    tally.stores += 1
    tally.documents += len(there)


def run(given: argparse.Namespace, folder: Path) -> Tally:
    """Kill so many ingests."""
    dice, tally = random.Random(given.seed), Tally()
    model = folder / "model"
    seconds = whole(model, given)
    wanted = look(model, [], tally)
    store = folder / "store-0"
    for number in range(1, given.kills + 1):
        at_work, said = killed_after(store, dice.uniform(0, seconds), given)
        tally.at_work += at_work
        there = look(store, said, tally)
        if wanted <= there:
            finish(store, wanted, given, tally)
            store = folder / f"store-{number}"
    finish(store, wanted, given, tally)
    return tally


def main() -> int:
    """Run from the command line."""
    options = argparse.ArgumentParser(description="Kill ingests at random moments and verify the store.")
    options.add_argument("--kills", type=int, default=50, help="ingests to kill (default 50)")
    options.add_argument("--documents", type=int, default=30, help="made-up documents an ingest has (default 30)")
    options.add_argument("--real", nargs="+", metavar="PLACE", help="run `detente code` on these instead")
    options.add_argument("--seed", type=int, default=1, help="the same seed draws the same moments (default 1)")
    options.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        ingest(given.child, given.documents)
        return 0
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="detente-kill-") as folder:
        tally = run(given, Path(folder))
    for line in tally.wrong:
        print(f"WRONG {line}")
    verdict = "the store verified every time, nothing lost, nothing twice" if not tally.wrong else "FAILED"
    print(
        f"{given.kills} ingests, {tally.at_work} killed at work, leaving half a commit {tally.inside} times; "
        f"{tally.stores} stores completed with {tally.documents} documents: {verdict} "
        f"(seed {given.seed}, {time.perf_counter() - started:.0f} s)"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
