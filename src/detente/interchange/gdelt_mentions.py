"""GDELT 2.0 mentions: which article told an event, one line a mention; the event itself stands in another file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from detente.errors import InputError, UnreadableLine
from detente.interchange.cells import day, whole, words
from detente.interchange.doors import Importer
from detente.interchange.source import Source
from detente.interchange.table import Cells, Trouble, split_tabs
from detente.record import Entry

#: The published columns. Files have no header; the last column is missing in some.
COLUMNS = (
    *(
        "GLOBALEVENTID",
        "EventTimeDate",
        "MentionTimeDate",
        "MentionType",
        "MentionSourceName",
        "MentionIdentifier",
    ),
    *("SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"),
    *("MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras"),
)
CODER = "GDELT mentions"
_WIDTHS = (len(COLUMNS) - 1, len(COLUMNS))


def fits(head: str) -> bool:
    """Whether a first line is one of such a file."""
    cells = head.split("\t")
    return len(cells) in _WIDTHS and cells[0].isdigit() and all(len(c) == 14 and c.isdigit() for c in cells[1:3])


def read(source: Source) -> Iterator[Entry | Trouble]:
    """A mention as an entry without a code: its event's id, the day, and the article.

    Raises:
        InputError: The first line has another number of columns.
    """
    lines = source.lines()
    first = next(lines)
    width = first.text.count("\t") + 1
    if not first.trouble and width not in _WIDTHS:
        raise InputError(
            f"The first line has {width} columns; a GDELT 2.0 mentions file has {len(COLUMNS)} and no header.",
            "Give a .mentions.CSV file of GDELT 2.0, or say `--from` what it is.",
        )
    for row in split_tabs(chain([first], lines), len(COLUMNS) if first.trouble else width):
        try:
            yield _entry(row, source) if isinstance(row, Cells) else row
        except UnreadableLine as error:
            yield Trouble(row.line, error.message, error.fix)


def _entry(row: Cells, source: Source) -> Entry:
    cells = row.cells
    stamp = cells[1].strip()
    when = day(stamp[:8] if len(stamp) == 14 else stamp, "EventTimeDate")
    whole(cells[0], "GLOBALEVENTID")
    sentence = words(cells[6])
    return Entry(
        coder=source.coder or CODER,
        origin=source.origin,
        line=row.line,
        source_id=words(cells[0]),
        start=when,
        end=when,
        story=words(cells[5]),
        mentions=1,
        # A report may mention an event in several sentences: each is a mention.
        text=f"sentence {sentence}" if sentence else None,
    )


IMPORTER = Importer("gdelt-mentions", "GDELT 2.0 mentions (16 columns, no header)", fits, read)
