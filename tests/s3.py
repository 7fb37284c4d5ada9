"""A server on this machine that speaks as much of S3 as is needed, and breaks when told to.

Google's storage speaks the same for what is read of it, and Microsoft's all but the listing: it stands in for all.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

#: The only key that is let in.
KEY, SECRET = "DETENTETESTKEY", "a-secret-that-must-not-be-seen-4711"


@dataclass
class Storage:
    """What lies on the server, and how it behaves.

    Attributes:
        buckets: Objects by bucket and key.
        fault: Asked before each request (method, path); a status to answer instead, or `None`. A status of 0
            closes the connection, -1 sends half of the body.
        asked: The requests so far: method, path with query, range.
        page: Keys in one page of a listing.
        anonymous: Buckets that are read without a signature.
        denied: Buckets that nobody may touch.
        elsewhere: Buckets of another region.
        delay: Seconds that each answer takes.
    """

    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    fault: Callable[[str, str], int | None] = lambda method, path: None
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    page: int = 1000
    anonymous: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    delay: float = 0.0
    url: str = ""
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def many(self, method: str, part: str = "") -> int:
        """How many requests of a method there were, whose path has a part."""
        return sum(1 for m, path, _ in self.asked if m == method and part in path)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Header and body in one packet: else each answer waits 40 ms for an acknowledgement.
    wbufsize = 1_048_576
    disable_nagle_algorithm = True
    storage: Storage

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            raise NotImplementedError
        return body

    def _send(self, status: int, content: bytes = b"", header: dict[str, str] | None = None) -> None:
        self.send_response(status)
        header = {"Content-Length": str(len(content)), **(header or {})}
        for name, value in header.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            half = self._fault == -1 and len(content) > 1
            with suppress(ConnectionError):  # who asked may have seen enough
                self.wfile.write(content[: len(content) // 2] if half else content)
                self.wfile.flush()
            self.close_connection = self.close_connection or half

    def _error(self, status: int, code: str) -> None:
        told = f"<Error><Code>{code}</Code><Message>{code} on {escape(self.path)}</Message></Error>"
        self._send(status, told.encode())

    def _answer(self) -> None:
        storage = self.storage
        body = self._body()
        split = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(split.query, keep_blank_values=True).items()}
        bucket, _, key = unquote(split.path).lstrip("/").partition("/")
        storage.asked.append((self.command, self.path, self.headers.get("Range", "")))
        time.sleep(storage.delay)
        self._fault = storage.fault(self.command, self.path)
        if self._fault == 0:
            self.close_connection = True
            return None
        if self._fault is not None and self._fault > 0:
            return self._error(self._fault, "SlowDown" if self._fault == 503 else "Broken")
        let_in = f"Credential={KEY}/" in self.headers.get("Authorization", "") or bucket in storage.anonymous
        if not let_in or bucket in storage.denied:
            return self._error(403, "AccessDenied")
        if bucket in storage.elsewhere:
            return self._error(301, "PermanentRedirect")
        if bucket not in storage.buckets:
            return self._error(404, "NoSuchBucket")
        objects = storage.buckets[bucket]
        if not key:
            if "delete" in query:
                names = [_unescaped(n) for n in re.findall(r"<Key>(.*?)</Key>", body.decode())]
                for name in names:
                    objects.pop(name, None)
                done = "".join(f"<Deleted><Key>{escape(n)}</Key></Deleted>" for n in names)
                return self._send(200, f"<DeleteResult>{done}</DeleteResult>".encode())
            return self._list(bucket, objects, query)
        return self._object(objects, key, query, body)

    def _object(self, objects: dict[str, bytes], key: str, query: dict[str, str], body: bytes) -> None:
        storage = self.storage
        if self.command == "POST" and "uploads" in query:
            name = uuid.uuid4().hex
            storage.uploads[name] = {}
            told = f"<InitiateMultipartUploadResult><UploadId>{name}</UploadId></InitiateMultipartUploadResult>"
            return self._send(200, told.encode())
        if self.command == "POST" and "uploadId" in query:
            pieces = storage.uploads.pop(query["uploadId"])
            objects[key] = b"".join(pieces[n] for n in sorted(pieces))
            told = (
                f"<CompleteMultipartUploadResult><ETag>{_tag(objects[key])}</ETag></CompleteMultipartUploadResult>"
            )
            return self._send(200, told.encode())
        if self.command == "PUT" and "uploadId" in query:
            storage.uploads[query["uploadId"]][int(query["partNumber"])] = body
            return self._send(200, header={"ETag": _tag(body)})
        if self.command == "PUT":
            if self.headers.get("If-None-Match") == "*" and key in objects:
                return self._error(412, "PreconditionFailed")
            objects[key] = body
            return self._send(200, header={"ETag": _tag(body)})
        if self.command == "DELETE":
            objects.pop(key, None)
            return self._send(204)
        if key not in objects:
            return self._error(404, "NoSuchKey")
        content = objects[key]
        header = {"ETag": _tag(content), "Last-Modified": formatdate(1_750_000_000, usegmt=True)}
        if self.headers.get("If-Match", header["ETag"]) != header["ETag"]:
            return self._error(412, "PreconditionFailed")
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if found is None:
            return self._send(200, content, header)
        start, end = int(found[1]), int(found[2] or len(content) - 1)
        if start >= len(content):
            return self._error(416, "InvalidRange")
        end = min(end, len(content) - 1)
        header["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        return self._send(206, content[start : end + 1], header)

    def _list(self, bucket: str, objects: dict[str, bytes], query: dict[str, str]) -> None:
        after = query.get("continuation-token", query.get("start-after", query.get("marker", "")))
        names = sorted(n for n in objects if n.startswith(query.get("prefix", "")) and n > after)
        most = min(self.storage.page, int(query.get("max-keys", "1000")))
        shown, more = names[:most], len(names) > most
        if "comp" in query:
            return self._send(200, _as_azure(objects, shown, shown[-1] if more else "").encode())
        told = "".join(
            f"<Contents><Key>{escape(n)}</Key><LastModified>2026-11-01T00:00:00.000Z</LastModified>"
            f"<ETag>{escape(_tag(objects[n]))}</ETag><Size>{len(objects[n])}</Size></Contents>"
            for n in shown
        )
        token = f"<NextContinuationToken>{escape(shown[-1])}</NextContinuationToken>" if more else ""
        head = f"<Name>{bucket}</Name><IsTruncated>{str(more).lower()}</IsTruncated>"
        return self._send(200, f"<ListBucketResult>{head}{told}{token}</ListBucketResult>".encode())

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer


def _as_azure(objects: dict[str, bytes], shown: list[str], following: str) -> str:
    told = "".join(
        f"<Blob><Name>{escape(n)}</Name><Properties><Last-Modified>{formatdate(1_750_000_000, usegmt=True)}"
        f"</Last-Modified><Etag>{escape(_tag(objects[n]))}</Etag><Content-Length>{len(objects[n])}</Content-Length>"
        "<Content-Type>text/html</Content-Type></Properties></Blob>"
        for n in shown
    )
    told = f"<Blobs>{told}</Blobs><NextMarker>{escape(following)}</NextMarker>"
    return f"<EnumerationResults>{told}</EnumerationResults>"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _tag(content: bytes) -> str:
    return _hashed(content) if len(content) > 1_000_000 else _hashed.__wrapped__(content)


@lru_cache(maxsize=4)
def _hashed(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


@contextmanager
def storage() -> Iterator[Storage]:
    """A server that runs while it is needed."""
    told = Storage()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"storage": told}))
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def environment(told: Storage, folder: Path) -> dict[str, str]:
    """What a user would set to reach the server; files of keys that may lie on this machine are left alone."""
    return {
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-credentials"),
        "AWS_CONFIG_FILE": str(folder / "no-config"),
        "AWS_ENDPOINT_URL": told.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "eu-north-1",
    }
