"""Scripted attacks on the site, none of which may do anything. Each case says what it tries."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from lxml import html
from starlette.testclient import TestClient

from detente.record import Coding
from detente.web import Options, create_app, serving

TOKEN = "a-token-for-tests"
HASH = hashlib.sha256(TOKEN.encode()).hexdigest()
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
SQL = "' OR 1=1; DROP TABLE events; --"


def inert(text: str) -> None:
    """Nothing in the page runs: no script of its own, no handler, no address that is a script, no foreign tag."""
    page = html.fromstring(text)
    assert not page.xpath("//script[not(@src='/static/steps.js')]")
    assert not page.xpath(
        "//img[not(starts-with(@src, '/charts/'))]|//iframe|//object|//embed|//base|//meta[@http-equiv]"
    )
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in {"href", "src", "action", "xlink:href"}:
                assert value.split(":")[0].lower() not in {"javascript", "data", "vbscript", "file"}, value


# 1 to 8: a hostile article on every page that shows it.
@pytest.mark.parametrize(
    "path",
    [
        "/articles/{hostile}",
        "/",
        "/digest/2021-05",
        "/dyads/BLR-LVA",
        "/search?q=migrants",
        "/search?q=defend&in=quotes",
        "/actors/state:LVA",
        "/about",
    ],
)
def test_a_hostile_article_is_text(site: TestClient, ids: dict[str, str], path: str) -> None:
    answer = site.get(path.format(**ids))
    assert answer.status_code == 200
    inert(answer.text)
    assert "6377" not in answer.text  # what stands in braces is not computed
    assert "javascript:" not in answer.text
    assert "/home/secret" not in answer.text


# 9 to 11: the same article to programs and feed readers.
@pytest.mark.parametrize("path", ["/feeds/today.atom", "/feeds/dyads/BLR-LVA.atom", "/api/v1/documents"])
def test_a_hostile_article_is_text_to_programs(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "html" not in answer.headers["content-type"]
    if path.endswith("atom"):
        assert "<script>" not in answer.text


# 12 to 24: script, markup, SQL and templates in addresses.
@pytest.mark.parametrize("poison", [SCRIPT, IMAGE, SQL, "{{911*7}}${911*7}<%=911*7%>", "\u202e\u0007\u200b"])
@pytest.mark.parametrize("path", ["/search?q={}", "/search?q=x&country={}", "/actors?q={}&kind={}", "/issues/{}"])
def test_what_stands_in_an_address_is_text(site: TestClient, path: str, poison: str) -> None:
    from urllib.parse import quote

    answer = site.get(path.replace("{}", quote(poison, safe="")))
    assert answer.status_code in {200, 400, 404}
    inert(answer.text)
    assert "6377" not in answer.text
    assert site.get("/api/v1").json()["counts"]["events"] > 0  # nothing was dropped


@pytest.mark.parametrize("field", ["type", "country", "issue", "sector", "actor", "document", "q", "a"])
def test_sql_in_every_field_is_a_value(site: TestClient, field: str) -> None:
    before = site.get("/api/v1/events").json()["total"]
    answer = site.get("/api/v1/events", params={field: SQL})
    assert answer.status_code in {200, 400}
    if answer.status_code == 200 and field != "a":
        assert answer.json()["total"] == 0
    assert site.get("/api/v1/events").json()["total"] == before


@pytest.mark.parametrize("query", ['"', '" OR "', "NEAR(a b)", "title:secret", "a*", "NOT", "^a", '""""', "-"])
def test_the_full_text_index_takes_no_orders(site: TestClient, query: str) -> None:
    assert site.get("/search", params={"q": query}).status_code == 200


