"""Ten thousand damaged pages, in every kind of archive and table: no crash, and every failure a row with a reason.

    python benchmarks/fuzz.py --pages 10000 --seed 1

Sound stories are written for this benchmark, damaged in seeded ways, and packed into web archives, ZIP archives,
tables and feeds, which are damaged too. All are read and their text extracted by the very loop that `detente code`
uses; every tenth goes through all its stages. Printed are the outcomes by code. The exit status is 1 when anything
but a page, a coding or a failure with a reason came out, or when a stage broke ("defect").
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from detente.pipeline import run
from detente.record import Coding, Failure, Page
from detente.settings import Settings
from detente.source import SourceOptions, open_source

STORIES = (
    "The foreign minister of Norway met her Swedish counterpart in Oslo on Monday. They agreed to open talks.",
    "Russia accused Poland of breaking the truce. Warsaw rejected the charge on 14 May 2024, officials said.",
    'The president of France said: "We will not send troops." Germany welcomed the statement.',
    "Protesters marched through the capital. Police used tear gas; three people were arrested near the embassy.",
)
NASTY = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<", b">", b"&#x110000;", b"&#xD800;", b"&amp;amp;", b"<div>" * 600,
    b"<!--", b"<![CDATA[", b"]]>", b"<script>", b"<table><tr><td>", b"\r", b"\x1b[31m", b"'" * 300, b'"',
    "\u202e\u200b\ufeff".encode(), b"</p>" * 50, b"<p " + b"a=1 " * 200 + b">", b"=?utf-8?b?", b"http://[",
    b"a" * 5_000, b"\xf0\x9f\x87\xb3", b"WARC/1.0\r\n", b"\r\n\r\n", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd",
    b"<meta charset=utf-7>", b"9" * 400, b"99999-99-99", b"Content-Length: -1\r\n", b"<rss>", b"{", b"[" * 2_000,
    b"\\ud800", b";;;;;",
)  # fmt: skip
KINDS: dict[str, str] = {
    "files": "", "warc": ".warc", "warc.gz": ".warc.gz", "jsonl": ".jsonl", "csv": ".csv", "zip": ".zip",
    "feed": ".rss", "jsonl.gz": ".jsonl.gz",
}  # fmt: skip


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Change a few places: bits, pieces cut out or said again, nasty bytes put in, the end cut off."""
    out = bytearray(content)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(out) + 1)
        how = chance.randrange(6)
        if how == 0 and at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            del out[at : at + chance.randrange(60)]
        elif how == 2:
            out[at:at] = out[at : at + chance.randrange(200)]
        elif how == 3 and chance.random() < 0.3:
            del out[at:]
        else:
            out[at:at] = chance.choice(NASTY)
    return bytes(out)


def story(chance: random.Random) -> bytes:
    """One page, sound or not."""
    text = " ".join(chance.sample(STORIES, 2))
    if chance.random() < 0.3:
        return damaged(text.encode(), chance)
    return damaged(
        f"<!doctype html><html><head><title>Talks</title><meta property='article:published_time' "
        f"content='2024-05-14T10:00:00Z'></head><body><nav>Home</nav><article><h1>Talks</h1><p>{text}</p>"
        "</article><form>Leave a reply</form></body></html>".encode(),
        chance,
    )


def _record(body: bytes, n: int) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://n.example/{n}\r\n"
    head += f"WARC-Date: 2024-05-14T10:30:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(answer)}"
    return head.encode() + b"\r\n\r\n" + answer + b"\r\n\r\n"


def _as_warc(pages: list[bytes], chance: random.Random) -> bytes:
    return b"".join(damaged(_record(p, n), chance) if n % 4 == 0 else _record(p, n) for n, p in enumerate(pages))


def _as_warc_gz(pages: list[bytes], chance: random.Random) -> bytes:
    members = [gzip.compress(_record(p, n), mtime=0) for n, p in enumerate(pages)]
    return b"".join(damaged(m, chance) if n % 6 == 0 else m for n, m in enumerate(members))


def _as_jsonl(pages: list[bytes], chance: random.Random) -> bytes:
    lines = [json.dumps({"text": p.decode("utf-8", "replace"), "date": "2024-05-14"}).encode() for p in pages]
    return b"\n".join(damaged(line, chance) if n % 4 == 0 else line for n, line in enumerate(lines))


