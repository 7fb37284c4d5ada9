from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from detente.errors import NotEnglish, TooLarge
from detente.pipeline import STAGES, Known, code_page, code_together, coder_of, run
from detente.pipeline import run as _run_function
from detente.record import Coding, Document, Failure, Page
from detente.settings import Settings

STORY = (
    "Finland and Estonia talk again\n\n"
    "The foreign ministers of Finland and Estonia met in Tallinn on Tuesday.\n\n"
    "Finland urged Estonia to share its plans for a tunnel under the gulf. Estonia promised to send experts to "
    "Helsinki next month, but it rejected a Finnish call to halt the work.\n"
)
FRENCH = (
    "Le ministre français des Affaires étrangères a rencontré lundi son homologue allemand. Les deux hommes "
    "ont parlé du budget européen et de la situation en Ukraine, selon un porte-parole du ministère.\n"
)


def page(text: str = STORY, **more: Any) -> Page:
    return Page(text.encode(), media_type="text/plain", charset="utf-8", **more)


def test_the_table_says_what_the_functions_take() -> None:
    for stage in STAGES:
        names = list(inspect.signature(stage.load()).parameters)
        assert tuple(names[: len(stage.needs)]) == stage.needs, stage.name
        assert all(
            n == "settings" or p.default is not inspect.Parameter.empty
            for n, p in list(inspect.signature(stage.load()).parameters.items())[len(stage.needs) :]
        ), stage.name


def test_every_stage_needs_only_what_was_given_before() -> None:
    given = {"page"}
    for stage in STAGES:
        assert set(stage.needs) <= given, stage.name
        # A layer comes once; a later stage may only give a new version of one that it takes.
        assert stage.gives not in given or stage.gives in stage.needs
        given.add(stage.gives)


def test_a_page_gets_all_layers() -> None:
    coding = code_page(page())
    assert all(coding.has(stage.gives) for stage in STAGES)
    assert coding.document.title == "Finland and Estonia talk again"
    types = {e.code.type for e in coding.events}
    assert {"CONSULT", "REQUEST", "REJECT"} <= types
    assert {(r.a, r.b) for r in coding.relations} == {("EST", "FIN")}


def test_all_evidence_holds_and_all_ids_exist() -> None:
    coding = code_page(page())
    text, ids = coding.document.text, {a.id for a in coding.cast.actors}
    for event in coding.events:
        assert all(e.holds(text) for e in event.evidence)
        assert set(event.actors + event.recipients) <= ids
    for quote in coding.quotes:
        assert {quote.speaker, quote.addressee} <= ids | {None}


def test_the_same_page_is_coded_the_same_way_twice() -> None:
    assert code_page(page()) == code_page(page())


def test_another_language_is_refused_with_its_finding() -> None:
    with pytest.raises(NotEnglish):
        code_page(page(FRENCH))
    (failure,) = run([page(FRENCH)], Settings.load())
    assert isinstance(failure, Failure)
    assert (failure.code, failure.exit_code) == ("not-english", 4)
    assert "not-english" in [f.code for f in failure.findings]
    assert failure.document is not None


def test_one_bad_page_does_not_stop_the_run() -> None:
    settings = Settings.load()
    outcomes = list(run([page(), page(""), page(STORY.replace("Estonia", "Latvia"))], settings))
    assert [type(o) for o in outcomes] == [Coding, Failure, Coding]


def test_failures_of_a_source_are_handed_on() -> None:
    failure = Failure("x", "missing-path", "m", "f", "source", 3)
    assert list(run([failure], Settings.load())) == [failure]


def test_a_known_document_is_not_coded_again() -> None:
    asked: list[Document] = []

    def known(document: Document) -> bool:
        asked.append(document)
        return True

    (outcome,) = run([page(url="file:///a")], Settings.load(), known)
    assert isinstance(outcome, Known)
    assert outcome.document == asked[0]


def test_a_stage_that_breaks_becomes_a_failure_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, settings: Any = None) -> None:
        raise ZeroDivisionError("oops")

    def load(stage: Any) -> Callable[..., Any]:
        return broken if stage.name == "events" else original(stage)

    original = type(STAGES[0]).load
    monkeypatch.setattr(type(STAGES[0]), "load", load)
    (failure,) = _run_function([page(url="file:///a")], Settings.load())
    assert isinstance(failure, Failure)
    assert (failure.code, failure.stage, failure.exit_code) == ("defect", "events", 70)


def test_too_many_sentences_are_refused() -> None:
    with pytest.raises(TooLarge):
        code_page(page(), Settings.load({}, max_sentences=1))


def test_the_coder_is_named_by_its_data(tmp_path: Any) -> None:
    private = tmp_path / "actors.csv"
    private.write_text("name,country\nArnor,ARN\n", "utf-8")
    assert coder_of(Settings.load({})) == coder_of(Settings.load({}))
    assert coder_of(Settings.load({}, actors_file=str(private))) != coder_of(Settings.load({}))


def test_pages_coded_together_are_coded_as_one_by_one() -> None:
    settings = Settings.load({})
    pages = [page(url="a:1"), page(FRENCH), page(""), page(STORY.replace("Estonia", "Latvia"), url="a:2")]
    assert code_together(pages, settings) == list(run(pages, settings))


def test_a_text_that_comes_twice_is_known_the_second_time() -> None:
    first, second = code_together([page(url="a:1"), page(url="a:2")], Settings.load({}))
    assert isinstance(first, Coding) and isinstance(second, Known)
    assert (second.document.id, second.document.url) == (first.document.id, "a:2")


def test_what_stops_a_text_stops_it_at_its_second_address() -> None:
    settings = Settings.load({}, max_sentences=1)
    found = code_together([page(url="a:1"), page(url="a:2")], settings)
    told = [(f.url, f.code, f.stage) for f in found if isinstance(f, Failure)]
    assert told == [("a:1", "too-large", "read"), ("a:2", "too-large", "read")]


def test_one_page_that_breaks_a_stage_for_all_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import detente.reading as reading

    def broken(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(reading, "read_many", broken)
    monkeypatch.setattr(reading, "read", lambda document, settings: (_ for _ in ()).throw(KeyError("x")))
    found = code_together([page(url="a:1"), page(STORY + "More.", url="a:2")], Settings.load({}))
    assert [f.code for f in found if isinstance(f, Failure)] == ["defect", "defect"]
