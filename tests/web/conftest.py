"""A site over a store of a few articles that were really coded, one of them hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.pipeline import code_page
from detente.record import Coding, Page, When
from detente.settings import Settings
from detente.store import Store
from detente.web import Options, create_app
from detente.web.coding import CodingRoom

SUMMIT = """WELLINGTON —
New Zealand's Foreign Minister Winston Peters met Chilean President Gabriel Boric in Santiago
on Tuesday. "We will sign the fisheries treaty this year," Peters said. Boric said Chile supports the treaty.

The United States accused Russia of interfering in the elections of 2016. Russia denied the accusation. The United
States imposed sanctions on Russia on Wednesday."""
AGAIN = """MOSCOW — Russia expelled two American diplomats on Thursday. Foreign Minister Sergey Lavrov said the
sanctions were illegal. "These sanctions are a mistake," Lavrov told reporters in Moscow.

President Joe Biden telephoned Russian President Vladimir Putin on Friday. They discussed arms control, the White
House said."""
NEWS = """LONDON — The United Kingdom and Germany sent military aid to Ukraine on Monday. Germany promised more
aid. China criticised the decision. Ukraine thanked Germany for the help on Tuesday."""
HOSTILE = """RIGA — Latvia accused Belarus of <script>alert('text')</script> pushing migrants across the border on
Sunday. "We will <img src=x onerror=alert(2)> defend the border," President Egils Levits said. Belarus rejected the
accusation. {{ 911 * 7 }} was written on the wall. Lithuania supported Latvia in the dispute on Monday."""

BAD_TITLE = "</title><script>alert('title')</script>{{ 911*7 }}"
BAD_URL = "javascript:alert('url')//example.org"


def coded(text: str, title: str, published: str, url: str | None) -> Coding:
    whole = "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    page = Page(
        whole.encode(),
        url=url,
        media_type="text/plain",
        charset="utf-8",
        title=title,
        published=When.parse(published, "given"),
    )
    return code_page(page, Settings.load())


@pytest.fixture(scope="session")
def articles() -> dict[str, Coding]:
    return {
        "summit": coded(SUMMIT, "A treaty, and sanctions", "2021-05-04", "https://www.example.org/summit"),
        "again": coded(AGAIN, "Diplomats leave Moscow", "2021-05-07", "https://example.org/again?a=1&b=2"),
        "news": coded(NEWS, "Aid for Ukraine", "2021-05-10", "file:///home/secret/news.txt"),
        "hostile": coded(HOSTILE, BAD_TITLE, "2021-05-11", BAD_URL),
    }


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory, articles: dict[str, Coding]) -> Path:
    """Two commits; read-only for tests."""
    path = tmp_path_factory.mktemp("web") / "store"
    store = Store.open(path, create=True)
    store.add([articles["summit"], articles["again"]])
    store.add([articles["news"], articles["hostile"]])
    return path


@pytest.fixture(scope="session")
def opened() -> Iterator[Callable[..., TestClient]]:
    """Opens sites: of a path, with options."""
    clients: list[TestClient] = []

    def open_site(path: Path, **options: Any) -> TestClient:
        given = {"requests": 0, "codings": 0, "fresh": 0.0, **options}
        app = create_app(Options(store=path, **given), CodingRoom(60, inside=True))
        client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        client.__enter__()
        clients.append(client)
        return client

    yield open_site
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def site(opened: Callable[..., TestClient], store_path: Path) -> TestClient:
    return opened(store_path)


@pytest.fixture(scope="session")
def ids(site: TestClient, articles: dict[str, Coding]) -> dict[str, str]:
    """Ids of articles, of an event, of a speaker, of an issue."""
    found = {name: coding.document.id for name, coding in articles.items()}
    found["event"] = site.get("/api/v1/events?type=COERCE").json()["items"][0]["id"]
    found["actor"] = next(q["speaker"] for q in site.get("/api/v1/quotes").json()["items"] if q["speaker"])
    found["issue"] = site.get("/api/v1/issues").json()["items"][0]["name"]
    return found
