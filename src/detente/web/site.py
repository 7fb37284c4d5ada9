"""What all requests share: options, desk, templates, the one who codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from starlette.requests import HTTPConnection

if TYPE_CHECKING:
    from jinja2 import Environment

    from detente.notes import Notes
    from detente.web.coding import CodingRoom
    from detente.web.desk import Desk
    from detente.web.options import Options


@dataclass(frozen=True, slots=True)
class Site:
    """A running site.

    Attributes:
        options: How it is run.
        desk: What it shows.
        templates: How it looks.
        coder: Codes texts on request.
        notes: Readers' notes, or `None` where the site takes none.
    """

    options: Options
    desk: Desk
    templates: Environment
    coder: CodingRoom
    notes: Notes | None = None


def site_of(request: HTTPConnection) -> Site:
    """The site that a request came to."""
    return cast(Site, request.app.state.site)
