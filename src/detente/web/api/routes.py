"""Routes of the API."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from detente import __version__
from detente.errors import BadRequest, Busy, NoSuchPage, NotAllowed, NoToken, TooLarge
from detente.interchange import to_json
from detente.ontology import load
from detente.web import asking, movers
from detente.web.answering import as_json, etag
from detente.web.api import fields, rows
from detente.web.desk import RULE, Row, View
from detente.web.pages import actor as actor_page
from detente.web.pages import article as article_page
from detente.web.pages import dyad as dyad_page
from detente.web.pages import issue as issue_page
from detente.web.pages import search as search_page
from detente.web.pages.about import counted
from detente.web.site import site_of
from detente.web.words import with_query


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    fix: str
    code: str


class Listing(BaseModel):
    """A part of a list."""

    model_config = ConfigDict(extra="allow")
    store_version: int
    total: int
    items: list[dict[str, Any]]
    next: str | None


class Answer(BaseModel):
    """A single thing."""

    model_config = ConfigDict(extra="allow")


class Text(BaseModel):
    """A text to be coded: plain text, or the HTML of a page."""

    model_config = ConfigDict(extra="forbid")
    text: str | None = Field(None, description="The story; paragraphs are separated by blank lines.")
    html: str | None = Field(None, description="A whole page; the story is taken out of it.")
    title: str | None = Field(None, max_length=500)
    published: str | None = Field(None, pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {s: {"model": Problem, "content": content, "description": "A problem."} for s in statuses}


router = APIRouter(prefix="/api/v1", responses=_problems(400, 404, 414, 429, 503))


def _view(request: Request) -> Iterator[View]:
    with site_of(request).desk.view() as view:
        yield view


Viewed = Annotated[View, Depends(_view)]
Id = Annotated[str, Path(min_length=1, max_length=200)]


def _answer(request: Request, view: View, make: Callable[[], Any]) -> Response:
    """An answer with an ETag; not made at all when the asker has it."""
    tag = etag(request, view.version)
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(as_json(make()), headers=headers, media_type="application/json")


def _list(
    request: Request, view: View, found: asking.Listed, told: Callable[[Row], Any] = dict, **more: Any
) -> Response:
    """A part of a list, with the address of the next part."""
    following = None
    if found.more:
        query = dict(request.query_params)
        following = with_query(request.url.path, query, offset=found.offset + len(found.rows))

    def make() -> Any:
        items = [told(r) for r in found.rows]
        return {"store_version": view.version, "total": found.total, **more, "items": items, "next": following}

    response = _answer(request, view, make)
    if following:
        response.headers["link"] = f'<{following}>; rel="next"'
    return response


@router.get("", response_model=Answer, summary="What this site has")
def index(request: Request, view: Viewed) -> Response:
    """The store's version and size, the coder, the counting rule."""
    told = {
        "name": site_of(request).options.name,
        "store_version": view.version,
        "detente": __version__,
        "ontology": {"name": load().name, "version": load().version, "hash": load().hash},
        "counts": counted(view),
        "rule": RULE.to_json(),
        "openapi": "/api/v1/openapi.json",
    }
    return _answer(request, view, lambda: told)


@router.get("/documents", response_model=Listing, summary="Documents")
def documents(request: Request, view: Viewed, wanted: fields.Documents) -> Response:
    """Documents by the day of publication."""
    return _list(request, view, asking.documents(view, wanted), rows.document)


@router.get("/documents/{document}", response_model=Answer, summary="A coding")
def document(request: Request, view: Viewed, document: Id) -> Response:
    """A document with all its layers, as `detente code --format jsonl` writes them."""
    row = article_page.document_row(view, document)
    coding = article_page.coding_of(site_of(request), view, row["document"])
    return _answer(request, view, lambda: {**to_json(coding), "store_version": view.version})


