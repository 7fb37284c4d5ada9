"""When a page was published, and how that is known. Never today's date, never a copyright year."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from detente.document.lines import Line
from detente.document.markup import Markup
from detente.errors import RecordError
from detente.record import When

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FORMS = (
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|-){_MONTH},?(?:\s+|-)(?P<year>(?:19|20)\d\d)\b", re.I
    ),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)[./](?P<m>\d\d)[./](?P<day>\d\d)\b"),
)
_MONTH_ONLY = re.compile(rf"\b{_MONTH},?\s+(?P<year>(?:19|20)\d\d)\b", re.I)
_SAYS_PUBLISHED = re.compile(
    r"^\W*(?:first |originally |date )?(?:published|posted|publication date|issued|released|filed|date|created)\b",
    re.I,
)
_SAYS_UPDATED = re.compile(
    r"^\W*(?:last |page last |content last )?(?:updated|modified|reviewed|revised|update)\b", re.I
)
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=\D|$)")
_URL_NAMED = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(0?[1-9]|[12]\d|3[01])(?=\D|$)", re.I
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")
_DATELINE_DAY = re.compile(
    rf"\b(?:{_MONTH}\s+(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\s+(?P<month2>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))[a-z]*)",
    re.I,
)
_META_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "article.published",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "originalpublicationdate",
    "dc.date",
    "dcterms.date",
    "date",
    "citation_publication_date",
    "citation_date",
    "cxenseparse:publishtime",
)
_ARTICLE_TYPES = re.compile(
    r"article|posting|newsarticle|report|qapage|question|webpage|episode|review|howto|recipe", re.I
)
#: No page is older than the web.
OLDEST = date(1990, 1, 1)


def dates_in(text: str) -> Iterator[date]:
    """The full dates (day, month, year) that a text names, in order of form; impossible ones left out."""
    for form in _FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else _MONTHS.index(parts["month"][:3].lower()) + 1
            try:
                yield date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                continue


def from_metadata(markup: Markup, latest: date) -> When | None:
    """The publication date in a page's own metadata: JSON-LD, meta elements, microdata."""
    for text in (*_json_ld(markup), *_metas(markup), *_microdata(markup)):
        found = _metadata_date(text, latest)
        if found:
            return found
    return None


def _metadata_date(text: str, latest: date) -> When | None:
    text = text.strip()
    day = next((d for d in dates_in(text[:60]) if OLDEST <= d <= latest), None)
    if day is not None:
        return When(day, day, "day", "metadata")
    if re.fullmatch(r"(?:19|20)\d\d(?:-\d\d)?", text):
        try:
            when = When.parse(text, "metadata")
        except RecordError:
            return None
        return when if OLDEST <= when.start <= latest else None
    return None


def _json_ld(markup: Markup) -> list[str]:
    found: list[tuple[int, str]] = []
    for script in markup.tree.iterfind(".//script[@type='application/ld+json']"):
        text = (script.text or "").strip()
        try:
            data = json.loads(text, strict=False)
        except (json.JSONDecodeError, RecursionError):
            found += [(1, m) for m in re.findall(r'"datePublished"\s*:\s*"([^"]{4,40})"', text)[:1]]
            continue
        found += _published_in(data)
    return [text for _, text in sorted(found, key=lambda pair: pair[0])]


def _published_in(data: Any) -> list[tuple[int, str]]:
    """(rank, date) of every published thing in JSON-LD; an article ranks before the page around it."""
    found = []
    todo, seen = [(data, 0)], 0
    while todo and seen < 5000:
        item, depth = todo.pop(0)
        seen += 1
        if isinstance(item, list):
            todo += [(i, depth) for i in item]
        elif isinstance(item, dict):
            kind = str(item.get("@type", ""))
            value = item.get("datePublished") or item.get("dateCreated") or item.get("uploadDate")
            if isinstance(value, str) and _ARTICLE_TYPES.search(kind):
                rank = depth + (5 if re.search("webpage", kind, re.I) else 0) + (20 if kind == "Comment" else 0)
                found.append((rank, value))
            todo += [
                (v, depth + 1)
                for k, v in item.items()
                if isinstance(v, dict | list)
                and k
                not in {"comment", "suggestedAnswer", "acceptedAnswer", "hasPart", "review", "itemListElement"}
            ]
    return found


