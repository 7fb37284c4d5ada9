"""Codings that look like real ones and cost nothing to make: for measuring the store without the coder.

Everything follows from a seed, so that two processes make the same document 17, and every record is valid: spans
lie in the text, evidence holds its words, ids that are referred to exist.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from detente.record import (
    Actor,
    Cast,
    Coder,
    Coding,
    Document,
    Event,
    EventCode,
    Evidence,
    Finding,
    Issue,
    Mention,
    Office,
    Quote,
    Reason,
    Span,
    Stance,
    When,
    text_id,
)

CODER = Coder("0.0", "synthetic", "none")
_PLACES = (("Arvania", "AAA"), ("Belmark", "BBB"), ("Corland", "CCC"), ("Drusia", "DDD"), ("Estovia", "EEE"))
_ACTS = (
    ("CONSULT", "visit", 1, 4.0),
    ("ACCUSE", "allege", 3, -3.5),
    ("AID", None, 2, 10.0),
    ("ASSAULT", "aerial", 4, -9.5),
)
_WORDS = (
    "met",
    "accused",
    "helped",
    "bombed",
    "of",
    "the",
    "minister",
    "talks",
    "border",
    "treaty",
    "on",
    "grain",
)


def coding(seed: int, coder: Coder = CODER) -> Coding:
    """Coding number `seed`: about 40 sentences, 12 events, 6 quotes."""
    dice = random.Random(seed)
    parts = [_sentence(dice, seed, n) for n in range(40)]
    text = "\n\n".join(parts)
    day = date(2019, 1, 1) + timedelta(days=dice.randrange(900))
    published = When(day, day, "day", "metadata")
    document = Document(text, f"Report {seed}", f"https://example.org/{seed}", "en", published, site="Example")
    reason = Reason("synthetic", dice.random())
    actors = tuple(
        Actor(
            f"state:{c}", name, "state", c, "GOV", (Office("Head of state", c, "GOV", "2018-01", None, "made up"),)
        )
        for name, c in _PLACES
    )
    mentions = tuple(
        Mention(span, (n, n + 1), actor.id, "name", reason)
        for actor in actors
        for n, span in enumerate(_find(document, actor.name))
    )
    events = tuple(_event(document, dice, parts, n) for n in dice.sample(range(40), 12))
    quotes = tuple(
        Quote(f"q{n}", "direct", (document.span(n, n + 5),), None, None, dice.choice(actors).id, None, reason)
        for n in range(6)
    )
    stance = Stance(actors[0].id, "against", (Evidence.of(document.span(0, 6), text),))
    issue = Issue("grain", ("economic",), (stance,), (events[0].id,), ("q0",), stance.evidence)
    finding = Finding("synthetic", "note", "This text was made up.", (Evidence.of(document.span(0, 4), text),))
    return Coding(coder).having(
        document=document,
        cast=Cast(actors, tuple(sorted(mentions, key=lambda m: m.span))),
        quotes=quotes,
        events=events,
        issues=(issue,),
        findings=(finding,),
    )


def _sentence(dice: random.Random, seed: int, number: int) -> str:
    a, b = dice.sample(_PLACES, 2)
    words = " ".join(dice.choices(_WORDS, k=14))
    return f"{a[0]} {_WORDS[dice.randrange(4)]} {b[0]} {words} {seed}.{number}."


def _find(document: Document, name: str) -> list[Span]:
    found, at = [], document.text.find(name)
    while at >= 0:
        found.append(document.span(at, at + len(name)))
        at = document.text.find(name, at + 1)
    return found


def _event(document: Document, dice: random.Random, parts: list[str], number: int) -> Event:
    start = sum(len(p) + 2 for p in parts[:number])
    a, verb, b = parts[number].split(" ")[:3]
    country = dict(_PLACES)
    type_, mode, quad, score = dice.choice(_ACTS)
    day = date(2019, 1, 1) + timedelta(days=dice.randrange(900))
    at = start + len(a) + 1
    trigger = Evidence.of(document.span(at, at + len(verb)), document.text, "trigger")
    return Event(
        text_id(f"{document.id} {at} {type_}")[:12],
        EventCode(type_, mode),
        None,
        quad,
        score,
        ("diplomatic",),
        (),
        (f"state:{country[a]}",),
        (f"state:{country[b]}",),
        None,
        When(day, day, "day", "text"),
        None,
        round(dice.random(), 3),
        (trigger,),
        (Reason("synthetic", dice.random(), "a throw of the dice"),),
    )
