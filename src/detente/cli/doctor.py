"""`detente doctor`: is everything here that detente needs, and how is it set?"""

from __future__ import annotations

import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from detente.errors import EXIT_CODES, DetenteError
from detente.settings import Settings

#: Free space under which storing is likely to fail soon, bytes.
LITTLE_ROOM = 200_000_000
_PACKAGES = ("spacy", "trafilatura", "deltalake", "duckdb", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is all right, what was found, and what to do otherwise."""

    name: str
    good: bool
    found: str
    fix: str = ""


def doctor(
    store: Annotated[Path | None, typer.Option(help="Look at this store too.")] = None,
) -> None:
    """Check the installation, the data files and the settings."""
    from rich.table import Table

    from detente.cli.output import console

    out = console()
    checks = look(store)
    table = Table("", "what", "found", "what to do")
    for check in checks:
        mark = "[green]ok[/green]" if check.good else "[red]no[/red]"
        table.add_row(mark, check.name, check.found, "" if check.good else check.fix)
    out.print(table)
    settings = Settings.load()
    options = Table("setting", "value", "unit", "environment")
    for field in fields(Settings):
        value = str(getattr(settings, field.name))
        options.add_row(field.name, value, field.metadata["unit"], field.metadata["env"])
    out.print(options)
    if not all(c.good for c in checks):
        raise typer.Exit(EXIT_CODES["some-failed"])


def look(store: Path | None = None) -> list[Check]:
    """Run all checks; a check that breaks is a check that failed."""
    settings = Settings.load()
    checks = [_try("python", _python), _try("sqlite with FTS5", _sqlite)]
    checks += [_try(name, partial(_package, name)) for name in _PACKAGES]
    checks.append(_try("parser", lambda: _parser(settings)))
    checks.append(_try("ontology", lambda: _ontology(settings)))
    checks.append(_try("actors", lambda: _actors(settings)))
    checks.append(_try("weights", lambda: _weights(settings)))
    checks.append(_try("disk", lambda: _disk(store)))
    if store is not None:
        checks.append(_try(f"store {store}", partial(_store, store)))
    return checks


def _try(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except DetenteError as error:
        return Check(name, False, error.message, error.fix)
    except Exception as error:
        # A broken installation can fail in any way; the doctor is there to say so.
        return Check(name, False, f"{type(error).__name__}: {error}", "Install detente again: make clean setup.")


def _python() -> Check:
    return Check("python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _sqlite() -> Check:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table t using fts5(x)")
    connection.close()
    return Check("sqlite with FTS5", True, sqlite3.sqlite_version)


def _package(name: str) -> Check:
    from importlib.metadata import version

    return Check(name, True, version(name))


def _parser(settings: Settings) -> Check:
    from detente.reading import load, name_of

    started = time.perf_counter()
    nlp = load(settings.spacy_model)
    seconds = time.perf_counter() - started
    return Check("parser", True, f"{name_of(nlp)}, loaded in {seconds:.1f} s")


def _ontology(settings: Settings) -> Check:
    from detente.ontology import check, load

    problems = check(Path(settings.data_dir) / "ontology" / "plover")
    ontology = load("plover", Path(settings.data_dir))
    found = f"{ontology.version}, {len(problems)} problems"
    return Check("ontology", not problems, found, "Run: detente ontology check")


def _actors(settings: Settings) -> Check:
    from detente.actors import load

    started = time.perf_counter()
    loaded = load(settings)
    seconds = time.perf_counter() - started
    found = f"{len(loaded.names):,} names, {len(loaded.persons):,} persons, loaded in {seconds:.1f} s"
    return Check("actors", True, found)


def _weights(settings: Settings) -> Check:
    from detente.events import learned

    started = time.perf_counter()
    loaded = learned.load(str(settings.data_dir))
    return Check("weights", True, f"events {loaded.version}, loaded in {time.perf_counter() - started:.1f} s")


def _disk(store: Path | None) -> Check:
    place = (store or Path.cwd()).absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return Check("disk", free > LITTLE_ROOM, f"{free / 1e9:.1f} GB free at {place}", "Make room before storing.")


def _store(path: Path) -> Check:
    from detente.store import verify

    report = verify(path)
    found = ", ".join(f"{report.counts[n]} {n}" for n in ("documents", "events", "quotes"))
    return Check(f"store {path}", report.sound, found, f"Run: detente verify {path}")