@router.get("/documents/{document}/notes", response_model=Answer, summary="Notes and corrections")
def notes(request: Request, view: Viewed, document: Id) -> Response:
    """Published notes of readers under a document, and corrections that reviewers made beside its coding."""
    row = article_page.document_row(view, document)
    found = article_page.noted(request, row["document"])
    listed = [rows.note(n) for n in found["notes"] or ()]
    corrected = [rows.correction(c) for of_event in found["corrections"].values() for c in of_event]
    told = {"store_version": view.version, "notes": listed, "corrections": corrected}
    return Response(as_json(told), headers={"cache-control": "no-store"}, media_type="application/json")


@router.get("/events", response_model=Listing, summary="Events")
def events(request: Request, view: Viewed, wanted: fields.Events) -> Response:
    """Events by their day, with evidence and reasons."""
    return _list(request, view, asking.events(view, wanted, "e.*"), rows.event)


@router.get("/events/{event}", response_model=Answer, summary="Why an event was coded")
def event(request: Request, view: Viewed, event: Id) -> Response:
    """An event and everything that speaks for it."""
    row, told = article_page.explained(site_of(request), view, event)
    return _answer(request, view, lambda: article_page.explanation_json(row, told))


@router.get("/quotes", response_model=Listing, summary="Quotes")
def quotes(request: Request, view: Viewed, wanted: fields.Quotes) -> Response:
    """Quotes by the day of publication."""
    return _list(request, view, asking.quotes(view, wanted), rows.quote)


@router.get("/actors", response_model=Listing, summary="Actors")
def actors(request: Request, view: Viewed, wanted: fields.Actors) -> Response:
    """Actors, those that most documents name first."""
    return _list(request, view, asking.actors(view, wanted))


@router.get("/actors/{actor:path}", response_model=Answer, summary="An actor")
def actor(request: Request, view: Viewed, actor: Id) -> Response:
    """An actor with its offices over time and the stances it takes."""
    one = actor_page.actor_row(view, actor)
    told = {**one, "offices": actor_page.offices(view, actor), "stances": actor_page.stances(view, actor)}
    return _answer(request, view, lambda: told)


@router.get("/issues", response_model=Listing, summary="Issues")
def issues(request: Request, view: Viewed, wanted: fields.Names) -> Response:
    """Issues, those that most documents are about first."""
    return _list(request, view, asking.issues(view, wanted))


@router.get("/issues/{issue:path}", response_model=Answer, summary="An issue")
def issue(request: Request, view: Viewed, issue: Id) -> Response:
    """An issue with those who take a stand on it."""
    held = issue_page.holders(view, issue)
    if not view.one("SELECT count(*) AS n FROM issues WHERE name = ?", [issue])["n"]:
        raise NoSuchPage("There is no such issue.", "List them at /api/v1/issues.")
    told = {"name": issue, "holders": held, "dyads": issue_page.pairs(view, issue)}
    return _answer(request, view, lambda: told)


@router.get("/dyads", response_model=Listing, summary="Pairs of states")
def dyads(request: Request, view: Viewed, wanted: fields.Pairs) -> Response:
    """Pairs, those between which most happened first; the rule says how events were counted."""
    return _list(request, view, asking.pairs(view, wanted), rule=RULE.to_json())


@router.get("/dyads/{pair}", response_model=Answer, summary="A pair of states over time")
def dyad(
    request: Request,
    view: Viewed,
    pair: Annotated[
        str, Path(pattern="^[A-Z]{3}-[A-Z]{3}$", description="Two codes in alphabetical order: RUS-USA.")
    ],
    period: Annotated[
        Literal["day", "week", "month", "quarter", "year"], Query(description="Length of a period.")
    ] = "month",
) -> Response:
    """Words and deeds period by period with intervals, turning points, issues; with the counting rule."""
    a, b = dyad_page.pair_of(pair)
    found = dyad_page.story(site_of(request), view, a, b, period)
    if found is None:
        raise Busy("The counts are being made for the first time.", "Try again in a minute.")
    response = _answer(request, view, found.to_json)
    if found.line.store_version < view.version:
        # Soon the same version of the store has more to say.
        response.headers["cache-control"] = "no-store"
        del response.headers["etag"]
    return response


