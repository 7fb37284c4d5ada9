"""The application: routes, errors, limits, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from detente import __version__
from detente.errors import DetenteError
from detente.web import problems, words
from detente.web.answering import viewed
from detente.web.api.routes import router
from detente.web.coding import CodingRoom
from detente.web.desk import Desk
from detente.web.guard import Guard
from detente.web.options import Options
from detente.web.pages import about, actor, article, dyad, feeds, issue, map, pictures, search, today
from detente.web.site import Site

#: Address -> what it shows. Read it aloud; everything a visitor can open is here or in the API.
PAGES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("/", viewed(today.today)),
    ("/digest", viewed(today.digests)),
    ("/digest/{month}", viewed(today.digest)),
    ("/dyads", viewed(dyad.pairs)),
    ("/dyads/choose", dyad.choose),
    ("/dyads/{pair}", viewed(dyad.dyad)),
    ("/charts/{pair}/{file}", pictures.picture),
    ("/articles/{document}", viewed(article.article)),
    ("/article", article.by_address),
    ("/events/{event}", viewed(article.event)),
    ("/actors", viewed(actor.actors)),
    ("/actors/{actor:path}", viewed(actor.actor)),
    ("/issues", viewed(issue.issues)),
    ("/issues/{issue:path}", viewed(issue.issue)),
    ("/map", viewed(map.world)),
    ("/search", viewed(search.search)),
    ("/about", viewed(about.about)),
    ("/feeds/today.atom", feeds.today_feed),
    ("/feeds/dyads/{pair}.atom", feeds.dyad_feed),
    ("/feeds/issues/{issue:path}.atom", feeds.issue_feed),
    ("/feeds/actors/{actor:path}.atom", feeds.actor_feed),
)


def templates() -> Environment:
    """How pages look. Everything is escaped; a name that is not there is an error."""
    found = Environment(
        loader=FileSystemLoader(words.STATIC.parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(words.FILTERS)
    found.globals.update(words.GLOBALS)
    return found


def create_app(options: Options, coder: CodingRoom | None = None) -> FastAPI:
    """Make the site of a store.

    Args:
        options: Which store, and the limits.
        coder: Who codes texts on request; a process of its own when not given.

    Raises:
        StoreMissing: There is no such store.
    """
    desk = Desk(options)
    site = Site(options, desk, templates(), coder or CodingRoom(options.coding_patience))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        site.coder.close()
        desk.close()

    app = FastAPI(
        title="detente",
        version=__version__,
        description="Who did or said what to whom, about which issue, when, where and in whose words.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # these pages would load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.site = site
    for path, endpoint in PAGES:
        app.add_route(path, endpoint, methods=["GET"], include_in_schema=False)
    app.include_router(router)
    # Everything under it is a file that ships with the package; links out of it are not followed.
    app.mount("/static", StaticFiles(directory=words.STATIC), name="static")
    app.add_route("/robots.txt", _robots, methods=["GET"], include_in_schema=False)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(Guard, options=options)
    return app


_HANDLERS: dict[type[Exception], Callable[..., Response]] = {
    DetenteError: problems.on_detente,
    HTTPException: problems.on_http,
    RequestValidationError: problems.on_values,
    Exception: problems.on_defect,
}


def _robots(_: Any) -> Response:
    return Response("User-agent: *\nDisallow: /search\nDisallow: /api/\n", media_type="text/plain")
