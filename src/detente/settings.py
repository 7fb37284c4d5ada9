"""Every option of detente in one frozen, typed object.

Each field states its unit, its default and the environment variable that sets it. `Settings.load()` reads
the environment; an explicit keyword wins over the environment, and the environment over the default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from detente.errors import SettingsError

#: Data files that ship with the package.
DATA_DIR = Path(__file__).parent / "data"


def _option(default: Any, env: str, unit: str, low: float | None = None, high: float | None = None) -> Any:
    return field(default=default, metadata={"env": env, "unit": unit, "low": low, "high": high})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options. Units and limits stand in each field's metadata; `detente doctor` prints them all."""

    max_bytes: int = _option(20_000_000, "DETENTE_MAX_BYTES", "bytes of one page", 1, 2_000_000_000)
    max_ratio: float = _option(100.0, "DETENTE_MAX_RATIO", "unpacked / packed bytes", 1, 10_000)
    max_unpacked: int = _option(
        100_000_000_000, "DETENTE_MAX_UNPACKED", "bytes that one packed archive or table may unpack to", 1
    )
    max_members: int = _option(1_000_000, "DETENTE_MAX_MEMBERS", "members of one ZIP archive", 1, 100_000_000)
    max_entries: int = _option(50_000, "DETENTE_MAX_ENTRIES", "pages that one feed or sitemap names", 1, 1_000_000)
    max_sitemaps: int = _option(1_000, "DETENTE_MAX_SITEMAPS", "sitemaps that one index names", 1, 50_000)
    max_depth: int = _option(400, "DETENTE_MAX_DEPTH", "levels of nested HTML", 10, 100_000)
    max_sentences: int = _option(5_000, "DETENTE_MAX_SENTENCES", "sentences of one document", 1, 1_000_000)
    max_characters: int = _option(500_000, "DETENTE_MAX_CHARACTERS", "characters of main text", 1, 100_000_000)
    max_seconds: float = _option(
        600.0,
        "DETENTE_MAX_SECONDS",
        "seconds that a page of `detente run` may take, or the 32 that are coded with it",
        1,
        86_400,
    )
    max_memory: int = _option(
        1_500_000_000,
        "DETENTE_MAX_MEMORY",
        "bytes that a worker of `detente run` may take before a new one takes its place",
        1,
    )
    fetch_timeout: float = _option(20.0, "DETENTE_FETCH_TIMEOUT", "seconds for a whole fetch", 0.1, 600)
    max_redirects: int = _option(5, "DETENTE_MAX_REDIRECTS", "redirects followed", 0, 20)
    host_delay: float = _option(2.0, "DETENTE_HOST_DELAY", "seconds between two requests to a host", 0, 3_600)
    max_wait: float = _option(
        300.0,
        "DETENTE_MAX_WAIT",
        "seconds to wait for a host that asks for patience; longer is a failure",
        0,
        86_400,
    )
    user_agent: str = _option(
        "detente/0.1 (news coding for research; reads one page at a person's request)",
        "DETENTE_USER_AGENT",
        "text of the User-Agent header",
    )
    allow_private_addresses: bool = _option(False, "DETENTE_ALLOW_PRIVATE", "true or false; for tests only")
    spacy_model: str = _option("", "DETENTE_SPACY_MODEL", "name of a spaCy pipeline; empty = the best installed")
    data_dir: str = _option(str(DATA_DIR), "DETENTE_DATA", "folder of data files")
    sync: bool = _option(
        True,
        "DETENTE_SYNC",
        "true or false; whether a commit waits until it is on the disk (false: quicker, "
        "but a power failure may cost the last commits)",
    )
    actors_file: str = _option("", "DETENTE_ACTORS", "a private actor list (CSV or JSON); empty = none")

    def __post_init__(self) -> None:
        for f in fields(self):
            value, low, high = getattr(self, f.name), f.metadata["low"], f.metadata["high"]
            if low is not None and not (low <= value and (high is None or value <= high)):
                raise SettingsError(
                    f"{f.name} is {value}, outside {low} to {high or 'any number'} ({f.metadata['unit']}).",
                    f"Set {f.metadata['env']} to a value in that range, or unset it.",
                )

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
        """Read the environment over the defaults, and `given` over both.

        Args:
            environment: Variables to read instead of the process's own.
            **given: Fields set by the caller; `None` means "not given".

        Raises:
            SettingsError: A value does not parse or is outside its range.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for f in fields(cls):
            if given.get(f.name) is not None:
                values[f.name] = given[f.name]
            elif f.metadata["env"] in environment:
                values[f.name] = _parse(environment[f.metadata["env"]], f.default, f.metadata["env"])
        return cls(**values)


def _parse(text: str, default: Any, name: str) -> Any:
    if isinstance(default, bool):
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise SettingsError(f"{name} is {text!r}, neither true nor false.", f"Set {name} to true or false.")
    try:
        return type(default)(text)
    except ValueError:
        kind = type(default).__name__
        raise SettingsError(f"{name} is {text!r}, which is no {kind}.", f"Set {name} to a {kind}.") from None
