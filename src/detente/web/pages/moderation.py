"""The moderators' pages: login, the queue with bulk actions and undo, the audit log."""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.errors import BadRequest, LoginFailed, NoSuchPage, TooManyAttempts
from detente.notes import ACTIONS, STATES, Accounts, Session
from detente.web import forms, problems
from detente.web.pages.notes import notes_of
from detente.web.site import site_of

#: Notes on a page of the queue, and rows on one of the audit log.
QUEUE, AUDIT = 50, 100


def cookie_name(request: Request) -> str:
    """The session's cookie; by https its name alone keeps it to this host."""
    return "__Host-moderator" if site_of(request).options.https else "moderator"


def accounts_of(request: Request) -> Accounts:
    """The accounts of the site."""
    return Accounts(notes_of(request).folder)


def session_of(request: Request) -> Session | None:
    """Who is logged in, or `None`."""
    accounts, token = accounts_of(request), request.cookies.get(cookie_name(request))
    return accounts.session(token) if token else None


def _to_login() -> Response:
    return RedirectResponse("/moderation/login", 303, {"cache-control": "no-store"})


def login_page(request: Request) -> Response:
    """The login."""
    values = {"admin": accounts_of(request).admin() is not None, "problem": None}
    return forms.private(request, "login.html", values)


async def login(request: Request) -> Response:
    """Check a password and begin a session."""
    accounts, form = accounts_of(request), await forms.read(request)
    address = request.client.host if request.client else ""
    try:
        session = await run_in_threadpool(accounts.login, form["name"], form["password"], address)
    except (LoginFailed, TooManyAttempts) as error:
        values = {"admin": True, "problem": f"{error.message} {error.fix}"}
        return await run_in_threadpool(forms.private, request, "login.html", values, problems.status_of(error))
    response = RedirectResponse("/moderation", 303, {"cache-control": "no-store"})
    response.set_cookie(
        cookie_name(request),
        session.token,
        path="/",
        secure=site_of(request).options.https,
        httponly=True,
        samesite="strict",
    )
    return response


async def logout(request: Request) -> Response:
    """End the session."""
    session, form = session_of(request), await forms.read(request)
    if session is not None:
        forms.check_csrf(form, session.csrf)
        await run_in_threadpool(accounts_of(request).logout, session.token)
    response = _to_login()
    response.delete_cookie(cookie_name(request), path="/", httponly=True, samesite="strict")
    return response


def queue(request: Request) -> Response:
    """Notes in a state, or claims that nobody has answered."""
    session = session_of(request)
    if session is None:
        return _to_login()
    notes = notes_of(request)
    state = request.query_params.get("state", "held")
    if state not in {*STATES, "claims"}:
        raise NoSuchPage("There is no such list.", f"Choose one of: {', '.join(STATES)}, claims.")
    after = request.query_params.get("after")
    found = notes.open_claims(QUEUE) if state == "claims" else notes.queue(state, QUEUE, after)
    values = {
        "session": session,
        "found": found,
        "state": state,
        "states": (*STATES, "claims"),
        "counts": notes.counts(),
        "decisions": notes.decisions(12),
        "more": found[-1].note.id if len(found) == QUEUE and state != "claims" else None,
    }
    return forms.private(request, "moderation.html", values)


async def decide(request: Request) -> Response:
    """Do something to the notes that are ticked."""
    session, form = await run_in_threadpool(session_of, request), await forms.read(request)
    if session is None:
        return _to_login()
    forms.check_csrf(form, session.csrf)
    notes, action = form.all("note"), form["action"]
    if not notes or action not in ACTIONS:
        raise BadRequest("No note was ticked, or no action chosen.", "Go back, and do both.")
    await run_in_threadpool(notes_of(request).decide, notes, action, session.account, form["reason"])
    return _back(form)


async def undo(request: Request) -> Response:
    """Take a decision back."""
    session, form = await run_in_threadpool(session_of, request), await forms.read(request)
    if session is None:
        return _to_login()
    forms.check_csrf(form, session.csrf)
    if not form["decision"].isdigit() or len(form["decision"]) > 12:
        raise BadRequest("That is no decision.", "Choose one from the list.")
    await run_in_threadpool(notes_of(request).undo, int(form["decision"]), session.account)
    return _back(form)


def _back(form: forms.Form) -> Response:
    state = form["state"] if form["state"] in {*STATES, "claims"} else "held"
    return RedirectResponse(f"/moderation?state={state}", 303, {"cache-control": "no-store"})


def audit(request: Request) -> Response:
    """Who did what, newest first."""
    session = session_of(request)
    if session is None:
        return _to_login()
    text = request.query_params.get("before", "")
    before = int(text) if text.isdigit() and len(text) < 12 else None
    rows = notes_of(request).audit_log(AUDIT, before)
    more = rows[-1].id if len(rows) == AUDIT else None
    return forms.private(request, "audit.html", {"session": session, "rows": rows, "more": more})


async def export(request: Request) -> Response:
    """Accepted corrections as training text."""
    session, form = await run_in_threadpool(session_of, request), await forms.read(request)
    if session is None:
        return _to_login()
    forms.check_csrf(form, session.csrf)
    notes = notes_of(request)

    def write() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "corrections.tsv"
            notes.export_training(out, session.account)
            return out.read_bytes() if out.is_file() else b""

    headers = {"cache-control": "no-store", "content-disposition": 'attachment; filename="corrections.tsv"'}
    return Response(await run_in_threadpool(write), headers=headers, media_type="text/tab-separated-values")
