"""The published JSON Schema of a coding."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.settings import DATA_DIR


@lru_cache(maxsize=1)
def _text() -> str:
    return (Path(DATA_DIR) / "schema" / "coding.schema.json").read_text("utf-8")


def coding_schema() -> dict[str, Any]:
    """The schema that every line of `detente code --format jsonl` validates against.

    **Sources**: JSON Schema, draft 2020-12.
    """
    loaded: dict[str, Any] = json.loads(_text())
    return loaded
