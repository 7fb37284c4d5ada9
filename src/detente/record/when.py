"""Dates that carry their precision and where they came from."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from detente.errors import RecordError

GRAINS = ("day", "week", "weekend", "month", "quarter", "year", "decade", "part")
ORIGINS = ("text", "dateline", "metadata", "given", "inferred")


@dataclass(frozen=True, slots=True, order=True)
class When:
    """An interval of days.

    Attributes:
        start: First day.
        end: Last day, inclusive; `None` = open.
        grain: How precise it is; one of `GRAINS`.
        origin: Where it came from; one of `ORIGINS` (JSON name: `from`).
    """

    start: date
    end: date | None
    grain: str
    origin: str

    def __post_init__(self) -> None:
        if self.grain not in GRAINS or self.origin not in ORIGINS:
            raise RecordError(
                f"No such grain or origin of a date: {self.grain}, {self.origin}.",
                f"Use one of {', '.join(GRAINS)} and one of {', '.join(ORIGINS)}.",
            )
        if self.end is not None and self.end < self.start:
            raise RecordError(f"{self.start} to {self.end} runs backwards.", "Give an end not before the start.")

    @classmethod
    def parse(cls, text: str, origin: str) -> When:
        """Read `2019`, `2019-05` or `2019-05-14`.

        >>> When.parse("2019-05", "metadata").end
        datetime.date(2019, 5, 31)

        Raises:
            RecordError: The text is none of these, or no date of the calendar.
        """
        parts = text.strip().split("-")
        try:
            year, month, day = [*map(int, parts), 0, 0][:3]
            if len(parts) == 1:
                return cls(date(year, 1, 1), date(year, 12, 31), "year", origin)
            if len(parts) == 2:
                last = calendar.monthrange(year, month)[1]
                return cls(date(year, month, 1), date(year, month, last), "month", origin)
            if len(parts) == 3:
                return cls(date(year, month, day), date(year, month, day), "day", origin)
        except (ValueError, calendar.IllegalMonthError):
            pass
        raise RecordError(f"{text!r} is no date.", "Write 2019, 2019-05 or 2019-05-14.")

    def isoformat(self) -> str:
        """Write the start at its precision.

        >>> When.parse("2019-05", "metadata").isoformat()
        '2019-05'
        """
        if self.grain in {"year", "decade"}:
            return f"{self.start:%Y}"
        if self.grain in {"month", "quarter"}:
            return f"{self.start:%Y-%m}"
        return self.start.isoformat()
