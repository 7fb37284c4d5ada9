from __future__ import annotations

from collections.abc import Callable

import pytest

from detente.record import Finding, Furniture, When

Doubts = Callable[..., list[Finding]]
ENGLISH = (
    "The ministers of both countries met in Oslo on Monday and agreed that their envoys would speak about the "
    "border again before the end of the month, although neither of them expected much of it."
)
GERMAN = (
    "Die Minister beider Länder trafen sich am Montag in Oslo und vereinbarten, dass ihre Gesandten noch vor dem "
    "Monatsende erneut über die Grenze sprechen sollten, obwohl sich keiner von beiden viel davon versprach."
)
NAMES = "Anders Berg, Clara Dahl, Erik Foss, Grete Holm, Ivar Juul, Karen Lund, " * 4


def test_another_language_is_serious_and_silences_wording(doubts: Doubts) -> None:
    (found,) = doubts("not-english", GERMAN, language="de")
    assert found.severity == "serious" and "de" in found.message
    assert doubts("unbalanced-quotes", '"' + GERMAN, language="de") == []


@pytest.mark.parametrize("language", ["en", None])
def test_english_and_unknown_pass(doubts: Doubts, language: str | None) -> None:
    assert doubts("not-english", ENGLISH, language=language) == []


def test_a_paragraph_in_another_language_is_shown(doubts: Doubts) -> None:
    (found,) = doubts("mixed-languages", ENGLISH, GERMAN, ENGLISH)
    assert found.severity == "caution" and found.evidence[0].text.startswith("Die Minister")


def test_english_and_lists_of_names_are_no_other_language(doubts: Doubts) -> None:
    assert doubts("mixed-languages", ENGLISH, NAMES, "Ja, nein.") == []
    assert doubts("mixed-languages", "<table> <tr> <th>Nom</th> <td>Dahl</td> </tr> </table> " * 9) == []


def test_leftovers_of_the_page_are_noted(doubts: Doubts) -> None:
    furniture = (
        Furniture("Talks open", "repeated_headline"),
        Furniture("Leave a reply", "comment_form"),
        Furniture("Required fields are marked", "comment_form"),
    )
    assert len(doubts("comment-form", ENGLISH, furniture=furniture)) == 1
    assert doubts("repeated-headline", ENGLISH, furniture=furniture)[0].severity == "note"
    other = (Furniture("Share", "share"),)
    assert (
        doubts("comment-form", ENGLISH, furniture=other)
        == doubts("repeated-headline", ENGLISH, furniture=other)
        == []
    )


@pytest.mark.parametrize(
    "metadata", [{"url": "https://news.example/a"}, {"url": "file:///a.html.gz"}, {"site": "News of the North"}]
)
def test_on_a_web_page_they_are_as_they_should_be(doubts: Doubts, metadata: dict[str, str]) -> None:
    furniture = (Furniture("Talks open", "repeated_headline"), Furniture("Leave a reply", "comment_form"))
    assert doubts("comment-form", ENGLISH, furniture=furniture, **metadata) == []
    assert doubts("repeated-headline", ENGLISH, furniture=furniture, **metadata) == []
    assert doubts("comment-form", ENGLISH, furniture=furniture, url="file:///a.txt")


def test_a_missing_date_is_a_caution(doubts: Doubts) -> None:
    assert doubts("no-date", ENGLISH)[0].severity == "caution"
    assert doubts("no-date", ENGLISH, published=When.parse("2019-05-14", "metadata")) == []


def test_garbled_characters_are_shown(doubts: Doubts) -> None:
    garbled = "She didn’t mention São Paulo.".encode().decode("cp1252")
    (found,) = doubts("mojibake", ENGLISH, garbled)
    assert len(found.evidence) == 2 and "didnâ€™t" in found.evidence[0].text


def test_right_accents_are_not_garbled(doubts: Doubts) -> None:
    assert doubts("mojibake", "Ângela Ãvila met José Ç. Nuñez in Århus for € 5 – “naïvely”.") == []
    assert doubts("unreadable-characters", "Ângela met José – “naïvely”…") == []


def test_lost_characters_are_counted(doubts: Doubts) -> None:
    (found,) = doubts("unreadable-characters", "The talks in S\ufffdo Paulo.")
    assert found.evidence[0].text == "S\ufffdo" and found.severity == "note"
    (found,) = doubts("unreadable-characters", ENGLISH * 10, doubtful_characters=1)
    assert found.severity == "note" and "One character" in found.message
    (found,) = doubts("unreadable-characters", ENGLISH, doubtful_characters=20)
    assert found.severity == "caution" and "20 characters" in found.message


def test_the_serious_comes_first() -> None:
    from detente.integrity import doubt_document
    from detente.record import Document

    codes = [
        f.severity
        for f in doubt_document(
            Document(GERMAN, language="de", furniture=(Furniture("Leave a reply", "comment_form"),))
        )
    ]
    assert codes == ["serious", "caution", "note"]