def _metas(markup: Markup) -> list[str]:
    by_name: dict[str, str] = {}
    for meta in markup.tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = meta.get("content")
        if content:
            by_name.setdefault(name.lower(), content)
    return [by_name[name] for name in _META_NAMES if name in by_name]


def _microdata(markup: Markup) -> list[str]:
    found = []
    for element in markup.tree.xpath(
        "//*[@itemprop='datePublished' or @pubdate or contains(@class,'entry-date') and self::time]"
    ):
        found.append(element.get("datetime") or element.get("content") or element.text_content()[:60])
    return found[:3]


def from_lines(lines: Sequence[Line], story: Iterable[int], latest: date) -> When | None:
    """The date of a line that says so ("Published: 14 May 2019"), or of a lone date at the story's head.

    Args:
        lines: Lines of the page.
        story: Numbers of the story's lines.
        latest: No later date is believed.
    """
    numbers = set(story)
    first = min(numbers, default=0)
    last = max(numbers, default=len(lines))
    said: list[tuple[int, date]] = []
    for i, line in enumerate(lines):
        if i in numbers or len(line.text) > 160 or "©" in line.text or "copyright" in line.text.lower():
            continue
        days = [d for d in dates_in(line.text) if OLDEST <= d <= latest]
        if not days:
            continue
        near = first - 15 <= i <= first + 3
        if _SAYS_PUBLISHED.match(line.text) and (near or abs(i - last) <= 8):
            said.append((0, days[0]))
        elif near and _date_line(line.text):
            said.append((2 if _SAYS_UPDATED.match(line.text) else 1, days[0]))
        elif _SAYS_UPDATED.match(line.text) and (near or abs(i - last) <= 8):
            said.append((3, days[0]))
    if not said:
        return None
    day = min(said, key=lambda pair: pair[0])[1]
    return When(day, day, "day", "text")


def _date_line(text: str) -> bool:
    """Whether a line is about a date: little else is in it but names and a time."""
    rest = text
    for form in _FORMS:
        rest = form.sub("", rest)
    return len(re.findall(r"\w+", rest)) <= 12 and not re.search(r"[.!?]\s*$", rest.strip())


def from_dateline(dateline: str | None, hint: When | None, latest: date) -> When | None:
    """The date in a dateline; its year from the dateline itself or from `hint` (metadata, URL)."""
    if not dateline:
        return None
    day = next((d for d in dates_in(dateline) if OLDEST <= d <= latest), None)
    match = None if day else _DATELINE_DAY.search(dateline)
    if match and hint:
        month = _MONTHS.index((match["month"] or match["month2"])[:3].lower()) + 1
        try:
            day = date(hint.start.year, month, int(match["day"] or match["day2"]))
        except ValueError:
            return None
    return When(day, day, "day", "dateline") if day and OLDEST <= day <= latest else None


def from_url(url: str | None, latest: date) -> When | None:
    """The date in a URL such as `/2019/05/14/` or, less precise, `/2019/05/`."""
    if not url or not url.startswith("http"):
        return None
    for pattern in (_URL_DAY, _URL_NAMED):
        match = pattern.search(url)
        if match:
            month = int(match[2]) if match[2].isdigit() else _MONTHS.index(match[2].lower()) + 1
            try:
                day = date(int(match[1]), month, int(match[3]))
            except ValueError:
                continue
            if OLDEST <= day <= latest:
                return When(day, day, "day", "inferred")
    match = _URL_MONTH.search(url)
    if match:
        when = When.parse(f"{match[1]}-{match[2]}", "inferred")
        return when if OLDEST <= when.start <= latest else None
    return None


def from_guess(markup: Markup, latest: date) -> When | None:
    """What htmldate finds in attributes and dated elements when nothing plainer is there; hence `inferred`.

    Its extensive search is left off: it takes any date on the page, among them copyright years.
    """
    import copy

    from htmldate import find_date

    try:
        found = find_date(
            copy.deepcopy(markup.tree),
            original_date=True,
            extensive_search=False,
            min_date=OLDEST.isoformat(),
            max_date=latest.isoformat(),
        )
        day = datetime.strptime(found, "%Y-%m-%d").date() if found else None
    except Exception:
        # A page can trip the library in ways it does not list; a page without a date is no failure.
        return None
    return When(day, day, "day", "inferred") if day and day < latest else None
