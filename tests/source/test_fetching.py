from __future__ import annotations

import gzip
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from detente.errors import (
    BinaryInput,
    DetenteError,
    EmptyInput,
    FetchFailed,
    ForbiddenAddress,
    TooCompressed,
    TooLarge,
    Undecodable,
)
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import fetch, read_all, read_one
from detente.source.fetching import is_url, shown

HTML = b"<!doctype html><title>Talks</title><p>The ministers met in Oslo on Monday.</p>"
Answer = Callable[[BaseHTTPRequestHandler], None]


def send(handler: BaseHTTPRequestHandler, body: bytes = HTML, status: int = 200, **headers: str | None) -> None:
    handler.send_response(status)
    given = {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}
    for name, value in given.items():
        if value is not None:
            handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for n in range(100):
        handler.wfile.write(f"X-{n}: y\r\n".encode())
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(2_000):
        handler.wfile.write(b"x" * 10_000)


def redirect(to: str, status: int = 302) -> Answer:
    return lambda handler: send(handler, b"", status, Location=to)


class Server:
    """A server on this machine, with its answers by path; it remembers the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {"/": send}
        self.seen: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                try:
                    outer.answers.get(self.path, lambda h: send(h, b"gone", 404))(self)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self.thread.start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.server.shutdown()
    one.server.server_close()


SETTINGS = Settings(allow_private_addresses=True, fetch_timeout=5, max_bytes=100_000, max_redirects=3)


def answering(server: Server, answer: Answer, path: str = "/page") -> str:
    server.answers[path] = answer
    return server.url(path)


def test_a_page_is_fetched_with_an_honest_name(server: Server) -> None:
    page = fetch(server.url("/"), SETTINGS)
    assert (page.content, page.url, page.media_type, page.charset) == (HTML, server.url("/"), "text/html", None)
    assert page.fetched is not None
    headers = server.seen[0][1]
    assert headers["user-agent"] == SETTINGS.user_agent
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert "cookie" not in headers and "authorization" not in headers


def test_read_one_takes_urls(server: Server) -> None:
    assert read_one(f"  {server.url('/')}#part ", SETTINGS).url == server.url("/")


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ("text/html; charset=ISO-8859-1", "text/html", "iso-8859-1"),
        ('Text/HTML;Charset="utf-8"', "text/html", "utf-8"),
        ("application/xhtml+xml", "text/html", None),
        ("text/plain; format=flowed", "text/plain", None),
        (None, "text/html", None),
    ],
)
def test_type_and_charset_come_from_the_header(
    server: Server, header: str | None, media_type: str, charset: str | None
) -> None:
    page = fetch(answering(server, lambda h: send(h, Content_Type=header)), SETTINGS)
    assert (page.media_type, page.charset) == (media_type, charset)


@pytest.mark.parametrize("header", ["application/pdf", "image/jpeg", "application/json", "application/gzip"])
def test_other_types_are_refused(server: Server, header: str) -> None:
    with pytest.raises(BinaryInput, match=header):
        fetch(answering(server, lambda h: send(h, Content_Type=header)), SETTINGS)


@pytest.mark.parametrize("body", [b"%PDF-1.4 says otherwise", b"\x00\x01\x02\x03" * 50])
def test_binary_content_under_a_text_type_is_refused(server: Server, body: bytes) -> None:
    with pytest.raises(BinaryInput):
        fetch(answering(server, lambda h: send(h, body)), SETTINGS)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451, 500, 503])
def test_error_statuses_are_named(server: Server, status: int) -> None:
    with pytest.raises(FetchFailed, match=f"status {status}"):
        fetch(answering(server, lambda h: send(h, HTML, status)), SETTINGS)


def test_an_empty_page_is_empty(server: Server) -> None:
    with pytest.raises(EmptyInput):
        fetch(answering(server, lambda h: send(h, b" \n")), SETTINGS)
    with pytest.raises(EmptyInput):
        fetch(answering(server, lambda h: send(h, b"", 204, Content_Length=None)), SETTINGS)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: Server, status: int) -> None:
    page = fetch(answering(server, redirect("/", status)), SETTINGS)
    assert page.url == server.url("/")


def test_redirects_have_an_end(server: Server) -> None:
    answering(server, redirect("/page"))
    with pytest.raises(FetchFailed, match="more than 3 times"):
        fetch(server.url("/page"), SETTINGS)
    assert len(server.seen) == 4


def test_a_chain_of_redirects_within_the_limit(server: Server) -> None:
    for n in range(3):
        answering(server, redirect(f"/{n + 1}"), f"/{n}")
    answering(server, send, "/3")
    assert fetch(server.url("/0"), SETTINGS).url == server.url("/3")


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://news.example/", "http://u:p@news.example/", "gopher://x/"]
)
def test_redirects_to_elsewhere_are_refused(server: Server, to: str) -> None:
    with pytest.raises(ForbiddenAddress):
        fetch(answering(server, redirect(to)), SETTINGS)


def test_a_redirect_without_a_target_fails(server: Server) -> None:
    with pytest.raises(FetchFailed, match="nowhere"):
        fetch(answering(server, lambda h: send(h, b"", 302)), SETTINGS)


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names with the addresses that the resolver gives; 127.0.0.1 counts as public, all others as they are."""
    from detente.source import addresses

    names: dict[str, list[str]] = {}
    real = addresses.why_forbidden

    def why(address: addresses.Address) -> str | None:
        return None if str(address) == "127.0.0.1" else real(address)

    def lookup(host: str, port: int, seconds: float) -> list[addresses.Address]:
        return [ipaddress.ip_address(names[host].pop(0) if len(names[host]) > 1 else names[host][0])]

    monkeypatch.setattr(addresses, "why_forbidden", why)
    monkeypatch.setattr("detente.source.fetching.resolve", lookup)
    return names


