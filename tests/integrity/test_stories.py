"""Which documents tell the same thing, and which are copies of which. All texts are made up."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.integrity.stories import Report, Story, stories

DAY = date(2019, 5, 14)

TALKS = """Foreign ministers Anna Lindqvist of Sweden and Teemu Laine of Finland met in Turku on Tuesday and \
agreed to reopen the ferry line to Mariehamn that was closed in 2017 after a quarrel over fishing \
rights.

Lindqvist said the line would carry 400 passengers a day from 1 June. Laine called it "a small \
bridge over cold water" and promised that Helsinki would pay 12 million euros for a new pier.

The Baltic Fishers' Union in Kalmar said it had not been asked. Its chairman, Per Holm, wants the \
quotas of 2016 back and threatens to block the harbour of Grisslehamn on Friday with 30 boats.

Estonia and Latvia have sent observers. A second round of talks is planned for September in Visby, \
where Norway's envoy Kari Moen will take the chair."""

OTHER_HAND = """Sweden and Finland put an end to their ferry quarrel on Tuesday. In Turku the two foreign \
ministers, Lindqvist and Laine, shook hands on a plan to let ships sail to Mariehamn again, two \
years after fishing rights had brought the line to a halt.

Fishermen in Kalmar are angry. Their union says nobody asked them, and it means to close \
Grisslehamn harbour this week."""

ELSEWHERE = """A court in Nairobi has stopped the sale of the state sugar mill at Mumias to a company from \
Mauritius. Judge Wanjiru Kamau said parliament had to be heard first. Workers cheered in front of \
the building, and the trade minister, Peter Otieno, said he would appeal. Sugar prices in Kenya \
have doubled since 2018."""


FERRY, QUARREL = (
    "Sweden and Finland reopen ferry line",
    "Ferry quarrel ends: Swedish and Finnish ministers meet in Turku",
)


def report(name: str, text: str, after: int | None = 0, title: str = "", doubted: bool = False) -> Report:
    return Report(name, title, text, DAY + timedelta(days=after) if after is not None else None, doubted)


def relations(found: tuple[Story, ...]) -> dict[str, tuple[str, str | None]]:
    return {m.id: (m.relation, m.of) for s in found for m in s.members}


def changed(text: str, every: int) -> str:
    words = text.split(" ")
    return " ".join("altered" if n % every == every - 1 and w.islower() else w for n, w in enumerate(words))


def test_a_reprint_with_a_dateline_and_another_headline() -> None:
    (story,) = stories([report("a", TALKS, title="Ferry"), report("b", f"TURKU (Agency) – {TALKS}", 1, "Sea")])
    assert [(m.id, m.relation, m.of) for m in story.members] == [("a", "report", None), ("b", "reprint", "a")]
    assert (story.reports, story.first, story.last) == (1, DAY, DAY + timedelta(days=1))


@pytest.mark.parametrize(
    "text",
    [
        TALKS[: TALKS.index("Estonia")],
        TALKS[: TALKS.index("The Baltic")],
        f"{TALKS}\n\n{ELSEWHERE}",
        changed(TALKS, 9),
        "\n\n".join(reversed(TALKS.split("\n\n"))),
    ],
)
def test_an_edited_reprint(text: str) -> None:
    found = relations(stories([report("a", TALKS), report("b", text, 1)]))
    assert found["b"][1] == "a"
    assert found["b"][0] in ("edited", "reprint")


def test_a_rewrite_keeps_the_names_and_figures_in_their_order() -> None:
    drawn = random.Random(1)
    spun = " ".join(
        w if not w.islower() or drawn.random() < 0.3 else "spun" + w[:3]
        for w in TALKS.replace("\n\n", " \n\n ").split(" ")
    )
    found = relations(stories([report("a", TALKS), report("b", spun, 1)]))
    assert found == {"a": ("report", None), "b": ("rewrite", "a")}


def test_another_hand_makes_another_report_of_the_same_story() -> None:
    (story,) = stories([report("a", TALKS, title=FERRY), report("b", OTHER_HAND, 1, title=QUARREL)])
    assert story.reports == 2
    assert all(m.of is None for m in story.members)


def test_other_things_are_other_stories() -> None:
    assert [s.reports for s in stories([report("a", TALKS), report("c", ELSEWHERE)])] == [1, 1]


def test_the_same_thing_a_month_later_is_told_anew_but_a_copy_stays_one() -> None:
    assert len(stories([report("a", TALKS, title=FERRY), report("b", OTHER_HAND, 30, QUARREL)])) == 2
    assert len(stories([report("a", TALKS), report("b", TALKS, 300)])) == 1


def test_texts_without_a_date_are_copies_and_nothing_else() -> None:
    found = stories([report("a", TALKS), report("b", TALKS + " More.", None), report("c", OTHER_HAND, None)])
    assert [len(s.members) for s in found] == [2, 1]
    assert found[1].first is None


def test_a_doubted_text_is_measured_by_the_better_one_even_when_it_came_first() -> None:
    found = relations(stories([report("spun", changed(TALKS, 9), doubted=True), report("plain", TALKS, 2)]))
    assert found["plain"] == ("report", None)
    assert found["spun"][1] == "plain"


def test_a_copy_of_a_copy_is_put_to_what_it_is_most_like() -> None:
    longer = TALKS + "\n\n" + ELSEWHERE
    (story,) = stories([report("a", TALKS), report("b", longer, 1), report("c", longer + " More.", 2)])
    assert {m.id: m.of for m in story.members} == {"a": None, "b": "a", "c": "a"} or len(story.members) == 3
    assert story.reports == 1


def test_nothing_and_next_to_nothing() -> None:
    assert stories([]) == ()
    found = stories([report("a", ""), report("b", ""), report("c", "One."), report("d", "日本語のテキスト。")])
    assert sum(len(s.members) for s in found) == 4


pieces = st.lists(st.sampled_from([*TALKS.split("\n\n"), *ELSEWHERE.split(". "), "…", "\x00"]), max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(pieces, st.one_of(st.none(), st.integers(0, 9)), st.booleans()), max_size=8))
def test_every_document_is_in_one_story_and_every_copy_behind_its_source(
    drawn: list[tuple[list[str], int | None, bool]],
) -> None:
    given_ = [report(f"d{n}", "\n\n".join(p), after, doubted=bad) for n, (p, after, bad) in enumerate(drawn)]
    found = stories(given_)
    ids = [m.id for s in found for m in s.members]
    assert sorted(ids) == sorted(r.id for r in given_)
    for story in found:
        seen: set[str] = set()
        assert story.members[0].relation == "report"
        for member in story.members:
            assert (member.of is None) == (member.relation == "report")
            assert member.of is None or member.of in seen
            assert 0 <= member.share <= 1
            seen.add(member.id)
    assert {m for s in stories(given_) for m in s.members} == {m for s in found for m in s.members}
