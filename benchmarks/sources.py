"""How fast sources are planned and read, and how much memory that takes: small and large files of each kind.

    python benchmarks/sources.py --megabytes 5 200

Each file is made of made-up stories, planned and read in a process of its own. Memory that grows with the file
would show as a difference between the sizes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from detente.record import Page
from detente.source import SourceOptions, open_source

KINDS = ("jsonl", "jsonl.gz", "csv", "parquet", "warc", "warc.gz")
_WORDS = (
    "The foreign ministers of {a} and {b} met in {c} on day {n} and agreed to hold more talks about the border."
)
_NAMES = ("Norway", "Sweden", "Poland", "France", "Japan", "Kenya", "Chile", "Egypt", "India", "Brazil")


def stories(size: int) -> Iterator[str]:
    """Stories of about 3,000 characters, `size` bytes of them together."""
    made = n = 0
    while made < size:
        text = " ".join(
            _WORDS.format(a=_NAMES[(n + k) % 10], b=_NAMES[(n * 7 + k) % 10], c=_NAMES[(n * 3 + k) % 10], n=n * k)
            for k in range(30)
        )
        n += 1
        made += len(text)
        yield text


def _record(n: int, text: str) -> bytes:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>{text}</p></html>".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://n.example/{n}\r\n"
    head += f"Content-Length: {len(answer)}"
    return head.encode() + b"\r\n\r\n" + answer + b"\r\n\r\n"


def write(kind: str, size: int, path: Path) -> None:
    """Write a file of one kind."""
    if kind == "parquet":
        import duckdb

        rows = path.with_suffix(".jsonl")
        write("jsonl", size, rows)
        duckdb.read_json(str(rows)).write_parquet(str(path), row_group_size=10_000)
        rows.unlink()
    elif kind == "csv":
        with path.open("w", newline="", encoding="utf-8") as table:
            csv.writer(table).writerow(["text", "n"])
            csv.writer(table).writerows((t, n) for n, t in enumerate(stories(size)))
    elif kind == "warc.gz":
        with path.open("wb") as archive:
            archive.writelines(gzip.compress(_record(n, t), 1) for n, t in enumerate(stories(size)))
    elif kind == "warc":
        with path.open("wb") as archive:
            archive.writelines(_record(n, t) for n, t in enumerate(stories(size)))
    else:
        opened = gzip.open if kind.endswith("gz") else open
        with opened(path, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps({"text": t}) + "\n" for t in stories(size))


def read(path: Path) -> None:
    """Plan and read a file in this process, and print what it took."""
    source = open_source(str(path), SourceOptions(part_bytes=16_000_000))
    began = time.process_time()
    plan = source.plan()
    planned = time.process_time()
    pages = size = 0
    for part in plan:
        for page in source.pages(part):
            assert isinstance(page, Page)
            pages += 1
            size += len(page.content)
    taken = time.process_time() - planned
    # (`getrusage` would tell the peak of the process that started this one, when that was higher.)
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(
        f"{''.join(path.suffixes)[1:]:9} {path.stat().st_size / 1e6:7.1f} MB, {len(plan):3} parts planned in "
        f"{planned - began:6.2f} s, {pages:7,} pages read in {taken:6.2f} s ({pages / taken:8,.0f} a second), "
        f"peak {peak:4.0f} MiB"
    )


def main() -> None:
    """Make the files, and read each in a process of its own."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--megabytes", type=int, nargs="+", default=[5, 200])
    asked.add_argument("--kinds", nargs="+", default=list(KINDS))
    asked.add_argument("--read", type=Path)
    given = asked.parse_args()
    if given.read:
        read(given.read)
        return
    for kind in given.kinds:
        for size in given.megabytes:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"a.{kind}"
                write(kind, size * 1_000_000, path)
                subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)


if __name__ == "__main__":
    main()
