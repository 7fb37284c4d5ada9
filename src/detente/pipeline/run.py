"""The one loop: pages in, codings and failures out."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.errors import DetenteError, NotEnglish
from detente.pipeline.stages import STAGES, Stage
from detente.record import Coder, Coding, Document, Failure, Page
from detente.settings import Settings

#: Languages that are coded; a document whose language is unknown (too short to tell) is coded too.
LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True)
class Known:
    """A page whose document was coded before by the same coder, so nothing was done.

    Attributes:
        document: The document.
        page: The page it came from this time.
    """

    document: Document
    page: Page


@lru_cache(maxsize=4)
def coder_of(settings: Settings) -> Coder:
    """Name the coder: detente's version, the ontology's, and a hash of parser, word lists and actor data."""
    from detente import __version__
    from detente.ontology import load
    from detente.reading import installed

    digest = hashlib.sha256(installed(settings.spacy_model).encode())
    data = [p for p in sorted(Path(settings.data_dir).rglob("*")) if p.is_file() and p.suffix != ".pyc"]
    private = [Path(settings.actors_file)] if settings.actors_file else []
    for path in data + private:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return Coder(__version__, load("plover", Path(settings.data_dir)).version, digest.hexdigest()[:12])


def code_page(page: Page, settings: Settings | None = None) -> Coding:
    """Run one page through all stages.

    Raises:
        DetenteError: Whatever the stage that failed has to say.
    """
    settings = settings or Settings.load()
    (walk,) = _walk((page,), settings, None)
    if walk.error is not None:
        raise walk.error
    return walk.coding(settings)


def run(
    pages: Iterable[Page | Failure],
    settings: Settings,
    known: Callable[[Document], bool] | None = None,
) -> Iterator[Coding | Failure | Known]:
    """Code pages one after the other; one bad page becomes a `Failure` and the run goes on.

    Args:
        pages: What a source gives.
        settings: Options.
        known: Asked after extraction; a document it knows is not coded again.
    """
    for page in pages:
        asked = (lambda found: {d.id for d in found if known(d)}) if known is not None else None
        yield from code_together((page,), settings, asked)


def code_together(
    pages: Sequence[Page | Failure],
    settings: Settings,
    known: Callable[[Sequence[Document]], Container[str]] | None = None,
) -> list[Coding | Failure | Known]:
    """Code some pages stage by stage, which is quicker than page by page and gives the same.

    A text that comes twice is coded the first time, and known the second.

    Args:
        pages: What a source gives; all of them are held in memory, with their readings.
        settings: Options.
        known: Asked once, with all documents; says which ids it knows.

    Returns:
        What became of each page, in order.
    """
    walks = iter(_walk([p for p in pages if isinstance(p, Page)], settings, known))
    return [p if isinstance(p, Failure) else _outcome(next(walks), settings) for p in pages]


class _Stop(Exception):
    """The document is known: its walk ends after extraction."""


@dataclass(slots=True)
class _Walk:
    """How far one page has come: the layers reached, the stage it is at, and what went wrong there.

    A page with the same text as an earlier one stops, and has that one as its twin.
    """

    page: Page
    layers: dict[str, Any]
    stage: str = ""
    error: Exception | None = None
    twin: _Walk | None = None

    def coding(self, settings: Settings) -> Coding:
        return Coding(coder_of(settings)).having(**{k: v for k, v in self.layers.items() if k != "page"})


def _walk(
    pages: Sequence[Page], settings: Settings, known: Callable[[Sequence[Document]], Container[str]] | None
) -> list[_Walk]:
    """Run the stages; where something goes wrong with a page, its walk ends there and the others go on."""
    walks = [_Walk(page, {"page": page}) for page in pages]
    for stage in STAGES:
        at_work = [w for w in walks if w.error is None]
        for walk, given in zip(at_work, _given(stage, at_work, settings), strict=True):
            walk.stage = stage.name
            if isinstance(given, Exception):
                walk.error = given
            else:
                walk.layers[stage.gives] = given
                if stage.gives == "document":
                    walk.error = _refused(walk.layers, settings)
        if stage.gives == "document":
            _stop_known([w for w in walks if w.error is None], known)
    return walks


def _given(stage: Stage, walks: Sequence[_Walk], settings: Settings) -> list[Any]:
    """What a stage gives for each walk: a layer, or the error it raised."""
    together = stage.load_many() if len(walks) > 1 else None
    if together is not None:
        try:
            return together(*([w.layers[name] for w in walks] for name in stage.needs), settings=settings)
        except Exception:
            # One of them broke it for all: each by itself tells which.
            pass
    function = stage.load()
    more = {"settings": settings} if "settings" in inspect.signature(function).parameters else {}
    return [_tried(function, [w.layers[name] for name in stage.needs], more) for w in walks]


def _tried(function: Callable[..., Any], given: Sequence[Any], more: Mapping[str, Any]) -> Any:
    try:
        return function(*given, **more)
    except Exception as caught:
        # Hostile pages can make any library raise anything: it becomes a failure with its stage, not a crash.
        return caught


def _refused(layers: dict[str, Any], settings: Settings) -> Exception | None:
    """The error of a document that is not to be coded."""
    document: Document = layers["document"]
    if document.language is None or document.language in LANGUAGES:
        return None
    from detente.integrity import doubt_document

    findings = _tried(doubt_document, (document, settings), {})
    if isinstance(findings, Exception):
        return findings
    layers["findings"] = findings
    return NotEnglish(
        f"{document.url or 'The text'} is written in {document.language!r}, not in English.",
        "Give an English text; detente refuses other languages rather than code them badly.",
    )


def _stop_known(walks: Sequence[_Walk], known: Callable[[Sequence[Document]], Container[str]] | None) -> None:
    documents = [w.layers["document"] for w in walks]
    there = known(documents) if known is not None and documents else ()
    first: dict[str, _Walk] = {}
    for walk, document in zip(walks, documents, strict=True):
        walk.twin = first.get(document.id)
        if document.id in there or walk.twin is not None:
            walk.error = _Stop()
        first.setdefault(document.id, walk)


def _outcome(walk: _Walk, settings: Settings) -> Coding | Failure | Known:
    error, stage, layers = walk.error, walk.stage, walk.layers
    if error is None:
        return walk.coding(settings)
    if walk.twin is not None and walk.twin.error is not None:
        # What stopped the first stops the same text at any other address.
        error, stage, layers = walk.twin.error, walk.twin.stage, {**walk.twin.layers, **layers}
    if isinstance(error, _Stop):
        return Known(layers["document"], walk.page)
    if isinstance(error, DetenteError):
        return _failure(walk.page, error, stage, layers)
    return _defect(walk.page, f"{type(error).__name__}: {error}", stage)


def _failure(page: Page, error: DetenteError, stage: str, layers: Mapping[str, Any]) -> Failure:
    return Failure(
        page.url,
        error.code,
        error.message,
        error.fix,
        stage,
        error.exit_code,
        layers.get("document"),
        layers.get("findings", ()),
    )


def _defect(page: Page, what: str, stage: str) -> Failure:
    return Failure(
        page.url,
        "defect",
        f"The stage {stage} broke on {page.url or 'this text'} ({what}).",
        "This is a defect of detente: please report it with the page.",
        stage,
        70,
    )
