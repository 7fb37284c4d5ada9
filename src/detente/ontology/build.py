"""An `Ontology` out of the plain values of its files."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from detente.ontology.files import Raw
from detente.ontology.model import Crossing, Disputed, Hint, Mode, Quad, Rewrite, Term, Type
from detente.ontology.ontology import Ontology
from detente.record import EventCode

#: Lists that say nothing about coding, and values that only name the files' origin: not part of the hash.
_NOT_HASHED = {"errata"}


def build(raw: Raw) -> Ontology:
    """Build an ontology from files that lint clean.

    Args:
        raw: The whole, overlays already laid over.
    """
    entries = {name: [e for e, _ in found] for name, found in raw.lists.items()}
    modes = [_mode(e) for e in entries.get("modes", [])]
    types = [_type(e, modes) for e in entries["types"]]
    types.sort(key=lambda t: t.quad)
    values = raw.values
    return Ontology(
        name=str(values.get("name", "unnamed")),
        version=str(values.get("version", "0")),
        title=str(values.get("title", "")),
        hash=_hash(entries, values),
        quads={int(n): _quad(int(n), q) for n, q in values["quads"].items()},
        types={t.name: t for t in types},
        modes={m.code: m for t in types for m in t.modes},
        contexts=_terms(entries.get("contexts", []), "name"),
        sectors=_terms(entries.get("sectors", []), "code"),
        auxiliary=_terms(entries.get("auxiliary", []), "name"),
        countries=_terms(entries.get("non_state", []), "code"),
        also_countries={e["code"]: e["name"] for e in entries.get("also_countries", [])},
        disputed={e["name"]: Disputed(e["name"], e["country"]) for e in entries.get("entities", [])},
        disputed_sector=str(values.get("disputed_sector", "")),
        aliases=dict(values.get("aliases") or {}),
        rewrites=tuple(_rewrite(e) for e in entries.get("rewrites", [])),
        crosswalk={e["cameo"]: _crossing(e) for e in entries.get("crosswalk", [])},
        hints=tuple(_hint(e) for e in entries.get("hints", [])),
        goldsteins={e["code"]: float(e["goldstein"]) for e in entries.get("goldstein", [])},
        cameo_names={e["code"]: e["name"] for e in entries.get("goldstein", [])},
    )


def _quad(number: int, entry: dict[str, Any]) -> Quad:
    return Quad(number, str(entry["name"]), int(entry["sign"]), bool(entry["words"]))


def _hash(entries: dict[str, list[dict[str, Any]]], values: dict[str, Any]) -> str:
    content = {"values": values, **{k: v for k, v in entries.items() if k not in _NOT_HASHED}}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _text(value: Any) -> str:
    return " ".join(str(value or "").split())


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(v) for v in (value if isinstance(value, list) else [value]) if v)


def _mode(entry: dict[str, Any]) -> Mode:
    return Mode(
        code=EventCode(entry["type"], entry["mode"]),
        score=float(entry["score"]),
        cameo=entry.get("cameo"),
        definition=_text(entry.get("definition")),
        examples=_texts(entry.get("examples")),
    )


def _type(entry: dict[str, Any], modes: list[Mode]) -> Type:
    return Type(
        name=entry["type"],
        quad=int(entry["quad"]),
        requires_recipient=bool(entry.get("requires_recipient", False)),
        score=float(entry["score"]),
        cameo=entry.get("cameo"),
        definition=_text(entry.get("definition")),
        examples=_texts(entry.get("examples")),
        modes=tuple(m for m in modes if m.code.type == entry["type"]),
    )


def _terms(entries: list[dict[str, Any]], key: str) -> dict[str, Term]:
    return {e[key]: Term(e[key], _text(e.get("definition")), bool(e.get("frequent", True))) for e in entries}


def _rewrite(entry: dict[str, Any]) -> Rewrite:
    return Rewrite(
        types=frozenset(entry["from"]),
        modality=entry["with"],
        unless=frozenset(entry.get("unless") or ()),
        to=EventCode(entry["to"]["type"], entry["to"].get("mode") or None),
        drop=frozenset(entry.get("drop") or ()),
        why=_text(entry.get("why")),
    )


def _crossing(entry: dict[str, Any]) -> Crossing:
    return Crossing(
        cameo=entry["cameo"],
        code=EventCode(entry["type"], entry.get("mode") or None),
        contexts=contexts_of(entry),
        pick=str(entry.get("pick", "")).lower() in {"yes", "true"},
    )


def contexts_of(entry: dict[str, Any]) -> tuple[str, ...]:
    """Contexts of a crosswalk line: a list, or names joined by semicolons."""
    given = entry.get("contexts") or ""
    parts = given if isinstance(given, list) else str(given).split(";")
    return tuple(p.strip() for p in parts if p.strip())


def _hint(entry: dict[str, Any]) -> Hint:
    groups = str(entry["words"]).split("&")
    return Hint(
        type=entry["type"],
        mode=entry.get("mode") or None,
        words=tuple(frozenset(w.strip().lower() for w in g.split("|") if w.strip()) for g in groups),
        cameo=entry["cameo"],
    )
