"""A form that readers fill in, checked field by field. What is wrong is told to the reader, never raised."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.notes.cleaning import clean, mail_address, one_line
from detente.notes.records import NoteForm, Problem

#: **Units**: characters.
LONGEST_NAME = 80
LONGEST_TEXT = 5_000
SHORTEST_TEXT = 2
#: What is longer than this is not even looked at. **Units**: characters.
LONGEST_RAW = 50_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form says, cleaned.

    Attributes:
        name: On one line.
        email: As `mail_address` gives it. It goes no further than to be hashed.
        text: Plain text.
        problems: What is wrong; then the other fields mean nothing.
    """

    name: str
    email: str = field(repr=False)
    text: str
    problems: tuple[Problem, ...]


def check(form: NoteForm, known: str | None = None) -> Checked:
    """Check name, e-mail and text.

    Args:
        form: As it came.
        known: For a change of a note whose e-mail is known by its hash only: "", and then none is asked for.
    """
    for name, value in (("name", form.name), ("email", form.email), ("text", form.text)):
        if len(value) > LONGEST_RAW:
            return Checked("", "", "", (Problem(name, "This is far too long. Please shorten it."),))
    name, text = one_line(form.name), clean(form.text)
    email = mail_address(form.email) if known is None else known
    problems = [*_name(name), *_email(email, form.email), *_text(text)]
    if email and email in text.casefold():
        problems.append(
            Problem(
                "text", "Your e-mail address stands in your note, and everybody would see it. Please take it out."
            )
        )
    return Checked(name, email or "", text, tuple(problems))


def _name(name: str) -> list[Problem]:
    if not any(c.isalpha() for c in name):
        return [Problem("name", "Please give a name; it is shown beside your note.")]
    if len(name) > LONGEST_NAME:
        return [Problem("name", f"The name is too long: please give at most {LONGEST_NAME} characters.")]
    if "@" in name or "://" in name:
        return [Problem("name", "The name is shown to everybody. Please give no address in it.")]
    return []


def _email(email: str | None, raw: str) -> list[Problem]:
    if email is not None:
        return []
    if not raw.strip():
        return [Problem("email", "Please give an e-mail address; it is never shown.")]
    return [Problem("email", "This is no e-mail address. Please give one like name@example.org.")]


def _text(text: str) -> list[Problem]:
    if len(text) < SHORTEST_TEXT or not any(c.isalnum() for c in text):
        return [Problem("text", "Please write something.")]
    if len(text) > LONGEST_TEXT:
        return [
            Problem(
                "text", f"The note has {len(text):,} characters. Please shorten it to {LONGEST_TEXT:,} at most."
            )
        ]
    return []
