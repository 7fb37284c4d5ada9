"""The task `pages`: main text, title and date of a saved web page."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from detente.errors import DetenteError, MissingPath
from detente.evaluate.task import Line, Scores, Task, f1

_WORD = re.compile(r"\w+")
TYPES = ("article", "forum", "other")


class PagesTask(Task):
    """Word-bag F1 of the text by type of page; accuracy of title and date; required and forbidden snippets."""

    name = "pages"
    needs = ("html",)
    answers = ("text", "title", "date", "author", "must", "must_not", "type")

    def predict(self, line: Line, folder: Path) -> dict[str, Any]:
        """Extract the page. One that is refused gives an empty text, and the code of its refusal."""
        from detente.document import extract
        from detente.record import Page

        content = _read(folder, line["html"])
        try:
            document = extract(Page(content, url=line.get("url"), media_type="text/html"))
        except DetenteError as error:
            return {"id": line["id"], "text": "", "title": None, "date": None, "refused": error.code}
        date = document.published.isoformat() if document.published else None
        return {"id": line["id"], "text": document.text, "title": document.title, "date": date}

    def score(self, gold: list[Line], predictions: list[dict[str, Any]]) -> Scores:
        """Mean F1 of articles first; then the other types, title, date, snippets."""
        pairs = list(zip(gold, predictions, strict=True))
        scores = {f"{t}_f1": _mean(_text_f1(g, p) for g, p in pairs if _type(g) == t) for t in TYPES}
        scores["title"] = _mean(_bare(g["title"]) == _bare(p["title"] or "") for g, p in pairs if g.get("title"))
        scores["date"] = _mean(g["date"][:10] == p["date"] for g, p in pairs if g.get("date"))
        scores["dates_found_where_none"] = float(sum(p["date"] is not None for g, p in pairs if not g.get("date")))
        scores["must"] = _mean(_holds(p["text"], s) for g, p in pairs for s in g.get("must") or ())
        scores["must_not"] = _mean(not _holds(p["text"], s) for g, p in pairs for s in g.get("must_not") or ())
        scores["pages"] = float(len(pairs))
        return scores

    def table(self, gold: list[Line], predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """F1 of each page, the worst first."""
        rows = [
            {
                "id": g["id"],
                "type": g.get("type"),
                "f1": _text_f1(g, p),
                "title": _bare(g.get("title") or "") == _bare(p["title"] or ""),
                "date": not g.get("date") or g["date"][:10] == p["date"],
            }
            for g, p in zip(gold, predictions, strict=True)
        ]
        return sorted(rows, key=lambda row: row["f1"])


def _read(folder: Path, name: str) -> bytes:
    for path in (folder / name, folder / "pages" / name):
        if path.is_file():
            raw = path.read_bytes()
            return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    raise MissingPath(f"There is no page {folder / name}.", "Keep the pages beside the gold file.")


def _type(line: Line) -> str:
    kind = str(line.get("type") or "article")
    return kind if kind in TYPES else "other"


def _text_f1(line: Line, predicted: dict[str, Any]) -> float:
    gold, found = (Counter(_WORD.findall(t.lower())) for t in (line["text"], predicted["text"]))
    return f1((gold & found).total(), found.total(), gold.total())


def _holds(text: str, snippet: str) -> bool:
    return _bare(snippet) in _bare(text)


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
