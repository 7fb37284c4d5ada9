"""trafilatura, asked politely: what is the story of this page, who wrote it, where did it appear."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from detente.document.markup import Markup

#: Some of its steps grow with the square of the page; what is larger than this no newsroom publishes as one story.
MOST_ELEMENTS = 50_000


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the extractor found; empty where it found nothing."""

    text: str = ""
    title: str | None = None
    author: str | None = None
    site: str | None = None


def extract_main(markup: Markup, url: str | None) -> Extracted:
    """Ask trafilatura for the story. It fetches nothing and keeps nothing between pages."""
    if sum(1 for _ in markup.tree.iter()) > MOST_ELEMENTS:
        return Extracted()
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(markup.tree),
            url=url if url and url.startswith("http") else None,
            fast=True,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False},
            config=_config(),
        )
    except Exception:
        # Whatever a hostile page makes the extractor trip over, our own line sorting still reads the page.
        return Extracted()
    if found is None or isinstance(found, dict):
        return Extracted()
    return Extracted(found.text or "", found.title or None, found.author or None, found.sitename or None)


@lru_cache(maxsize=1)
def _config() -> Any:
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    config.set("DEFAULT", "EXTENSIVE_DATE_SEARCH", "off")
    return config
