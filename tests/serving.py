"""A web server on this machine for tests, its answers by path; it remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[dict[str, str]], tuple[int, dict[str, str], bytes]]


class Site:
    """Pages by path: bytes, or a function of the request's header. All else is 404."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.pages: dict[str, bytes | Answer] = {}
        self.asked: list[str] = []

    def url(self, path: str) -> str:
        return self.base + path

    def story(self, path: str, words: str) -> str:
        body = f"<p>{words}</p>" * 1
        self.pages[path] = (
            f"<!doctype html><html><head><title>{words[:30]}</title></head><body><article><h1>"
            f"{words[:30]}</h1>{body}</article></body></html>".encode()
        )
        return self.url(path)

    def feed(self, path: str, *urls: str) -> str:
        items = "".join(f"<item><title>Talks</title><link>{u}</link></item>" for u in urls)
        self.pages[path] = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()
        return self.url(path)


@contextmanager
def serving() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            page = site.pages.get(self.path)
            status, header, body = (404, {}, b"gone") if page is None else (200, {}, page)
            if callable(body):
                status, header, body = body({k.lower(): v for k, v in self.headers.items()})
            self.send_response(status)
            html = b"<html" in body[:200]
            header = {"Content-Type": "text/html" if html else "application/xml", **header}
            for name, value in {**header, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