# 25 to 30: paths out of the static folder and the store.
@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/errors.py",
        "/static//etc/passwd",
        "/static/..%5c..%5capp.py",
        "/articles/..%2f..%2fetc%2fpasswd",
        "/issues/../../../etc/passwd",
    ],
)
def test_no_path_leads_out(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code in {400, 404}
    assert "root:" not in answer.text and "import" not in answer.text


# 31 to 35: the server is made to fetch something.
@pytest.fixture
def trap() -> Iterator[tuple[int, list[bytes]]]:
    """A local server that notes who calls."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append(connection.recv(200))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        done.set()
        thread.join()


@pytest.mark.parametrize(
    "page",
    [
        '<html><head><base href="http://127.0.0.1:{port}/"><link rel="stylesheet" href="x.css"></head>',
        '<html><head><meta http-equiv="refresh" content="0; url=http://127.0.0.1:{port}/"></head>',
        '<html><head><link rel="canonical" href="http://127.0.0.1:{port}/"></head>',
        '<!DOCTYPE html [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/">]><html><head><title>&x;</title></head>',
    ],
)
def test_a_page_to_be_coded_makes_no_calls(site: TestClient, trap: tuple[int, list[bytes]], page: str) -> None:
    port, calls = trap
    story = (
        "Russia accused the United States of lying on Monday. The United States expelled two Russian diplomats. "
    )
    body = (
        page.replace("{port}", str(port)) + f'<body><img src="http://127.0.0.1:{port}/i"><p>{story * 8}</p></body>'
    )
    answer = site.post("/api/v1/code", json={"html": body})
    assert answer.status_code in {200, 400, 422}
    time.sleep(0.3)
    assert calls == []


@pytest.mark.parametrize("text", ["http://127.0.0.1:{port}/", "file:///etc/passwd"])
def test_an_address_to_be_coded_is_not_fetched(site: TestClient, trap: tuple[int, list[bytes]], text: str) -> None:
    port, calls = trap
    answer = site.post("/api/v1/code", json={"text": text.replace("{port}", str(port))})
    assert "root:" not in answer.text
    assert site.get("/article", params={"url": text.replace("{port}", str(port))}).status_code == 404
    time.sleep(0.3)
    assert calls == []


# 36 to 44: too large, too deep, too many, too slow.
def test_a_large_body_is_refused_before_it_is_read(opened: Callable[..., TestClient], store_path: Path) -> None:
    site = opened(store_path, max_body=1000)
    answer = site.post("/api/v1/code", content=b"x" * 2000, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_large_body_without_a_length_is_refused(opened: Callable[..., TestClient], store_path: Path) -> None:
    site = opened(store_path, max_body=1000)
    answer = site.post("/api/v1/code", content=(b"x" * 600 for _ in range(4)))
    assert answer.status_code == 413


def test_a_long_text_is_refused(opened: Callable[..., TestClient], store_path: Path) -> None:
    answer = opened(store_path, max_text=100).post("/api/v1/code", json={"text": "word " * 40})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_deeply_nested_html_is_refused(site: TestClient) -> None:
    answer = site.post("/api/v1/code", json={"html": "<div>" * 20_000 + "text"})
    assert answer.status_code in {400, 422}


def test_deeply_nested_json_is_refused(site: TestClient) -> None:
    body = '{"text":' + "[" * 50_000 + "]" * 50_000 + "}"
    answer = site.post("/api/v1/code", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}


def test_a_long_address_is_refused(site: TestClient) -> None:
    assert site.get("/search?q=" + "a" * 5000).status_code == 414
    assert site.get("/search?q=" + "a" * 400).status_code == 400


@pytest.mark.parametrize(
    "path", ["/actors?offset=99999999999999999999", "/api/v1/events?limit=1000000", "/map?quad=9"]
)
def test_no_number_makes_the_server_work_hard(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 400


def test_a_flood_is_stopped(opened: Callable[..., TestClient], store_path: Path) -> None:
    site = opened(store_path, requests=30)
    statuses = [site.get("/static/site.css").status_code for _ in range(40)]
    assert statuses[:20] == [200] * 20 and statuses[-1] == 429
    assert site.get("/about").headers["retry-after"]


def test_texts_to_be_coded_are_counted_by_themselves(opened: Callable[..., TestClient], store_path: Path) -> None:
    site = opened(store_path, codings=2)
    statuses = [site.post("/api/v1/code", json={"text": ""}).status_code for _ in range(4)]
    assert statuses == [400, 400, 429, 429]
    assert site.get("/about").status_code == 200


@pytest.fixture(scope="module")
def port(store_path: Path) -> Iterator[int]:
    """A real server with little patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "HEAD", 1.0)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            number = free.getsockname()[1]
        app = create_app(Options(store=store_path, slow_body=1.0, hosts=("127.0.0.1",), requests=0))
        config = uvicorn.Config(
            app, port=number, http=serving.HurriedProtocol, log_level="error", access_log=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield number
        server.should_exit = True
        thread.join()


def _raw(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        found = b""
        while chunk := connection.recv(4096):
            found += chunk
        return found


def test_a_slow_body_is_given_up(port: int) -> None:
    head = b"POST /api/v1/code HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{"
    started = time.monotonic()
    assert b" 408 " in _raw(port, head).split(b"\r\n")[0]
    assert time.monotonic() - started < 5


def test_a_slow_head_is_given_up(port: int) -> None:
    started = time.monotonic()
    assert _raw(port, b"GET / HTTP/1.1\r\nhost: 127") == b""
    assert time.monotonic() - started < 5


def test_silence_is_given_up(port: int) -> None:
    assert _raw(port) == b""


def test_a_quick_visitor_is_served(port: int) -> None:
    answer = _raw(port, b"GET /about HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


def test_another_name_for_the_site_is_refused(port: int) -> None:
    answer = _raw(port, b"GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_two_lengths_are_refused(port: int) -> None:
    head = b"POST /api/v1/code HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 4\r\ncontent-length: 9\r\n\r\nabcd"
    assert b" 400 " in _raw(port, head).split(b"\r\n")[0]


def test_a_null_in_an_address_is_refused(site: TestClient) -> None:
    assert site.get("/search?q=a%00b").status_code == 400
    assert site.get("/articles/a%00b").status_code == 400


def test_broken_utf8_in_an_address_is_text(site: TestClient) -> None:
    assert site.get("/search?q=%ff%fe").status_code == 200
    assert site.get("/issues/%ff").status_code == 404


# 45 to 52: writing without the right to.
def test_a_site_without_tokens_is_read_only(site: TestClient) -> None:
    answer = site.post("/api/v1/documents", json={"text": "Russia accused China."})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {HASH}", TOKEN])
def test_writing_needs_the_token(opened: Callable[..., TestClient], store_path: Path, header: str | None) -> None:
    site = opened(store_path, tokens={HASH: "tester"})
    headers = {} if header is None else {"authorization": header}
    answer = site.post("/api/v1/documents", json={"text": "Russia accused China."}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert site.get("/api/v1").json()["store_version"] == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/articles/x", "/api/v1/documents/x", "/static/site.css"])
def test_other_methods_are_refused(site: TestClient, method: str, path: str) -> None:
    assert site.request(method, path).status_code == 405


# 53 to 58: what must be on every answer, and what must not.
@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/api/v1", "/api/v1/nothing", "/static/site.css", "/search?q=%00"]
)
def test_every_answer_is_guarded(site: TestClient, path: str) -> None:
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_errors_tell_nothing_of_the_machine(
    opened: Callable[..., TestClient],
    tmp_path: Path,
    articles: dict[str, Coding],
    caplog: pytest.LogCaptureFixture,
) -> None:
    import shutil

    from detente.store import Store

    store = Store.open(tmp_path / "hidden-place", create=True)
    store.add([articles["summit"]])
    site = opened(tmp_path / "hidden-place")
    shutil.rmtree(tmp_path / "hidden-place" / "events")
    for path in (
        f"/articles/{articles['summit'].document.id}",
        f"/api/v1/documents/{articles['summit'].document.id}",
    ):
        answer = site.get(path, headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 500
        assert "hidden-place" not in answer.text and "Traceback" not in answer.text
    assert TOKEN not in caplog.text


def test_a_table_carries_no_formulas(
    opened: Callable[..., TestClient], tmp_path: Path, articles: dict[str, Coding]
) -> None:
    from dataclasses import replace

    from detente.store import Store

    document = replace(articles["summit"].document, title='=HYPERLINK("http://evil.example")', site="@SUM(1)")
    Store.open(tmp_path / "store", create=True).add([articles["summit"].having(document=document)])
    site = opened(tmp_path / "store")
    for path in ("/search?q=treaty&as=csv", "/search?in=events&as=csv", "/about?as=csv"):
        for line in site.get(path).text.splitlines():
            for cell in line.split(","):
                assert not cell.strip('"').startswith(("=", "@", "+")), cell


def test_json_that_is_none_is_refused(site: TestClient) -> None:
    for body in (
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        b'{"text": 1}',
        b'{"text": "a", "html": "b"}',
        b'{"other": 1}',
    ):
        answer = site.post("/api/v1/code", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400, body
        told: dict[str, Any] = json.loads(answer.text)
        assert told["status"] == 400 and told["detail"] and told["fix"]
        assert answer.headers["content-type"] == "application/problem+json"
