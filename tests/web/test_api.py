from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

from detente.interchange import coding_schema, to_json
from detente.record import Coding

LISTS = ("documents", "events", "quotes", "actors", "issues", "dyads", "movers", "findings")


@pytest.mark.parametrize("name", LISTS)
def test_lists_come_in_parts(site: TestClient, name: str) -> None:
    answer = site.get(f"/api/v1/{name}")
    told = answer.json()
    assert answer.status_code == 200
    assert {"store_version", "total", "items", "next"} <= set(told)
    assert told["store_version"] == 2


@pytest.mark.parametrize("name", ["documents", "events", "quotes", "actors", "issues"])
def test_all_parts_together_are_the_list(site: TestClient, name: str) -> None:
    whole = site.get(f"/api/v1/{name}?limit=500").json()["items"]
    found, following = [], f"/api/v1/{name}?limit=3"
    while following:
        part = site.get(following)
        assert len(part.json()["items"]) <= 3
        found += part.json()["items"]
        following = part.json()["next"]
        assert (f'<{following}>; rel="next"' == part.headers["link"]) if following else "link" not in part.headers
    assert found == whole
    assert len(whole) > 2


def test_a_document_is_its_coding(site: TestClient, articles: dict[str, Coding]) -> None:
    for coding in articles.values():
        told = site.get(f"/api/v1/documents/{coding.document.id}").json()
        del told["store_version"]
        jsonschema.validate(told, coding_schema())
        assert told == to_json(coding)


def test_events_of_a_list_are_those_of_the_coding(site: TestClient, articles: dict[str, Coding]) -> None:
    listed = {e["id"]: e for e in site.get("/api/v1/events?limit=500").json()["items"]}
    expected = [e for coding in articles.values() for e in to_json(coding)["events"]]
    assert len(expected) == len(listed)
    for event in expected:
        assert {k: listed[event["id"]][k] for k in event} == event


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("country=CHN", lambda e: "CHN" in e["countries"]["actors"] + e["countries"]["recipients"]),
        ("a=USA&b=RUS", lambda e: {"USA", "RUS"} <= {*e["countries"]["actors"], *e["countries"]["recipients"]}),
        ("quad=4", lambda e: e["quad"] == 4),
        ("sure=0.7", lambda e: e["confidence"] >= 0.7),
        ("since=2021-05-01", lambda e: e["when"]["end"] >= "2021-05-01"),
        ("until=2021-04", lambda e: e["when"]["start"] <= "2021-04-30"),
        ("told=done", lambda e: not e["modality"] and e["claimed_by"] is None),
    ],
)
def test_filters_keep_what_fits_and_all_of_it(site: TestClient, query: str, fits: Callable[[dict], bool]) -> None:
    everything = site.get("/api/v1/events?limit=500").json()["items"]
    kept = site.get(f"/api/v1/events?limit=500&{query}").json()["items"]
    dated = query.startswith(("since", "until"))
    expected = [e for e in everything if (e["when"] is not None or not dated) and fits(e)]
    assert {e["id"] for e in kept} == {e["id"] for e in expected}
    assert 0 < len(kept) < len(everything)


