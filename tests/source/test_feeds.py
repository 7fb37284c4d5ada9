from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.errors import AskedNotTo, BrokenRecord, FetchFailed, ForbiddenAddress
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import SourceOptions, open_source, read_all
from detente.source.canonical import canonical
from detente.source.feed_entries import Entry, entries
from detente.source.manners import Manners
from detente.source.robots import Robots, parse

_SPEC = importlib.util.spec_from_file_location("serving", Path(__file__).parents[1] / "serving.py")
assert _SPEC is not None and _SPEC.loader is not None
SERVING = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(SERVING)

SETTINGS = Settings(allow_private_addresses=True, host_delay=0, fetch_timeout=5)
FEED = SourceOptions(kind="feed")

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<item><title>Talks &amp; truce</title><link>https://n.example/1</link>
<pubDate>Tue, 14 May 2024 10:30:00 GMT</pubDate>
<content:encoded>&lt;p&gt;They met.&lt;/p&gt;</content:encoded></item>
<item><title>By guid</title><guid>https://n.example/2</guid><pubDate>some day</pubDate></item>
<item><title>No link</title><guid isPermaLink="false">tag:5</guid></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Talks &amp; truce</title>
<link rel="self" href="/self"/><link href="/1"/><published>2024-05-14T10:30:00Z</published>
<content type="html">&lt;p&gt;They met.&lt;/p&gt;</content></entry>
<entry><title>By guid</title><link href="/2"/><updated>2024-05-15T00:00:00Z</updated></entry>
<entry><title>No link</title></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"url": "/1", "title": "Talks & truce", "date_published": "2024-05-14T10:30:00Z",
             "content_html": "<p>They met.</p>"},
            {"url": "https://n.example/2", "title": "By guid"},
            5,
        ],
    }
).encode()  # fmt: skip


@pytest.fixture
def site() -> Iterator[Any]:
    with SERVING.serving() as one:
        yield one


@pytest.mark.parametrize("content", [RSS, ATOM, JSON_FEED], ids=["RSS", "Atom", "JSON Feed"])
def test_three_kinds_of_feeds_say_the_same(content: bytes) -> None:
    first, second, third = entries(content, "https://n.example/feed", "the feed", 10)
    assert isinstance(first, Entry) and first.published is not None
    assert (first.url, first.title, first.content) == ("https://n.example/1", "Talks & truce", "<p>They met.</p>")
    assert (first.published.isoformat(), first.published.origin) == ("2024-05-14", "metadata")
    assert isinstance(second, Entry) and (second.url, second.published) == ("https://n.example/2", None)
    assert isinstance(third, BrokenRecord) and "Entry 3" in third.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words, not XML",
        b"<html><body>no feed</body></html>",
        b'{"items": 5}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]><rss><item><link>&m;</link></item></rss>',
        '<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/passwd">]><rss><item><link>&l;</link></item></rss>'.encode(
            "utf-16"
        ),
    ],
)
def test_what_is_no_feed_is_told(content: bytes) -> None:
    with pytest.raises(BrokenRecord):
        list(entries(content, "https://n.example/feed", "the feed", 10))


@pytest.mark.parametrize(
    "damage",
    [
        b"\xed\xa0\x80",
        b"&#xD800;",
        b"<b & <i>",
        b"<item",
        b"</channel></rss>",
        b"\x00\x01",
        b"&nope;",
        b"<![CDATA[",
    ],
)
def test_what_breaks_one_entry_leaves_the_others(damage: bytes) -> None:
    items = [b"<item><title>%d</title><link>https://n.example/%d</link></item>" % (n, n) for n in range(6)]
    items[2] = items[2].replace(b"<link>", damage + b"<link>")
    content = b"<rss xmlns:a='b'><channel>" + b"".join(items) + b"</channel></rss>"
    found = [e.url[-1] for e in entries(content, "https://n.example/", "the feed", 100) if isinstance(e, Entry)]
    assert [n for n in found if n != "2"] == ["0", "1", "3", "4", "5"]


def test_a_feed_that_breaks_off_gives_what_can_be_made_out() -> None:
    found = list(entries(RSS[:400], "https://n.example/feed", "the feed", 10))
    assert isinstance(found[0], Entry) and found[0].url == "https://n.example/1"


