"""The application: routes, errors, limits, put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from detente import __version__
from detente.errors import DetenteError
from detente.notes import Notes, from_environment
from detente.web import problems, words
from detente.web.answering import viewed
from detente.web.api.routes import router
from detente.web.coding import CodingRoom
from detente.web.desk import Desk
from detente.web.guard import Guard
from detente.web.options import Options
from detente.web.pages import (
    about,
    actor,
    article,
    dyad,
    feeds,
    issue,
    map,
    moderation,
    notes,
    pictures,
    search,
    today,
)
from detente.web.site import Site

LOG = logging.getLogger("detente.web")
#: Address -> what it shows. Read it aloud; everything a visitor can open is here or in the API.
PAGES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("/", viewed(today.today)),
    ("/digest", viewed(today.digests)),
    ("/digest/{month}", viewed(today.digest)),
    ("/dyads", viewed(dyad.pairs)),
    ("/dyads/choose", dyad.choose),
    ("/dyads/{pair}", viewed(dyad.dyad)),
    ("/charts/{pair}/{file}", pictures.picture),
    ("/articles/{document}", viewed(article.article, notes.stamp)),
    ("/article", article.by_address),
    ("/events/{event}", viewed(article.event, notes.stamp)),
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

#: The same for forms, and the pages around them: method, address, endpoint.
FORMS: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/articles/{document}/note", notes.note_form),
    ("POST", "/articles/{document}/note", notes.take_note),
    ("GET", "/notes/processing", notes.processing),
    ("GET", "/notes/mine/{token}", notes.mine),
    ("POST", "/notes/mine/{token}/erase", notes.erase),
    ("POST", "/notes/mine/{token}/{note}", notes.edit_note),
    ("GET", "/moderation", moderation.queue),
    ("GET", "/moderation/login", moderation.login_page),
    ("POST", "/moderation/login", moderation.login),
    ("POST", "/moderation/logout", moderation.logout),
    ("POST", "/moderation/decide", moderation.decide),
    ("POST", "/moderation/undo", moderation.undo),
    ("GET", "/moderation/audit", moderation.audit),
    ("POST", "/moderation/export", moderation.export),
)
#: How often the outside filter is asked about notes that wait for it. **Units**: seconds.
CHECKED = 60.0


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
    site = Site(options, desk, templates(), coder or CodingRoom(options.coding_patience), _notes(options))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        checking = asyncio.create_task(_check_notes(site.notes)) if site.notes and site.notes.akismet else None
        yield
        if checking is not None:
            checking.cancel()
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
    for method, path, endpoint in FORMS:
        app.add_route(path, endpoint, methods=[method], include_in_schema=False)
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


def _notes(options: Options) -> Notes | None:
    """Readers' notes, unless the site takes none or the store's folder may not be written."""
    if not options.notes:
        return None
    akismet = from_environment()
    try:
        return Notes.open(options.store, akismet=akismet, moderate_all=options.moderate_all)
    except DetenteError as error:
        LOG.warning("the site takes no notes: %s", error)
        return None


async def _check_notes(notes: Notes) -> None:
    """Ask the outside filter now and then about notes that wait for it; a failure is tried again."""
    while True:
        try:
            await run_in_threadpool(notes.check_waiting)
        except DetenteError as error:
            LOG.warning("notes that wait: %s", error)
        await asyncio.sleep(CHECKED)
