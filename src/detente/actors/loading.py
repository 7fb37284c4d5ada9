"""Loading the registry: the tables under `data/actors/`, read once a process."""

from __future__ import annotations

import gc
from functools import lru_cache
from pathlib import Path

from detente.actors import holders, naming
from detente.actors.own import place
from detente.actors.registry import Registry
from detente.actors.tables import sheet
from detente.settings import Settings


def load(settings: Settings | None = None) -> Registry:
    """The registry of these settings: built once a process for each data folder and private list.

    Raises:
        RegistryError: A table is missing or does not read.
    """
    settings = settings or Settings.load()
    private = place(settings)
    stamp = private.stat().st_mtime_ns if private.is_file() else 0
    given = str(private) if stamp or settings.actors_file else ""
    return _load(settings.data_dir, given, stamp)


@lru_cache(maxsize=4)
def _load(data_dir: str, private: str, _stamp: int) -> Registry:
    # Tens of thousands of small objects that all stay: the collector would walk them again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _build(Path(data_dir) / "actors", private)
    finally:
        if collecting:
            gc.enable()


def _build(folder: Path, private: str) -> Registry:
    words = sheet(str(folder / "words.yaml"))
    roles = sheet(str(folder / "roles.yaml"))
    registry = Registry(
        words=words,
        sets={name: frozenset(v) for name, v in words.items() if isinstance(v, list) and isinstance(v[0], str)},
        roles={flag: frozenset(keys) for flag, keys in roles["flags"].items()},
    )
    naming.add_words(registry)
    naming.add_nouns(registry, folder)
    naming.add_countries(registry, folder)
    naming.add_bodies(registry, folder)
    for file, kind in (
        ("organisations.csv", "organisation"),
        ("armed_groups.csv", "armed_group"),
        ("parties.csv", "party"),
        ("companies.csv", "company"),
        ("media.csv", "media"),
        ("services.csv", "body"),
    ):
        naming.add_groups(registry, folder / file, kind)
    naming.add_heads(registry, folder)
    naming.add_places(registry, folder)
    holders.add_holders(registry, folder)
    if private:
        from detente.actors.private import merge

        merge(registry, Path(private))
    return registry
