"""Only what people can see gets into a note."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.notes import NoteForm
from detente.notes.cleaning import MARKS, clean, mail_address, one_line
from detente.notes.form import LONGEST_NAME, LONGEST_TEXT, check


@settings(max_examples=50, deadline=None)
@given(st.text())
@example("\u202ereversed\u202c \u2066x\u2069\u200f")
@example("a" + "\u0301" * 40)
@example("\ud800 lone")
def test_nothing_invisible_is_left(text: str) -> None:
    found = clean(text)
    left = {unicodedata.category(c) for c in found if c not in "\n\u200c\u200d"}
    assert left.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn"})
    assert clean(found) == found and "\n\n\n" not in found
    assert "\n" not in one_line(text)
    found.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Ünïcödé",
        "日本語のメモ",
        "یادداشت می\u200cخواهم",
        "👩\u200d👩\u200d👧 yes",
        "नमस्ते",
        "Việt Nam",
        "a < b & c > d",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_marks_are_not_piled_up() -> None:
    assert sum(unicodedata.combining(c) > 0 for c in clean("Z" + "\u0335" * 60)) <= MARKS


@pytest.mark.parametrize(
    "address", ["jane@example.org", "J.O'Neil+news@sub.example.co.uk", "mail@müller.example", "1@2.io"]
)
def test_addresses(address: str) -> None:
    assert mail_address(f"  {address.upper()} ") == mail_address(address) is not None


@pytest.mark.parametrize(
    "address",
    ["", "jane", "jane@", "@example.org", "jane@example", "a b@example.org", "jane@@example.org", "jane@-x.org",
     ".jane@example.org", "ja..ne@example.org", "jane@example.org, joe@example.org", "jane@exa mple.org",
     "jane@example.123", "x" * 300 + "@example.org", "<jane@example.org>", "jane@[127.0.0.1]"],
)  # fmt: skip
def test_no_addresses(address: str) -> None:
    assert mail_address(address) is None


def form(**given: str) -> NoteForm:
    return NoteForm(document="d", **{"name": "Jane", "email": "jane@example.org", "text": "Yes.", **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "\u200b\u202e"}, "name"),
        ({"name": "..."}, "name"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "name"),
        ({"name": "jane@example.org"}, "name"),
        ({"name": "https://buy.example"}, "name"),
        ({"name": "x" * 60_000}, "name"),
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"text": " \n "}, "text"),
        ({"text": "!!!"}, "text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        ({"text": "x" * 9_000_000}, "text"),
        ({"text": "Write to JANE@example.org, please."}, "text"),
    ],
)
def test_each_problem_names_its_field(given: dict[str, str], field: str) -> None:
    assert [p.field for p in check(form(**given)).problems] == [field]


def test_a_form_that_will_do() -> None:
    checked = check(form(name=" Jane \n\u202e Doe ", text="x" * LONGEST_TEXT))
    assert (checked.name, checked.email, checked.problems) == ("Jane Doe", "jane@example.org", ())
    assert "jane@example.org" not in repr(checked)


@given(st.text(), st.text(), st.text())
def test_no_form_breaks_the_check(name: str, email: str, text: str) -> None:
    checked = check(form(name=name, email=email, text=text))
    assert {p.field for p in checked.problems} <= {"name", "email", "text"}
