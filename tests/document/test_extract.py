from __future__ import annotations

import importlib.util
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.document import extract
from detente.errors import DetenteError, EmptyInput, InputError, NoMainText, TooDeep, TooLarge
from detente.record import Document, Page, When
from detente.settings import Settings

_SPEC = importlib.util.spec_from_file_location("document_pages", Path(__file__).with_name("pages.py"))
assert _SPEC and _SPEC.loader
pages = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pages)

SENTENCE = "The two envoys met in Vienna on Monday and agreed to talk again next month."


def plain(text: str, **given_: object) -> Document:
    return extract(Page(text.encode(), media_type="text/plain", **given_))  # type: ignore[arg-type]


def html(text: str, **given_: object) -> Document:
    return extract(Page(text.encode(), media_type="text/html", **given_))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def both() -> tuple[Document, Document]:
    return plain(pages.PLAIN), html(pages.HTML)


def test_html_and_its_dump_give_the_same_text(both: tuple[Document, Document]) -> None:
    dump, page = both
    assert dump.text == page.text == "\n\n".join(pages.PARAGRAPHS)
    assert dump.id == page.id


def test_html_and_its_dump_give_the_same_surroundings(both: tuple[Document, Document]) -> None:
    for document in both:
        assert document.title == pages.HEADLINE
        assert document.byline == "By Mary Roe"
        assert document.dateline == "TROMSØ, Norway (Reuters)"
        assert [(c.text, c.credit) for c in document.captions] == [(pages.CAPTION, pages.CREDIT)]
        assert document.published == When(date(2019, 5, 14), date(2019, 5, 14), "day", "text")
        assert document.language == "en"


def test_every_line_is_somewhere(both: tuple[Document, Document]) -> None:
    dump, _ = both
    left = {f.text for f in dump.furniture}
    for row in pages.PLAIN.splitlines():
        row = row.removeprefix("* ")
        inside = row.removeprefix("TROMSØ, Norway (Reuters) — ") in dump.text
        assert inside or row in left or row == dump.title, row


def test_furniture_is_named(both: tuple[Document, Document]) -> None:
    kinds = {f.text: f.kind for f in both[0].furniture}
    assert kinds["Post Comment"] == "comment_form"
    assert kinds["This site uses Akismet to reduce spam."] == "comment_form"
    assert kinds["Home"] == "menu"
    assert kinds["Facebook"] == "share"
    assert kinds["Advertisement"] == "advert"
    assert kinds["Privacy policy"] == "privacy"
    assert kinds["© 2019 Example Times. All rights reserved."] == "legal"
    assert kinds["Denmark orders two new patrol ships for Greenland"] == "related"
    assert kinds["By Mary Roe"] == "byline"
    assert kinds[f"{pages.CAPTION} ({pages.CREDIT})"] == "caption"


def test_a_headline_printed_again_is_taken_out_once_known() -> None:
    head = "Envoys agree to talk again in Vienna"
    document = plain(f"{head}\n\n{head.upper()} | Example Times\n\n{SENTENCE}\n\nNobody gave a date.")
    assert document.title == head
    assert document.text == f"{SENTENCE}\n\nNobody gave a date."
    assert [(f.text, f.kind) for f in document.furniture] == [
        (f"{head.upper()} | Example Times", "repeated_headline")
    ]


def test_a_caption_over_the_headline_is_no_headline() -> None:
    caption = "The two envoys meet in Vienna and agree to talk again next month (Jane Doe, AP Photo)"
    document = plain(f"{caption}\n\nEnvoys agree to talk again\n\n{SENTENCE}\n\nNobody gave a date.")
    assert document.title == "Envoys agree to talk again"
    assert len(document.captions) == 1


def test_a_story_without_headline_keeps_its_first_sentence() -> None:
    document = plain(f"{SENTENCE}\n\nNobody gave a date, and nobody wanted to be quoted by name.")
    assert document.title is None
    assert document.text.startswith(SENTENCE)


@pytest.mark.parametrize("text", ["The envoys met.", "Russia and China sign a pact", SENTENCE])
def test_the_shortest_texts_are_kept(text: str) -> None:
    assert plain(text).text == text


def test_title_and_date_given_from_outside_win() -> None:
    when = When.parse("2015-03", "given")
    document = html(pages.HTML, title="Another headline", published=when)
    assert document.title == "Another headline"
    assert document.published is when


def test_short_lines_between_paragraphs_stay() -> None:
    rows = [SENTENCE, "“Never.”", SENTENCE.replace("Vienna", "Geneva"), "Yes, he said.", "A long road", SENTENCE]
    rows[-1] = rows[-1].replace("Vienna", "Lausanne")
    assert plain("\n\n".join(rows)).text.split("\n\n") == rows


def test_hard_wrapped_text_becomes_paragraphs() -> None:
    first = (
        "The two envoys met in Vienna on Monday and agreed to talk again next\n"
        "month, although neither of them would say in which city, or whether\n"
        "the ministers would come along this time."
    )
    second = "Nobody gave a date, and the host country said that it had not been\nasked."
    document = plain(f"{first}\n\n{second}\n")
    assert document.text.split("\n\n") == [first.replace("\n", " "), second.replace("\n", " ")]


