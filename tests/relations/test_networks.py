"""Who deals with whom, who mediates, and which states form blocs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError, NoPermission
from detente.record import Coding, EventCode, When
from detente.relations import Rule, network, write_gexf
from detente.relations.blocs import blocs, numbered
from detente.store import Store


@pytest.fixture
def store(tmp_path: Path, coding: Callable[..., Coding]) -> Store:
    early, late = When.parse("2019-05-14", "text"), When.parse("2020-05-14", "text")
    meeting = coding("Mediation.", ("gbr", "rus usa", 1, 4.0, early))
    events = tuple(replace(e, code=EventCode("CONSULT", "third-party")) for e in meeting.events)
    made = Store.open(tmp_path / "s", create=True)
    made.add(
        [
            meeting.having(events=events),
            *(
                coding(f"Early {n}.", ("usa", "gbr", 2, 5.0, early), ("rus", "usa", 4, -9.0, early))
                for n in range(5)
            ),
            *(coding(f"Late {n}.", ("usa", "rus", 2, 5.0, late), ("gbr", "usa", 4, -9.0, late)) for n in range(9)),
        ]
    )
    return made


def test_nodes_edges_mediators_and_blocs(store: Store) -> None:
    found = network(store)
    edges = {(e.a, e.b): (e.events, e.quads) for e in found.edges}
    assert edges == {
        ("GBR", "USA"): (15, (1, 5, 0, 9)),
        ("RUS", "USA"): (14, (0, 9, 0, 5)),
        ("GBR", "RUS"): (1, (1, 0, 0, 0)),
    }
    assert [(n.id, n.events, n.partners) for n in found.nodes] == [("USA", 29, 2), ("GBR", 16, 2), ("RUS", 15, 2)]
    assert [(m.id, m.mediations) for m in found.mediators] == [("GBR", 1)]
    by_year = (
        [b.members for b in found.blocs if b.period == "2019"],
        [b.members for b in found.blocs if b.period == "2020"],
    )
    assert by_year == ([("GBR", "USA")], [("RUS", "USA")])
    assert found.to_pandas()["events"].sum() == 30


def test_directed_sectors_and_time(store: Store) -> None:
    found = network(store, rule=Rule(directed=True), until=date(2019, 12, 31))
    assert {(e.a, e.b): e.events for e in found.edges} == {
        ("USA", "GBR"): 5,
        ("RUS", "USA"): 5,
        ("GBR", "RUS"): 1,
        ("GBR", "USA"): 1,
    }
    parts = network(store, nodes="sector")
    assert parts.nodes[0].id == "USA:government" and sum(e.events for e in parts.edges) == 30
    assert network(store, since=date(2030, 1, 1)).edges == ()
    with pytest.raises(InputError, match="no nodes"):
        network(store, nodes="planets")


def test_gexf_can_be_read_again(store: Store, tmp_path: Path) -> None:
    write_gexf(network(store), tmp_path / "net.gexf")
    graph = networkx.read_gexf(tmp_path / "net.gexf")
    assert graph["GBR"]["USA"]["weight"] == 15 and graph.nodes["USA"]["events"] == 29
    with pytest.raises((NoPermission, Exception)) as caught:
        write_gexf(network(store), tmp_path / "nowhere" / "net.gexf")
    assert "cannot be written" in str(caught.value)


def test_two_camps_are_found() -> None:
    camps = [("A", "B", "C", "D"), ("E", "F", "G")]
    ties = [(x, y, 20, 1) for c in camps for x, y in combinations(c, 2)]
    ties += [(x, y, 2, 15) for x in camps[0] for y in camps[1]]
    assert blocs(ties) == [("A", "B", "C", "D"), ("E", "F", "G")]
    assert blocs([]) == [] and blocs([("A", "B", 0, 9)]) == []


def test_blocs_keep_their_numbers() -> None:
    before = {1: ("A", "B", "C"), 2: ("D", "E")}
    assert numbered([("D", "E", "F"), ("A", "B"), ("X", "Y")], before) == {
        2: ("D", "E", "F"),
        1: ("A", "B"),
        3: ("X", "Y"),
    }


_TIE = st.tuples(st.sampled_from("ABCDE"), st.sampled_from("FGHIJ"), st.integers(0, 50), st.integers(0, 50))


@given(st.lists(_TIE, max_size=25, unique_by=lambda t: t[:2]))
def test_blocs_are_disjoint_and_the_same_each_time(ties: list[tuple[str, str, int, int]]) -> None:
    found = blocs(ties)
    members = [m for b in found for m in b]
    assert len(members) == len(set(members)) and all(len(b) > 1 for b in found)
    assert found == blocs(list(reversed(ties)))
