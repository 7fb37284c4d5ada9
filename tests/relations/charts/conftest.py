"""Results made by hand, as the questions of `detente.relations` give them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest

from detente.relations.places import EventPlace, EventPlaces
from detente.relations.results import (
    Answer,
    Bloc,
    Coverage,
    Edge,
    Estimate,
    Forecast,
    Holder,
    IssueMap,
    IssueOnMap,
    LeadLag,
    Mediator,
    Network,
    Node,
    Outlook,
    Point,
    Timeline,
    TurningPoint,
    TurningPoints,
    WordsDeeds,
)
from detente.relations.rule import Rule


def point(year: int, month: int, events: int, words: float | None, deeds: float | None) -> Point:
    """A month; half of its events are words."""

    def about(value: float | None, wide: float = 1.5) -> Estimate | None:
        if value is None:
            return None
        return Estimate(value, max(-10, value - wide), min(10, value + wide)) if events > 2 else Estimate(value)

    known = [v for v in (words, deeds) if v is not None]
    score = about(sum(known) / len(known), 1.2) if known else None
    gap = about(words - deeds) if words is not None and deeds is not None else None
    verbal = 0 if words is None else events if deeds is None else events // 2
    kind = 0 if (score and score.value > 0) else 2
    quads = [0, 0, 0, 0]
    quads[kind], quads[kind + 1] = verbal, events - verbal
    end = date(year, month, monthrange(year, month)[1])
    return Point(
        start=date(year, month, 1),
        end=end,
        label=f"{year}-{month:02d}",
        events=events,
        stories=events // 2,
        quads=(quads[0], quads[1], quads[2], quads[3]),
        verbal=verbal,
        material=events - verbal,
        score=score,
        words=about(words),
        deeds=about(deeds),
        gap=gap,
        score_sum=score,
        words_sum=about(words),
        deeds_sum=about(deeds),
        conflict=None if not known else Estimate(float(kind > 0)),
        volume=40,
        rate=Estimate(events * 25.0),
        conflict_rate=None,
    )


def line_of(points: list[Point], a: str = "CHL", b: str = "NZL", coder: str = "detente") -> Timeline:
    """A timeline by month."""
    nothing = point(2022, 1, 0, None, None)
    first, last = (points[0].start, points[-1].end) if points else (None, None)
    return Timeline(
        a, b, "month", Rule(coder=coder), tuple(points), nothing, nothing, None, None, 3,
        Coverage(first, last, 400, 6), 0.9, 1,
    )  # fmt: skip


@pytest.fixture
def line() -> Timeline:
    """Two years: chill, thaw with a silent month, crisis with a sparse one, words without deeds."""
    told = []
    for year, month in [(y, m) for y in (2022, 2023) for m in range(1, 13)]:
        number = (year - 2022) * 12 + month
        if number == 9:
            told.append(point(year, month, 0, None, None))
        elif number == 16:
            told.append(point(year, month, 1, -2.0, None))
        elif number <= 5:
            told.append(point(year, month, 7, -2.4 + 0.1 * month, -6.0))
        elif number <= 12:
            told.append(point(year, month, 8, 4.2, 7.0 - 0.2 * month))
        elif number <= 17:
            told.append(point(year, month, 9, -3.1, -7.0))
        else:
            told.append(point(year, month, 7, 4.0, -6.8))
    return line_of(told)


@pytest.fixture
def turning(line: Timeline) -> TurningPoints:
    """Where it turned."""

    def turn(year: int, month: int, way: str, before: float, after: float) -> TurningPoint:
        start = date(year, month, 1)
        low = date(year, month - 1, 1) if month > 1 else date(year - 1, 12, 1)
        return TurningPoint(
            start, f"{year}-{month:02d}", low, date(year, month, 28), way,
            Estimate(before), Estimate(after), (), (),
        )  # fmt: skip

    points = (
        turn(2022, 6, "warmer", -4.2, 5.1),
        turn(2023, 1, "colder", 5.1, -5.0),
        turn(2023, 6, "warmer", -5.0, -1.4),
    )
    return TurningPoints(line, points, 22, 3.0, "")


@pytest.fixture
def outlook(line: Timeline) -> Outlook:
    """Three months to come."""
    told = tuple(
        Forecast(date(2024, m, 1), f"2024-{m:02d}", Estimate(-1.2, -1.2 - 3 - m, -1.2 + 3 + m)) for m in (1, 2, 3)
    )
    return Outlook(line, told, 0.4, 12, 2.0, 2.4, 0.9, "")


@pytest.fixture
def words(line: Timeline) -> WordsDeeds:
    """Words against deeds of the same."""
    lead = LeadLag((-1, 0, 1), (0.1, 0.6, 0.2), 0, 0.6, 0.05, 22, 20, "")
    answer = Answer("CHL", "NZL", 0.5, None, None, 0, 20, "")
    return WordsDeeds(line, Estimate(4.1, 2.6, 5.5), lead, (answer,))


@pytest.fixture
def issues() -> IssueMap:
    """Four issues."""

    def holder(country: str, stance: str, documents: int, name: str = "") -> Holder:
        ids = tuple(f"{name}{country}{stance}{n}" for n in range(documents))
        return Holder(name or country, country, stance, (), (), ids)

    def issue(name: str, standing: str, events: int, score: float | None, *holders: Holder) -> IssueOnMap:
        return IssueOnMap(name, standing, "stances", events, 0, score, 3, 5, holders, (), ())

    told = (
        issue("tariffs and trade war", "contested", 9, -5.5, holder("CHL", "for", 4), holder("NZL", "against", 3)),
        issue("fisheries", "common ground", 6, 1.5, holder("CHL", "against", 2), holder("NZL", "against", 5)),
        issue("climate change", "common ground", 1, None, holder("CHL", "for", 2), holder("NZL", "for", 2)),
        issue("mediation", "mentioned", 0, None, holder("CHL", "unclear", 6)),
    )
    return IssueMap("CHL", "NZL", date(2022, 1, 1), date(2023, 12, 31), Rule(), 3, told)


@pytest.fixture
def net() -> Network:
    """Five states."""
    nodes = tuple(
        Node(code, events, partners, between, bloc)
        for code, events, partners, between, bloc in (
            ("CHL", 60, 3, 0.4, 1),
            ("NZL", 55, 2, 0.2, 1),
            ("URY", 14, 2, 0.5, 2),
            ("NOR", 3, 1, 0.0, 2),
            ("PER", 2, 1, 0.0, 0),
        )
    )
    edges = (
        Edge("CHL", "NZL", 50, (20, 8, 12, 10), -1.2, 0.44),
        Edge("CHL", "URY", 8, (8, 0, 0, 0), 3.0, 0.0),
        Edge("NZL", "URY", 6, (6, 0, 0, 0), 2.0, 0.0),
        Edge("NOR", "URY", 3, (0, 0, 3, 0), -3.0, 1.0),
        Edge("CHL", "PER", 2, (0, 2, 0, 0), 8.0, 0.0),
    )
    blocs = (Bloc("total", None, 1, ("CHL", "NZL")),)
    return Network(nodes, edges, (Mediator("URY", 7, 0.5),), blocs, "year", None, None, Rule(), 3)


@pytest.fixture
def places() -> EventPlaces:
    """Four places, and most events nowhere."""
    told = tuple(
        EventPlace(name, country, lat, lon, events, score, 0.5)
        for name, country, lat, lon, events, score in (
            ("Punta Arenas", "CHL", -53.16, -70.91, 14, -6.0),
            ("Montevideo", "URY", -34.9, -56.19, 8, 3.5),
            ("Auckland", "NZL", -36.85, 174.76, 6, 2.5),
            ("Dunedin", "NZL", -45.87, 170.5, 2, 6.0),
        )
    )
    return EventPlaces("CHL", "NZL", None, None, Rule(), 3, told, 120)