def test_quotation_marks_and_dashes_stay_as_they_are() -> None:
    text = "“We’ll see,” she said — ‘perhaps’ – and \"no\" 'yes' -- that was all they heard from her that day."
    assert plain(text).text == text


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("WASHINGTON, May 14 (Reuters) - ", "WASHINGTON, May 14 (Reuters)"),
        ("MOSCOW — ", "MOSCOW"),
        ("KYIV, Ukraine (AP) — ", "KYIV, Ukraine (AP)"),
        ("Beijing, 3 March (Xinhua) -- ", "Beijing, 3 March (Xinhua)"),
        ("(CNN) ", "(CNN)"),
        ("OSLO, June 1, 2020 (Nordwire) - ", "OSLO, June 1, 2020 (Nordwire)"),
        (
            "GENEVA, Switzerland, 14 May 2019 /Lakeside Wire/ -- ",
            "GENEVA, Switzerland, 14 May 2019 /Lakeside Wire/",
        ),
    ],
)
def test_datelines_are_cut_off(opening: str, dateline: str) -> None:
    document = plain(opening + SENTENCE)
    assert (document.dateline, document.text) == (dateline, SENTENCE)


@pytest.mark.parametrize("opening", ["BREAKING — ", "He left — ", "NATO — the alliance — ", "Putin – "])
def test_what_only_looks_like_a_dateline_stays(opening: str) -> None:
    document = plain(opening + SENTENCE)
    assert (document.dateline, document.text) == (None, opening + SENTENCE)


def test_a_sentence_that_ends_with_an_agency_is_no_caption() -> None:
    text = f"{SENTENCE}\n\nThe meeting had been announced the day before (Reuters).\n\n{SENTENCE[:-1]} or later."
    assert "announced the day before" in plain(text).text


def test_pages_without_a_story_are_refused() -> None:
    with pytest.raises(NoMainText):
        html("<html><head><title>Sign in</title></head><body><form><label>Password</label></form></body></html>")
    with pytest.raises(NoMainText):
        html("<html><body></body></html>")
    with pytest.raises(EmptyInput):
        plain(" \n\t ")


@pytest.mark.parametrize("element", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<x-y>"])
def test_deep_nesting_is_refused_at_once(element: str) -> None:
    started = time.perf_counter()
    with pytest.raises(TooDeep):
        html("<html><body>" + element * 100_000 + SENTENCE)
    assert time.perf_counter() - started < 5


def test_deep_but_allowed_nesting_loses_nothing() -> None:
    other = SENTENCE.replace("Vienna", "Geneva")
    document = html(f"<html><body>{'<div>' * 350}<p>{SENTENCE}</p>{'</div>' * 350}<p>{other}</p></body></html>")
    assert document.text == f"{SENTENCE}\n\n{other}"


def test_unclosed_paragraphs_do_not_nest() -> None:
    rows = [SENTENCE.replace("Vienna", city) for city in ("Vienna", "Geneva", "Oslo")] * 3
    assert html("<html><body>" + "<p>" * 1000 + "<p>".join(rows)).text.startswith(SENTENCE)


def test_stories_beyond_the_limit_are_refused() -> None:
    small = Settings(max_characters=1000)
    with pytest.raises(TooLarge):
        extract(Page((SENTENCE + "\n\n").encode() * 20, media_type="text/plain"), small)
    with pytest.raises(TooLarge):
        extract(Page(f"<p>{SENTENCE}</p>".encode() * 1000, media_type="text/html"), small)


def test_binary_is_refused() -> None:
    with pytest.raises(InputError):
        extract(Page(bytes(range(256)) * 40))


def test_content_decides_where_no_media_type_is_given() -> None:
    assert extract(Page(pages.HTML.encode())).text == extract(Page(pages.PLAIN.encode())).text


def test_another_language_is_told_and_not_refused() -> None:
    text = "Die beiden Gesandten trafen sich am Montag in Wien und wollen im nächsten Monat weiter verhandeln."
    assert plain(text).language == "de"


def test_nothing_is_dated_by_the_clock() -> None:
    assert plain(SENTENCE).published is None
    now = datetime.now(UTC)
    page = f"<h1>Envoys agree to talk again</h1><p>{SENTENCE}</p><p>© {now.year} Example</p>"
    assert html(f"<html><body>{page}</body></html>", fetched=now).published is None


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_give_a_document_or_a_stated_refusal(content: bytes) -> None:
    try:
        document = extract(Page(content))
    except DetenteError as error:
        assert error.message and error.fix
    else:
        assert document.text.strip() == document.text
        assert "\x00" not in document.text and "\r" not in document.text


@given(st.lists(st.sampled_from(pages.PLAIN.splitlines()), min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_lines_in_any_order_are_each_somewhere(rows: list[str]) -> None:
    try:
        document = plain("\n\n".join(rows))
    except NoMainText:
        return
    held = document.text + "\n".join(f.text for f in document.furniture) + (document.title or "")
    for row in rows:
        assert row.removeprefix("* ").removeprefix("TROMSØ, Norway (Reuters) — ") in held
