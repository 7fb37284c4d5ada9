from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from lxml import html
from starlette.testclient import TestClient

from detente.record import Coding
from detente.store import Store
from detente.web.app import PAGES

#: Address of every page -> words that must stand on it.
SHOWN = {
    "/": ("Latest stories", "Who moved"),
    "/digest": ("2021-05",),
    "/digest/2021-05": ("May 2021", "A treaty, and sanctions"),
    "/dyads": ("Russia – United States",),
    "/dyads/RUS-USA": ("Words against deeds", "Who speaks for them", "coerce"),
    "/articles/{again}": ("Diplomats leave Moscow", "In whose words", "Explain"),
    "/events/{event}": ("Why it was coded so", "Evidence", "COERCE"),
    "/actors": ("Sergey Lavrov",),
    "/actors/{actor}": ("Events", "Quotes"),
    "/issues": ("{issue}",),
    "/issues/{issue}": ("For", "Against", "Between whom"),
    "/map": ("Where it happened",),
    "/search": ("Search",),
    "/search?q=sanctions": ("found", "Diplomats leave Moscow"),
    "/search?q=mistake&in=quotes": ("These sanctions are a mistake",),
    "/search?q=lavrov&in=actors": ("Sergey Lavrov",),
    "/search?q=coerce&in=events": ("found",),
    "/about": ("How to cite it", "version 2", "How it is counted"),
}


def address(path: str, ids: dict[str, str]) -> str:
    return path.format(**{k: quote(v, safe=":") for k, v in ids.items()})


@pytest.mark.parametrize("path", SHOWN)
def test_every_page_shows_what_it_is_for(site: TestClient, ids: dict[str, str], path: str) -> None:
    page = site.get(address(path, ids))
    assert page.status_code == 200
    text = " ".join(html.fromstring(page.text).text_content().split())
    for words in SHOWN[path]:
        assert words.format(**ids) in text


