"""Parameters that lists of the API take, as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from detente.web.wanted import FURTHEST, LONGEST, MOST, PAGE, Wanted, wanted

_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def _text(about: str, **more: Any) -> Any:
    return Query(description=about, max_length=LONGEST, **more)


Since = Annotated[str | None, _text("Rows of this day or later: 2019, 2019-05 or 2019-05-14.", pattern=_DATE)]
Until = Annotated[str | None, _text("Rows of this day or earlier.", pattern=_DATE)]
Words = Annotated[str | None, _text("Words that must all be there.")]
Country = Annotated[
    str | None, _text("Country of a party or a speaker, ISO 3166 alpha-3.", pattern="^[A-Za-z]{3}$")
]
Actor = Annotated[str | None, _text("Id of somebody who takes part or speaks.")]
IssueName = Annotated[str | None, _text("Name of an issue.")]
Document = Annotated[str | None, _text("Id of a document.")]
Limit = Annotated[int, Query(description="At most so many.", ge=1, le=MOST)]
Offset = Annotated[int, Query(description="After so many.", ge=0, le=FURTHEST)]
Order = Annotated[str, Query(description="Which comes first.", pattern="^(newest|oldest)$")]


def _read(request: Request, **given: Any) -> Wanted:
    return wanted({k: v for k, v in request.query_params.items() if k in given}, limit=given["limit"])


def for_events(
    request: Request,
    q: Words = None,
    type: Annotated[str | None, _text("Event type: CONSULT, SANCTION ...")] = None,
    mode: Annotated[str | None, _text("Mode of the type.")] = None,
    country: Country = None,
    a: Annotated[str | None, _text("One state of a pair; give `b` too.", pattern="^[A-Z]{3}$")] = None,
    b: Annotated[str | None, _text("The other.", pattern="^[A-Z]{3}$")] = None,
    actor: Actor = None,
    sector: Annotated[str | None, _text("Sector of a party: GOV, MIL ...")] = None,
    issue: IssueName = None,
    document: Document = None,
    quad: Annotated[int | None, Query(description="Quad class.", ge=1, le=4)] = None,
    sure: Annotated[float | None, Query(description="Least confidence, as 0.7.", ge=0, le=1)] = None,
    since: Since = None,
    until: Until = None,
    told: Annotated[str | None, Query(description="How it is told.", pattern="^(done|claimed|not-done)$")] = None,
    order: Order = "newest",
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> Wanted:
    """What lists of events take."""
    return _read(**locals())


def for_quotes(
    request: Request,
    q: Words = None,
    country: Country = None,
    actor: Actor = None,
    issue: IssueName = None,
    document: Document = None,
    kind: Annotated[str | None, Query(description="In whose words.", pattern="^(direct|indirect|mixed)$")] = None,
    since: Since = None,
    until: Until = None,
    order: Order = "newest",
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> Wanted:
    """What lists of quotes take."""
    return _read(**locals())


def for_documents(
    request: Request,
    q: Words = None,
    country: Country = None,
    actor: Actor = None,
    issue: IssueName = None,
    since: Since = None,
    until: Until = None,
    order: Order = "newest",
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> Wanted:
    """What lists of documents take."""
    return _read(**locals())


def for_search(
    request: Request,
    q: Annotated[
        str, Query(description="Words that must all be there, in any form.", min_length=1, max_length=LONGEST)
    ],
    country: Country = None,
    issue: IssueName = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> Wanted:
    """What a search takes."""
    return _read(**locals())


def for_actors(
    request: Request,
    q: Words = None,
    country: Country = None,
    sector: Annotated[str | None, _text("Sector: GOV, MIL ...")] = None,
    kind: Annotated[str | None, _text("Kind: person, state, organisation ...")] = None,
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> Wanted:
    """What lists of actors take."""
    return _read(**locals())


def for_names(request: Request, q: Words = None, limit: Limit = PAGE, offset: Offset = 0) -> Wanted:
    """What lists of names take."""
    return _read(**locals())


def for_pairs(
    request: Request,
    country: Country = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> Wanted:
    """What lists of pairs take."""
    return _read(**locals())


def for_findings(
    request: Request,
    document: Document = None,
    severity: Annotated[str | None, Query(description="How grave.", pattern="^(note|caution|serious)$")] = None,
    since: Since = None,
    until: Until = None,
    order: Order = "newest",
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> Wanted:
    """What lists of findings take."""
    return _read(**locals())


Events = Annotated[Wanted, Depends(for_events)]
Quotes = Annotated[Wanted, Depends(for_quotes)]
Documents = Annotated[Wanted, Depends(for_documents)]
Search = Annotated[Wanted, Depends(for_search)]
Actors = Annotated[Wanted, Depends(for_actors)]
Names = Annotated[Wanted, Depends(for_names)]
Pairs = Annotated[Wanted, Depends(for_pairs)]
Findings = Annotated[Wanted, Depends(for_findings)]
