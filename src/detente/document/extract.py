"""Page to Document: decode, find the story, sort everything else out, date it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from detente.document import dating
from detente.document.decoding import Decoded, decode
from detente.document.extractor import Extracted, extract_main
from detente.document.headline import headline_of
from detente.document.language import language_of
from detente.document.lexicon import Lexicon, load
from detente.document.lines import lines_of, tidy
from detente.document.markup import Markup, mark_extracted, parse, visible_lines
from detente.document.sorting import STORY, Sorted, sort_lines
from detente.errors import EmptyInput, NoMainText, TooDeep, TooLarge
from detente.record import Document, Page, When
from detente.settings import Settings

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|article|table|meta|title|span|h1)\b[^<>]*>", re.I)

#: A page shows at most this many times the characters a story may have.
PAGE_TO_STORY = 3


def extract(page: Page, settings: Settings | None = None) -> Document:
    """Clean a document out of a page.

    Args:
        page: The bytes as they came.
        settings: Options; read from the environment when not given.

    Returns:
        The document; nothing of the page is lost: lines that are not the story stand in `furniture`.

    Raises:
        EmptyInput: There is nothing but white space.
        Undecodable: The bytes are no text.
        TooDeep: The HTML nests beyond the limit.
        TooLarge: The story is longer than the limit.
        NoMainText: There is no story in it.
    """
    settings = settings or Settings.load()
    lexicon = load(settings.data_dir)
    decoded = decode(page.content, page.charset, lexicon.english)
    if not decoded.text.strip():
        raise EmptyInput("The page is empty.", "Give a page with a story in it.")
    try:
        if is_html(page.media_type, decoded.text):
            return _from_html(page, decoded, lexicon, settings)
    except RecursionError:
        raise TooDeep("The HTML nests too deep to be read.", "Save the page as plain text.") from None
    return _from_text(page, decoded, lexicon, settings)


def is_html(media_type: str | None, text: str) -> bool:
    """Whether a page is HTML: by its media type, else by its content."""
    if media_type:
        return "html" in media_type or ("xml" in media_type and "<" in text[:200])
    return len(_HTML.findall(text[:5000])) >= 2 or bool(re.match(r"\s*<(?:!doctype html|html)\b", text, re.I))


def _from_text(page: Page, decoded: Decoded, lexicon: Lexicon, settings: Settings) -> Document:
    _refuse_huge(len(decoded.text), settings)
    found = sort_lines(lines_of(decoded.text), lexicon, page.title)
    latest = _latest(page)
    return _document(page, decoded, found, Extracted(), _published(page, found, None, latest), lexicon, settings)


def _from_html(page: Page, decoded: Decoded, lexicon: Lexicon, settings: Settings) -> Document:
    markup = parse(decoded.text, settings.max_depth)
    lines = visible_lines(markup)
    _refuse_huge(sum(len(line.text) for line in lines), settings)
    title = page.title or headline_of(markup, (line.text for line in lines), page.url)
    extracted = extract_main(markup, page.url)
    title = title or extracted.title
    found = sort_lines(mark_extracted(lines, extracted.text), lexicon, title and tidy(title))
    published = _published(page, found, markup, _latest(page))
    return _document(page, decoded, found, extracted, published, lexicon, settings)


def _refuse_huge(characters: int, settings: Settings) -> None:
    """Refuse before the work is done what could only be refused after it."""
    if characters > PAGE_TO_STORY * settings.max_characters:
        raise TooLarge(
            f"The page shows {characters} characters, more than {PAGE_TO_STORY} times the limit of a story "
            f"({settings.max_characters}).",
            "Split it into its articles, or raise DETENTE_MAX_CHARACTERS.",
        )


def _document(
    page: Page,
    decoded: Decoded,
    found: Sorted,
    extracted: Extracted,
    published: When | None,
    lexicon: Lexicon,
    settings: Settings,
) -> Document:
    text = "\n\n".join(found.paragraphs)
    if not any(c.isalnum() for c in text):
        raise NoMainText(
            "There is no story on this page.", "Give the page of one article, not a front page or a form."
        )
    if len(text) > settings.max_characters:
        raise TooLarge(
            f"The story has {len(text)} characters, more than {settings.max_characters}.",
            "Split it into its articles, or raise DETENTE_MAX_CHARACTERS.",
        )
    return Document(
        text=text,
        title=tidy(page.title) if page.title else found.title,
        url=page.url,
        language=language_of(text, lexicon.english),
        published=published,
        byline=found.byline or _authors(extracted.author),
        dateline=found.dateline,
        captions=found.captions,
        furniture=found.furniture,
        encoding=decoded.encoding,
        doubtful_characters=decoded.doubtful,
        site=extracted.site,
    )


def _authors(stated: str | None) -> str | None:
    """The authors a page's metadata state, if they look like names."""
    names = [name.strip() for name in (stated or "").split(";") if name.strip()]
    return stated if names and all(2 <= len(name.split()) <= 8 for name in names) else None


def _latest(page: Page) -> date:
    """No page was published after it was fetched."""
    return (page.fetched or datetime.now(UTC)).date()


def _published(page: Page, found: Sorted, markup: Markup | None, latest: date) -> When | None:
    """Given from outside, before metadata, before the dateline, before what the text and the URL say."""
    if page.published:
        return page.published
    stated = dating.from_metadata(markup, latest) if markup else None
    if stated:
        return stated
    in_url = dating.from_url(page.url, latest)
    story = [i for i, label in enumerate(found.labels) if label == STORY]
    in_text = dating.from_lines(found.lines, story, latest)
    dateline = dating.from_dateline(found.dateline, in_text or in_url, latest)
    guessed = dating.from_guess(markup, latest) if markup and not (dateline or in_text) else None
    if dateline or in_text or guessed:
        return dateline or in_text or guessed
    if in_url and in_url.grain == "day":
        return in_url
    return in_url
