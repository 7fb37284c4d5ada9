from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.integrity import doubt
from detente.record import Actor, Cast, Document, Finding, Reading, When

Doubts = Callable[..., list[Finding]]


def doubts(text: str, on: str | None = "2019-05-15", actors: tuple[Actor, ...] = ()) -> list[Finding]:
    document = Document(text, language="en", published=When.parse(on, "given") if on else None)
    reading = Reading(document.id, text, (), (), ())
    found = [f for f in doubt(document, reading, Cast(actors, ())) if f.code == "wrong-office"]
    assert all(e.holds(text) for f in found for e in f.evidence)
    return found


@pytest.mark.parametrize("on", ["2019-05-15", "2019-05", "2019", None])
def test_an_office_that_the_country_does_not_have(on: str | None) -> None:
    (found,) = doubts("On Tuesday US Prime Minister Mike Pompeo flew to Sochi.", on)
    assert found.severity == "caution"
    assert [e.text for e in found.evidence] == ["US Prime Minister Mike Pompeo"]
    for words in ("Mike Pompeo", "US Prime Minister", "no such office", "Secretary of State", "2018-04-26"):
        assert words in found.message


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("The German President Vladimir Putin arrived.", "2019-05-15"),
        ("Russian President Barack Obama arrived.", "2013-05-15"),
        ("Russian President Barack Obama arrived.", None),
        ("Japanese Prime Minister Sergey Lavrov arrived.", "2019-05-15"),
        ("President Mike Pompeo arrived.", "2019-05-15"),
        ("They met Russia's prime minister Sergey Lavrov.", "2019-05-15"),
        ("The Prime Minister of Russia Sergey Lavrov arrived.", "2019-05-15"),
        ("Turkish Secretary of State John Kerry arrived.", "2014-05-15"),
    ],
)
def test_an_office_or_country_that_is_not_the_persons(text: str, on: str | None) -> None:
    assert len(doubts(text, on)) == 1


def test_an_office_not_yet_taken_puts_the_date_in_doubt() -> None:
    (found,) = doubts("US President Donald Trump spoke in Warsaw.", "2012-06-17")
    assert "2017-01-20" in found.message and "2012-06-17" in found.message


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("US Secretary of State Mike Pompeo met Russian President Vladimir Putin.", "2019-05-15"),
        ("Russian Prime Minister Vladimir Putin spoke.", "2010-05-15"),
        # Held before: a courtesy, or a look back.
        ("US President Barack Obama had warned of it.", "2019-05-15"),
        ("In 2009 Russian Prime Minister Vladimir Putin spoke.", "2019-05-15"),
        # Past, future, partial, denied, wished for.
        ("Former US Prime Minister Mike Pompeo spoke.", "2019-05-15"),
        ("The former and much feared US Prime Minister Mike Pompeo spoke.", "2019-05-15"),
        ("Would-be US President Mike Pompeo spoke.", "2019-05-15"),
        ("Then-President Mike Pompeo spoke.", "2019-05-15"),
        ("Acting President Mike Pompeo spoke.", "2019-05-15"),
        ("Vice President Mike Pompeo spoke.", "2019-05-15"),
        ("They feared a President Hillary Clinton.", "2016-05-15"),
        ("If elected, the next President Hillary Clinton will speak.", "2016-05-15"),
        # Elected, not yet in office.
        ("US President Donald Trump will speak.", "2016-12-20"),
        # Of something else than a country.
        ("World Bank President Mike Pompeo spoke.", "2019-05-15"),
        ("The pro-Russian President Barack Obama, they mocked.", "2013-05-15"),
        ("They left Russia. President Barack Obama stayed.", "2013-05-15"),
        ("War over Russia\n\nPresident Barack Obama stayed.", "2013-05-15"),
        ("Turkish Cypriot President Sergey Lavrov spoke.", "2019-05-15"),
        # Loose words, and persons nobody knows.
        ("Russian leader Sergey Lavrov and top US diplomat Mike Pompeo met.", "2019-05-15"),
        ("US Prime Minister Cuthbert Wrigglesworth spoke.", "2019-05-15"),
        ("German Prime Minister Angela Merkel spoke.", "2019-05-15"),
        # A surname alone, without a cast that says who bears it.
        ("US Prime Minister Pompeo spoke.", "2019-05-15"),
    ],
)
def test_what_is_right_or_not_known_passes(text: str, on: str) -> None:
    assert doubts(text, on) == []


def test_a_surname_is_the_one_of_the_cast() -> None:
    pompeo = Actor("person:Q473239", "Mike Pompeo", "person", "USA", "GOV")
    (found,) = doubts("US Prime Minister Pompeo's plane landed.", actors=(pompeo,))
    assert found.evidence[0].text == "US Prime Minister Pompeo"
    hillary = Actor("person:Q6294", "Hillary Clinton", "person", "USA", "GOV")
    assert doubts("President Clinton spoke.", "2012-05-15", (hillary,)) == []  # Bill may be meant


def test_every_place_is_evidence_of_one_finding() -> None:
    text = "US Prime Minister Mike Pompeo landed.\n\nLater US Prime Minister Mike Pompeo left."
    (found,) = doubts(text)
    assert len(found.evidence) == 2
