"""One page of the web as a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.errors import DetenteError
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.failing import failure
from detente.source.fetching import fetch, is_url, shown
from detente.source.part import Part, Source, SourceOptions, name_of


@dataclass(frozen=True, slots=True)
class WebSource(Source):
    """An http(s) URL with one page."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """Whatever names a scheme."""
        return is_url(place)

    def plan(self) -> tuple[Part, ...]:
        """One part; what the page holds is not known before it is fetched, so the address stands for it."""
        mark = name_of([self.place])
        return (Part(name=shown(self.place), kind="web", place=self.place, fingerprint=mark),)

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """Fetch the page."""
        try:
            yield fetch(part.place, self.settings)
        except DetenteError as error:
            yield failure(part.place, error)
