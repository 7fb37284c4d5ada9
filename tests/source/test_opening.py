from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from detente.errors import MissingPath, SettingsError
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source import Part, Source, SourceOptions, open_source, opening, read_all

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class TapeSource(Source):
    """Tapes."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        return place.startswith("tape:")

    def plan(self) -> tuple[Part, ...]:
        return (Part(name="reel", kind="tape", place=self.place),)

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        yield Page(f"Wound from {part.place}.".encode())


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    points = [
        EntryPoint("tape", f"{__name__}:TapeSource", opening.GROUP),
        EntryPoint("gone", "no_such_package:Source", opening.GROUP),
        EntryPoint("files", f"{__name__}:TapeSource", opening.GROUP),
    ]
    monkeypatch.setattr(opening, "entry_points", lambda group: points if group == opening.GROUP else [])
    monkeypatch.setattr(EntryPoint, "load", _load)
    opening._declared.cache_clear()
    yield
    opening._declared.cache_clear()


_real = EntryPoint.load


def _load(self: EntryPoint) -> object:
    return TapeSource if self.value.endswith("TapeSource") else _real(self)


def test_built_in_sources_are_entry_points_of_the_project() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"][opening.GROUP]
    assert set(told) == set(opening.names())
    for name in told:
        assert opening.source_named(name).__doc__


def test_a_plugin_comes_through_the_same_door(plugins: None) -> None:
    assert opening.names()[0] == "gone"
    with pytest.raises(SettingsError, match="gone"):
        open_source("x.txt")
    (page,) = read_all(["anything"], options=SourceOptions(kind="tape"))
    assert isinstance(page, Page) and page.content == b"Wound from anything."


def test_a_plugin_takes_no_built_in_name(plugins: None, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ministers met.")
    assert type(open_source(str(tmp_path), SourceOptions(kind="files"))).__name__ == "FilesSource"


def test_every_kind_is_known_by_its_name(tmp_path: Path) -> None:
    for place, kind in {
        "a.jsonl.gz": "jsonl", "A.CSV": "csv", "a.tsv.zst": "csv", "a.pq": "parquet", "a.warc.gz": "warc",
        "a.warc.wet.gz": "warc", "a.zip": "zip", "a.rss": "feed", "https://n.example/news.atom?x=1": "feed",
        "https://n.example/sitemap_index.xml.gz": "sitemap", "https://n.example/a": "web", "a.html": "files",
    }.items():  # fmt: skip
        found = open_source(place)
        assert isinstance(found, opening.source_named(kind)), place
    with pytest.raises(MissingPath):
        open_source("  ")
