"""How fast object storage is read, and how much memory that takes, beside the same files on the disk.

    python benchmarks/cloud.py --kinds warc.gz --megabytes 150
    python benchmarks/cloud.py --kinds jsonl parquet zip --megabytes 200
    python benchmarks/cloud.py --objects 100000

The storage is a server on this machine (`tests/s3.py`) in a process of its own, so our side and the library's are
measured; `--delay` lets each of its answers take so many seconds. The pages are made of invented words that pack
about as well as English does. Planning and reading go on in a process of their own, whose peak is told.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from detente.record import Page
from detente.source import SourceOptions, open_source

_SYLLABLES = (
    "ba",
    "kor",
    "lin",
    "me",
    "nos",
    "pa",
    "ri",
    "sta",
    "tu",
    "ver",
    "zo",
    "den",
    "gal",
    "hu",
    "mi",
    "or",
)


def server() -> ModuleType:
    """The tests' server."""
    spec = importlib.util.spec_from_file_location("s3", Path(__file__).parents[1] / "tests" / "s3.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["s3"] = module
    spec.loader.exec_module(module)
    return module


def stories() -> Iterator[str]:
    """Stories of about 3,500 characters, without end, the same each time."""
    chance = random.Random(7)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(30_000)]
    # Few words are frequent, as in any language.
    weights = [1 / (n + 3) for n in range(len(words))]
    drawn = chance.choices(words, weights, k=2_000_000)
    while True:
        start = chance.randrange(len(drawn) - 500)
        yield " ".join(drawn[start : start + 500])


def _record(n: int, text: str) -> bytes:
    answer = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>{n}</title><p>{text}</p></html>".encode()
    )
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://n.example/{n}\r\n"
    return f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def write(kind: str, size: int, path: Path) -> None:
    """Write a file of a kind that weighs about so much as it lies there."""
    if kind == "parquet":
        import duckdb

        rows = path.with_suffix(".jsonl")
        write("jsonl", size * 2, rows)
        duckdb.read_json(str(rows)).write_parquet(str(path), row_group_size=10_000)
        rows.unlink()
        return
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for n, text in enumerate(stories()):
                if archive.fp is not None and archive.fp.tell() >= size:
                    return
                archive.writestr(f"{n:07}.html", f"<html><p>{text}</p></html>")
    with path.open("wb") as out:
        for n, text in enumerate(stories()):
            if out.tell() >= size:
                return
            out.write(
                gzip.compress(_record(n, text), 1)
                if kind == "warc.gz"
                else json.dumps({"text": text}).encode() + b"\n"
            )


def read(place: str) -> None:
    """Plan and read a place in this process, and print what it took."""
    source = open_source(place, SourceOptions())
    began, used = time.monotonic(), time.process_time()
    plan = source.plan()
    planned = time.monotonic()
    pages = size = 0
    for part in plan:
        for page in source.pages(part):
            assert isinstance(page, Page), page
            pages += 1
            size += len(page.content)
    taken = time.monotonic() - planned
    peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
    written = len(json.dumps([part.as_json() for part in plan]))
    where = place.partition("://")[0] if "://" in place else "file"
    told = [f"{where:5} {place.rpartition('/')[2]:10} {len(plan):4} parts ({written / 1e6:.2f} MB of plan)"]
    told += [f"planned in {planned - began:6.2f} s", f"{pages:7,} pages ({size / 1e6:,.0f} MB) in {taken:6.2f} s"]
    told += [f"{pages / taken:7,.0f} a second", f"processor {time.process_time() - used:6.2f} s"]
    print(", ".join([*told, f"peak {peak:4.0f} MiB"]), flush=True)


def _apart(place: str, environment: dict[str, str]) -> None:
    command = [sys.executable, __file__, "--read", place]
    subprocess.run(command, check=True, env=os.environ | environment)


def main() -> None:
    """Make the objects, and read each in a process of its own, from the disk and from the storage."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--megabytes", type=int, default=150)
    asked.add_argument("--kinds", nargs="*", default=[])
    asked.add_argument("--objects", type=int, default=0, help="read so many small pages, one an object")
    asked.add_argument("--delay", type=float, default=0.0)
    asked.add_argument("--read")
    given = asked.parse_args()
    if given.read:
        read(given.read)
        return
    s3: Any = server()
    with s3.storage() as storage, tempfile.TemporaryDirectory() as folder:
        environment = s3.environment(storage, Path(folder))
        storage.delay = given.delay
        for kind in given.kinds:
            path = Path(folder) / f"a.{kind}"
            write(kind, given.megabytes * 1_000_000, path)
            print(f"{path.name}: {path.stat().st_size / 1e6:,.1f} MB", flush=True)
            storage.buckets["news"] = {path.name: path.read_bytes()}
            _apart(str(path), environment)
            _apart(f"s3://news/{path.name}", environment)
            path.unlink()
        if given.objects:
            storage.buckets["news"] = {
                f"archive/2024/05/{n:07}.html": f"<html><p>{text}</p></html>".encode()
                for n, text in zip(range(given.objects), stories(), strict=False)
            }
            _apart("s3://news/archive", environment)


if __name__ == "__main__":
    main()