@router.get("/movers", response_model=Listing, summary="Pairs that moved most")
def moved(
    request: Request,
    view: Viewed,
    days: Annotated[int, Query(description="Length of the time looked at.", ge=1, le=31)] = 7,
) -> Response:
    """The last days against the pair's own mean of 4 and of 52 weeks, in five bands."""
    until = movers.today(view)
    found = movers.movers(view, until, days, 100) if until is not None else ()
    items: list[Row] = []
    for mover in found:
        told = {n: getattr(mover, n) for n in movers.Mover.__slots__ if n != "reason"}
        reason = mover.reason or {}
        items.append({**told, "event": reason.get("id"), "document": reason.get("document")})
    return _list(request, view, asking.Listed(items, len(items), 0), rule=RULE.to_json(), until=until)


@router.get("/findings", response_model=Listing, summary="Reasons to doubt")
def findings(request: Request, view: Viewed, wanted: fields.Findings) -> Response:
    """Findings, the gravest first."""
    return _list(request, view, asking.findings(view, wanted))


@router.get("/search", response_model=Listing, summary="Search the texts")
def search(request: Request, view: Viewed, wanted: fields.Search) -> Response:
    """Documents that hold all the words, the best first."""
    if not wanted.q:
        raise BadRequest("No words were given.", "Give some as `q`.")
    return _list(request, view, search_page.found_in(request, view, "text", wanted))


@router.post("/code", response_model=Answer, summary="Code a text", responses=_problems(408, 413, 415, 422, 503))
async def code(request: Request, body: Annotated[Text, Body()]) -> Response:
    """Code a text or a page; nothing is kept, and nothing that it names is fetched."""
    coding = await run_in_threadpool(_coded, request, body)
    return Response(as_json(to_json(coding)), headers={"cache-control": "no-store"}, media_type="application/json")


@router.post(
    "/documents",
    response_model=Answer,
    status_code=201,
    summary="Code a text and keep it",
    responses=_problems(401, 403, 408, 413, 415, 422, 503),
)
async def keep(
    request: Request,
    body: Annotated[Text, Body()],
    authorization: Annotated[str | None, Header(max_length=300)] = None,
) -> Response:
    """Code a text and add it to the store. Needs a token; a site without tokens takes nothing."""
    _holder(request, authorization)
    coding = await run_in_threadpool(_coded, request, body)
    added = await run_in_threadpool(site_of(request).desk.store.add, [coding])
    told = {"id": coding.document.id, "new": added.new, "known": added.known, "store_version": added.version}
    headers = {"location": f"/api/v1/documents/{coding.document.id}", "cache-control": "no-store"}
    return Response(as_json(told), 201, headers, "application/json")


def _coded(request: Request, body: Text) -> Any:
    options = site_of(request).options
    given = [t for t in (body.text, body.html) if t is not None]
    if len(given) != 1 or not given[0].strip():
        raise BadRequest("One of text and html must be given, and not be empty.", "Send one of them.")
    most = options.max_text if body.text is not None else options.max_body
    if len(given[0]) > most:
        raise TooLarge(f"The text has {len(given[0])} characters.", f"Send at most {most}.")
    kind = "text/plain" if body.text is not None else "text/html"
    content = given[0].encode("utf-8", "replace")
    return site_of(request).coder.code(content, kind, body.title, body.published)


def _holder(request: Request, authorization: str | None) -> str:
    """The name of the one whose token it is.

    Raises:
        NotAllowed: The site takes nothing.
        NoToken: No token, or none that the site knows.
    """
    tokens = site_of(request).options.tokens
    if not tokens:
        raise NotAllowed("This site is read-only.", "Whoever runs it can start it with tokens.")
    scheme, _, token = (authorization or "").partition(" ")
    told = hashlib.sha256(token.strip().encode()).hexdigest()
    found: Sequence[str] = [name for known, name in tokens.items() if hmac.compare_digest(known, told)]
    if scheme.lower() != "bearer" or not found:
        raise NoToken("Writing needs a token that this site knows.", "Send it as `Authorization: Bearer TOKEN`.")
    return found[0]