DAMAGED = st.tuples(st.sampled_from([RSS, ATOM, JSON_FEED]), st.integers(0, 600), st.binary(max_size=12)).map(
    lambda t: t[0][: t[1]] + t[2] + t[0][t[1] + 3 :]
)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=400), DAMAGED))
@example(b"<rss><item><link>http://[</link></item></rss>")
@example(b"<rss><item><link>http://a.example/\xed\xa0\x80</link></item></rss>")
@example(b"<?xml version='1.0' encoding='utf-16'?><rss><item><link>http://a.example/\xed\xa0</link></item></rss>")
@example("<rss><item><link>http://a.example/\ud800</link></item></rss>".encode("utf-16", "surrogatepass"))
def test_fuzzed_feeds_give_entries_or_reasons(content: bytes) -> None:
    try:
        for one in entries(content, "https://n.example/feed", "the feed", 100):
            assert isinstance(one, BrokenRecord) or one.url.startswith("http")
    except BrokenRecord as error:
        assert error.message and error.fix


def test_a_feed_gives_the_pages_it_names_each_once(site: Any) -> None:
    one, two = site.story("/1", "The ministers met in Oslo."), site.story("/2", "They agreed on a truce.")
    url = site.feed("/feed", one, one + "?utm_source=feed#top", site.url("/none"), two, "http://10.0.0.1/x")
    found = list(read_all([url], SETTINGS, FEED))
    assert [f.url if isinstance(f, Page) else f.code for f in found] == [
        one, "fetch-failed", two, "fetch-failed",
    ]  # fmt: skip
    assert site.asked.count("/1") == 1
    strict = Settings(host_delay=0, fetch_timeout=5)
    (failed,) = read_all([url], strict, FEED)
    assert isinstance(failed, Failure) and failed.code == "forbidden-address"


def test_private_addresses_in_a_saved_feed_are_not_fetched(site: Any, tmp_path: Path) -> None:
    site.feed("/feed", site.story("/1", "The ministers met."), "file:///etc/passwd")
    (tmp_path / "saved.rss").write_bytes(site.pages["/feed"])
    found = list(read_all([str(tmp_path / "saved.rss")], Settings(host_delay=0)))
    assert [f.code for f in found if isinstance(f, Failure)] == ["forbidden-address", "broken-record"]
    assert site.asked == []


def test_the_text_of_a_feed_may_stand_for_the_page(tmp_path: Path) -> None:
    (tmp_path / "saved.rss").write_bytes(RSS)
    first, *rest = read_all([str(tmp_path / "saved.rss")], SETTINGS, SourceOptions(follow=False))
    assert isinstance(first, Page) and first.published is not None
    assert (first.content, first.url, first.title) == (b"<p>They met.</p>", "https://n.example/1", "Talks & truce")
    assert [r.code for r in rest if isinstance(r, Failure)] == ["empty-input", "broken-record"]


def test_an_index_of_sitemaps_is_a_part_each(site: Any) -> None:
    ns = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    site.pages["/sitemap.xml"] = (
        f"<sitemapindex {ns}><sitemap><loc>{site.url('/a.xml.gz')}</loc></sitemap>"
        f"<sitemap><loc>{site.url('/b.xml')}</loc></sitemap></sitemapindex>"
    ).encode()
    one, two = site.story("/1", "The ministers met in Oslo."), site.story("/2", "They agreed on a truce.")
    news = (
        "<n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        "<n:publication_date>2024-05-14</n:publication_date></n:news>"
    )
    site.pages["/a.xml.gz"] = gzip.compress(f"<urlset {ns}><url><loc>{one}</loc>{news}</url></urlset>".encode())
    site.pages["/b.xml"] = f"<urlset {ns}><url><loc>{two}</loc></url><url/></urlset>".encode()
    source = open_source(site.url("/sitemap.xml"), None, SETTINGS)
    plan = source.plan()
    assert [p.place for p in plan] == [site.url("/a.xml.gz"), site.url("/b.xml")]
    found = [f for p in plan for f in source.pages(p)]
    assert [f.url if isinstance(f, Page) else f.code for f in found] == [one, two, "broken-record"]
    page = found[0]
    assert isinstance(page, Page) and page.published is not None and page.published.isoformat() == "2024-05-14"


class Clock:
    """Time that passes only while one sleeps."""

    def __init__(self) -> None:
        self.at = 1_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def manners(clock: Clock, **given: Any) -> Manners:
    return Manners(Settings(allow_private_addresses=True, **{"host_delay": 2.0, **given}), clock.now, clock.sleep)


