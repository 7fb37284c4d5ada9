"""Archives that tests write for themselves."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable

from fastwarc.warc import WarcRecord, WarcRecordType

HTML = b"<!doctype html><title>Talks</title><p>The ministers met in Oslo on Monday.</p>"


def record(body: bytes = HTML, url: str = "https://news.example/1", **header: str) -> bytes:
    """One response as CC-News holds it, written by another program than the one under test."""
    status = header.pop("status", "200 OK")
    one = WarcRecord()
    one.init_headers(len(body), record_type=WarcRecordType.response)
    one.headers["WARC-Target-URI"] = url
    one.headers["WARC-Record-ID"] = "<urn:uuid:12345678-1234-4321-8765-123456789abc>"
    one.headers["WARC-Date"] = "2024-05-14T10:30:00Z"
    fields = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in header.items()}
    one.set_bytes_content(
        f"HTTP/1.1 {status}\r\n".encode()
        + b"".join(f"{k}: {v}\r\n".encode() for k, v in fields.items())
        + b"\r\n"
        + body
    )
    one.headers["Content-Type"] = "application/http; msgtype=response"
    out = io.BytesIO()
    one.write(out)
    return out.getvalue()


def info(kind: WarcRecordType = WarcRecordType.warcinfo) -> bytes:
    """A record that is no page."""
    one = WarcRecord()
    one.init_headers(0, record_type=kind)
    one.headers["WARC-Record-ID"] = "<urn:uuid:12345678-1234-4321-8765-123456789abc>"
    one.headers["WARC-Date"] = "2024-05-14T10:30:00Z"
    one.set_bytes_content(b"software: tests\r\n")
    out = io.BytesIO()
    one.write(out)
    return out.getvalue()


def packed(records: Iterable[bytes]) -> bytes:
    """Each record in a member of its own."""
    return b"".join(gzip.compress(r, mtime=0) for r in records)
