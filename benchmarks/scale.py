"""What a run costs: articles a second by workers, the ratio to the bare parser, memory, and where the time goes.

    nice python benchmarks/scale.py --articles 200 --memory 1000,4000 [--ray]

Prints, for the made-up mixture (`mixture.py`) and one kind of worker after the other in this one run: pages a
second of wall time and of processor time (processor time travels; wall time is this machine's at that load),
processor time of the bare parser over the same texts, the share of each stage, and the peak memory of the main
process and of the largest worker for short and long input.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import mixture
import same

HERE = Path(__file__)


def stages(pages: Path) -> None:
    """Print the bare parser's time over the texts, and what each stage takes (in a process of its own)."""
    from detente.pipeline import code_together
    from detente.pipeline.stages import Stage
    from detente.reading import load
    from detente.reading.parser import paragraphs_of
    from detente.record import Coding, Page
    from detente.settings import Settings
    from detente.source import open_source

    settings = Settings.load()
    source = open_source(str(pages), None, settings)
    given = [p for part in source.plan() for p in source.pages(part)]
    code_together(given[:8], settings)
    spent: dict[str, float] = defaultdict(float)

    def timed(stage: Stage, function: object) -> object:
        def called(*layers: object, settings: object = None) -> object:
            at = time.process_time()
            try:
                more = {"settings": settings} if settings is not None else {}
                return function(*layers, **more)  # type: ignore[operator]
            finally:
                spent[stage.name] += time.process_time() - at

        import inspect

        called.__signature__ = inspect.signature(function)  # type: ignore[attr-defined, arg-type]
        return called

    plain, many = Stage.load, Stage.load_many
    Stage.load = lambda stage: timed(stage, plain(stage))  # type: ignore[method-assign, assignment, return-value]
    Stage.load_many = lambda stage: (  # type: ignore[method-assign, assignment, return-value]
        timed(stage, found) if (found := many(stage)) is not None else None
    )
    at = time.process_time()
    outcomes = [o for n in range(0, len(given), 32) for o in code_together(given[n : n + 32], settings)]
    ours = time.process_time() - at
    texts = [o.document.text for o in outcomes if isinstance(o, Coding)]
    nlp = load(settings.spacy_model)
    at = time.process_time()
    for text in texts:
        for _ in nlp.pipe((text[s:e] for s, e in paragraphs_of(text)), batch_size=64):
            pass
    bare = time.process_time() - at
    words = sum(len(t.split()) for t in texts) / len(texts)
    print(f"{len(texts)} stories of {words:.0f} words among {sum(isinstance(p, Page) for p in given)} pages")
    print(f"bare parser, text by text  {1000 * bare / len(texts):7.1f} ms a story of processor time")
    print(f"whole detente, together    {1000 * ours / len(texts):7.1f} ms a story; ratio {ours / bare:.2f}")
    for name, seconds in spent.items():
        print(f"  {name:10s} {seconds / ours:6.1%}  {1000 * seconds / len(texts):7.1f} ms a story")


def peaks(leader: int, found: dict[str, int], over: threading.Event) -> None:
    """Watch the resident memory of a run: of its main process, and of its largest worker. **Units**: kB."""
    while not over.wait(0.5):
        for path in Path("/proc").glob("[0-9]*/status"):
            try:
                told = dict(line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
                number, parent = int(path.parent.name), int(told["PPid"])
                size = int(told["VmRSS"].split()[0])
            except (OSError, KeyError, ValueError):
                continue
            name = "main" if number == leader else "worker" if parent == leader else ""
            if name:
                found[name] = max(found.get(name, 0), size)


def run(pages: Path, store: Path, count: int, *more: str) -> tuple[float, float, dict[str, int]]:
    """Wall and processor seconds of a run, and its peaks of memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    command = [sys.executable, "-m", "detente", "run", str(pages), "--store", str(store), *more]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    found: dict[str, int] = {}
    over = threading.Event()
    watcher = threading.Thread(target=peaks, args=(process.pid, found, over))
    watcher.start()
    _, said = process.communicate()
    over.set()
    watcher.join()
    if process.returncode != 0:
        raise SystemExit(said.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.monotonic() - started, used, found


def rates(store: Path) -> str:
    """Commits a minute in the second and the last tenth of a long run: whether a growing store slows it down."""
    from detente.store import Store

    moments = [v.created.timestamp() for v in Store.open(store).versions()]
    tenth = len(moments) // 10
    if tenth < 5:
        return ""
    early = 60 * tenth / (moments[2 * tenth] - moments[tenth])
    late = 60 * tenth / (moments[-1] - moments[-1 - tenth])
    return f" (commits a minute: {early:.1f} in the second tenth of the run, {late:.1f} in the last)"


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description="What a run costs.")
    options.add_argument("--articles", type=int, default=200)
    options.add_argument("--memory", default="200,1000", help="pages of the runs whose memory is watched")
    options.add_argument("--ray", action="store_true", help="also on two Ray workers of this machine")
    options.add_argument("--source", type=Path, help="pages to be coded instead of the mixture (JSON Lines)")
    options.add_argument("--shard-size", default="25")
    options.add_argument("--stages", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.stages:
        stages(given.stages)
        return
    with tempfile.TemporaryDirectory(prefix="detente-scale-") as name:
        folder = Path(name)
        pages = folder / "pages.jsonl"
        if given.source:
            pages.write_bytes(given.source.read_bytes())
        else:
            mixture.write(pages, given.articles)
        count = len(pages.read_text("utf-8").splitlines())
        subprocess.run([sys.executable, str(HERE), "--stages", str(pages)], check=True)
        kinds = {"1 worker": ["--workers", "1"], "2 workers": ["--workers", "2"]}
        if given.ray:
            kinds["2 Ray workers"] = ["--workers", "2", "--ray", "auto"]
        stores = []
        for kind, more in kinds.items():
            stores.append(folder / kind.replace(" ", "-"))
            wall, used, _ = run(pages, stores[-1], count, "--shard-size", given.shard_size, *more)
            load = os.getloadavg()[0]
            # Ray's workers are no children of ours: their processor time is not in the figure.
            told = "" if "Ray" in kind else f", {used:.1f} s of processor time"
            print(
                f"{kind:13s} {count} pages in {wall:.1f} s ({count / wall:.1f} a second){told}; load {load:.1f}",
                flush=True,
            )
        alike = all(same.contents(s) == same.contents(stores[0]) for s in stores)
        print(f"stores {'are the same, byte for byte' if alike else 'DIFFER'}")
        for count in map(int, filter(None, given.memory.split(","))):
            mixture.write(pages, count, short=True)
            wall, used, found = run(pages, folder / f"memory-{count}", count, "--workers", "2")
            weight = sum(p.stat().st_size for p in (folder / f"memory-{count}").rglob("*") if p.is_file())
            print(
                f"{count:6,d} short pages: peak {found['main'] / 1000:.0f} MB in the main process, "
                f"{found['worker'] / 1000:.0f} MB in the larger of two workers; {1000 * used / count:.1f} ms of "
                f"processor time a page; {count / wall:.1f} pages a second{rates(folder / f'memory-{count}')}; "
                f"store {weight / count / 1000:.1f} kB a page",
                flush=True,
            )


if __name__ == "__main__":
    main()
