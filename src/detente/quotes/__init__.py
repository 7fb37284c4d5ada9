"""Words attributed to somebody: direct, indirect and mixed quotes with their speakers."""

from __future__ import annotations

from detente.quotes.anonymous import is_anonymous
from detente.quotes.assemble import drafts_of, kind_of
from detente.quotes.blocks import blocks_of
from detente.quotes.lexicon import load
from detente.quotes.speakers import Speakers
from detente.reading import quoted_passages
from detente.record import Cast, Document, Quote, Reading, Reason, Span
from detente.settings import Settings

__all__ = ["find", "is_anonymous"]


def find(document: Document, reading: Reading, cast: Cast, settings: Settings | None = None) -> tuple[Quote, ...]:
    """Find who said, thought or wanted what.

    Args:
        document: The document.
        reading: Its reading.
        cast: Who is named in it.
        settings: Options.

    Returns:
        Quotes in text order. Contents of different quotes do not overlap, nor does a content overlap a cue.

    Raises:
        LexiconError: The word lists are damaged.
    """
    settings = settings or Settings.load()
    blocks = blocks_of(reading, quoted_passages(document.text, settings))
    lexicon = load(settings.data_dir)
    speakers = Speakers.of(reading, cast, lexicon.documents)
    quotes = []
    for number, draft in enumerate(drafts_of(reading, blocks, lexicon), 1):
        source = draft.source if draft.source and draft.source[0] < draft.source[1] else None
        quotes.append(
            Quote(
                f"{document.id}:q{number}",
                kind_of(draft, blocks),
                tuple(_span(reading, r) for r in draft.content),
                reading.span(draft.cue.start, draft.cue.end) if draft.cue else None,
                reading.span(*source) if source else None,
                speakers.at(draft.source_head, source),
                speakers.at(draft.listener),
                Reason(draft.rule, draft.score, _detail(reading, draft.cue.head if draft.cue else None)),
            )
        )
    return tuple(quotes)


def _span(reading: Reading, tokens: tuple[int, int]) -> Span:
    return reading.span(*tokens)


def _detail(reading: Reading, head: int | None) -> str:
    return f"by the word {reading.tokens[head].text!r}" if head is not None else "no reporting word"