STRICT = Settings(fetch_timeout=5, max_bytes=100_000, max_redirects=3)


def test_a_redirect_to_a_private_address_is_refused(server: Server, public: dict[str, list[str]]) -> None:
    public["news.example"] = ["127.0.0.1"]
    for to in (
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://localhost/",
        "//0x7f.1/",
    ):
        with pytest.raises(ForbiddenAddress):
            fetch(answering(server, redirect(to)).replace("127.0.0.1", "news.example"), STRICT)


def test_a_name_is_looked_up_once_a_connection_and_keeps_its_header(
    server: Server, public: dict[str, list[str]]
) -> None:
    public["news.example"] = ["127.0.0.1", "10.0.0.1"]  # the second answer is the rebinding one
    page = fetch(server.url("/", "news.example"), STRICT)
    assert page.content == HTML
    assert server.seen[0][1]["host"] == f"news.example:{server.port}"
    with pytest.raises(ForbiddenAddress):
        fetch(server.url("/", "news.example"), STRICT)


def test_rebinding_between_redirects_is_caught(server: Server, public: dict[str, list[str]]) -> None:
    public["news.example"] = ["127.0.0.1", "192.168.1.1"]
    answering(server, redirect("/"))
    with pytest.raises(ForbiddenAddress, match=r"192\.168\.1\.1"):
        fetch(server.url("/page", "news.example"), STRICT)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:9/",
        "HTTP://LOCALHOST/",
        "http://localhost.:80/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0/",
        "http://user:secret@news.example/",
        "http://user@news.example/",
        "ftp://news.example/",
        "file:///etc/passwd",
        "javascript://news.example/%0aalert(1)",
        "http://127%2e0%2e0%2e1/",
        "http://[fe80::1%25eth0]/",
    ],
)
def test_forbidden_urls_are_refused_before_any_connection(url: str) -> None:
    with pytest.raises(ForbiddenAddress) as raised:
        read_one(url)
    assert "secret" not in str(raised.value)
    (failure,) = read_all([url])
    assert isinstance(failure, Failure) and failure.exit_code == 5 and "secret" not in repr(failure)


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "http://xn--0/", "http://x:99999/", "http://x:0/", "http://a\x01b/"]
)
def test_what_is_no_url_fails(url: str) -> None:
    with pytest.raises(FetchFailed):
        read_one(url)


def test_full_width_digits_do_not_slip_through() -> None:
    with pytest.raises((ForbiddenAddress, FetchFailed)):
        read_one("http://１２７.０.０.１/")


def test_a_page_beyond_the_limit_is_refused(server: Server) -> None:
    with pytest.raises(TooLarge):
        fetch(answering(server, lambda h: send(h, b"x" * 100_001)), SETTINGS)
    with pytest.raises(TooLarge):
        fetch(answering(server, endless), SETTINGS)


