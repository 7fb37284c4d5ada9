"""What this is: sources, coder, counting rules, versions, how to cite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from detente import __version__
from detente.ontology import load
from detente.web import movers
from detente.web.answering import Shown
from detente.web.desk import RULE, Row, View
from detente.web.site import site_of
from detente.web.told import at
from detente.web.words import nice

#: Versions that are listed.
VERSIONS = 12
_CODERS = """
SELECT coder.detente AS detente, coder.ontology AS ontology, coder.weights AS weights, count(*) AS documents
FROM documents GROUP BY ALL ORDER BY documents DESC
"""


def about(request: Request, view: View) -> Shown:
    """Sources, coder version, counting rules, how to cite this version of the data."""
    site = site_of(request)
    store = at(site.desk.store, view)
    versions = [v for v in view.keep("versions", store.versions) if v.number <= view.version]
    counts = view.keep("counts", lambda: counted(view))
    created = versions[-1].created if versions else None
    listed = sources(view)
    values = {
        "versions": versions[-VERSIONS:][::-1], "created": created, "counts": counts, "detente": __version__,
        "coders": view.ask(_CODERS),
        "sources": listed, "ontology": load(), "rule": RULE, "movers": movers,
        "cite": cite(site.options.name, view.version, versions, counts),
    }  # fmt: skip
    data = {
        "cite": values["cite"], "counts": counts, "coders": values["coders"], "sources": values["sources"],
        "rule": RULE.to_json(), "detente": __version__,
        "ontology": {"name": load().name, "version": load().version, "hash": load().hash},
        "versions": [
            {"number": v.number, "created": v.created, "detente": v.detente, "rows": v.rows} for v in versions
        ],
    }  # fmt: skip
    return Shown("about.html", values, data, listed, ("source", "documents", "first", "last"), "sources")


def counted(view: View) -> Row:
    """How much the store has."""
    tables = ("documents", "events", "quotes", "findings")
    told = view.one("SELECT " + ", ".join(f"(SELECT count(*) FROM {t}) AS {t}" for t in tables))
    days = view.one("SELECT min(day) AS first, max(day) AS last FROM documents")
    return {**told, **days}


def sources(view: View) -> list[Row]:
    """Publications and hosts, by how many documents come from them. A path on this machine is none."""
    return view.keep(
        "sources",
        lambda: view.ask(
            "SELECT coalesce(site, CASE WHEN regexp_matches(url, '^https?://') "
            "THEN regexp_extract(url, '^https?://(?:www\\.)?([^/:?#]+)', 1) END, 'not named') AS source, "
            "count(*) AS documents, min(day) AS first, max(day) AS last FROM documents "
            "GROUP BY ALL ORDER BY documents DESC, source LIMIT 60"
        ),
    )


def cite(name: str, version: int, versions: Sequence[Any], counts: Row) -> str:
    """A line that names exactly what was seen: the store's version, its day, the coder."""
    when = f", {nice(versions[-1].created.date())}" if versions else ""
    return (
        f"{name}, event data, version {version}{when}: {counts['events']:,} events in {counts['documents']:,} "
        f"articles, coded with detente {__version__} (ontology {load().name.upper()} {load().version})."
    )
