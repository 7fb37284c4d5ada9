from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.errors import FeedsError, StoreError
from detente.pipeline.watch import Watch
from detente.record import Coder, Coding, When
from detente.settings import Settings
from detente.source.feed_list import WatchedFeed, read_feeds
from detente.source.manners import Manners
from detente.store import Store, upkeep, verify
from detente.store.retaining import Rule, retain
from detente.store.watching import WaitingPage, watching

_SPEC = importlib.util.spec_from_file_location("serving", Path(__file__).parents[1] / "serving.py")
assert _SPEC is not None and _SPEC.loader is not None
SERVING = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(SERVING)

SETTINGS = Settings(allow_private_addresses=True, host_delay=0, fetch_timeout=5)
ONE = "The ministers of Norway and Sweden met in Oslo on Monday and agreed on a truce."
TWO = "The president of France criticised Germany over its border controls on Tuesday."


@pytest.fixture
def site() -> Iterator[Any]:
    with SERVING.serving() as one:
        yield one


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def now(self) -> float:
        return self.at


@contextmanager
def watched(folder: Path, clock: Clock, *urls: str, **given: Any) -> Iterator[Watch]:
    store = Store.open(folder, create=True)
    feeds = [WatchedFeed(u, "a site", **given) for u in urls]
    stop = given.pop("stop", lambda: False)
    with watching(folder) as state:
        manners = Manners(SETTINGS, sleep=lambda _: None, patience=0)
        yield Watch(feeds, store, state, SETTINGS, manners, clock.now, stop)


def texts(folder: Path) -> list[str]:
    return [c.document.text for c in Store.open(folder).codings()]


def test_what_is_new_is_coded_once(site: Any, tmp_path: Path) -> None:
    one, two = site.story("/1", ONE), site.story("/2", TWO)
    site.feed("/feed", one)
    clock = Clock()
    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        first = watch.round()
        assert (first.asked, first.named, first.coded, first.due) == (1, 1, 1, clock.at + 900)
        assert watch.round().asked == 0
        site.feed("/feed", two, one + "?utm_source=x")
        clock.at += 900
        second = watch.round()
        assert (second.named, second.coded) == (1, 1)
    assert texts(tmp_path / "s") == [ONE, TWO]
    assert [site.asked.count(p) for p in ("/1", "/2", "/feed", "/robots.txt")] == [1, 1, 2, 1]
    assert verify(tmp_path / "s").sound