def test_time_is_left_between_two_requests_to_a_host(site: Any) -> None:
    clock = Clock()
    polite = manners(clock)
    for n in range(3):
        polite.page(site.story(f"/{n}", "The ministers met."))
    assert clock.slept == [2.0, 2.0, 2.0] and site.asked == ["/robots.txt", "/0", "/1", "/2"]


def test_robots_txt_is_asked_and_followed(site: Any) -> None:
    site.pages["/robots.txt"] = (
        b"User-agent: *\nDisallow: /closed\nCrawl-delay: 7\n\nUser-agent: other\nAllow: /\n"
    )
    clock = Clock()
    polite = manners(clock)
    polite.page(site.story("/open", "The ministers met."))
    with pytest.raises(AskedNotTo, match="robots"):
        polite.page(site.story("/closed/1", "The ministers met."))
    polite.page(site.url("/open"))
    assert site.asked == ["/robots.txt", "/open", "/open"] and clock.slept == [2.0, 7.0]


def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(site: Any) -> None:
    site.pages["/robots.txt"] = lambda _: (500, {}, b"")
    with pytest.raises(FetchFailed, match="cannot be had"):
        manners(Clock()).page(site.story("/1", "The ministers met."))
    assert site.asked == ["/robots.txt"]


def test_a_busy_server_is_given_the_time_it_asks_for(site: Any) -> None:
    answers = iter([(429, {"Retry-After": "40"}, b""), (503, {}, b""), (200, {}, b"<html><p>They met.</p>")])
    site.pages["/1"] = lambda _: next(answers)
    clock = Clock()
    assert manners(clock).page(site.url("/1")).content.startswith(b"<html>")
    assert clock.slept == [2.0, 40.0, 8.0]


def test_patience_has_an_end(site: Any) -> None:
    site.pages["/1"] = lambda _: (429, {"Retry-After": "4000"}, b"")
    clock = Clock()
    polite = manners(clock)
    with pytest.raises(FetchFailed, match="429"):
        polite.page(site.url("/1"))
    with pytest.raises(FetchFailed, match="4000 seconds"):
        polite.page(site.url("/2"))
    assert site.asked == ["/robots.txt", "/1"]


def test_manners_do_not_open_private_addresses(site: Any) -> None:
    with pytest.raises(ForbiddenAddress):
        Manners(Settings(host_delay=0)).page(site.story("/1", "The ministers met."))
    assert site.asked == []


@pytest.mark.parametrize(
    ("rule", "path", "allowed"),
    [
        ("/a", "/ab", False),
        ("/a", "/b", True),
        ("/*.php$", "/x/y.php", False),
        ("/*.php$", "/x/y.php?z", True),
        ("/a*/c", "/a/b/c/d", False),
        ("/*?id=", "/x?id=5", False),
        ("/caf%C3%A9", "/café", False),
        ("/a$", "/a", False),
        ("/a$", "/ab", True),
        ("*", "/", False),
    ],
)
def test_patterns_of_robots_txt(rule: str, path: str, allowed: bool) -> None:
    rules = parse(f"User-agent: *\nDisallow: {rule}".encode(), "detente")
    assert rules.allows(f"https://n.example{path}") is allowed


def test_the_longest_rule_decides_and_the_own_name_comes_first() -> None:
    text = (
        b"User-agent: *\nDisallow: /\n\nUser-agent: Detente\nUser-agent: other\nDisallow: /a\nAllow: /a/b # here\n"
    )
    rules = parse(text, "detente")
    assert [rules.allows(f"https://n.example{p}") for p in ("/", "/a/c", "/a/b/c")] == [True, False, True]
    assert parse(b"", "detente") == Robots() and parse(b"\xff\x00: \n:::", "detente") == Robots()


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=30))
def test_any_robots_txt_can_be_read(content: bytes, path: str) -> None:
    rules = parse(b"User-agent: *\nDisallow: " + content, "detente")
    assert rules.allows("https://n.example/" + path.replace("[", "").replace("]", "")) in {True, False}


@pytest.mark.parametrize(
    "url",
    [
        "http://N.example/a?b=1&c=2",
        "https://n.example:443/a/?c=2&utm_campaign=x&b=1#top",
        "https://n.example/%61?b=1&c=2&fbclid=zzz",
    ],
)
def test_one_spelling_of_an_address(url: str) -> None:
    assert canonical(url, SETTINGS) == "https://n.example/a?b=1&c=2"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_address_has_a_spelling_that_stays(url: str) -> None:
    once = canonical("https://n.example/" + url, SETTINGS)
    assert canonical(once, SETTINGS) == once
