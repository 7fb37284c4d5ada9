from __future__ import annotations

import time
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
        ("President Carter spoke.", "2005-05-15"),
        ("Under French President Jacques Chirac this was different.", "2009-05-15"),
        ("In 2004 it began. French President Jacques Chirac said so.", "2009-05-15"),
        (
            "He is a former president. French President Jacques Chirac spoke to a former President Chirac.",
            "2009-05-15",
        ),
        ("French President Jacques Chirac's time is over.", "2009-05-15"),
        ("Years ago French President Jacques Chirac said so.", "2009-05-15"),
        # A week after the handing over.
        ("French President Jacques Chirac packed his books.", "2007-05-24"),
        # So long ago that the text looks back, whether it says so or not.
        ("British Prime Minister John Major signed it.", "2012-05-15"),
        ("In 2009 Russian Prime Minister Vladimir Putin spoke.", "2019-05-15"),
        # Past, future, partial, denied, wished for.
        ("Former US Prime Minister Mike Pompeo spoke.", "2019-05-15"),
        ("The former and much feared US Prime Minister Mike Pompeo spoke.", "2019-05-15"),
        ("Would-be US President Mike Pompeo spoke.", "2019-05-15"),
        ("Then-President Mike Pompeo spoke.", "2019-05-15"),
        ("Acting President Mike Pompeo spoke.", "2019-05-15"),
        ("Deputy Prime Minister Mike Pompeo spoke.", "2019-05-15"),
        ("They feared a President Hillary Clinton.", "2016-05-15"),
        ("If elected, the next President Hillary Clinton will speak.", "2016-05-15"),
        # Elected, not yet in office.
        ("US President Donald Trump will speak.", "2016-12-20"),
        # Of something else than a country.
        ("Company President Mike Pompeo spoke.", "2019-05-15"),
        ("Jim Yong Kim, the American president of the World Bank, spoke.", "2013-10-09"),
        ("The pro-Russian President Barack Obama, they mocked.", "2013-05-15"),
        ("They left Russia. President Barack Obama stayed.", "2013-05-15"),
        ("War over Russia\n\nPresident Barack Obama stayed.", "2013-05-15"),
        ("Turkish Cypriot President Sergey Lavrov spoke.", "2019-05-15"),
        # Loose words, and persons nobody knows.
        ("Russian leader Sergey Lavrov and top US diplomat Mike Pompeo met.", "2019-05-15"),
        ("US Prime Minister Cuthbert Wrigglesworth spoke.", "2019-05-15"),
        ("Mike Pompeo, the US prime minister Cuthbert Wrigglesworth and others met.", "2019-05-15"),
        # Other offices of that name.
        ("British Chancellor Gordon Brown spoke.", "2005-03-16"),
        ("George Osborne, Britain's chancellor, spoke.", "2012-03-21"),
        ("Spanish President Pedro Sanchez spoke.", "2018-11-01"),
        # A surname alone, without a cast that says who bears it.
        ("US Prime Minister Pompeo spoke.", "2019-05-15"),
    ],
)
def test_what_is_right_or_not_known_passes(text: str, on: str) -> None:
    assert doubts(text, on) == []


@pytest.mark.parametrize(
    ("text", "on", "told"),
    [
        (
            "Emmanuel Macron, the chancellor of Germany, spoke.",
            "2019-05-15",
            "Angela Merkel held it (since 2005-11-22)",
        ),
        ("Vaclav Havel, the Hungarian president, spoke.", "1999-05-15", "held that office of another country"),
        ("The Czech prime minister, Mateusz Morawiecki, spoke.", "2022-03-15", "of another country"),
        ("The Chinese leader Shinzo Abe spoke.", "2014-05-15", "no office of that country"),
        ("Pervez Musharraf, India's military ruler, spoke.", "2001-11-10", "no office of that country"),
        ("German Prime Minister Angela Merkel spoke.", "2019-05-15", "no such office"),
        ("French President Jacques Chirac spoke.", "2009-05-15", "left on 2007-05-16"),
        ("President Dmitry Medvedev spoke.", "2015-05-15", "left on 2012-05-07"),
        ("US President Dick Cheney spoke.", "2003-09-14", "George W. Bush"),
        ("Cuban President Fidel Castro spoke.", "2015-04-11", "Ra"),
        ("NATO Secretary General Javier Solana spoke.", "2002-11-21", "Robertson"),
        ("World Bank President Mike Pompeo spoke.", "2019-05-15", "not known to have held"),
        ("Josep Borrell, the president of the European Council, spoke.", "2022-04-08", "Michel"),
        ("Russian Defence Minister Sergei Lavrov spoke.", "2014-04-17", "Sho"),
    ],
)
def test_what_the_registry_holds_is_said(text: str, on: str, told: str) -> None:
    (found,) = doubts(text, on)
    assert told in found.message


@pytest.mark.parametrize(
    "text",
    [
        "They invited Angela Merkel, the French president and others.",
        "They invited the French president, Angela Merkel and others.",
        "They invited Xi Jinping, Angela Merkel, the French president, and others.",
        "Angela Merkel, the French president's guest, spoke.",
        "Emmanuel Macron, the president of a club in Germany, spoke.",
        "The Soviet leader Emmanuel Macron never was.",
        "Angela Merkel, the former French president, spoke.",
        "Angela Merkel, France's would-be president, spoke.",
    ],
)
def test_lists_and_half_matches_pass(text: str) -> None:
    assert doubts(text) == []


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("On Friday Mr. Angela Merkel gave way.", ["Mr. Angela Merkel"]),
        (
            "Mrs. Vladimir Putin spoke, and Ms Vladimir Putin's guest.",
            ["Mrs. Vladimir Putin", "Ms Vladimir Putin"],
        ),
        ("Mr. Vladimir Putin and Mrs. Angela Merkel spoke.", []),
        # Nobody the registry knows, and a name that tells nothing.
        ("Mr. Angela Wrigglesworth spoke. Mrs. Ban Ki-moon spoke.", []),
    ],
)
def test_forms_of_address_of_the_other_sex(text: str, words: list[str]) -> None:
    document = Document(text, language="en", published=When.parse("2019-05-15", "given"))
    found = doubt(document, Reading(document.id, text, (), (), ()), Cast((), ()))
    assert [e.text for f in found if f.code == "odd-honorific" for e in f.evidence] == words


@pytest.mark.parametrize(
    "text",
    ["Enter President Trump.", "Its president, Donald Trump, spoke.", "President Trump would build it."],
)
def test_a_president_who_is_imagined_or_of_something_else(text: str) -> None:
    trump = Actor("person:Q22686", "Donald Trump", "person", "USA", "GOV")
    assert doubts(text, "2016-02-10", (trump,)) == []


@pytest.mark.parametrize(
    "piece",
    [
        "French President Jacques Chirac spoke. ",
        "Jacques Chirac, the French president, ",
        "NATO Secretary General Javier Solana ",
        "US Prime Minister ",
        "US ",
    ],
)
def test_endless_introductions_take_little_time(piece: str) -> None:
    doubts("US Prime Minister Mike Pompeo spoke.")
    begun = time.process_time()
    doubts(piece * (60_000 // len(piece)), "2009-05-15")
    assert time.process_time() - begun < 10
