from __future__ import annotations

from collections.abc import Callable

from detente.record import Cast, Document, Quote

Whole = Callable[[str], tuple[Document, Cast, tuple[Quote, ...]]]


def names(cast: Cast, quotes: tuple[Quote, ...]) -> list[tuple[str | None, str | None]]:
    def name(actor: str | None) -> str | None:
        return cast[actor].name if actor else None

    return [(name(q.speaker), name(q.addressee)) for q in quotes]


def test_pronouns_lead_to_the_person(whole: Whole) -> None:
    _, cast, quotes = whole("Angela Merkel spoke in Berlin. She said that the talks had failed.")
    assert names(cast, quotes) == [("Angela Merkel", None)]


def test_a_relative_pronoun_leads_to_its_noun(whole: Whole) -> None:
    _, cast, quotes = whole("Angela Merkel, who said that the talks had failed, left Berlin.")
    assert ("Angela Merkel", None) in names(cast, quotes)


def test_the_listener_is_the_addressee(whole: Whole) -> None:
    _, cast, quotes = whole("Angela Merkel told Emmanuel Macron that the talks had failed.")
    assert names(cast, quotes) == [("Angela Merkel", "Emmanuel Macron")]


def test_an_anonymous_source_is_kept(whole: Whole) -> None:
    document, _, quotes = whole("A senior official, who asked not to be named, said that the talks had failed.")
    said = [q for q in quotes if q.cue is not None and q.cue.words(document.text) == "said"]
    assert said[0].speaker is None
    assert said[0].source is not None
    assert said[0].source.words(document.text).startswith("A senior official")


def test_attitudes_are_told_apart_from_words(whole: Whole) -> None:
    _, _, quotes = whole("Angela Merkel wants to end the talks. She announced that they were over.")
    assert [q.reason.rule for q in quotes] == ["attitude verb", "reporting verb"]
    assert quotes[0].reason.score < 0.5 < quotes[1].reason.score


def test_a_spokesman_speaks_for_himself(whole: Whole) -> None:
    _, cast, quotes = whole("Angela Merkel's spokesman, Steffen Seibert, said that the talks had failed.")
    assert names(cast, quotes) == [("Steffen Seibert", None)]


def test_an_unnamed_aide_is_not_his_master(whole: Whole) -> None:
    _, cast, quotes = whole("An aide to Angela Merkel said that the talks had failed.")
    assert names(cast, quotes) == [(None, None)]
