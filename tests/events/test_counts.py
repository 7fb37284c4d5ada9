import pytest

from detente.actors import find as actors
from detente.events import code
from detente.quotes import find as quotes
from detente.reading import read
from detente.record import Document


def _counted(text: str) -> set[tuple[str, str, int, int | None]]:
    document = Document(text)
    reading = read(document)
    cast = actors(document, reading)
    events = code(document, reading, cast, quotes(document, reading, cast))
    for event in events:
        for count in event.counts:
            assert count.span in [e.span for e in event.evidence if e.role == "count"]
    return {(e.code.type, c.kind, c.least, c.most) for e in events for c in e.counts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police arrested 25 protesters in Moscow on May 3.", {("COERCE", "arrested", 25, 25)}),
        ("A suicide bomber killed at least 28 soldiers in Sinai.", {("ASSAULT", "dead", 28, None)}),
        ("Boko Haram kidnapped two hundred girls.", {("ASSAULT", "abducted", 200, 200)}),
        ("Two American soldiers were killed by the Taliban.", {("ASSAULT", "dead", 2, 2)}),
        ("Rebels freed 1,500 hostages on Monday.", {("RETREAT", "released", 1500, 1500)}),
        ("Russian shelling of Kharkiv killed nobody.", {("ASSAULT", "dead", 0, 0)}),
        (
            "Israeli air strikes on Gaza left 14 dead and more than 30 wounded.",
            {("ASSAULT", "dead", 14, 14), ("ASSAULT", "injured", 31, None)},
        ),
        (
            "The attack by the rebels killed three policemen and injured up to 40 others in Kenya.",
            {("ASSAULT", "dead", 3, 3), ("ASSAULT", "injured", 0, 40)},
        ),
    ],
)
def test_how_many(text: str, expected: set[tuple[str, str, int, int | None]]) -> None:
    assert _counted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Turkish jets bombed 12 villages in Syria on 4 June 2018.",  # places and days are no people
        "Kenya signed 3 agreements with Ghana.",
    ],
)
def test_other_numbers_count_nobody(text: str) -> None:
    assert _counted(text) == set()


def test_the_dead_of_one_act_are_not_those_of_another() -> None:
    assert all(
        type_ == "ASSAULT" for type_, *_ in _counted("Kenya condemned Ghana after rebels killed 12 people.")
    )
