"""The whole life of a note, as readers and moderators see it."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from detente.notes import Accounts
from detente.notes.secret import secret
from detente.record import Coding

HERE = {"origin": "http://testserver"}
PASSWORD = "four random words here"
HONEST = "The second figure is wrong: the ministry counts ships that left port, not ships that arrived."
EMAIL = "jane.doe@example.org"


@pytest.fixture
def folder(tmp_path: Path, store_path: Path) -> Path:
    return Path(shutil.copytree(store_path, tmp_path / "store"))


@pytest.fixture
def noted(opened: Callable[..., TestClient], folder: Path) -> TestClient:
    return opened(folder, forms=0)


@pytest.fixture
def article(articles: dict[str, Coding]) -> str:
    return f"/articles/{articles['again'].document.id}"


@pytest.fixture
def leave(noted: TestClient, folder: Path, article: str) -> Callable[..., Any]:
    def send(**given: str) -> Any:
        ticket = secret(folder).ticket(time.time() - 60)
        form = {"name": "Jane Doe", "email": EMAIL, "text": HONEST, "ticket": ticket, **given}
        return noted.post(f"{article}/note", data=form, headers=HERE)

    return send


@pytest.fixture
def moderator(noted: TestClient, folder: Path) -> TestClient:
    Accounts(folder).create_admin("ada", PASSWORD)
    answer = noted.post("/moderation/login", data={"name": "ada", "password": PASSWORD}, headers=HERE)
    assert answer.status_code == 303
    return noted


def csrf(site: TestClient, path: str = "/moderation") -> str:
    return str(html.fromstring(site.get(path).text).xpath("//input[@name='csrf']/@value")[0])


def act(site: TestClient, action: str, *notes: str, **given: str) -> Any:
    form = {"csrf": csrf(site), "action": action, "note": list(notes), **given}
    return site.post("/moderation/decide", data=form, headers=HERE)


def link_of(answer: Any) -> str:
    found = re.search(r"/notes/mine/[\w-]+", answer.text)
    assert found is not None
    return found[0]


def waiting(site: TestClient, state: str = "held") -> list[str]:
    return list(html.fromstring(site.get(f"/moderation?state={state}").text).xpath("//input[@name='note']/@value"))


def test_the_form_marks_what_is_required_and_says_how_notes_are_processed(noted: TestClient, article: str) -> None:
    page = html.fromstring(noted.get(f"{article}/note").text)
    for name in ("name", "email", "text"):
        field = page.xpath(f"//*[@name='{name}']")[0]
        assert field.get("required") is not None
        assert "required" in page.xpath(f"//label[@for='{field.get('id')}']")[0].text_content()
    assert page.xpath("//a[@href='/notes/processing']")
    assert len(noted.get("/notes/processing").text) > 1000
    assert "set-cookie" not in noted.get(f"{article}/note").headers


def test_a_note_is_left_moderated_shown_changed_and_erased(
    moderator: TestClient, leave: Callable[..., Any], article: str, folder: Path
) -> None:
    taken = leave()
    assert taken.status_code == 201
    link = link_of(taken)
    if "waits for a moderator" in taken.text:
        assert "ships that left port" not in moderator.get(article).text
        note = waiting(moderator)[0]
    else:
        note = waiting(moderator, "published")[0]
    tag = moderator.get(article).headers["etag"]
    assert act(moderator, "hold", note).status_code == 303
    assert "ships that left port" not in moderator.get(article).text
    assert act(moderator, "publish", note).status_code == 303
    shown = moderator.get(article, headers={"if-none-match": tag})
    if shown.status_code == 304:  # it stood there before, and does again
        shown = moderator.get(article)
    assert "ships that left port" in shown.text and "Jane Doe" in shown.text
    assert EMAIL not in shown.text
    mine = moderator.get(link)
    assert "ships that left port" in mine.text and mine.headers["cache-control"] == "no-store"
    changed = moderator.post(f"{link}/{note}", data={"name": "J. Doe", "text": "A shorter note."}, headers=HERE)
    assert changed.status_code == 303
    assert "A shorter note." in moderator.get(link).text
    assert "Please tick" in moderator.post(f"{link}/erase", data={"sure": ""}, headers=HERE).text
    gone = moderator.post(f"{link}/erase", data={"sure": "yes"}, headers=HERE)
    assert "1 note" in gone.text
    assert moderator.get(link).status_code == 404
    assert "A shorter note." not in moderator.get(article).text
    for path in folder.rglob("*"):
        if path.is_file():
            assert EMAIL.encode() not in path.read_bytes(), path


def test_what_is_wrong_with_a_form_is_said_beside_the_fields(leave: Callable[..., Any]) -> None:
    answer = leave(name="", email="nobody", text="")
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    for name in ("name", "email", "text"):
        field = page.xpath(f"//*[@name='{name}']")[0]
        assert field.get("aria-invalid") == "true"
        assert page.get_element_by_id(field.get("aria-describedby")).text_content()
    again = leave(name="", text="These words stay.")
    assert "These words stay." in again.text


def test_spam_is_kept_from_the_site_with_reasons(
    moderator: TestClient, leave: Callable[..., Any], article: str
) -> None:
    answer = leave(
        text="Cheap viagra, order now and save 70% http://pills-for-all.top http://pills2.top", website="x"
    )
    assert answer.status_code == 201
    assert "pills-for-all" not in moderator.get(article).text
    queues = moderator.get("/moderation?state=rejected").text + moderator.get("/moderation?state=held").text
    assert "pills-for-all" in queues and "spam" in queues


def test_a_claim_becomes_a_correction_beside_the_coding(
    moderator: TestClient, leave: Callable[..., Any], article: str, articles: dict[str, Coding]
) -> None:
    event = next(e for e in articles["again"].events if e.code.type == "CONSULT")
    form = html.fromstring(moderator.get(f"{article}/note?event={event.id}").text)
    assert form.xpath("//select[@name='type']/option[@value='NONE']")
    wrong = leave(event=event.id, type="NOTYPE")
    assert wrong.status_code == 422 and "There is no such type" in wrong.text
    assert leave(event=event.id, type="COOPERATE").status_code == 201
    note = waiting(moderator, "claims")[0]
    assert act(moderator, "accept", note).status_code == 303
    for path in (article, f"/events/{event.id}"):
        page = moderator.get(path).text
        assert "A reviewer corrected this" in page and "COOPERATE" in page
    api = moderator.get(f"/api/v1{article.replace('articles', 'documents')}/notes").json()
    assert [c["says"]["type"] for c in api["corrections"]] == ["COOPERATE"]
    assert EMAIL not in str(api)
    coding = moderator.get(f"/api/v1{article.replace('articles', 'documents')}").json()
    assert next(e for e in coding["events"] if e["id"] == event.id)["type"] == "CONSULT"
    told = moderator.post("/moderation/export", data={"csrf": csrf(moderator)}, headers=HERE)
    assert told.status_code == 200 and "COOPERATE" in told.text
    decision = html.fromstring(moderator.get("/moderation").text).xpath("//input[@name='decision']/@value")[0]
    undone = moderator.post("/moderation/undo", data={"csrf": csrf(moderator), "decision": decision}, headers=HERE)
    assert undone.status_code == 303
    assert "A reviewer corrected this" not in moderator.get(article).text
    log = moderator.get("/moderation/audit").text
    assert "accept" in log and "undo" in log and "ada" in log


def test_notes_are_text_wherever_they_stand(
    moderator: TestClient, leave: Callable[..., Any], article: str
) -> None:
    evil = "<script>alert(1)</script> [click](javascript:alert(2)) {{ 911 * 7 }} <img src=x onerror=alert(3)>"
    answer = leave(name="<b onmouseover=alert(4)>Eve</b>", text=evil)
    assert answer.status_code == 201
    for state in ("held", "published", "rejected"):
        for note in waiting(moderator, state):
            act(moderator, "publish", note, reason="<script>alert(5)</script>")
    for path in (article, "/moderation?state=published", "/moderation/audit", link_of(answer)):
        page = moderator.get(path)
        tree = html.fromstring(page.text)
        assert not tree.xpath("//script[not(@src)]|//img|//*[@onmouseover]|//b")
        assert not tree.xpath("//a[starts-with(@href, 'javascript')]")
        assert "6377" not in page.text
    assert "Eve" in moderator.get(article).text


ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"origin": "null"},
    {"origin": "http://evil.example"},
    {"sec-fetch-site": "cross-site"},
)


def test_forms_from_elsewhere_are_refused(moderator: TestClient, article: str) -> None:
    paths = (
        "/moderation/login",
        "/moderation/decide",
        "/moderation/undo",
        "/notes/mine/x/erase",
        f"{article}/note",
    )
    for path in paths:
        for headers in ELSEWHERE:
            assert moderator.post(path, data={"name": "a"}, headers=headers).status_code == 403, (path, headers)


def test_moderators_forms_need_the_sessions_token(moderator: TestClient) -> None:
    for path in ("decide", "undo", "logout", "export"):
        for token in ("", "wrong"):
            form = {"csrf": token, "action": "publish", "note": "x", "decision": "1"}
            assert moderator.post(f"/moderation/{path}", data=form, headers=HERE).status_code == 403, path


def test_who_is_not_logged_in_sees_the_login(noted: TestClient) -> None:
    for path in ("/moderation", "/moderation?state=claims", "/moderation/audit"):
        for headers in ({}, {"cookie": "moderator=forged"}):
            answer = noted.get(path, headers=headers)
            assert (answer.status_code, answer.headers["location"]) == (303, "/moderation/login")
    for form in ("decide", "undo", "export"):
        sent = noted.post(f"/moderation/{form}", data={"csrf": "x"}, headers=HERE)
        assert (sent.status_code, sent.headers["location"]) == (303, "/moderation/login")


def test_the_cookie_has_all_its_flags(opened: Callable[..., TestClient], folder: Path) -> None:
    Accounts.open(folder).create_admin("ada", PASSWORD)
    form = {"name": "ada", "password": PASSWORD}
    for https, name in ((False, "moderator="), (True, "__Host-moderator=")):
        answer = opened(folder, https=https).post("/moderation/login", data=form, headers=HERE)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(name)
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
        assert ("Secure" in cookie) is https
        assert ("strict-transport-security" in answer.headers) is https


def test_a_wrong_password_is_refused_and_many_are_stopped(moderator: TestClient) -> None:
    wrong = {"name": "ada", "password": "not the password"}
    statuses = [moderator.post("/moderation/login", data=wrong, headers=HERE).status_code for _ in range(7)]
    assert statuses[:4] == [401] * 4 and statuses[-1] == 429


def test_logging_out_ends_the_session(moderator: TestClient) -> None:
    cookie = dict(moderator.cookies)
    assert moderator.post("/moderation/logout", data={"csrf": csrf(moderator)}, headers=HERE).status_code == 303
    assert moderator.get("/moderation", headers={"cookie": f"moderator={cookie['moderator']}"}).status_code == 303


def test_a_site_without_notes_has_no_form(opened: Callable[..., TestClient], folder: Path, article: str) -> None:
    site = opened(folder, notes=False)
    assert "Leave a note" not in site.get(article).text
    for path in (f"{article}/note", "/notes/processing", "/moderation", "/moderation/login", "/notes/mine/x"):
        assert site.get(path).status_code == 404


def test_unknown_links_and_bad_forms_are_refused(noted: TestClient, article: str) -> None:
    assert noted.get("/notes/mine/unknown").status_code == 404
    assert noted.get(f"{article}/note?event=unknown").status_code == 404
    assert noted.get("/articles/unknown/note").status_code == 404
    as_json = noted.post(f"{article}/note", json={"name": "a"}, headers=HERE)
    assert as_json.status_code == 415
    many = noted.post(f"{article}/note", data={f"f{n}": "x" for n in range(400)}, headers=HERE)
    assert many.status_code == 400
    broken = noted.post(
        f"{article}/note",
        content=b"name=%ff",
        headers={**HERE, "content-type": "application/x-www-form-urlencoded"},
    )
    assert broken.status_code == 400


def test_a_flood_of_forms_is_stopped(opened: Callable[..., TestClient], folder: Path, article: str) -> None:
    site = opened(folder, forms=3)
    statuses = [site.post(f"{article}/note", data={"name": ""}, headers=HERE).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 429, 429]
