"""The linter: what is wrong with an ontology, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from detente.ontology.build import contexts_of
from detente.ontology.files import KEYS, Place, Raw
from detente.ontology.overlay import key_of


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an ontology.

    Attributes:
        where: File and line, or file.
        key: The entry in question ("CONSULT:phone"), or empty.
        message: What is wrong, in one sentence.
        fix: What to do, in one sentence.
    """

    where: str
    key: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} {self.fix}"


#: Fields every entry of a list must have.
_NEEDED = {
    "types": ("type", "quad", "score", "definition", "examples"),
    "modes": ("type", "mode", "score", "definition", "examples"),
    "contexts": ("name", "definition"),
    "sectors": ("code", "definition"),
    "auxiliary": ("name", "definition"),
    "non_state": ("code", "definition"),
    "also_countries": ("code", "name"),
    "entities": ("name", "country"),
    "rewrites": ("from", "with", "to", "why"),
    "sign_exceptions": ("code", "why"),
    "crosswalk": ("cameo", "type"),
    "goldstein": ("code", "name", "goldstein"),
    "hints": ("type", "words", "cameo"),
    "errata": ("id", "where", "decided", "why"),
}


def problems(raw: Raw) -> list[Problem]:
    """Everything that is wrong with an ontology, in the order of its files."""
    found = [*_values(raw), *_needed(raw), *_duplicates(raw)]
    if any(not e.get("type") for e, _ in [*raw.entries("types"), *raw.entries("modes")]):
        return found  # without names nothing below can be said
    found += [
        *_scores(raw),
        *_goldsteins(raw),
        *_owners(raw),
        *_crosswalk(raw),
        *_hints(raw),
        *_rewrites(raw),
        *_exceptions(raw),
    ]
    return found


def _names(raw: Raw, name: str) -> list[str]:
    return [key_of(name, e) for e, _ in raw.entries(name)]


def _near(wanted: str, there: Iterable[str]) -> str:
    near = difflib.get_close_matches(wanted, list(there), 3, 0.5)
    return f"Did you mean {', '.join(near)}? Otherwise add it." if near else "Add it, or name an existing one."


def _values(raw: Raw) -> Iterator[Problem]:
    file = str(raw.files[-1]) if raw.files else ""
    for key in ("name", "version", "quads"):
        if not raw.values.get(key):
            yield Problem(file, key, f"There is no `{key}:`.", f"Add `{key}:` to ontology.yaml, or extend plover.")
    quads = raw.values.get("quads") or {}
    for number, quad in quads.items() if isinstance(quads, dict) else ():
        whole = isinstance(quad, dict) and {"name", "sign", "words"} <= set(quad)
        if not whole or quad["sign"] not in (1, -1):
            yield Problem(file, str(number), f"Quad {number} lacks a name, sign or words.", "Give all three.")
    if not raw.entries("types"):
        yield Problem(file, "types", "There is no event type.", "Add types, or extend plover.")


def _needed(raw: Raw) -> Iterator[Problem]:
    for name, fields in _NEEDED.items():
        for entry, place in raw.entries(name):
            for field in fields:
                if entry.get(field) in (None, "", []):
                    key = key_of(name, entry)
                    label = key or f"an entry of `{name}`"
                    yield Problem(str(place), key, f"{label} has no {field}.", f"Add `{field}:` to it.")


def _duplicates(raw: Raw) -> Iterator[Problem]:
    for name, entries in raw.lists.items():
        seen: dict[str, Place] = {}
        for entry, place in entries:
            key = key_of(name, entry)
            if not key or not KEYS[name]:
                continue
            if key in seen:
                yield Problem(
                    str(place),
                    key,
                    f"{key} stands twice among the {name}, first at {seen[key]}.",
                    "Keep one of them; in an overlay use `replace:`.",
                )
            seen.setdefault(key, place)


def _scores(raw: Raw) -> Iterator[Problem]:
    quads = raw.values.get("quads") or {}
    quad_of = {e["type"]: e.get("quad") for e, _ in raw.entries("types")}
    excepted = set(_names(raw, "sign_exceptions"))
    for name in ("types", "modes"):
        for entry, place in raw.entries(name):
            key, score, quad = key_of(name, entry), entry.get("score"), quad_of.get(entry["type"])
            if name == "types" and quad not in quads:
                yield Problem(str(place), key, f"{key} stands in quad {quad}.", f"Use one of {_listed(quads)}.")
            if score is None:
                continue
            if isinstance(score, bool) or not isinstance(score, int | float) or not -10 <= score <= 10:
                yield Problem(
                    str(place), key, f"The score of {key} is {score!r}.", "Give a number from -10 to 10."
                )
            elif score * (quads.get(quad) or {"sign": 0})["sign"] < 0 and key not in excepted:
                side = quads[quad]["name"]
                yield Problem(
                    str(place),
                    key,
                    f"{key} is {side}, but its score is {score}.",
                    "Turn the sign, or list it under `sign_exceptions:` and say why.",
                )


