"""The one loop: pages in, codings and failures out."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.errors import DetenteError, NotEnglish
from detente.pipeline.stages import STAGES
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
    from detente.reading import load as load_parser
    from detente.reading import name_of

    digest = hashlib.sha256(name_of(load_parser(settings.spacy_model)).encode())
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
    coding, error, _ = _walk(page, settings, None)
    if isinstance(error, Exception):
        raise error
    assert coding is not None
    return coding


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
        if isinstance(page, Failure):
            yield page
            continue
        coding, error, stage = _walk(page, settings, known)
        if error is None:
            yield coding if coding is not None else _defect(page, "no layers", "extract")
        elif isinstance(error, _Stop):
            yield Known(error.document, page)
        elif isinstance(error, DetenteError):
            yield _failure(page, error, stage, coding)
        else:
            yield _defect(page, f"{type(error).__name__}: {error}", stage)


class _Stop(Exception):
    def __init__(self, document: Document) -> None:
        self.document = document


def _walk(
    page: Page, settings: Settings, known: Callable[[Document], bool] | None
) -> tuple[Coding | None, Exception | None, str]:
    """Run the stages; give what was reached, what went wrong, and where."""
    layers: dict[str, object] = {"page": page}
    stage = STAGES[0]
    error: Exception | None = None
    try:
        for stage in STAGES:
            function = stage.load()
            given = [layers[name] for name in stage.needs]
            takes_settings = "settings" in inspect.signature(function).parameters
            layers[stage.gives] = function(*given, settings=settings) if takes_settings else function(*given)
            if stage.gives == "document":
                _admit(layers, settings, known)
    except Exception as caught:
        # Hostile pages can make any library raise anything: it becomes a failure with its stage, not a crash.
        error = caught
    reached = {k: v for k, v in layers.items() if k != "page"}
    coding = Coding(coder_of(settings)).having(**reached) if reached else None
    return coding, error, stage.name


def _admit(layers: dict[str, object], settings: Settings, known: Callable[[Document], bool] | None) -> None:
    document = layers["document"]
    assert isinstance(document, Document)
    if document.language is not None and document.language not in LANGUAGES:
        from detente.integrity import doubt_document

        layers["findings"] = doubt_document(document, settings)
        raise NotEnglish(
            f"{document.url or 'The text'} is written in {document.language!r}, not in English.",
            "Give an English text; detente refuses other languages rather than code them badly.",
        )
    if known is not None and known(document):
        raise _Stop(document)


def _failure(page: Page, error: DetenteError, stage: str, coding: Coding | None) -> Failure:
    return Failure(
        page.url,
        error.code,
        error.message,
        error.fix,
        stage,
        error.exit_code,
        coding.document if coding is not None and coding.has("document") else None,
        coding.findings if coding is not None and coding.has("findings") else (),
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