def test_a_feed_is_asked_whether_it_has_changed(site: Any, tmp_path: Path) -> None:
    body = site.pages
    site.feed("/real", site.story("/1", ONE))
    asked: list[dict[str, str]] = []

    def answer(header: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        asked.append(header)
        if header.get("if-none-match") == '"v1"':
            return 304, {}, b""
        return 200, {"ETag": '"v1"', "Last-Modified": "Tue, 14 May 2024 10:30:00 GMT"}, body["/real"]

    site.pages["/feed"] = answer
    clock = Clock()
    for _ in range(2):
        with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
            done = watch.round()
        clock.at += 900
    assert (done.asked, done.unchanged, done.named) == (1, 1, 0)
    assert asked[1]["if-modified-since"] == "Tue, 14 May 2024 10:30:00 GMT"


def test_a_kill_before_the_tick_codes_nothing_twice(
    site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = {"ETag": '"v1"'}
    site.feed("/real", site.story("/1", ONE), site.story("/2", TWO))
    site.pages["/feed"] = lambda h: (304, {}, b"") if "if-none-match" in h else (200, etag, site.pages["/real"])
    clock = Clock()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        monkeypatch.setattr(type(watch.state), "done", die)
        with pytest.raises(Killed):
            watch.round()
        monkeypatch.undo()
    assert texts(tmp_path / "s") == [ONE, TWO]
    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        done = watch.round()
        assert (done.asked, done.coded, done.known) == (0, 0, 2)
        assert watch.state.counts() == {"done": 2}
    assert texts(tmp_path / "s") == [ONE, TWO]


def test_a_kill_before_the_commit_loses_nothing(
    site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = {"ETag": '"v1"'}
    site.feed("/real", site.story("/1", ONE), site.story("/2", TWO))
    site.pages["/feed"] = lambda h: (304, {}, b"") if "if-none-match" in h else (200, etag, site.pages["/real"])
    clock = Clock()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        monkeypatch.setattr(Store, "add", die)
        with pytest.raises(Killed):
            watch.round()
        monkeypatch.undo()
    assert texts(tmp_path / "s") == []
    clock.at += 900
    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        done = watch.round()
    assert (done.unchanged, done.coded) == (1, 2) and texts(tmp_path / "s") == [ONE, TWO]


def test_broken_feeds_and_pages_are_rows_and_the_rest_goes_on(site: Any, tmp_path: Path) -> None:
    site.pages["/no"] = b"no feed"
    site.feed("/feed", site.url("/gone"), "file:///etc/passwd", site.story("/1", ONE), site.url("/pdf"))
    site.pages["/pdf"] = lambda _: (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7")
    clock = Clock()
    urls = (site.url("/none"), site.url("/no"), site.url("/feed"))
    with watched(tmp_path / "s", clock, *urls) as watch:
        done = watch.round()
        assert (done.asked, done.broken, done.named, done.coded) == (3, 2, 3, 1)
        assert (done.later, done.failed) == (1, 1)
        assert watch.state.feed(urls[0]).due == clock.at + 1_800
        for pause in (900, 1_800):
            clock.at += pause
            done = watch.round()
        assert (done.later, done.failed) == (0, 1)
        assert watch.state.counts() == {"done": 3}
    failures = Store.open(tmp_path / "s").failures()
    assert sorted({f.code for f in failures}) == ["binary-input", "broken-record", "fetch-failed"]
    assert {f.url for f in failures if f.code == "fetch-failed"} == {site.url("/none"), site.url("/gone")}


def test_a_busy_feed_is_asked_when_it_says(site: Any, tmp_path: Path) -> None:
    site.pages["/feed"] = lambda _: (429, {"Retry-After": "5000"}, b"")
    clock = Clock()
    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        assert watch.round().broken == 1
        assert watch.state.feed(site.url("/feed")).due == clock.at + 5_000


def test_a_feed_may_carry_the_text(site: Any, tmp_path: Path) -> None:
    site.pages["/feed"] = (
        f"<rss><item><title>A truce</title><link>{site.url('/1')}</link>"
        f"<description>{ONE}</description><pubDate>Tue, 14 May 2024 10:30:00 GMT</pubDate></item></rss>"
    ).encode()
    with watched(tmp_path / "s", Clock(), site.url("/feed"), follow=False) as watch:
        assert watch.round().coded == 1
    (coding,) = Store.open(tmp_path / "s").codings()
    assert coding.document.published is not None and coding.document.published.isoformat() == "2024-05-14"
    assert coding.document.title == "A truce" and "/1" not in site.asked


def test_two_watchers_of_one_store_are_one_too_many(tmp_path: Path) -> None:
    with watched(tmp_path / "s", Clock()), pytest.raises(StoreError, match="Another"), watching(tmp_path / "s"):
        pass


def test_it_stops_after_the_page_at_hand(site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.feed("/feed", site.story("/1", ONE), site.story("/2", TWO))
    with watched(tmp_path / "s", Clock(), url) as watch:
        watch.stopping = lambda: "/1" in site.asked
        assert [r.coded for r in watch.rounds(lambda _: None)] == [1]
        assert watch.state.counts() == {"done": 1, "waiting": 1}
    assert texts(tmp_path / "s") == [ONE]


def test_a_list_of_feeds(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(
        'every = "1h"\n[[feed]]\nurl = "https://a.example/rss"\nsite = "A"\n'
        '[[feed]]\nurl = "https://b.example/rss"\nevery = 90\nfollow = false\n'
    )
    assert read_feeds(path) == (
        WatchedFeed("https://a.example/rss", "A", 3_600.0, True),
        WatchedFeed("https://b.example/rss", "https://b.example/rss", 90.0, False),
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "[[feed]", "feed = 5", "[[feed]]\nsite = 'A'", "[[feed]]\nurl = 'ftp://a.example'",
        "[[feed]]\nurl = 'https://a.example'\nevery = '5s'", "[[feed]]\nurl = 'https://a.example'\nevery = true",
        "[[feed]]\nurl = 'https://a.example'\ncolour = 'red'", "colour = 1\n[[feed]]\nurl = 'https://a.example'",
        "[[feed]]\nurl = 'https://a.example'\n[[feed]]\nurl = 'https://a.example'",
        "[[feed]]\nurl = 'https://a.example'\nfollow = 'yes'",
    ],
)  # fmt: skip
def test_a_wrong_list_of_feeds_is_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(FeedsError, match=r"feeds\.toml"):
        read_feeds(path)


def test_the_command_runs_as_a_service_and_ends_cleanly(site: Any, tmp_path: Path) -> None:
    site.feed("/feed", site.story("/1", ONE))
    (tmp_path / "feeds.toml").write_text(f'[[feed]]\nurl = "{site.url("/feed")}"\n')
    command = [
        sys.executable,
        "-m",
        "detente",
        "watch",
        str(tmp_path / "feeds.toml"),
        "--store",
        str(tmp_path / "s"),
    ]
    environment = {**os.environ, "DETENTE_ALLOW_PRIVATE": "1", "DETENTE_HOST_DELAY": "0"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None and run.stderr is not None
        line = run.stdout.readline()
        assert "round 1: 1 feed asked, 1 new page, 1 coded; next " in line, run.stderr.read()
        run.send_signal(signal.SIGTERM)  # the next round is a quarter of an hour away
        assert run.wait(timeout=120) == 0
    once = subprocess.run([*command, "--once"], env=environment, capture_output=True, text=True, timeout=300)
    assert once.returncode == 0 and "round 1: 0 feeds asked, 0 new pages, 0 coded" in once.stdout
    assert texts(tmp_path / "s") == [ONE]


def test_a_restored_store_is_watched_on_from_where_its_backup_stood(site: Any, tmp_path: Path) -> None:
    one, two, three = site.story("/1", ONE), site.story("/2", TWO), site.story("/3", f"{ONE} {TWO}")
    site.feed("/feed", one)
    clock = Clock()
    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        watch.round()
        # One that is named, and that the backup does not know to be coded.
        watch.state.answered(watch.state.feed(site.url("/feed")), [WaitingPage("k", two, site.url("/feed"))])
        upkeep.backup(watch.store, tmp_path / "copy")
        watch.round()
    upkeep.restore(tmp_path / "copy", tmp_path / "again")
    site.feed("/feed", three, one)
    clock.at += 900
    with watched(tmp_path / "again", clock, site.url("/feed")) as watch:
        done = watch.round()
        assert (done.named, done.coded, done.known) == (1, 2, 0)
    assert sorted(texts(tmp_path / "again")) == sorted([ONE, TWO, f"{ONE} {TWO}"])
    assert site.asked.count("/1") == 1
    assert verify(tmp_path / "again").sound


def test_what_was_removed_does_not_come_back_with_the_next_round(site: Any, tmp_path: Path) -> None:
    site.feed("/feed", site.story("/1", ONE), site.story("/2", TWO))
    clock = Clock()
    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        assert watch.round().coded == 2
        store = watch.store
        gone = next(c.document for c in store.codings() if c.document.text == ONE)
    store.add(
        [Coding(Coder("9", "9", "9")).having(document=replace(gone, published=When.parse("2001", "metadata")))]
    )
    assert retain(store, Rule(before=date(2002, 1, 1))).documents == 1
    # Even where nobody remembers that its address was fetched.
    (tmp_path / "s" / "watch.sqlite").unlink()
    clock.at += 900
    with watched(tmp_path / "s", clock, site.url("/feed")) as watch:
        done = watch.round()
        assert (done.named, done.coded, done.known) == (2, 0, 2)
    assert texts(tmp_path / "s") == [TWO] and verify(tmp_path / "s").sound
