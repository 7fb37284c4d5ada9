"""Cells are read into values, and hostile ones stay cells."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import UnreadableLine
from detente.interchange.cells import day, number, place, safe, several, whole, words


@pytest.mark.parametrize("cell", ["", "  ", "None", "NA", "null", "nan", "---"])
def test_spellings_of_nothing(cell: str) -> None:
    assert words(cell) is None and number(cell, "x") is None and whole(cell, "x") is None and several(cell) == ()


@pytest.mark.parametrize("text", ["20240229", "2024-02-29", "2024-02-29T11:00:00Z", "2024-02-29 11:00:00"])
def test_days(text: str) -> None:
    assert day(text, "date") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["20230229", "2023-13-01", "0000-01-01", "1/2/2023", "", "May 3", "230501", "99999999"]
)
def test_no_days(text: str) -> None:
    with pytest.raises(UnreadableLine):
        day(text, "date")


@pytest.mark.parametrize("text", ["ten", "1e999", "-inf", "11", "1,5"])
def test_no_scores(text: str) -> None:
    with pytest.raises(UnreadableLine):
        number(text, "score", -10, 10)


@pytest.mark.parametrize("text", ["-1", "1.5", "9" * 19, "²", "many"])
def test_no_counts(text: str) -> None:
    with pytest.raises(UnreadableLine):
        whole(text, "mentions")


def test_half_a_coordinate_is_none() -> None:
    found = place("Oslo", "NOR", "59.9", "", None)
    assert found is not None and found.lat is found.lon is None


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+cmd", "@SUM(A1)", " =1", "\t=1", "'=1", "''@x", "\uff1d1", "|calc", "\r\n=1", "%0A=1"],
)
def test_no_cell_becomes_a_formula(text: str) -> None:
    cell = safe(text)
    assert not cell.lstrip("\ufeff \t").startswith(
        ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
    )
    assert "\t" not in cell and "\n" not in cell and "\r" not in cell


def test_numbers_stay_numbers() -> None:
    assert [safe(-3.5), safe(-4.0), safe(7), safe(None), safe(0.1)] == ["-3.5", "-4", "7", "", "0.1"]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs", "Cs"))).filter(
        lambda t: words(t) == t
    )
)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert words(safe(text)) == text


@given(st.text())
def test_any_text_is_one_cell(text: str) -> None:
    cell = safe(text)
    assert len(f"a\t{cell}\tb".split("\t")) == 3 and len(f"{cell}\n".splitlines()) <= 1
    line = io.StringIO()
    csv.writer(line).writerow([cell])
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@given(st.floats(-10, 10))
def test_any_score_comes_back(score: float) -> None:
    assert number(safe(score), "score") == score
