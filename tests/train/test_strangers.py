import pytest

from detente.events.learned import NONE
from detente.ontology import load
from detente.train.strangers import strangers
from detente.train.text import Example, parse


def _read(*lines: str) -> list[Example]:
    return [parse(line.replace("|", "\t"), f"x:{n}", load()) for n, line in enumerate(lines)]


def _pairs(examples: list[Example]) -> set[tuple[str, str]]:
    def words(e: Example, side: tuple[tuple[int, int], ...]) -> str:
        return " ".join(e.text[slice(*s)] for s in side)

    return {(words(e, e.actors), words(e, e.recipients)) for e in examples}


def test_a_directed_act_turned_round_is_none() -> None:
    made = strangers(_read("ACCUSE|disapprove|-|-|<s>Kenya</s> condemned <t>Uganda</t>."), ["ACCUSE"])
    assert _pairs(made) == {("Uganda", "Kenya")}
    assert {e.type for e in made} == {NONE} and not any(e.mode or e.modality or e.contexts for e in made)


def test_an_act_of_both_sides_is_not_turned_round() -> None:
    assert strangers(_read("CONSULT|-|-|-|<s>Kenya</s> met <t>Uganda</t>."), ["ACCUSE"]) == []


def test_whoever_else_is_named_takes_no_part() -> None:
    made = strangers(
        _read(
            "ACCUSE|-|-|-|<s>Kenya</s> accused <t>Uganda</t> on Friday, while Brazil voted for a new parliament."
        ),
        [],
    )
    assert {("Brazil", "Uganda"), ("Kenya", "Brazil")} <= _pairs(made)


@pytest.mark.parametrize(
    "line",
    [
        "ACCUSE|-|-|-|<s>Kenya</s> and Brazil accused <t>Uganda</t>.",  # joined with a party
        "ACCUSE|-|-|-|<s>Kenya</s> accused <t>Uganda</t>'s Museveni.",  # part of a party
    ],
)
def test_what_stands_beside_a_party_may_belong_to_it(line: str) -> None:
    assert strangers(_read(line), []) == []


def test_a_party_of_another_act_of_the_sentence_is_left_out() -> None:
    made = strangers(
        _read(
            "ACCUSE|-|-|-|<s>Kenya</s> accused <t>Uganda</t> on Friday after Brazil had met Peru.",
            "CONSULT|-|-|-|Kenya accused Uganda on Friday after <s>Brazil</s> had met <t>Peru</t>.",
        ),
        [],
    )
    assert made == []


def test_sentences_without_an_act_make_no_strangers() -> None:
    assert strangers(_read("NONE|-|-|-|<s>Kenya</s> and <t>Uganda</t> lie west of Brazil."), ["ACCUSE"]) == []