def _as_jsonl_gz(pages: list[bytes], chance: random.Random) -> bytes:
    return damaged(gzip.compress(_as_jsonl(pages, chance), mtime=0), chance)


def _as_csv(pages: list[bytes], chance: random.Random) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["text", "n"], *([p.decode("utf-8", "replace"), n] for n, p in enumerate(pages))])
    lines = out.getvalue().encode("utf-8", "replace").splitlines(keepends=True)
    return lines[0] + b"".join(damaged(x, chance) if n % 9 == 0 else x for n, x in enumerate(lines[1:]))


def _as_zip(pages: list[bytes], chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, page in enumerate(pages):
            archive.writestr(f"{n}.html", page)
    content = bytearray(out.getvalue())
    for _ in range(5):
        content[chance.randrange(len(content) // 2)] ^= 1 << chance.randrange(8)
    return bytes(content)


def _as_feed(pages: list[bytes], chance: random.Random) -> bytes:
    items = []
    for n, page in enumerate(pages):
        body = page.decode("utf-8", "replace").replace("&", "&amp;").replace("<", "&lt;")
        item = f"<item><link>https://n.example/{n}</link><description>{body}</description></item>".encode()
        items.append(damaged(item, chance) if n % 5 == 0 else item)
    return b"<rss><channel>" + b"".join(items) + b"</channel></rss>"


PACK: dict[str, Callable[[list[bytes], random.Random], bytes]] = {
    "warc": _as_warc, "warc.gz": _as_warc_gz, "jsonl": _as_jsonl, "jsonl.gz": _as_jsonl_gz, "csv": _as_csv,
    "zip": _as_zip, "feed": _as_feed,
}  # fmt: skip


def one_place(kind: str, many: int, folder: Path, chance: random.Random) -> str:
    """Write pages into a place of one kind."""
    pages = [story(chance) for _ in range(many)]
    if kind == "files":
        for n, page in enumerate(pages):
            (folder / f"{n:05}.html").write_bytes(page)
        return str(folder)
    path = folder / f"pages{KINDS[kind]}"
    path.write_bytes(PACK[kind](pages, chance))
    return str(path)


def fuzz(pages: int, seed: int, batch: int, code_every: int) -> tuple[dict[str, Counter[str]], list[str]]:
    """Damage, read, code, count.

    Returns:
        Outcomes by kind of source, and what must not have happened.
    """
    chance = random.Random(seed)
    settings = Settings()
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    wrong: list[str] = []
    for made in range(0, pages, batch):
        kind = list(KINDS)[(made // batch) % len(KINDS)]
        with tempfile.TemporaryDirectory() as folder:
            place = one_place(kind, min(batch, pages - made), Path(folder), chance)
            try:
                source = open_source(place, SourceOptions(follow=False, part_bytes=20_000), settings)
                found = [f for part in source.plan() for f in source.pages(part)]
            except Exception as error:
                wrong.append(f"{kind}: {type(error).__name__}: {error}")
                continue
        wrong += [f"{kind}: {f!r:.80}" for f in found if not isinstance(f, Page | Failure)]
        for outcome in run(found, settings, lambda _: chance.randrange(code_every) != 0):
            if isinstance(outcome, Failure):
                counted[kind][outcome.code] += 1
                if outcome.code == "defect" or not (outcome.message and outcome.fix and outcome.stage):
                    wrong.append(f"{kind}: {outcome.message}")
            else:
                counted[kind]["coded" if isinstance(outcome, Coding) else "read"] += 1
    return counted, wrong


def main() -> int:
    """Print what came out."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--pages", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--batch", type=int, default=125, help="pages in one place")
    asked.add_argument("--code-every", type=int, default=10, help="one page in so many goes through all stages")
    given = asked.parse_args()
    began = time.monotonic()
    counted, wrong = fuzz(given.pages, given.seed, given.batch, given.code_every)
    for kind, counts in counted.items():
        print(f"{kind:9}", ", ".join(f"{code} {n}" for code, n in counts.most_common()))
    total = sum(counts.total() for counts in counted.values())
    print(
        f"{given.pages:,} pages made, {total:,} outcomes, {len(wrong)} of them wrong, "
        f"{time.monotonic() - began:.0f} s, seed {given.seed}"
    )
    for line in wrong[:20]:
        print("WRONG", line[:300])
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
