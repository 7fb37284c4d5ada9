"""Codes of other coders, crossed over to PLOVER's."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from detente.interchange.cells import unreadable
from detente.interchange.lookups import lookups
from detente.interchange.source import Notes
from detente.record import MODALITIES, EventCode

_CAMEO = re.compile(r"\d{2,4}")


class Coded(NamedTuple):
    """What a code means here.

    Attributes:
        type: PLOVER type, or `None` for CAMEO codes without one.
        mode: Its mode, or `None`.
        quad: Quad class.
        contexts: Contexts the code implies.
        goldstein: Goldstein score of a CAMEO code, or `None` where nobody has given one.
    """

    type: str | None
    mode: str | None
    quad: int
    contexts: tuple[str, ...]
    goldstein: float | None


@lru_cache(maxsize=1_000)
def from_cameo(code: str) -> Coded:
    """What a CAMEO code means: its PLOVER type, or none for statements and appeals (01, 02).

    Raises:
        UnreadableLine: CAMEO has no such code.

    >>> from_cameo("041").type, from_cameo("010").quad
    ('CONSULT', 1)
    """
    if not code:
        raise unreadable("It has no CAMEO code.")
    known = lookups()
    ontology = known.ontology
    crossed, goldstein = ontology.from_cameo(code), ontology.goldstein(code)
    if crossed is not None:
        return Coded(crossed[0].type, crossed[0].mode, ontology.quad(crossed[0].type), crossed[1], goldstein)
    if _CAMEO.fullmatch(code) and goldstein is not None:
        return Coded(None, None, known.cameo_quads[code[:2]], (), goldstein)
    if f"0{code}" in ontology.goldsteins:
        raise unreadable(
            f"{code!r} is no CAMEO code; {'0' + code!r} is.", "The file has lost leading zeros: get codes as text."
        )
    raise unreadable(f"{code[:40]!r} is no CAMEO code.")


@lru_cache(maxsize=1_000)
def plover_type(text: str) -> str:
    """A PLOVER type.

    Raises:
        UnreadableLine: There is none such.
    """
    name = text.strip().upper()
    types = lookups().ontology.types
    if name not in types:
        near = ", ".join(difflib.get_close_matches(name, types, 2, 0.6))
        raise unreadable(f"There is no event type {text[:40]!r}." + (f" Near it: {near}." if near else ""))
    return name


def plover_code(type_: str, mode: str | None, notes: Notes) -> EventCode:
    """A code of PLOVER 2.0 from a type and a mode, which may be one of older versions; unknown modes are noted.

    Raises:
        UnreadableLine: There is no such type.
    """
    known = lookups()
    name = plover_type(type_)
    if mode is None:
        return EventCode(name)
    plain = mode.strip().lower().replace("_", "-")
    older = known.older_modes.get((name, plain))
    if older is not None:
        return EventCode(*older)
    code = EventCode(name, plain)
    if code in known.ontology.modes:
        return code
    if plain not in MODALITIES:
        notes.add("mode", f"{name}:{mode}")
    return EventCode(name)


def score_of(code: EventCode) -> float:
    """PLOVER score of a code."""
    return lookups().ontology.score(code)


def contexts_of(texts: Iterable[str], notes: Notes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Contexts and auxiliary modes out of a column that has both; unknown ones are noted."""
    contexts, modality, unknown = _contexts(tuple(texts))
    for text in unknown:
        notes.add("context", text)
    return contexts, modality


@lru_cache(maxsize=10_000)
def _contexts(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    known = lookups()
    contexts: dict[str, None] = {}
    modality: dict[str, None] = {}
    unknown = []
    for text in texts:
        plain = text.strip().lower().replace("-", "_").replace(" ", "_")
        plain = known.contexts.get(plain, plain)
        if plain in known.ontology.contexts:
            contexts[plain] = None
        elif plain in MODALITIES:
            modality[plain] = None
        else:
            unknown.append(text)
    return tuple(contexts), tuple(modality), tuple(unknown)


def country_of(text: str | None, notes: Notes) -> str | None:
    """The country of a code or name; one that is none is noted."""
    if text is None:
        return None
    found = lookups().country(text)
    # CAMEO's regions are no countries, and are no news to the user.
    if found is None and text.upper() not in lookups().cameo_countries:
        notes.add("country", text)
    return found


def sectors_of(texts: Iterable[str], notes: Notes) -> tuple[str, ...]:
    """PLOVER sectors; codes that are none are noted."""
    found, unknown = _sectors(tuple(texts))
    for text in unknown:
        notes.add("sector", text)
    return found


@lru_cache(maxsize=10_000)
def _sectors(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    known = lookups().ontology.sectors
    codes = [(text, text.strip().upper()) for text in texts]
    found = dict.fromkeys(code for _, code in codes if code in known)
    return tuple(found), tuple(text for text, code in codes if code not in known)
