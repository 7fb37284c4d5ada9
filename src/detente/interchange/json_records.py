"""JSON objects out of a file, one after the other: a line each, or all in one array."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from detente.errors import InputError
from detente.interchange.source import Line, Source
from detente.interchange.table import Trouble

#: Longest record of an array. **Units**: characters.
LONGEST_RECORD = 200_000


class Record(NamedTuple):
    """An object, and the line it begins in."""

    line: int
    value: dict[str, Any]


def records(source: Source) -> Iterator[Record | Trouble]:
    """Objects of a file, and trouble in place of those that cannot be read.

    Raises:
        InputError: The file begins like an array and goes on in a way that no array does.
    """
    lines = source.lines()
    first = next(lines)
    if first.text.lstrip().startswith("["):
        yield from _array(first, lines, source)
        return
    yield from _line(first)
    for line in lines:
        yield from _line(line)


def _line(line: Line) -> Iterator[Record | Trouble]:
    if line.trouble:
        yield Trouble(line.number, f"{line.trouble[:1].upper()}{line.trouble[1:]}.")
    elif line.text.strip():
        yield _checked(line.number, line.text)


def _checked(number: int, text: str) -> Record | Trouble:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Trouble(number, f"It is no JSON ({str(error)[:80]}).", excerpt=text[:120])
    return _kept(number, value, text)


def _kept(number: int, value: Any, text: str) -> Record | Trouble:
    if not isinstance(value, dict):
        return Trouble(number, "It is no JSON object.", excerpt=text[:120])
    if "\\u" in text and _has_halves(value):
        return Trouble(number, "It holds half a character or a NUL, which no file can keep.", excerpt=text[:120])
    return Record(number, value)


def _has_halves(value: Any) -> bool:
    told = json.dumps(value, ensure_ascii=False)
    return "\\u0000" in told or any("\ud800" <= c <= "\udfff" for c in told)


def _array(first: Line, lines: Iterator[Line], source: Source) -> Iterator[Record | Trouble]:
    """Objects of one array; a broken one ends the reading, because nothing says where the next begins."""
    decoder = json.JSONDecoder()
    buffer, at = first.text.lstrip()[1:], first.number
    while True:
        text = buffer.lstrip().removeprefix(",").lstrip()
        try:
            if text.startswith("]"):
                return
            value, end = decoder.raw_decode(text)
        except RecursionError:
            raise _broken(source, at) from None
        except ValueError:
            pass
        else:
            yield _kept(at, value, text[:end])
            buffer = text[end:]
            continue
        more = next(lines, None)
        if more is None or more.trouble or len(text) > LONGEST_RECORD:
            raise _broken(source, at)
        buffer, at = (f"{text}\n{more.text}", at) if text else (more.text, more.number)


def _broken(source: Source, line: int) -> InputError:
    return InputError(
        f"The JSON array in {source.path} is broken at line {line}.", "Write one record a line (JSON Lines)."
    )
