from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from detente.record import Finding, Furniture

Doubts = Callable[..., list[Finding]]
STORY = (
    "The ministers of both countries met in Oslo on Monday, for the first time in a year.",
    "Neither side said what the other had offered, and both asked for more time to think.",
    "Their envoys will meet again in June, a spokesman for the host said late in the evening.",
)


@pytest.mark.parametrize(
    "text",
    [
        "The talks ended. Sir. Orlov did not wait.",
        "He met Sir. Orlov in the evening.",
        '"Sir. Orlov was right," she said.',
        "Lord. Bergström spoke next.",
        "Later Miss. Dahl agreed.",
    ],
)
def test_forms_of_address_with_a_full_stop_are_odd(doubts: Doubts, text: str) -> None:
    (found,) = doubts("odd-honorific", text)
    assert found.severity == "caution" and found.evidence[0].text.split(".")[0] in {"Sir", "Lord", "Miss"}


def test_a_knight_without_a_first_name_is_odd(doubts: Doubts) -> None:
    (found,) = doubts(
        "odd-honorific", "Pavel Orlov landed in Bern.", "Then Sir Orlov left.", "Orlov said nothing."
    )
    assert [e.text for e in found.evidence] == ["Sir Orlov"]


@pytest.mark.parametrize(
    "text",
    [
        'The soldier said: "Yes, Sir. Moscow has been told."',
        "Thank you, Sir. Berlin will answer.",
        "Thank you Sir. Berlin will answer.",
        "He was called a Sir. Nobody laughed.",
        "Mr. Orlov met Mrs. Dahl, Dr. Foss and Gen. Holm.",
        "Sir Keith Harrow spoke. Later Sir Keith left.",
        "Sir Winston is remembered. Nobody else is.",
        "She read the book to Madam. Then she left.",
        "The president. Orlov waited.",
    ],
)
def test_usual_forms_of_address_pass(doubts: Doubts, text: str) -> None:
    assert doubts("odd-honorific", text) == []


def test_lost_spaces_are_shown(doubts: Doubts) -> None:
    (found,) = doubts("lost-spaces", "The talks ended.Nobody spoke. They left,but came back.What now?")
    assert [e.text for e in found.evidence] == ["ended.Nobody", "left,but", "back.What"]
    assert found.severity == "caution"
    assert doubts("lost-spaces", "The talks ended.Nobody spoke.")[0].severity == "note"


@pytest.mark.parametrize(
    "text",
    [
        "See example.Com or www.example.org/About.Html, or write to envoy.Dahl@example.org.",
        "The U.S.Senate voted on 1,000 pages at 10.30 p.m. in the e.g. hall.",
        "He runs node.Js and reads Amazon.Com daily.",
        "Talks... Then silence. What?No",
        "Oslo, the capital, waits; Bern,too.",
    ],
)
def test_full_stops_within_names_are_no_lost_spaces(doubts: Doubts, text: str) -> None:
    assert doubts("lost-spaces", text) == []


def test_a_paragraph_that_comes_again_is_shown(doubts: Doubts) -> None:
    (found,) = doubts("repeated-paragraph", *STORY, STORY[0].upper())
    assert len(found.evidence) == 1 and found.evidence[0].span.start > 200
    assert doubts("repeated-paragraph", *STORY, "Thank you.", "Thank you.") == []


@pytest.mark.parametrize(
    "last",
    [
        "The foreign minister of the host country said that he had never seen the two of them so close to the",
        "The foreign minister of the host country said that he had, after many years,",
        "The foreign minister of the host country said that he had never seen the two so ...",
        "The foreign minister of the host country said that he had never seen the two […] … [+2142 chars]",
        "The foreign minister of the host country said that he had never in his life seen the two envoys speak",
        # In a word, in a quote, in a sentence.
        "The two ministers have been neighb",
        "The envoys came from the two capitals, and the amb",
        "“The envoys have done what they cou",
        "The foreign minister of the host country said that he had never in his life seen anything like Oslo",
        "The minister left at once. Read more",
        "The minister left at once.\n\nContinue reading…",
        "Subscribe to continue reading this story.",
    ],
)
def test_texts_without_their_end_are_found(doubts: Doubts, last: str) -> None:
    (found,) = doubts("truncated", *STORY, last)
    assert found.severity == "caution" and found.evidence


@pytest.mark.parametrize(
    "last",
    [
        STORY[0],
        "“Who knows,” he said after a long pause that nobody in the hall dared to break …”",
        "Reporting by Anders Berg in Oslo and Clara Dahl in Bern; editing by Erik Foss",
        "Follow us for more news of the ministers and of what they did or did not say on Twitter @example",
        "The vote was 5 to 3 (one seat is empty at the moment, and nobody knows when it will be filled)",
        "READ MORE:",
        "Related: what the envoys did not say to the ministers when they met them in the town of the treaty",
        "Anders Berg and Clara Dahl contributed to this report",
        "The Foreign Minister Waits",
        "Asked what he had read more, he smiled.",
    ],
)
def test_texts_that_end_pass(doubts: Doubts, last: str) -> None:
    assert doubts("truncated", *STORY, last) == []


def test_a_paywall_among_the_furniture_counts(doubts: Doubts) -> None:
    wall = (Furniture("Subscribe to continue reading", "subscribe"),)
    assert doubts("truncated", *STORY, furniture=wall)
    assert not doubts("truncated", *STORY, furniture=(Furniture("Subscribe to our newsletter", "subscribe"),))


@pytest.mark.parametrize(
    "piece",
    [
        '" ',
        '"abc ',
        "Sir. A",
        "Sir Xx. Yy Xx ",
        "abc,abc",
        "aaa.Bbb",
        "Ã¡",
        "… ",
        "US President Aa ",
        "read more ",
    ],
)
def test_hostile_texts_take_little_time(doubts: Doubts, piece: str) -> None:
    begun = time.process_time()
    doubts("truncated", piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 5  # quadratic searches would take minutes
