"""Style that machine translation leaves, and words that rewriting programs leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import LexiconError
from detente.evaluate.translation import auc
from detente.integrity.rewriting import about_rewriting, load_spinning
from detente.integrity.translation import load_style, measured, probability
from detente.reading import read
from detente.record import Document, Finding
from detente.settings import Settings

PERSON = (
    "Oslo’s mayor didn’t mince words on Tuesday. “We’re fed up with waiting,” she said, shrugging off the "
    "ministry’s latest offer – the third in as many weeks. Dockworkers, who’ve been picketing the "
    "harbour’s main gate since dawn, turned down a pay rise and promised to keep going. Union boss Kari "
    "Lund’s message was blunt: they’ll call off the strike once somebody puts money on the table. "
    "Shipping firms, already losing bookings, are looking around for other ports; Gothenburg’s been "
    "picking up the slack."
)
MACHINE = (
    "In the city of Oslo, the head of the administration of the city spoke on the situation with the "
    "strike. It is necessary to note that the representatives of the workers of the port of the city do "
    "not agree with the proposal of the ministry of labor of the country. According to her, it is not "
    "possible to wait for the end of the negotiations. At the same time, the head of the union of workers "
    "of the port noted that they will not stop the strike at the moment - it is the decision of the "
    "majority of the members of the organization. In connection with this, a number of representatives of "
    "the companies of the region use the services of the port of the neighboring state. It was noted that "
    "the creation of a commission is planned."
)


def weigh(text: str) -> float | None:
    return probability(read(Document(text, language="en"), Settings.load()))


def test_the_style_of_a_machine_is_told_from_that_of_a_person() -> None:
    person, machine = weigh(PERSON), weigh(MACHINE)
    assert person is not None
    assert machine is not None
    assert person < 0.1
    assert machine > 0.9


def test_a_short_text_is_not_judged() -> None:
    assert weigh("The head of the ministry of the country spoke.") is None
    assert weigh("") is None


def test_every_measure_is_taken_and_none_is_missing_from_the_list() -> None:
    style = load_style(Settings.load().data_dir)
    assert measured(read(Document(PERSON, language="en"), Settings.load()), style).keys() == style.measures.keys()


def test_a_machines_text_is_doubted_with_passages_that_stand_in_it() -> None:
    from detente import code_text

    found = [f for f in code_text(MACHINE).findings if f.code == "machine-translated"]
    assert len(found) == 1
    assert found[0].evidence
    assert all(MACHINE[e.span.start : e.span.end] == e.text for e in found[0].evidence)
    assert not [f for f in code_text(PERSON).findings if f.code == "machine-translated"]


def rewritten(text: str, *codes: str) -> list[Finding]:
    signs = [Finding(c, "caution", "This country has no such office.") for c in codes]
    return list(about_rewriting(Document(text, language="en"), signs, Settings.load()))


def test_two_replaced_terms_are_a_program() -> None:
    (found,) = rewritten("The White Home said the overseas minister had been told.")
    assert found.code == "machine-rewritten"
    assert {e.text for e in found.evidence} == {"White Home", "overseas minister"}
    assert "white house" in found.message
    assert "foreign minister" in found.message


def test_one_slip_is_none_but_one_with_an_odd_form_of_address_is() -> None:
    text = "The overseas minister spoke with Sir. Berg."
    assert not rewritten(text)
    assert rewritten(text, "odd-honorific")
    assert not rewritten("The foreign minister spoke.", "odd-honorific", "repeated-headline")
    assert rewritten("The foreign minister spoke.", "odd-honorific", "wrong-office")


@pytest.mark.parametrize(
    "text",
    [
        "The White House and the foreign minister agreed; the prime minister and the Secretary of State did too.",
        "The chief minister and the top minister of the House of Delegates sought advice on weather change.",
        "The ships collided with a pier, and global leaders met in a state of emergency.",
    ],
)
def test_what_english_says_as_well_is_no_sign(text: str) -> None:
    assert not rewritten(text)


def test_no_phrase_of_the_list_is_a_term_itself() -> None:
    spinning = load_spinning(Settings.load().data_dir)
    assert not spinning.terms.keys() & set(spinning.terms.values())


def test_damaged_lists_name_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "lexicon" / "integrity"
    folder.mkdir(parents=True)
    (folder / "spinning.yaml").write_text("terms: [{term: white house, for: [[home]]}]\nsaid: []\nconfused: []\n")
    (folder / "translation.yaml").write_text("measures: {of_chains: 3}\n")
    with pytest.raises(LexiconError, match=r"spinning\.yaml"):
        load_spinning(str(tmp_path))
    with pytest.raises(LexiconError, match=r"translation\.yaml"):
        load_style(str(tmp_path))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
def test_the_area_is_the_share_of_pairs_in_order(pairs: list[tuple[int, bool]]) -> None:
    ups, downs = [s for s, y in pairs if y], [s for s, y in pairs if not y]
    wanted = sum((u > d) + 0.5 * (u == d) for u in ups for d in downs) / max(1, len(ups) * len(downs))
    assert auc([(float(s), y) for s, y in pairs]) == pytest.approx(wanted)