def test_single_things(site: TestClient, ids: dict[str, str]) -> None:
    event = site.get(f"/api/v1/events/{ids['event']}").json()
    assert event["event"]["id"] == ids["event"] and event["passages"] and event["parties"]
    actor = site.get(f"/api/v1/actors/{ids['actor']}").json()
    assert actor["id"] == ids["actor"] and "offices" in actor
    assert site.get(f"/api/v1/issues/{ids['issue']}").json()["name"] == ids["issue"]
    dyad = site.get("/api/v1/dyads/RUS-USA?period=week").json()
    assert dyad["rule"]["leave_out"] and dyad["period"] == "week"
    assert sum(p["events"] for p in dyad["periods"]) + dyad["undated"]["events"] == dyad["total"]["events"]
    found = site.get("/api/v1/search?q=diplomats").json()
    assert ids["again"] in [d["document"] for d in found["items"]]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/nothing", 404, "no-such-page"),
        ("/api/v1/documents/none", 404, "not-found"),
        ("/api/v1/events/none", 404, "not-found"),
        ("/api/v1/actors/none", 404, "not-found"),
        ("/api/v1/issues/none", 404, "no-such-page"),
        ("/api/v1/dyads/USA-RUS", 404, "no-such-page"),
        ("/api/v1/dyads/x", 400, "bad-request"),
        ("/api/v1/dyads/RUS-USA?period=eon", 400, "bad-request"),
        ("/api/v1/events?limit=0", 400, "bad-request"),
        ("/api/v1/events?since=soon", 400, "bad-request"),
        ("/api/v1/events?since=2021-02-30", 400, "bad-request"),
        ("/api/v1/search", 400, "bad-request"),
    ],
)
def test_problems_say_what_is_wrong_and_what_to_do(site: TestClient, path: str, status: int, code: str) -> None:
    answer = site.get(path)
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert told["type"] == f"urn:detente:error:{code}"
    assert told["title"] and told["detail"] and told["fix"]


def test_an_unchanged_answer_is_not_sent_again(site: TestClient) -> None:
    for name in (*LISTS, "documents?q=treaty", ""):
        first = site.get(f"/api/v1/{name}".rstrip("/"))
        again = site.get(f"/api/v1/{name}".rstrip("/"), headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_text_is_coded_and_not_kept(site: TestClient) -> None:
    text = "Russia accused the United States of lying. The United States expelled two Russian diplomats."
    answer = site.post("/api/v1/code", json={"text": text, "published": "2021-05-04", "title": "A quarrel"})
    told = answer.json()
    assert answer.status_code == 200
    jsonschema.validate(told, coding_schema())
    assert told["document"]["title"] == "A quarrel"
    assert {e["type"] for e in told["events"]} >= {"ACCUSE", "COERCE"}
    assert site.get(f"/api/v1/documents/{told['document']['id']}").status_code == 404


def test_a_page_is_coded(site: TestClient) -> None:
    story = (
        "Russia accused the United States of lying on Monday. The United States expelled two Russian diplomats. "
    )
    page = f"<html><head><title>A quarrel</title></head><body><nav>Menu</nav><article><p>{story * 6}</p></article>"
    answer = site.post("/api/v1/code", json={"html": page})
    assert answer.status_code == 200
    assert "Menu" not in answer.json()["document"]["text"]


def test_what_is_not_english_is_refused(site: TestClient) -> None:
    german = (
        "Der Minister traf am Montag in Berlin seinen Kollegen und sprach lange mit ihm über den Vertrag. " * 4
    )
    answer = site.post("/api/v1/code", json={"text": german})
    assert (answer.status_code, answer.json()["code"]) == (422, "not-english")


def test_who_has_a_token_adds_to_the_store(
    opened: Callable[..., TestClient], store_path: Path, tmp_path: Path
) -> None:
    shutil.copytree(store_path, tmp_path / "store")
    token = "t" * 30
    site = opened(tmp_path / "store", tokens={hashlib.sha256(token.encode()).hexdigest(): "tester"})
    body = {
        "text": "Iran accused Israel of lying on Monday. Israel rejected the accusation.",
        "published": "2021-06-01",
    }
    answer = site.post("/api/v1/documents", json=body, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 201
    assert answer.json()["store_version"] == 3
    assert site.get(answer.headers["location"]).json()["document"]["text"] == body["text"]
    again = site.post("/api/v1/documents", json=body, headers={"authorization": f"Bearer {token}"})
    assert (again.json()["known"], again.json()["store_version"]) == (1, 3)


def test_the_interface_describes_itself(site: TestClient) -> None:
    told = site.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert {"/api/v1/events", "/api/v1/code", "/api/v1/dyads/{pair}"} <= set(told["paths"])
    for path in told["paths"].values():
        for operation in path.values():
            assert operation["summary"] and operation["description"]
            for parameter in operation.get("parameters", []):
                assert (
                    parameter["name"] in {"document", "event", "actor", "issue"}
                    or parameter.get("description")
                    or (parameter["in"] == "header")
                )
