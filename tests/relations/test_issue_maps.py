"""What two states speak about, and who stands where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detente.record import Coding, Evidence, Issue, Quote, Reason, Stance, When
from detente.relations import Rule, issue_map
from detente.store import Store

DAY = When.parse("2019-05-14", "text")


@pytest.fixture
def store(tmp_path: Path, coding: Callable[..., Coding]) -> Store:
    def about(
        text: str, name: str, *stances: tuple[str, str], quad: int = 1, published: str = "2019-05-15"
    ) -> Coding:
        made = coding(text, ("usa", "rus", quad, 1.0, DAY))
        document = replace(made.document, published=When.parse(published, "given"))
        words = (Evidence.of(document.span(0, 1), text, "trigger"),)
        quotes = tuple(
            Quote(f"{document.id}:q{n}", "direct", (document.span(0, 1),), None, None, who, None, Reason("r", 1.0))
            for n, (who, _) in enumerate(stances)
        )
        holders = tuple(Stance(who, stance, words) for who, stance in stances)
        ids = tuple(q.id for q in quotes)
        issue = Issue(name, (), holders, tuple(e.id for e in made.events), ids, words)
        return made.having(document=document, quotes=quotes, issues=(issue,))

    made = Store.open(tmp_path / "s", create=True)
    made.add(
        [
            about("They differ.", "Syria", ("envoy", "for"), ("rus", "against")),
            about("They still differ.", "Syria", ("usa", "for"), ("gbr", "against"), published="2020-01-01"),
            about("They agree.", "Afghanistan", ("envoy", "for"), ("rus", "for")),
            about("One speaks.", "Arctic", ("envoy", "unclear")),
            *(about(f"Blow {n}.", "Ukraine", ("envoy", "unclear"), quad=4) for n in range(3)),
            *(about(f"Meeting {n}.", "Trade", quad=2) for n in range(3)),
        ]
    )
    return made


def test_contested_and_common_ground(store: Store) -> None:
    found = {i.name: i for i in issue_map(store, "USA", "RUS").issues}
    told = {n: (i.standing, i.decided_by, i.events, i.quotes) for n, i in found.items()}
    assert told == {
        "Syria": ("contested", "stances", 2, 3),
        "Afghanistan": ("common ground", "stances", 1, 2),
        "Arctic": ("mentioned", "nothing", 1, 1),
        "Ukraine": ("contested", "events", 3, 3),
        "Trade": ("common ground", "events", 3, 0),
    }
    holders = [(h.actor, h.country, h.stance) for h in found["Syria"].holders]
    assert sorted(holders) == [("envoy", "USA", "for"), ("rus", "RUS", "against"), ("usa", "USA", "for")]
    (envoy,) = [h for h in found["Syria"].holders if h.actor == "envoy"]
    (quote,) = [q for q in store.quotes() if q.quote.id in envoy.quotes]
    assert quote.speaker is not None and quote.speaker.id == "envoy" and quote.document == envoy.documents[0]
    assert set(found["Syria"].event_ids) <= {e.event.id for e in store.events()}


def test_only_the_time_asked_for(store: Store) -> None:
    late = issue_map(store, "USA", "RUS", since=date(2019, 12, 1))
    assert [(i.name, i.events, i.quotes) for i in late.issues] == [("Syria", 0, 1)]
    assert issue_map(store, "USA", "RUS", until=date(2019, 5, 1)).issues == ()


def test_directed_and_limited_and_nothing(store: Store) -> None:
    back = issue_map(store, "RUS", "USA", rule=Rule(directed=True))
    assert {i.name: i.events for i in back.issues}["Ukraine"] == 0
    assert [i.name for i in issue_map(store, "USA", "RUS", limit=1).issues] == ["Ukraine"]
    assert issue_map(store, "GBR", "FRA").issues == ()
    assert issue_map(store, "USA", "RUS").to_polars().height == 5
