from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.document.lines import lines_of, split_bullet


@pytest.mark.parametrize(
    ("row", "bullet", "text"),
    [
        ("* About us", "*", "About us"),
        ("• About us", "•", "About us"),
        ("o Sport", "o", "Sport"),
        ("- and so on", "-", "and so on"),
        ("1. The treaty", "1.", "1. The treaty"),
        ("o'clock", "", "o'clock"),
        ("-5 degrees", "", "-5 degrees"),
    ],
)
def test_bullets(row: str, bullet: str, text: str) -> None:
    assert split_bullet(row) == (bullet, text)


def test_every_row_is_in_exactly_one_line() -> None:
    text = "One.\n\n Two\tand  three.\n\n\n* four\n"
    lines = lines_of(text)
    assert [line.text for line in lines] == ["One.", "Two and three.", "four"]
    assert [line.rows for line in lines] == [(0,), (2,), (5,)]


def test_long_lines_and_menus_are_not_joined() -> None:
    long = (
        "The envoys of both countries met in Vienna on Monday, and they agreed to talk again in a month or two. "
        * 2
    )
    assert len(lines_of(f"{long}\n{long}\n{long}")) == 3
    assert len(lines_of("Home\nWorld\nPolitics\nBusiness\nSport")) == 5


def test_wrapped_paragraphs_without_blank_rows_are_told_apart_by_their_short_last_row() -> None:
    rows = [
        "The two envoys met in Vienna on Monday and agreed to talk again next",
        "month, although neither of them would say where.",
        "Nobody gave a date, and the host country said that it had not been so",
        "much as asked whether it would have the delegations for another week.",
    ]
    assert [line.rows for line in lines_of("\n".join(rows))] == [(0, 1), (2, 3)]


def test_a_hyphen_at_a_break_is_kept() -> None:
    rows = [
        "In the end the envoys on both sides spoke about the old Russian-",
        "American treaty on the sea, and about each of the many quarrels",
        "that had come out of it in the last ten years.",
    ]
    assert "Russian-American" in lines_of("\n".join(rows))[0].text


def test_entities_left_in_a_dump_are_read() -> None:
    assert lines_of("Marks &amp; Sparks said &ldquo;no&rdquo;")[0].text == "Marks & Sparks said “no”"


@given(st.text(alphabet="ab .\n\t", max_size=200))
def test_rows_are_used_once_and_in_order(text: str) -> None:
    used = [row for line in lines_of(text) for row in line.rows]
    assert used == [i for i, row in enumerate(text.split("\n")) if row.strip()]
