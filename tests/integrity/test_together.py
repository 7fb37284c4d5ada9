"""Events of one story merged over its documents, and where the documents disagree."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

import detente
from detente.integrity.stories import Report, Story, stories
from detente.integrity.together import Disagreement, Joint, disagreements, joined
from detente.record import Coding

FIRST = (
    "Gunmen attacked a police station in the Kenyan town of Garissa on Monday, killing 12 officers, the interior "
    "ministry said. Interior Minister Joseph Nkaissery accused al-Shabab of the attack. “We will not rest until "
    "these criminals are brought to justice,” Nkaissery told reporters in Nairobi. Ethiopia condemned the attack. "
    "Shops and schools in Garissa stayed closed, and the army sent helicopters to search the border region."
)
SECOND = (
    "Fifteen police officers were killed in Garissa, a town in eastern Kenya, when gunmen stormed the main police "
    "station on Monday. Gunmen killed 15 officers and set vehicles on fire, a hospital doctor said. “We will rest "
    "once these criminals are brought to justice,” Interior Minister Joseph Nkaissery told reporters in Nairobi. "
    "Ethiopia condemned the attack late on Monday. Garissa lies near the border with Somalia."
)
COPY = f"NAIROBI (Agency) - {FIRST} Further details were not known at once."


def told(*texts: tuple[str, str]) -> tuple[Story, dict[str, Coding]]:
    codings = [detente.code_text(text, published=day) for text, day in texts]
    known = {c.document.id: c for c in codings}
    reports = [Report(c.document.id, "Garissa police station attack", c.document.text, day(c)) for c in codings]
    (story,) = stories(reports)
    return story, known


def day(coding: Coding) -> date | None:
    return coding.document.published.start if coding.document.published else None


@pytest.fixture(scope="module")
def garissa() -> tuple[Story, dict[str, Coding]]:
    return told((FIRST, "2015-06-09"), (SECOND, "2015-06-10"), (COPY, "2015-06-09"))


def test_a_copy_is_no_second_witness(garissa: tuple[Story, dict[str, Coding]]) -> None:
    story, codings = garissa
    assert story.reports == 2
    assert len(story.members) == 3
    condemned = [
        j for j in joined(story, codings) if j.event.code.type == "ACCUSE" and names(j, codings) == "Ethiopia"
    ]
    assert len(condemned) == 1
    assert len(condemned[0].tellings) == 3
    assert condemned[0].reports == 2


def names(joint: Joint, codings: dict[str, Coding]) -> str:
    cast = codings[joint.tellings[0].document].cast
    return ", ".join(cast[a].name for a in joint.event.actors)


def test_every_event_is_told_in_exactly_one_place(garissa: tuple[Story, dict[str, Coding]]) -> None:
    story, codings = garissa
    tellings = [(t.document, t.event.id) for j in joined(story, codings) for t in j.tellings]
    assert len(set(tellings)) == len(tellings)
    assert set(tellings) == {(d, e.id) for d, c in codings.items() for e in c.events}


def test_more_witnesses_make_surer_but_never_certain(garissa: tuple[Story, dict[str, Coding]]) -> None:
    story, codings = garissa
    for joint in joined(story, codings):
        single = max(t.event.confidence for t in joint.tellings)
        assert single - 1e-4 <= joint.confidence < 1 or joint.confidence == single == 1
        if joint.reports > 1:
            assert joint.confidence > single


def test_death_tolls_stand_side_by_side(garissa: tuple[Story, dict[str, Coding]]) -> None:
    found = of_code(garissa, "numbers-disagree")
    dead = next(d for d in found if d.about == "dead")
    assert {s.said for s in dead.sides} >= {"12", "15"}
    assert [s.day for s in dead.sides] == sorted(s.day for s in dead.sides if s.day)
    _, codings = garissa
    for side in dead.sides:
        assert all(e.holds(codings[side.document].document.text) for e in side.evidence)


def test_a_quote_with_a_lost_negation_is_told_both_ways(garissa: tuple[Story, dict[str, Coding]]) -> None:
    (quote,) = of_code(garissa, "quotes-disagree")
    assert quote.about == "Joseph Nkaissery"
    assert any("not rest" in s.said for s in quote.sides)
    assert any("will rest" in s.said for s in quote.sides)


def of_code(told: tuple[Story, dict[str, Coding]], code: str) -> list[Disagreement]:
    return [d for d in disagreements(*told) if d.code == code]


def test_reports_that_agree_have_nothing_side_by_side() -> None:
    story, codings = told((FIRST, "2015-06-09"), (COPY, "2015-06-09"))
    assert disagreements(story, codings) == ()


def test_codings_without_events_are_passed_over(garissa: tuple[Story, dict[str, Coding]]) -> None:
    story, codings = garissa
    bare = {d: Coding(c.coder).having(document=c.document) for d, c in codings.items()}
    assert joined(story, bare) == ()
    assert disagreements(story, bare) == ()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_documents_changes_nothing(
    garissa: tuple[Story, dict[str, Coding]], order: tuple[int, ...]
) -> None:
    story, codings = garissa
    keys = list(codings)
    again = {keys[i]: codings[keys[i]] for i in order}
    assert joined(story, again) == joined(story, codings)
    assert disagreements(story, again) == disagreements(story, codings)
