"""The outside filter, against a local server that speaks its API; and nothing is lost when it does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from detente.errors import FetchFailed, SettingsError
from detente.notes import Akismet, NoteForm, Notes, Submitted, Visit, from_environment, tables, waiting
from detente.notes.akismet import BASE, Comment

from .conftest import HONEST, PILLS

Leave = Callable[..., Submitted]
KEY, SITE = "0123456789ab", "https://notes.example.org"
COMMENT = Comment("192.0.2.7", "Firefox", "Jane Doe", "Cheap pills! ü")


@dataclass
class Service:
    """A server that does what the API's documentation says, or what it says it does not."""

    address: str = ""
    calls: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    mode: str = "right"

    def names(self) -> list[str]:
        return [name for name, _, _ in self.calls]


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
            fields = {k: v[0] for k, v in parse_qs(body, keep_blank_values=True, strict_parsing=True).items()}
            name = self.path.removeprefix("/1.1/")
            made.calls.append((name, fields, {k.lower(): v for k, v in self.headers.items()}))
            answer, headers = answered(made.mode, name, fields)
            if made.mode == "slow":
                time.sleep(1.0)
            self.send_response(503 if made.mode == "broken" else 200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            if made.mode == "dripping":
                for _ in range(40):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            self.wfile.write(answer.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}/1.1/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def answered(mode: str, name: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
    if name == "verify-key":
        return ("valid" if fields["key"] == KEY and fields["blog"] == SITE else "invalid"), {}
    if fields.get("api_key") != KEY or not fields.get("user_ip") or not fields.get("blog"):
        return "invalid", {"X-akismet-debug-help": "We were unable to parse your blog URI"}
    if name in ("submit-spam", "submit-ham"):
        return "Thanks for making the web a better place.", {}
    if mode == "odd":
        return "perhaps", {}
    content = fields["comment_content"].lower()
    return ("true" if "ship" in content or "pills" in content else "false"), (
        {"X-akismet-pro-tip": "discard"} if "blatant" in content else {}
    )


@pytest.fixture
def watched(notes: Notes, service: Service) -> Notes:
    notes.akismet = Akismet(KEY, SITE, service.address, patience=20)
    return notes


def later(monkeypatch: pytest.MonkeyPatch, wait: timedelta) -> None:
    real = tables.now
    monkeypatch.setattr(waiting, "now", lambda: real() + wait)


def test_the_four_calls(service: Service) -> None:
    akismet = Akismet(KEY, SITE, service.address)
    assert akismet.verify_key() and not Akismet("wrong", SITE, service.address).verify_key()
    assert akismet.check(COMMENT).spam and not akismet.check(Comment("192.0.2.7", "", "J", "Why?")).spam
    assert akismet.check(Comment("192.0.2.7", "", "J", "blatant pills")).blatant
    akismet.submit_spam(COMMENT)
    akismet.submit_ham(COMMENT)
    name, fields, headers = service.calls[2]
    assert name == "comment-check" and service.names()[-2:] == ["submit-spam", "submit-ham"]
    assert fields == {
        "api_key": KEY, "blog": SITE, "user_ip": "192.0.2.7", "user_agent": "Firefox", "comment_type": "comment",
        "comment_author": "Jane Doe", "comment_content": "Cheap pills! ü", "blog_charset": "UTF-8",
    }  # fmt: skip
    assert headers["content-type"].startswith("application/x-www-form-urlencoded")
    assert headers["user-agent"].startswith("detente/")


@pytest.mark.parametrize("mode", ["broken", "odd", "slow", "dripping"])
def test_no_answer_is_an_error_and_soon(service: Service, mode: str) -> None:
    service.mode = mode
    begun = time.monotonic()
    with pytest.raises(FetchFailed):
        Akismet(KEY, SITE, service.address, patience=0.4).check(COMMENT)
    assert time.monotonic() - begun < 2.0


def test_an_invalid_key_is_no_answer_either(service: Service) -> None:
    with pytest.raises(FetchFailed, match="blog URI"):
        Akismet("wrong", SITE, service.address).check(COMMENT)


def test_the_key_is_not_shown_and_set_by_the_environment_only() -> None:
    assert KEY not in repr(Akismet(KEY, SITE))
    assert from_environment({}) is None
    found = from_environment({"DETENTE_AKISMET_KEY": KEY, "DETENTE_SITE": SITE})
    assert found is not None and (found.key, found.site, found.base) == (KEY, SITE, BASE)
    with pytest.raises(SettingsError) as caught:
        from_environment({"DETENTE_AKISMET_KEY": KEY})
    assert KEY not in str(caught.value)


def test_what_it_has_nothing_against_is_shown(watched: Notes, leave: Leave, service: Service) -> None:
    assert leave("Who signed it for the ministry?").state == "published"
    assert service.names() == ["comment-check"]
    assert "example.org" not in str({k: v for k, v in service.calls[0][1].items() if k != "blog"})


def test_what_it_calls_spam_is_held_and_what_is_blatant_rejected(watched: Notes, leave: Leave) -> None:
    assert leave(HONEST).state == "held"
    assert leave("Is that blatant, or has the ship left?", email="b@example.org").state == "rejected"
    assert "akismet" in {r.rule for q in watched.queue("held") for r in q.reasons}


def test_it_is_not_asked_about_what_is_rejected_anyway(watched: Notes, leave: Leave, service: Service) -> None:
    assert leave("Anything.", trap="filled").state == "rejected" and service.calls == []


@pytest.mark.parametrize("mode", ["broken", "odd", "slow", "dripping", "down"])
def test_when_it_does_not_answer_notes_wait_and_none_is_lost(
    watched: Notes, leave: Leave, service: Service, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.mode = mode
    away = "http://127.0.0.1:9/1.1/" if mode == "down" else service.address
    watched.akismet = Akismet(KEY, SITE, away, patience=0.5)
    ids = {leave(f"Question {n}: who was there?").note for n in range(2)}
    assert {q.note.id for q in watched.queue("held")} == ids and watched.counts()["waiting"] == 2
    later(monkeypatch, timedelta(minutes=5))
    assert watched.check_waiting() == 0 and watched.counts()["waiting"] == 2  # still away
    assert watched.check_waiting() == 0  # and not asked again at once
    service.mode = "right"
    watched.akismet = Akismet(KEY, SITE, service.address, patience=20)
    later(monkeypatch, timedelta(hours=3))
    assert watched.check_waiting() == 2
    assert watched.counts()["published"] == 2 and watched.counts()["waiting"] == 0


def test_a_person_need_not_wait_for_it(
    watched: Notes, leave: Leave, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.mode = "broken"
    note = str(leave("Who was there?").note)
    watched.decide([note], "reject", "admin")
    service.mode = "right"
    later(monkeypatch, timedelta(hours=3))
    assert watched.check_waiting() == 0 and watched.counts()["rejected"] == 1 and watched.counts()["waiting"] == 0


def test_it_is_told_what_it_got_wrong(
    watched: Notes, leave: Leave, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ham, spam, right = (str(leave(t).note) for t in (HONEST, "A clever question, I think.", "Who was there?"))
    watched.decide([ham, right], "publish", "admin")
    watched.decide([spam], "spam", "admin")
    later(monkeypatch, timedelta(hours=3))
    assert watched.check_waiting() == 2
    assert sorted(service.names()[3:]) == ["submit-ham", "submit-spam"]
    assert {f["comment_content"] for n, f, _ in service.calls[3:] if n == "submit-ham"} == {HONEST}


def test_undoing_before_it_was_told_tells_it_nothing(
    watched: Notes, leave: Leave, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watched.decide([str(leave(HONEST).note)], "publish", "admin")
    watched.undo(made.id, "admin")
    later(monkeypatch, timedelta(hours=3))
    assert watched.check_waiting() == 0 and service.names() == ["comment-check"]


def test_address_and_browser_are_kept_for_a_while_only(
    watched: Notes, leave: Leave, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.mode = "broken"
    leave("Who was there?", address="198.51.100.77")
    later(monkeypatch, waiting.KEPT + timedelta(hours=1))
    assert watched.check_waiting() == 0 and watched.counts()["held"] == 1
    leave("And who was not there?", address="")
    content = b"".join(p.read_bytes() for p in watched.folder.iterdir() if p.is_file())
    assert b"198.51.100.77" not in content


def test_a_changed_note_is_asked_about_again(watched: Notes, leave: Leave, service: Service) -> None:
    sent = leave("Who was there?")
    form = NoteForm(document="", name="J", text="Which ship was it?")
    assert watched.edit(str(sent.token), str(sent.note), form, Visit("192.0.2.7", "F")).state == "held"
    assert service.calls[-1][1]["comment_content"] == form.text


def test_without_an_address_a_person_decides(watched: Notes, leave: Leave, service: Service) -> None:
    assert leave("Who was there?", address="").state == "held" and service.calls == []
    assert leave(PILLS, address="").state in ("held", "rejected")
