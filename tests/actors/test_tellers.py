from detente.actors import find
from detente.reading import read
from detente.record import Cast, Document


def _pronouns(text: str) -> dict[str, str]:
    document = Document(text)
    cast: Cast = find(document, read(document))
    return {m.span.words(text): cast[m.actor].name for m in cast.mentions if m.kind == "pronoun"}


def test_it_in_reported_speech_is_the_body_that_tells() -> None:
    assert _pronouns("The Israeli military says it has opened an investigation.") == {"it": "military of Israel"}


def test_they_in_reported_speech_are_those_who_tell() -> None:
    assert _pronouns("Union workers said they will not end the strike.") == {"they": "Union workers"}


def test_they_in_a_quotation_are_others() -> None:
    assert "They" not in _pronouns("“They attacked the town,” Israel's foreign ministry said.")
    assert "they" not in _pronouns("Israel's foreign ministry said: “they attacked the town”.")


def test_one_person_is_not_they_and_a_body_is_not_he() -> None:
    assert "they" not in _pronouns("A minister said they had attacked the town.")
    assert "he" not in _pronouns("The Israeli military said he had attacked the town.")


def test_a_leader_is_known_by_the_bare_surname_after_his_term_too() -> None:
    document = Document("Obama met Erdogan in Rome.")
    cast = find(document, read(document))
    assert {"Barack Obama", "Recep Tayyip Erdoğan"} <= {a.name for a in cast.actors}
