from __future__ import annotations

from detente.reading import read
from detente.record import Chain, Document


def chains(text: str) -> dict[str, tuple[Chain, list[str]]]:
    r = read(Document(text))
    return {c.name: (c, [r.words(*m) for m in c.mentions]) for c in r.chains}


def test_full_name_title_and_surname_are_one_chain() -> None:
    got = chains("President Sauli Niinistö met reporters. Mr Niinistö was brief. Niinistö then left Helsinki.")
    chain, words = got["Sauli Niinistö"]
    assert words == ["Sauli Niinistö", "Niinistö", "Niinistö"]
    assert (chain.label, chain.gender) == ("PERSON", "m")


def test_two_people_of_one_surname_are_told_apart_by_their_titles() -> None:
    got = chains(
        "Bill Clinton and Hillary Clinton arrived in Oslo. Mrs. Clinton spoke first. Mr. Clinton listened."
    )
    assert got["Hillary Clinton"][1] == ["Hillary Clinton", "Clinton"]
    assert got["Bill Clinton"][1] == ["Bill Clinton", "Clinton"]
    assert got["Hillary Clinton"][0].gender == "f"


def test_a_longer_surname_joins_its_full_name() -> None:
    got = chains("Bill de Blasio spoke in New York. De Blasio and Blasio's aides left, de Blasio last.")
    assert "Bill de Blasio" in got


def test_an_abbreviation_joins_the_name_it_stands_for() -> None:
    got = chains(
        "The European Union agreed. The EU said so in Brussels. The United States waited; the U.S. had time."
    )
    assert got["The European Union"][1][-1].endswith("EU")
    assert "U.S." in " ".join(got["The United States"][1])


def test_possessives_are_cut_off() -> None:
    _, words = chains("Angela Merkel's plan failed. Angela Merkel resigned.")["Angela Merkel"]
    assert words == ["Angela Merkel", "Angela Merkel"]


def test_unknown_given_names_have_no_gender() -> None:
    assert chains("Qwelo Zarnik visited Geneva. Zarnik left.")["Qwelo Zarnik"][0].gender == ""


def test_a_surname_the_parser_takes_for_a_people_is_the_persons() -> None:
    text = "James Mattis arrived. Mattis spoke. Later Mattis left, and Mattis slept."
    r = read(Document(text))
    assert [len(c.mentions) for c in r.chains if c.name == "James Mattis"] == [4]


def test_a_place_may_bear_a_persons_name() -> None:
    r = read(Document("Michael Jordan flew home. Rain fell in Jordan."))
    assert all(len(c.mentions) == 1 for c in r.chains if c.label == "PERSON")
