"""How a view is answered: as a page, as JSON or as CSV; with an ETag of the store's version."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from detente import __version__
from detente.errors import BadRequest
from detente.web.desk import View
from detente.web.site import site_of

#: Cells that a spreadsheet would run as a formula begin with one of these.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view shows.

    Attributes:
        template: File of its page.
        values: What the page is made of.
        data: The same for programs; `as=json` gives it.
        rows: Its main table, one mapping a row; `as=csv` gives it.
        columns: Columns of the table, in order.
        name: What a file of it is called.
        status: The status of the answer.
        passing: Whether the same version of the store may soon show more, so that nobody shall keep it.
    """

    template: str
    values: Mapping[str, Any]
    data: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] = ()
    columns: Sequence[str] = ()
    name: str = "detente"
    status: int = 200
    passing: bool = False


Handler = Callable[[Request, View], Shown]


def viewed(handler: Handler, stamp: Callable[[Request], str] | None = None) -> Callable[[Request], Response]:
    """Make an endpoint of a view: hold one version of the store, answer in the format asked for.

    Args:
        handler: Says what is shown.
        stamp: Names what the page shows beside the store, such as notes: with it, the ETag changes too.
    """

    def endpoint(request: Request) -> Response:
        how = request.query_params.get("as", "html")
        if how not in {"html", "json", "csv"}:
            raise BadRequest(f"as is {how!r}.", "Use one of: html, json, csv.")
        with site_of(request).desk.view() as view:
            tag = etag(request, view.version, stamp(request) if stamp is not None else "")
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers={"etag": tag, "cache-control": "no-cache"})
            shown = handler(request, view)
            response = _response(request, view, shown, how)
        if shown.passing:
            response.headers["cache-control"] = "no-store"
        elif shown.status == 200:
            response.headers.update({"etag": tag, "cache-control": "no-cache"})
        return response

    endpoint.__name__ = handler.__name__
    endpoint.__doc__ = handler.__doc__
    return endpoint


def etag(request: Request, version: int, stamp: str = "") -> str:
    """Names an answer: the same address, the same version of the store and of detente, the same day."""
    told = f"{request.url.path}?{request.url.query} {version} {__version__} {date.today()} {stamp}"
    return f'W/"{version}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"'


def _response(request: Request, view: View, shown: Shown, how: str) -> Response:
    if how == "json":
        told = {"store_version": view.version, **shown.data}
        return Response(as_json(told), shown.status, media_type="application/json")
    if how == "csv":
        headers = {"content-disposition": f'attachment; filename="{shown.name}.csv"'}
        return Response(as_csv(shown.rows, shown.columns), shown.status, headers, "text/csv")
    return Response(page(request, view, shown.template, shown.values), shown.status, media_type="text/html")


def page(request: Request, view: View, template: str, values: Mapping[str, Any]) -> str:
    """A page as HTML."""
    site = site_of(request)
    query = {k: v for k, v in request.query_params.items() if k != "as"}
    given = {"request": request, "site": site, "version": view.version, "query": query, "path": request.url.path}
    return site.templates.get_template(template).render(**{**given, **values})


def as_json(value: Any) -> str:
    """Values as JSON; dates as ISO 8601."""
    return json.dumps(value, default=plain, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """What JSON has no word for."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """A table as CSV with a header. What a spreadsheet would take for a formula is kept from being one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(c)) for c in columns])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        value = "|".join(str(v) for v in value)
    elif isinstance(value, dict):
        value = as_json(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