def _goldsteins(raw: Raw) -> Iterator[Problem]:
    for entry, place in raw.entries("goldstein"):
        try:
            fine = -10 <= float(entry["goldstein"]) <= 10
        except (KeyError, ValueError):
            fine = False
        if not fine:
            message = f"The Goldstein score of {entry.get('code')} is {entry.get('goldstein')!r}."
            yield Problem(str(place), str(entry.get("code")), message, "Give a number from -10 to 10.")


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(str(v) for v in values)


def _owners(raw: Raw) -> Iterator[Problem]:
    types = _names(raw, "types")
    for entry, place in raw.entries("modes"):
        if entry["type"] not in types:
            key = key_of("modes", entry)
            yield Problem(
                str(place), key, f"{key} is a mode of a type that does not exist.", _near(entry["type"], types)
            )


def _code(raw: Raw, entry: dict[str, Any], place: Place, label: str, any_mode: bool = False) -> Iterator[Problem]:
    types, modes = _names(raw, "types"), _names(raw, "modes")
    type_name, mode = str(entry.get("type") or ""), str(entry.get("mode") or "")
    if type_name not in types:
        yield Problem(
            str(place),
            label,
            f"{label} names the type {type_name!r}, which does not exist.",
            _near(type_name, types),
        )
    elif mode and not (any_mode and mode == "*") and f"{type_name}:{mode}" not in modes:
        own = [m.split(":", 1)[1] for m in modes if m.startswith(type_name + ":")]
        yield Problem(
            str(place),
            label,
            f"{label} names the mode {mode!r}, which {type_name} does not have.",
            _near(mode, own),
        )


def _crosswalk(raw: Raw) -> Iterator[Problem]:
    contexts, errata = _names(raw, "contexts"), _names(raw, "errata")
    cameo = set(_names(raw, "crosswalk"))
    for entry, place in raw.entries("crosswalk"):
        label = f"CAMEO {entry.get('cameo')}"
        yield from _code(raw, entry, place, label)
        for context in contexts_of(entry):
            if context not in contexts:
                yield Problem(
                    str(place),
                    label,
                    f"{label} names the context {context!r}, which does not exist.",
                    _near(context, contexts),
                )
        decided = entry.get("decided")
        if decided and decided not in errata:
            message = f"{label} refers to the erratum {decided!r}, which is missing."
            yield Problem(str(place), label, message, _near(str(decided), errata))
    for name in ("types", "modes"):
        for entry, place in raw.entries(name):
            code = entry.get("cameo")
            if code is not None and (not isinstance(code, str) or (cameo and code not in cameo)):
                key = key_of(name, entry)
                yield Problem(
                    str(place),
                    key,
                    f"{key} names the CAMEO code {code!r}, which is not in the crosswalk.",
                    "Use a code of the crosswalk, in quotes so that leading zeros stay.",
                )


def _hints(raw: Raw) -> Iterator[Problem]:
    known = set(_names(raw, "goldstein")) | set(_names(raw, "crosswalk"))
    for entry, place in raw.entries("hints"):
        label = f"the hint for CAMEO {entry.get('cameo')}"
        yield from _code(raw, entry, place, label, any_mode=True)
        if known and entry.get("cameo") not in known:
            yield Problem(
                str(place),
                label,
                f"There is no CAMEO code {entry.get('cameo')!r}.",
                "Use a code of goldstein.csv; leading zeros matter.",
            )


def _rewrites(raw: Raw) -> Iterator[Problem]:
    types, auxiliary = _names(raw, "types"), _names(raw, "auxiliary")
    for rule, place in raw.entries("rewrites"):
        label = f"the rewrite of {_listed(rule.get('from') or [])} + {rule.get('with')}"
        for name in rule.get("from") or []:
            if name not in types:
                yield Problem(
                    str(place), label, f"{label} starts from {name!r}, which is no type.", _near(name, types)
                )
        for name in [rule.get("with"), *(rule.get("unless") or []), *(rule.get("drop") or [])]:
            if name not in auxiliary:
                yield Problem(
                    str(place),
                    label,
                    f"{label} names {name!r}, which is no auxiliary mode.",
                    _near(str(name), auxiliary),
                )
        yield from _code(raw, rule.get("to") or {}, place, label)


def _exceptions(raw: Raw) -> Iterator[Problem]:
    codes = [*_names(raw, "types"), *_names(raw, "modes")]
    for entry, place in raw.entries("sign_exceptions"):
        if entry.get("code") not in codes:
            yield Problem(
                str(place),
                str(entry.get("code")),
                f"{entry.get('code')} is no type or mode.",
                _near(str(entry.get("code")), codes),
            )
