from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from detente.document import extract
from detente.document.dating import dates_in, from_dateline, from_url
from detente.record import Page, When

LATEST = date(2026, 1, 1)
STORY = "<p>The two envoys met in Vienna on Monday and agreed to talk again next month.</p>" * 3


def published(
    head: str = "", body: str = "", url: str | None = None, fetched: datetime | None = None
) -> When | None:
    page = (
        f"<html><head><title>Envoys meet</title>{head}</head><body><h1>Envoys meet</h1>{body}{STORY}</body></html>"
    )
    return extract(Page(page.encode(), url=url, media_type="text/html", fetched=fetched)).published


@pytest.mark.parametrize(
    "text",
    [
        "2019-05-14T08:00:00Z",
        "May 14, 2019",
        "14 May 2019",
        "Tuesday, 14th May, 2019",
        "Sept. 14, 2019",
        "2019/05/14",
    ],
)
def test_dates_in_many_forms(text: str) -> None:
    assert [d.day for d in dates_in(text)] == [14]


def test_impossible_dates_are_none() -> None:
    assert list(dates_in("2019-02-30, 45 May 2019")) == []


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2019-05-14T08:00:00+02:00">',
        '<meta name="pubdate" content="14 May 2019">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2019-05-14", '
        '"dateModified": "2020-01-01", "comment": [{"@type": "Comment", "dateCreated": "2019-06-01"}]}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2018-01-01"}, '
        '{"@type": ["NewsArticle"], "datePublished": "2019-05-14"}]}</script>',
    ],
)
def test_metadata_come_first(head: str) -> None:
    when = published(head, "<p>Published: 1 June 2018</p>")
    assert when == When(date(2019, 5, 14), date(2019, 5, 14), "day", "metadata")


def test_metadata_keep_their_precision() -> None:
    when = published('<meta name="dc.date.issued" content="2019-05">')
    assert when is not None and (when.grain, when.isoformat()) == ("month", "2019-05")


def test_lines_that_say_so_are_text_evidence() -> None:
    when = published(body="<p>Last updated 20 May 2019</p><p>Published: 14 May 2019</p>")
    assert when is not None and (when.isoformat(), when.origin) == ("2019-05-14", "text")


def test_a_date_in_the_address_is_inferred() -> None:
    when = published(url="https://example.org/2019/05/14/envoys-meet")
    assert when is not None and (when.isoformat(), when.origin) == ("2019-05-14", "inferred")
    assert from_url("https://example.org/2019/may/14/x", LATEST) == when
    month = from_url("https://example.org/2019/05/envoys-meet", LATEST)
    assert month is not None and month.isoformat() == "2019-05"
    assert from_url("https://example.org/12345678/", LATEST) is None


def test_copyright_years_and_the_clock_are_no_dates() -> None:
    assert published(body="<p>Copyright 2019 Example Times</p><footer>© 2015-2019 Example</footer>") is None
    now = datetime.now(UTC)
    assert published(body=f"<div class='today'>{now:%A}</div>", fetched=now) is None


def test_dates_after_the_fetch_are_not_believed() -> None:
    fetched = datetime(2019, 5, 20, tzinfo=UTC)
    assert published('<meta name="pubdate" content="2019-06-01">', fetched=fetched) is None


def test_a_dateline_takes_its_year_from_elsewhere() -> None:
    hint = When.parse("2019-05", "inferred")
    when = from_dateline("WASHINGTON, May 14 (Reuters)", hint, LATEST)
    assert when == When(date(2019, 5, 14), date(2019, 5, 14), "day", "dateline")
    assert from_dateline("WASHINGTON, May 14 (Reuters)", None, LATEST) is None
    assert from_dateline("WASHINGTON (Reuters)", hint, LATEST) is None
    dated = from_dateline("OSLO, 14 May 2019 (NTB)", None, LATEST)
    assert dated is not None and dated.isoformat() == "2019-05-14"


def test_dates_in_the_story_are_not_its_date() -> None:
    text = (
        "The two envoys met in Vienna and agreed to talk again next month about the treaty of May 14, 2009.\n\n"
        "That treaty had been signed on 3 March 2008 and came into force in 2010, after both parliaments agreed."
    )
    assert extract(Page(text.encode(), media_type="text/plain")).published is None
