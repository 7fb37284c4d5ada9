"""Rows of the desk in the JSON names of a coding."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from detente.interchange.coding_json import event_json
from detente.notes import Correction, Note
from detente.store.rows import event_of, when_of
from detente.web.desk import Row


def event(row: Row) -> dict[str, Any]:
    """An event as in a coding, with its document and the names of its parties."""
    told = event_json(event_of(row, row["document"]))
    told["issues"] = row["issues"]
    parties = dict(zip(row["actors"], row["actor_names"], strict=False))
    parties |= dict(zip(row["recipients"], row["recipient_names"], strict=False))
    sides = {"actors": row["acting"], "recipients": row["acted_on"]}
    return {**told, "parties": parties, "countries": sides, "document": _head(row)}


def quote(row: Row) -> dict[str, Any]:
    """A quote with its words, its speaker and its document."""
    names = ("id", "kind", "said", "source", "speaker", "speaker_name", "country", "addressee", "issues")
    return {**{n: row[n] for n in names}, "document": _head(row)}


def document(row: Row) -> dict[str, Any]:
    """A document at a glance; its own address has the text and the coding."""
    told = {"id": row["document"], "title": row["title"], "url": row["url"], "site": row["site"]}
    published = when_of(row["published"])
    told |= {"language": row["language"], "published": published.isoformat() if published else None}
    return {**told, "words": row["words"], "events": row["events"], "coder": row["coder"]}


def note(found: Note) -> dict[str, Any]:
    """A note as everybody may see it."""
    return asdict(found)


def correction(found: Correction) -> dict[str, Any]:
    """A correction: what the coding says, and what a reviewer says that it should."""
    names = ("id", "event", "coder", "reviewer", "at", "note")
    told = {n: getattr(found, n) for n in names}
    return {**told, "was": asdict(found.was), "says": asdict(found.says)}


def _head(row: Row) -> dict[str, Any]:
    published = when_of(row["published"])
    head = {"id": row["document"], "title": row["title"], "url": row["url"]}
    return {**head, "published": published.isoformat() if published else None}
