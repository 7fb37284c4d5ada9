"""Corrections beside the coding: reading them, and writing them as training text of the event coder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError, NoPermission
from detente.notes import audit
from detente.notes.places import NOTHING, event_of, words_in
from detente.notes.records import Claim, Correction
from detente.notes.showing import asked
from detente.notes.tables import changing, moment
from detente.record import Coding, Event

if TYPE_CHECKING:
    from detente.notes.notes import Notes

_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written as training text.

    Attributes:
        path: The file.
        lines: How many sentences.
        left_out: Numbers of corrections that make no training sentence, with the reason.
    """

    path: Path
    lines: int
    left_out: tuple[tuple[int, str], ...]


class _NoSentence(Exception):
    """A correction cannot be told as one marked sentence; the message says why."""


def corrections(folder: Path, document: str | None, event: str | None, withdrawn: bool) -> tuple[Correction, ...]:
    """See `Notes.corrections`."""
    rows = asked(
        folder,
        "SELECT * FROM note_corrections WHERE (?1 IS NULL OR document = ?1) AND (?2 IS NULL OR event = ?2) "
        "AND (?3 OR withdrawn IS NULL) ORDER BY id",
        [document, event, withdrawn],
    )
    return tuple(
        Correction(
            row["id"],
            row["document"],
            row["event"],
            json.loads(row["coder"]),
            Claim(**json.loads(row["was"])),
            Claim(**json.loads(row["says"])),
            row["reviewer"],
            _at(row["at"]),
            row["note"],
            moment(row["withdrawn"]),
            row["decision"],
        )
        for row in rows
    )


def export(notes: Notes, out: Path, by: str) -> Exported:
    """See `Notes.export_training`. Of several corrections of one event the last one counts."""
    latest = {(c.document, c.event): c for c in corrections(notes.folder, None, None, False)}
    lines: list[str] = []
    left_out: list[tuple[int, str]] = []
    for correction in sorted(latest.values(), key=lambda c: c.id):
        try:
            lines.append(_line(notes.folder, correction))
        except _NoSentence as why:
            left_out.append((correction.id, str(why)))
    new = out.with_name(f"{out.name}.{os.getpid()}.new")
    try:
        new.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        new.replace(out)
    except OSError as error:
        raise NoPermission(f"{out} cannot be written ({error.strerror}).", "Give another file.") from None
    with changing(notes.folder, notes.wait) as connection:
        audit.write(connection, by, "export", "corrections", f"{len(lines)} sentences")
    return Exported(out, len(lines), tuple(left_out))


def _line(folder: Path, correction: Correction) -> str:
    from detente.ontology import load
    from detente.train.text import parse

    there = event_of(folder, correction.document, correction.event)
    if there is None:
        raise _NoSentence("the event is not in the document's current coding")
    coding, event = there
    was, says = correction.was, correction.says
    if says == Claim(speaker=says.speaker):
        raise _NoSentence("only the speaker is corrected, which training text does not tell")
    type_ = says.type or was.type or event.code.type
    mode = says.mode or (was.mode if type_ == was.type else None)
    start, end = _sentence(coding, event)
    text = coding.document.text
    actors = _where(coding, event, says.actor or was.actor, "actor", says.actor is None, (start, end))
    recipients = _where(
        coding, event, says.recipient or was.recipient, "recipient", says.recipient is None, (start, end)
    )
    if not actors:
        raise _NoSentence("the sentence of the event does not name who acts")
    if says.recipient and not recipients:
        raise _NoSentence("the sentence of the event does not name who is acted upon")
    marked = _marked(text, (start, end), actors, recipients)
    modality = event.modality[0] if event.modality and type_ != NOTHING else "-"
    contexts = ",".join(event.contexts) if event.contexts and type_ != NOTHING else "-"
    line = "\t".join((type_, mode or "-", modality, contexts, marked))
    try:
        parse(line, f"correction {correction.id}", load())
    except DetenteError as error:
        raise _NoSentence(error.message) from None
    return line


def _sentence(coding: Coding, event: Event) -> _Range:
    """The sentence that holds the words of the act."""
    from detente.reading import read
    from detente.settings import Settings

    trigger = event.trigger.span
    reading = read(coding.document, Settings.load())
    for sentence in reading.sentences:
        start, end = reading.tokens[sentence.start].start, reading.tokens[sentence.end - 1].end
        if start <= trigger.start and trigger.end <= end:
            return start, end
    raise _NoSentence("the words of the act run over the end of a sentence")


def _where(
    coding: Coding, event: Event, party: str | None, role: str, as_coded: bool, within: _Range
) -> list[_Range]:
    """Where in the sentence a party is named: as the coding has it, by its mentions, or by words of the text."""
    if party is None:
        return []
    start, end = within
    found: list[_Range] = []
    if as_coded:
        found = [(e.span.start, e.span.end) for e in event.evidence if e.role == role]
    if not found and coding.has("cast") and party in coding.cast:
        found = [(m.span.start, m.span.end) for m in coding.cast.mentions if m.actor == party]
    if not found:
        words = words_in(coding.document.text, party, start, end)
        found = [words] if words is not None else []
    inside = sorted({r for r in found if start <= r[0] < r[1] <= end})
    return [r for r in inside if not any(o != r and o[0] <= r[0] and r[1] <= o[1] for o in inside)][:1]


def _marked(text: str, within: _Range, actors: list[_Range], recipients: list[_Range]) -> str:
    start, end = within
    if any(mark in text[start:end] for mark in ("<s>", "</s>", "<t>", "</t>", "\t")):
        raise _NoSentence("the sentence holds marks of its own")
    parts = [(*a, "s") for a in actors] + [(*r, "t") for r in recipients if r not in actors]
    pieces, at = [], start
    for begin, stop, mark in _apart(sorted(parts)):
        pieces += [text[at:begin], f"<{mark}>", text[begin:stop], f"</{mark}>"]
        at = stop
    return " ".join("".join([*pieces, text[at:end]]).split())


def _apart(parts: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    for one, other in zip(parts, [*parts[1:], None], strict=True):
        if other is not None and other[0] < one[1]:
            raise _NoSentence("the words for the two parties overlap")
        yield one


def _at(text: str) -> Any:
    return moment(text)