def test_a_packed_page_is_unpacked(server: Server) -> None:
    body = gzip.compress(HTML)
    page = fetch(answering(server, lambda h: send(h, body, Content_Encoding="gzip")), SETTINGS)
    assert page.content == HTML


def test_a_bomb_is_refused(server: Server) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with pytest.raises(TooCompressed):
        fetch(answering(server, lambda h: send(h, bomb, Content_Encoding="gzip")), SETTINGS)


def test_packing_that_was_not_asked_for_or_is_damaged_fails(server: Server) -> None:
    with pytest.raises(FetchFailed, match="br"):
        fetch(answering(server, lambda h: send(h, Content_Encoding="br")), SETTINGS)
    with pytest.raises(Undecodable):
        fetch(answering(server, lambda h: send(h, gzip.compress(HTML)[:-9], Content_Encoding="gzip")), SETTINGS)


@pytest.mark.parametrize("answer", [drip, drip_headers, lambda h: time.sleep(3)])
def test_a_slow_server_is_not_waited_for(server: Server, answer: Answer) -> None:
    url = answering(server, answer)
    begun = time.monotonic()
    with pytest.raises(FetchFailed, match="seconds"):
        fetch(url, Settings(allow_private_addresses=True, fetch_timeout=0.5))
    assert time.monotonic() - begun < 2


def test_time_is_counted_over_all_redirects(server: Server) -> None:
    def late(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        send(handler, b"", 302, Location="/page")

    begun = time.monotonic()
    with pytest.raises(FetchFailed, match="seconds"):
        fetch(answering(server, late), Settings(allow_private_addresses=True, fetch_timeout=0.7, max_redirects=20))
    assert time.monotonic() - begun < 2


def test_a_broken_connection_fails(server: Server) -> None:
    with pytest.raises(FetchFailed):
        fetch(answering(server, lambda h: send(h, HTML, Content_Length="5000")), SETTINGS)
    with pytest.raises(FetchFailed):
        fetch(answering(server, lambda h: h.wfile.write(b"no http at all\r\n\r\n")), SETTINGS)
    with pytest.raises(FetchFailed):
        fetch("http://127.0.0.1:1/", SETTINGS)


def test_the_proxies_of_the_environment_are_left_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch(server.url("/"), SETTINGS).content == HTML


def test_a_server_that_speaks_no_tls_or_has_no_good_certificate_fails(server: Server) -> None:
    with pytest.raises(FetchFailed):
        fetch(server.url("/").replace("http:", "https:"), SETTINGS)


def test_tls_asks_for_the_name_and_not_for_the_address(
    server: Server, public: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    def wrap(self: ssl.SSLContext, sock: object, *args: object, **kwargs: object) -> object:
        asked.append(kwargs.get("server_hostname"))  # type: ignore[arg-type]
        raise ssl.SSLError("seen enough")

    public["news.example"] = ["127.0.0.1"]
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    with pytest.raises(FetchFailed):
        fetch(server.url("/", "news.example").replace("http:", "https:"), STRICT)
    assert asked == ["news.example"]


def test_a_bad_url_does_not_stop_the_others(server: Server) -> None:
    found = list(read_all([server.url("/none"), server.url("/"), "http://10.0.0.1:x/"], SETTINGS))
    assert [type(f) for f in found] == [Failure, Page, Failure]
    assert isinstance(found[0], Failure) and (found[0].code, found[0].exit_code) == ("fetch-failed", 5)


def test_urls_are_told_from_paths() -> None:
    assert (
        is_url("http://x.example") and is_url("FTP://x") and not is_url("C:/pages/a.html") and not is_url("a.html")
    )


def test_urls_are_shown_without_passwords_and_control_characters() -> None:
    assert shown("http://u:secret@x.example/\x1b[31m") == "http://x.example/[31m"
    assert len(shown("http://x.example/" + "a" * 9_000)) == 200


def test_every_error_of_a_fetch_is_ours(server: Server) -> None:
    for url in (
        "http://[::1",
        "http://[x]/",
        "http://a..b/",
        "http://-/",
        "http://" + "a" * 300 + "/",
        "https://./",
    ):
        with pytest.raises(DetenteError):
            fetch(url, Settings(fetch_timeout=2))
