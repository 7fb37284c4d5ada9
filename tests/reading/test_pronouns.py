from __future__ import annotations

from detente.reading import read
from detente.record import Document


def who(text: str, pronoun: str) -> list[str]:
    r = read(Document(text))
    at = {m: c.name for c in r.chains for m in c.mentions}
    return [at.get((t.i, t.i + 1), "") for t in r.tokens if t.text.lower() == pronoun]


def test_he_is_the_man_who_is_the_subject() -> None:
    text = "Angela Merkel received Emmanuel Macron in Berlin. He praised the plan. She did not."
    assert who(text, "he") == ["Emmanuel Macron"]
    assert who(text, "she") == ["Angela Merkel"]


def test_him_is_not_the_subject_of_the_same_verb() -> None:
    text = "Boris Johnson spoke. Michel Barnier told him that it was late."
    assert who(text, "him") == ["Boris Johnson"]


def test_a_described_person_can_be_the_antecedent() -> None:
    text = "Sergey Lavrov left. A senior official said he had been surprised."
    assert who(text, "he") == ["A senior official"]


def test_he_after_a_quotation_is_no_name_inside_it() -> None:
    text = 'Jens Stoltenberg was calm. "Donald Tusk knows us well," he said.'
    assert who(text, "he") == ["Jens Stoltenberg"]


def test_it_without_a_referent_is_left_alone() -> None:
    assert who("Russia waited. It is clear that winter has come.", "it") == [""]


def test_its_is_the_country_that_acts() -> None:
    assert who("Turkey closed its border.", "its") == ["Turkey"]


def test_who_speaks_is_not_he_in_the_words_quoted() -> None:
    text = 'Mark Rutte listened. Pedro Costa waved. "We know he is tired," Costa told reporters.'
    assert who(text, "he") == ["Mark Rutte"]
    text = 'Aldo Renzi praised Pedro Costa, saying that if Costa ran "he would win".'
    assert who(text, "he") == ["Pedro Costa"]


def test_somebody_just_introduced_is_spoken_of_next() -> None:
    text = "The minister praised Pedro Costa, a baker who fled the flood. He was ninety."
    assert who(text, "he") == ["Pedro Costa"]


def test_its_is_the_name_right_before() -> None:
    assert who("Chad fined Peru over its grain.", "its") == ["Peru"]
    assert who("Chad thanked Peru and its farmers.", "its") == ["Peru"]


def test_an_empty_it_is_nothing() -> None:
    assert who("Norway waited. When it comes to fish, Norway leads.", "it") == [""]


def test_a_guessed_gender_can_be_mended() -> None:
    text = "Qualtrop met the queen. Qualtrop thanked her. Qualtrop left. He was late. Qualtrop said he slept."
    assert who(text, "he")[-1] == "Qualtrop"


def test_a_quotation_goes_on_from_the_one_before() -> None:
    text = (
        'Mark Rutte listened. "We are late," said Pedro Costa, a baker.\n\n'
        '"It seems he is tired. Nobody knows when he will leave."'
    )
    assert set(who(text, "he")) == {"Mark Rutte"}


def test_himself_is_the_subject_of_its_own_verb() -> None:
    text = "The mayor, Omar Karim, told reporters that the gunman shot himself near a bakery."
    assert "Omar Karim" not in who(text, "himself")
    assert who("Omar Karim sat down. Jan Novak then blamed himself.", "himself") == ["Jan Novak"]


def test_who_speaks_in_a_transcript_is_not_he() -> None:
    text = "Jane Moore asked about Peter Hall.\n\nJane Moore: Was he tired?\n\nRobin Vale: He was."
    assert not {"Jane Moore", "Robin Vale"} & set(who(text, "he"))
