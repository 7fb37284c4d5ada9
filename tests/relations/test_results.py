"""Results as JSON and as frames."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import LibraryMissing
from detente.record import Coding, When
from detente.relations import issue_map, network, outlook, timeline, tone, turning_points, words_and_deeds
from detente.relations.results import Framed
from detente.store import Store


@pytest.fixture
def found(tmp_path: Path, coding: Callable[..., Coding]) -> list[Framed]:
    store = Store.open(tmp_path / "s", create=True)
    whens = [When.parse(f"2019-{month:02d}-05", "text") for month in (1, 3)]
    store.add([coding("One.", *(("usa", "rus", 1, 2.0, w) for w in whens))])
    line = timeline(store, "USA", "RUS")
    return [
        line,
        words_and_deeds(store, line),
        turning_points(store, line),
        tone(line),
        outlook(line),
        issue_map(store, "USA", "RUS"),
        network(store),
    ]


def test_every_result_is_json_and_a_frame(found: list[Framed]) -> None:
    for result in found:
        told = result.to_json()  # type: ignore[attr-defined]
        assert json.loads(json.dumps(told, allow_nan=False)) == told
        assert result.to_polars().height == len(result.to_pandas()) == len(result.rows())
    line = found[0].to_polars()
    assert line["period"].to_list() == ["2019-01", "2019-02", "2019-03"]
    assert line["score"].to_list() == [2.0, None, 2.0] and line["silent"].to_list() == [False, True, False]
    assert str(line.schema["start"]) == "Date"


@pytest.mark.parametrize(("library", "method"), [("polars", "to_polars"), ("pandas", "to_pandas")])
def test_a_library_that_is_missing_is_named(
    found: list[Framed], monkeypatch: pytest.MonkeyPatch, library: str, method: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LibraryMissing) as caught:
        getattr(found[0], method)()
    assert library in caught.value.message and "detente[frames]" in caught.value.fix
