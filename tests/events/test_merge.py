"""One event for one real act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from detente.events.merge import merged
from detente.record import Actor, Cast, Event, EventCode, Evidence, Reason, Span, When


def event(at: int, **changes: object) -> Event:
    span = Evidence(Span("t", at, at + 3), "met", "trigger")
    base = Event(
        f"e{at}", EventCode("CONSULT"), "040", 1, 2.5, (), (), ("KEN", "GHA"), (), None, None, None, 0.6, (span,),
        (Reason("frame:meet", 0.6),),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def day(number: int) -> When:
    return When(date(2019, 5, number), date(2019, 5, number), "day", "text")


def test_the_same_meeting_told_twice() -> None:
    (one,) = merged([event(0), event(20)])
    assert len(one.evidence) == 2
    assert one.confidence > 0.6


def test_the_mode_and_the_date_that_are_known_stay() -> None:
    (one,) = merged([event(0), event(20, code=EventCode("CONSULT", "phone"), when=day(3))])
    assert one.code.mode == "phone"
    assert one.when == day(3)


def test_other_days_other_modes_other_parties_and_other_modalities_are_other_events() -> None:
    assert len(merged([event(0, when=day(3)), event(20, when=day(4))])) == 2
    modes = (EventCode("CONSULT", "phone"), EventCode("CONSULT", "visit"))
    assert len(merged([event(0, code=modes[0]), event(20, code=modes[1])])) == 2
    assert len(merged([event(0), event(20, actors=("KEN", "PER"))])) == 2
    assert len(merged([event(0), event(20, modality=("negation",))])) == 2


def test_host_and_visitor_told_from_the_other_side() -> None:
    visit = event(0, actors=("KEN",), recipients=("GHA",))
    assert len(merged([visit, event(20)])) == 1


def test_the_same_act_told_without_one_party() -> None:
    accused = event(0, code=EventCode("ACCUSE"), actors=("KEN",), recipients=("GHA",))
    thin = event(20, code=EventCode("ACCUSE"), actors=("KEN",))
    (one,) = merged([thin, accused])
    assert one.recipients == ("GHA",)
    assert len(one.evidence) == 2
    other_word = replace(thin, reasons=(Reason("frame:blame/verb", 0.6),))
    assert len(merged([accused, other_word])) == 2


def test_a_state_may_stand_for_its_minister_and_never_a_person_for_another() -> None:
    cast = Cast(
        (
            Actor("KEN", "Kenya", "state", "KEN"),
            Actor("body", "Kenyan ministry", "government_body", "KEN"),
            Actor("one", "One", "person", "KEN"),
            Actor("two", "Two", "person", "KEN"),
            Actor("GHA", "Ghana", "state", "GHA"),
        ),
        (),
    )
    state, body, one, two = (
        event(n, code=EventCode("ACCUSE"), actors=(a,), recipients=("GHA",))
        for n, a in enumerate(("KEN", "body", "one", "two"))
    )
    assert len(merged([state, body], cast)) == 1
    assert len(merged([state, body])) == 2
    assert len(merged([one, two], cast)) == 2