@pytest.mark.parametrize("path", SHOWN)
def test_every_view_is_there_for_programs(site: TestClient, ids: dict[str, str], path: str) -> None:
    where = address(path, ids)
    joint = "&" if "?" in where else "?"
    told = site.get(f"{where}{joint}as=json")
    assert told.headers["content-type"] == "application/json"
    assert told.json()["store_version"] == 2
    table = site.get(f"{where}{joint}as=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert next(iter(csv.reader(io.StringIO(table.text))))


@pytest.mark.parametrize("path", SHOWN)
def test_pages_are_built_for_readers(site: TestClient, ids: dict[str, str], path: str) -> None:
    page = html.fromstring(site.get(address(path, ids)).text)
    assert len(page.findall(".//h1")) == 1
    assert page.find(".//main") is not None
    assert page.get("lang") == "en"
    assert page.xpath("//a[@class='skip' and @href='#main']")
    labelled = {e.get("for") for e in page.findall(".//label") if e.get("for")}
    for field in page.xpath("//input[not(@type='hidden')]|//select"):
        assert field.get("id") in labelled or any(a.tag == "label" for a in field.iterancestors())
    assert not page.xpath("//*[@style or @onclick or @onload or @onerror]|//style|//script[not(@src)]")


def test_all_addresses_are_tried(ids: dict[str, str]) -> None:
    tried = {p.split("?")[0] for p in SHOWN}
    patterns = {
        p.replace("{document}", "{again}")
        .replace("{month}", "2021-05")
        .replace("{pair}", "RUS-USA")
        .replace(":path", "")
        for p, _ in PAGES
        if not p.startswith(("/feeds", "/charts"))
    }
    assert patterns - tried == {"/dyads/choose", "/article"}


def test_links_on_pages_lead_somewhere(site: TestClient, ids: dict[str, str]) -> None:
    seen: set[str] = set()
    for path in SHOWN:
        page = html.fromstring(site.get(address(path, ids)).text)
        seen |= {a.get("href").split("#")[0] for a in page.xpath("//a[starts-with(@href, '/')]")}
    broken = [link for link in sorted(seen) if link and site.get(link).status_code not in {200, 303}]
    assert len(seen) > 40
    assert broken == []


@pytest.mark.parametrize(
    "path",
    ["/feeds/today.atom", "/feeds/dyads/RUS-USA.atom", "/feeds/actors/{actor}.atom", "/feeds/issues/{issue}.atom"],
)
def test_feeds_are_atom(site: TestClient, ids: dict[str, str], path: str) -> None:
    answer = site.get(address(path, ids))
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.tag == f"{atom}feed"
    assert feed.findtext(f"{atom}id") and feed.findtext(f"{atom}updated")
    entries = feed.findall(f"{atom}entry")
    assert entries and all(e.findtext(f"{atom}title") and e.find(f"{atom}link") is not None for e in entries)
    assert site.get(address(path, ids), headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_an_unchanged_page_is_not_sent_again(site: TestClient) -> None:
    first = site.get("/about")
    again = site.get("/about", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get("/about?x=1", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_an_empty_store_says_how_to_fill_it_and_then_shows_what_came(
    opened: Callable[..., TestClient], tmp_path: Path, articles: dict[str, Coding]
) -> None:
    store = Store.open(tmp_path / "store", create=True)
    site = opened(tmp_path / "store")
    assert "detente code" in site.get("/").text
    for path in ("/dyads", "/actors", "/issues", "/map", "/digest", "/about", "/search?q=x", "/api/v1/movers"):
        assert site.get(path).status_code == 200, path
    store.add([articles["summit"]])
    assert "A treaty, and sanctions" in site.get("/").text
    store.add([articles["again"]])
    assert site.get("/api/v1").json()["counts"]["documents"] == 2


def test_a_document_coded_again_is_shown_once(
    opened: Callable[..., TestClient], tmp_path: Path, articles: dict[str, Coding]
) -> None:
    from dataclasses import replace

    store = Store.open(tmp_path / "store", create=True)
    site = opened(tmp_path / "store")
    store.add([articles["summit"]])
    before = site.get("/api/v1/events").json()
    second = replace(articles["summit"], coder=replace(articles["summit"].coder, weights="other"))
    store.add([second])
    after = site.get("/api/v1/events").json()
    assert (before["store_version"], after["store_version"]) == (1, 2)
    assert after["total"] == before["total"] > 0
    assert site.get("/api/v1/documents").json()["items"][0]["coder"]["weights"] == "other"


def test_an_old_version_can_be_shown(opened: Callable[..., TestClient], store_path: Path) -> None:
    site = opened(store_path, version=1)
    assert site.get("/api/v1").json()["counts"]["documents"] == 2
    assert "Aid for Ukraine" not in site.get("/").text


def test_an_article_marks_what_was_found_in_place(site: TestClient, articles: dict[str, Coding]) -> None:
    coding = articles["again"]
    page = html.fromstring(site.get(f"/articles/{coding.document.id}").text)
    region = html.fromstring(html.tostring(page.get_element_by_id("text")))
    for number in region.xpath(".//sup"):
        number.drop_tree()
    shown = "".join(region.text_content().split())
    assert shown == "".join(coding.document.text.split())
    marked = {"".join(s.text_content().split()) for s in region.xpath(".//span[contains(@class, 'event')]")}
    for event in coding.events:
        assert "".join(event.trigger.text.split()) in marked
        assert page.get_element_by_id(event.id) is not None
        assert page.get_element_by_id(f"in-{event.id}").get("href") == f"#{event.id}"


def test_bars_of_a_pair_open_its_events(site: TestClient) -> None:
    page = html.fromstring(site.get("/dyads/RUS-USA?period=month").text)
    bars = page.xpath("//*[local-name()='svg' and @class='chart']//*[local-name()='a']")
    assert bars
    for bar in bars:
        target = site.get(bar.get("href").split("#")[0] + "&as=json").json()
        assert target["matching"] > 0


def test_events_are_filtered(site: TestClient) -> None:
    everything = site.get("/dyads/RUS-USA?as=json").json()
    sanctions = site.get("/dyads/RUS-USA?type=COERCE&as=json").json()
    assert 0 < sanctions["matching"] < everything["matching"]
    assert {e["type"] for e in sanctions["listed"]} == {"COERCE"}
    assert site.get("/dyads/RUS-USA?since=2050&as=json").json()["matching"] == 0
    assert site.get("/dyads/RUS-USA?told=claimed&as=json").json()["matching"] < everything["matching"]
    sure = site.get("/dyads/RUS-USA?sure=0.8&as=json").json()["listed"]
    assert all(e["confidence"] >= 0.8 for e in sure)


def test_names_of_states_lead_to_their_pair(site: TestClient) -> None:
    assert site.get("/dyads/choose?a=Russia&b=united states").headers["location"] == "/dyads/RUS-USA"
    assert site.get("/dyads/choose?a=Russia&b=Atlantis").status_code == 400
    assert site.get("/dyads/choose?a=Russia&b=RUS").status_code == 400


def test_an_address_leads_to_its_article(site: TestClient, ids: dict[str, str]) -> None:
    found = site.get("/article", params={"url": "https://www.example.org/summit"})
    assert found.headers["location"] == f"/articles/{ids['summit']}"
    assert site.get("/article", params={"url": "https://example.org/unknown"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/articles/none", 404),
        ("/events/none", 404),
        ("/actors/none", 404),
        ("/issues/none", 404),
        ("/dyads/USA-RUS", 404),
        ("/dyads/UNO-USA", 404),
        ("/digest/2021-13", 404),
        ("/digest/1999-01", 404),
        ("/dyads/RUS-USA?since=soon", 400),
        ("/dyads/RUS-USA?since=2021-02-30", 400),
        ("/dyads/RUS-USA?sure=2", 400),
        ("/dyads/RUS-USA?period=eon", 400),
        ("/?as=xml", 400),
        ("/search?q=a&in=cellar", 400),
        ("/actors?offset=-1", 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(site: TestClient, path: str, status: int) -> None:
    answer = site.get(path)
    assert answer.status_code == status
    page = html.fromstring(answer.text)
    assert page.findtext(".//h1") and page.find(".//main/p") is not None


@pytest.mark.parametrize("name", ["timeline", "words-deeds", "issues"])
@pytest.mark.parametrize("kind", ["svg", "png", "json"])
def test_charts_can_be_taken_away(site: TestClient, name: str, kind: str) -> None:
    answer = site.get(f"/charts/RUS-USA/{name}.{kind}?period=week&theme=dark")
    assert answer.status_code == 200
    assert answer.content.startswith({"svg": b"<svg", "png": b"\x89PNG", "json": b"{"}[kind])
    if kind == "svg":
        assert b"<script" not in answer.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/charts/RUS-USA/secrets.svg", 404),
        ("/charts/RUS-USA/timeline.exe", 404),
        ("/charts/FRA-PER/timeline.svg", 404),
        ("/charts/RUS-USA/timeline.svg?theme=pink", 400),
        ("/charts/RUS-USA/timeline.svg?period=eon", 400),
    ],
)
def test_charts_that_there_are_not(site: TestClient, path: str, status: int) -> None:
    assert site.get(path).status_code == status


def test_a_pair_is_shown_while_it_is_being_counted(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.web.counting import Counting

    monkeypatch.setattr(Counting, "upto", lambda *_: None)
    page = site.get("/dyads/RUS-USA")
    assert "being counted for the first time" in page.text and "Events" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert site.get("/api/v1/dyads/RUS-USA").status_code == 503
    monkeypatch.setattr(Counting, "upto", lambda *_: 1)
    page = site.get("/dyads/RUS-USA")
    assert "Counted up to version 1" in page.text
    assert "etag" not in page.headers
