"""The same words in many documents: when they are one utterance, and how wordings are compared."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.quotes.utterances import Saying, Utterance, utterances

DAY = date(2019, 5, 14)
LEAVE = "We shall not leave Syria before the last terrorist is beaten, and nobody will dictate our dates."


def say(
    text: str,
    document: str = "d",
    *,
    speaker: str | None = "person:lavrov",
    kind: str = "direct",
    after: int | None = 0,
    cue: str = "said",
    doubted: bool = False,
) -> Saying:
    day = DAY + timedelta(days=after) if after is not None else None
    return Saying(f"{document}:{text[:40]}:{kind}", speaker, text, day, kind, document, cue, doubted)


def one(*sayings: Saying) -> Utterance:
    (found,) = utterances(sayings)
    return found


def test_the_same_words_in_two_reports_are_one_utterance() -> None:
    found = one(
        say(LEAVE, "a"), say("we shall not leave Syria – before the last terrorist is beaten", "b", after=1)
    )
    assert found.documents == 2
    assert found.shown.document == "a"
    assert [v.relation for v in found.variants] == ["part"]
    assert found.first == DAY


def test_a_lost_negation_is_told_with_its_place() -> None:
    found = one(say(LEAVE, "a"), say(LEAVE.replace("not ", ""), "b"))
    (variant,) = found.variants
    assert (variant.relation, variant.disagrees) == ("reworded", ("negation",))
    (change,) = variant.changes
    assert (change.before, change.shown, change.variant, change.after) == ("shall", "not", "", "leave")


@pytest.mark.parametrize("number", ["5,000", "five thousand", "300"])
def test_numbers_that_contradict_each_other_are_told(number: str) -> None:
    told = "that 3,000 Russian soldiers were stationed in the Syrian desert"
    found = one(say(told, "a", kind="indirect"), say(told.replace("3,000", number), "b", kind="indirect"))
    assert found.variants[0].disagrees == ("number",)


def test_a_number_left_out_is_no_contradiction() -> None:
    told = "that 3,000 Russian soldiers were stationed in the Syrian desert"
    found = one(say(told, "a", kind="indirect"), say(told.replace("3,000 ", ""), "b", kind="indirect"))
    assert found.variants[0].disagrees == ()


def test_what_one_report_denies_and_the_other_does_not_is_told() -> None:
    told = "that Russian soldiers had entered the northern town"
    denied = say(told, "b", kind="indirect", cue="denied")
    assert one(say(told, "a", kind="indirect"), denied).variants[0].disagrees == ("negation",)


def test_reported_words_are_put_to_the_verbatim_ones() -> None:
    found = one(
        say("that Russia would not leave Syria before the last terrorist was beaten", "b", kind="indirect"),
        say("We shall not leave Syria before the last terrorist is beaten.", "a", after=2),
    )
    assert found.shown.kind == "direct"
    assert (found.variants[0].relation, found.variants[0].changes) == ("reported", ())
    assert found.first == DAY


def test_a_doubted_text_does_not_give_the_wording() -> None:
    spun = say(LEAVE.replace("leave", "depart"), "rewritten", doubted=True)
    found = one(spun, say(LEAVE[:60], "plain"))
    assert found.shown.document == "plain"


def test_other_speakers_and_unknown_ones_are_never_one() -> None:
    assert len(utterances([say(LEAVE, "a"), say(LEAVE, "b", speaker="person:putin")])) == 2
    assert len(utterances([say(LEAVE, "a", speaker=None), say(LEAVE, "b", speaker=None)])) == 2


def test_a_set_phrase_months_later_is_said_again() -> None:
    assert len(utterances([say("We want peace.", "a"), say("We want peace.", "b", after=90)])) == 2
    assert len(utterances([say("We want peace.", "a"), say("We want peace.", "b", after=3)])) == 1
    assert len(utterances([say(LEAVE, "a"), say(LEAVE, "b", after=90)])) == 1


def test_a_few_words_scattered_over_a_long_answer_are_not_part_of_it() -> None:
    long = (
        "Sanctions were a mistake from the first day, and I have told my colleagues so many times. "
        "Let us now turn to the harbour, where the work of many years has come to an end. "
        "Europe will see what comes of that."
    )
    assert len(utterances([say(long, "a"), say("Sanctions work for Europe.", "b")])) == 2


def test_no_words_and_strange_letters_do_no_harm() -> None:
    found = utterances([say("…", "a"), say("", "b"), say("Ναι, ναι!", "c"), say("«是»", "d", after=None)])
    assert sum(len(u.sayings) for u in found) == 4
    assert utterances([]) == ()


WORDS = ["we", "shall", "not", "leave", "Syria", "until", "3,000", "rebels", "have", "gone", "home", "again"]
words = st.lists(st.sampled_from(WORDS), max_size=9)
kinds = st.sampled_from(["direct", "mixed", "indirect"])


@given(st.lists(st.tuples(words, st.sampled_from("ab"), kinds, st.integers(0, 40)), max_size=12))
def test_every_saying_is_in_exactly_one_utterance_whatever_the_order(
    drawn: list[tuple[list[str], str, str, int]],
) -> None:
    sayings = [
        Saying(n, speaker, " ".join(text), DAY + timedelta(days=after), kind, f"d{n % 4}")
        for n, (text, speaker, kind, after) in enumerate(drawn)
    ]
    found = utterances(sayings)
    assert sorted(s.id for u in found for s in u.sayings) == list(range(len(sayings)))
    again = utterances(reversed(sayings))
    together = {frozenset(s.id for s in u.sayings) for u in found}
    by_text = {frozenset(s.text for s in u.sayings) for u in found}
    assert len(together) == len(found)
    assert {frozenset(s.text for s in u.sayings) for u in again} == by_text
    for u in found:
        assert len({s.speaker for s in u.sayings}) == 1
