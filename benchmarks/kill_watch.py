"""Kill `detente watch` at random moments and see whether a page is lost or coded twice.

    python benchmarks/kill_watch.py --pages 40 --kills 6 --seed 1

A server on this machine offers a feed that says "not modified" once it was read. The watcher is killed with
SIGKILL after a random time, again and again, then left to finish one round. Afterwards every page of the feed
must be in the store, each in one row, nothing may wait, and the store must verify. Exits with 1 when it is not so.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detente.store import Store, verify
from detente.store.watching import watching

_SPEC = importlib.util.spec_from_file_location("serving", Path(__file__).parents[1] / "tests" / "serving.py")
assert _SPEC is not None and _SPEC.loader is not None
SERVING = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(SERVING)


def main() -> int:
    """Kill, finish, compare."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--pages", type=int, default=40)
    asked.add_argument("--kills", type=int, default=6)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    chance = random.Random(given.seed)
    with SERVING.serving() as site, tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        stories = [
            site.story(f"/{n}", f"The ministers of Norway and Sweden met in Oslo for round {n} of their talks.")
            for n in range(given.pages)
        ]
        site.feed("/real", *stories)
        site.pages["/feed"] = lambda asked_for: (
            (304, {}, b"") if "if-none-match" in asked_for else (200, {"ETag": '"1"'}, site.pages["/real"])
        )
        feeds = Path(name) / "feeds.toml"
        feeds.write_text(f'[[feed]]\nurl = "{site.url("/feed")}"\n')
        command = [sys.executable, "-m", "detente", "watch", str(feeds), "--store", str(folder), "--once"]
        environment = {**os.environ, "DETENTE_ALLOW_PRIVATE": "1", "DETENTE_HOST_DELAY": "0.05"}
        inside = 0
        for _ in range(given.kills):
            before = len(site.asked)
            with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as run:
                began = time.monotonic()
                while run.poll() is None and len(site.asked) == before and time.monotonic() - began < 120:
                    time.sleep(0.05)
                time.sleep(chance.uniform(0, 6))
                inside += run.poll() is None
                run.kill()
        last = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        sys.stdout.write(last.stdout + last.stderr)
        store = Store.open(folder)
        rows = store.look("documents").ask("SELECT count(*) AS many, count(DISTINCT id) AS ids FROM documents")[0]
        with watching(folder) as state:
            states = state.counts()
        fetched = sum(a != "/feed" and a != "/robots.txt" for a in site.asked)
        sound = verify(folder).sound
    right = sound and rows["many"] == rows["ids"] == given.pages and states == {"done": given.pages}
    print(
        f"{given.kills} kills, {inside} of them at work; {given.pages} pages fetched {fetched} times, "
        f"{rows['many']} rows of {rows['ids']} documents, {states}; store {'sound' if sound else 'DAMAGED'}; "
        f"{'nothing lost, nothing twice' if right else 'WRONG'}"
    )
    return not right


if __name__ == "__main__":
    sys.exit(main())
