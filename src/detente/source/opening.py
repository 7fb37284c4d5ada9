"""Which source reads a place: built-in ones and plugins come through the same entry point group."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from detente.errors import MissingPath, SettingsError
from detente.settings import Settings
from detente.source.buckets import is_cloud
from detente.source.part import Source, SourceOptions

#: Group in which packages name their sources: `name = "package.module:Class"`.
GROUP = "detente.sources"
#: Asked last, since they take any path or URL.
LAST = ("web", "files")
#: Asked before the other built-in ones, which go by suffix: `s3://news/a.csv` is an object before it is a table.
_FIRST = ("cloud",)


def open_source(place: str, options: SourceOptions | None = None, settings: Settings | None = None) -> Source:
    """Open a place that gives pages.

    Args:
        place: A path, or an http(s) URL.
        options: How to read it.
        settings: Limits; read from the environment when not given.

    Returns:
        Its source; nothing has been read yet.

    Raises:
        SettingsError: There is no source of the kind asked for.
        MissingPath: The place is empty.
    """
    options = options or SourceOptions()
    settings = settings or Settings.load()
    if not place.strip():
        raise MissingPath("The path given is empty.", "Give the path of a file.")
    if options.kind is not None:
        found = source_named(options.kind)
        if is_cloud(place) and found.__module__.startswith("detente."):
            found = source_named("cloud")  # it hands the object to the source of that kind
        return found(place, options, settings)
    for name in names():
        found = source_named(name)
        if found.knows(place):
            return found(place, options, settings)
    raise MissingPath(f"No source reads {place}.", "Give a file, a folder or an http(s) URL, or name its kind.")


def source_named(name: str) -> type[Source]:
    """The class of a source.

    Raises:
        SettingsError: There is none of that name, or its plugin does not load.
    """
    found = _declared().get(name)
    if found is None:
        raise SettingsError(f"There is no source {name!r}.", f"Use one of {', '.join(names())}.")
    try:
        return _loaded(found)
    except (ImportError, AttributeError) as error:
        raise SettingsError(
            f"The source {name!r} does not load ({error}).", "Install its package again, or take it off."
        ) from None


def names() -> tuple[str, ...]:
    """Names of all sources, in the order they are asked in: plugins first, so that they may narrow a built-in."""
    declared = _declared()
    own = [n for n, point in declared.items() if point.value.startswith("detente.")]
    others = sorted(n for n in declared if n not in own)
    between = sorted(n for n in own if n not in (*_FIRST, *LAST))
    return (*others, *(n for n in _FIRST if n in declared), *between, *(n for n in LAST if n in declared))


@lru_cache(maxsize=64)
def _loaded(point: EntryPoint) -> type[Source]:
    loaded: type[Source] = point.load()
    return loaded


@lru_cache(maxsize=1)
def _declared() -> dict[str, EntryPoint]:
    """All entry points of the group by name. A plugin cannot take a built-in's name away."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    return found | _of_the_checkout()


def _of_the_checkout() -> dict[str, EntryPoint]:
    """What the project's own file declares, when detente runs from its checkout and was not installed anew."""
    project = Path(__file__).parents[3] / "pyproject.toml"
    if Path(__file__).parents[2].name != "src" or not project.is_file():
        return {}
    told = tomllib.loads(project.read_text("utf-8"))["project"].get("entry-points", {}).get(GROUP, {})
    return {name: EntryPoint(name, value, GROUP) for name, value in told.items()}
