"""Readers' notes: the form, the secret link, and how a note is processed."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.errors import NoSuchPage
from detente.notes import Claim, Note, NoteForm, Notes, Problem, Visit
from detente.ontology import load
from detente.web import forms
from detente.web.desk import Row
from detente.web.pages.article import coding_of, document_row
from detente.web.site import site_of

#: Where a claim may say who is right.
PARTIES = ("actor", "recipient", "speaker")


def notes_of(request: Request) -> Notes:
    """The notes of the site.

    Raises:
        NoSuchPage: It takes none.
    """
    notes = site_of(request).notes
    if notes is None:
        raise NoSuchPage("This site takes no notes.", "Read on; nothing else is missing.")
    return notes


def visit_of(request: Request) -> Visit:
    """Where a form was sent from."""
    return Visit(request.client.host if request.client else "", request.headers.get("user-agent", "")[:300])


def note_form(request: Request) -> Response:
    """The form for a note under an article, or about one of its events."""
    notes_of(request)
    return _form(request, {}, ())


async def take_note(request: Request) -> Response:
    """Take a note."""
    notes, form = notes_of(request), await forms.read(request)
    return await run_in_threadpool(_take, request, notes, form)


def _take(request: Request, notes: Notes, form: forms.Form) -> Response:
    document, event = request.path_params["document"], form["event"] or None
    sent = NoteForm(
        document=document,
        event=event,
        name=form["name"],
        email=form["email"],
        text=form["text"],
        claim=_claim(form) if event is not None else None,
        ticket=form["ticket"],
        trap=form["website"],
        earlier=form["earlier"],
    )
    done = notes.submit(sent, visit_of(request))
    if done.problems:
        fields = ("event", "name", "email", "text", "ticket", "earlier", "type", "mode")
        more = [f"{p}{end}" for p in PARTIES for end in ("", "-words")]
        return _form(request, {n: form[n] for n in (*fields, *more)}, done.problems)
    values = {"state": done.state, "token": done.token, "document": document}
    return forms.private(request, "note_taken.html", values, 201)


def _claim(form: forms.Form) -> Claim | None:
    parties = {p: form[f"{p}-words"] or form[p] or None for p in PARTIES}
    claim = Claim(type=form["type"] or None, mode=form["mode"] or None, **parties)
    return claim or None


def _form(request: Request, filled: Mapping[str, str], problems: tuple[Problem, ...]) -> Response:
    """The form, empty or as it was filled, with what is wrong."""
    site = site_of(request)
    wanted = filled.get("event") or request.query_params.get("event") or None
    with site.desk.view() as view:
        row = document_row(view, request.path_params["document"])
        coding = coding_of(site, view, row["document"])
        events = view.ask(
            "SELECT * EXCLUDE (evidence, reasons, counts) FROM events WHERE document = ? ORDER BY position",
            [row["document"]],
        )
    event: Row | None = next((e for e in events if e["id"] == wanted), None)
    if wanted is not None and event is None and not problems:
        raise NoSuchPage("There is no such event in this article.", "Choose one in the article.")
    values = {
        "row": row,
        "event": event,
        "cast": coding.cast.actors if coding.has("cast") else (),
        "types": load().types,
        "filled": filled,
        "problems": {p.field: p.message for p in problems},
        "ticket": filled.get("ticket") or notes_of(request).ticket(),
        "parties": PARTIES,
    }
    return forms.private(request, "note_form.html", values, 422 if problems else 200)


def mine(request: Request) -> Response:
    """The notes of whoever has the secret link."""
    return _mine(request, notes_of(request).mine(request.path_params["token"]))


def _mine(
    request: Request, notes: tuple[Note, ...], problems: tuple[Problem, ...] = (), about: str = ""
) -> Response:
    values = {
        "notes": notes,
        "token": request.path_params["token"],
        "problems": {p.field: p.message for p in problems},
        "about": about,
    }
    return forms.private(request, "mine.html", values, 422 if problems else 200)


async def edit_note(request: Request) -> Response:
    """Change a note by its secret link."""
    notes, form = notes_of(request), await forms.read(request)
    token, note = request.path_params["token"], request.path_params["note"]

    def change() -> Response:
        own = {n.id: n for n in notes.mine(token)}
        before = own.get(note)
        claim = before.claim if before is not None else None
        document = before.document if before is not None else ""
        sent = NoteForm(document=document, name=form["name"], text=form["text"], claim=claim)
        done = notes.edit(token, note, sent, visit_of(request))
        if done.problems:
            return _mine(request, notes.mine(token), done.problems, note)
        return RedirectResponse(f"/notes/mine/{token}", 303, {"cache-control": "no-store"})

    return await run_in_threadpool(change)


async def erase(request: Request) -> Response:
    """Erase a reader, and everything about them, by the secret link."""
    notes, form = notes_of(request), await forms.read(request)
    if form["sure"] != "yes":
        return await run_in_threadpool(
            lambda: _mine(
                request, notes.mine(request.path_params["token"]), (Problem("sure", "Please tick the box."),)
            )
        )
    erased = await run_in_threadpool(notes.erase, request.path_params["token"])
    return forms.private(request, "erased.html", {"erased": erased})


def processing(request: Request) -> Response:
    """How a note is processed."""
    return forms.private(request, "processing.html", {"statements": notes_of(request).processing()})


def stamp(request: Request) -> str:
    """What names the notes of an article in its ETag: they change without the store's version."""
    notes, document = site_of(request).notes, request.path_params.get("document")
    if notes is None:
        return ""
    event = request.path_params.get("event")
    published = notes.published(document) if document is not None else ()
    corrected = notes.corrections(document=document, event=event)
    return " ".join([*(f"{n.id}{n.edited}{n.claim_state}" for n in published), *(str(c.id) for c in corrected)])
