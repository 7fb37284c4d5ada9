"""The site: a briefing desk over a store, and an HTTP API. `detente serve` starts it.

    store -> desk (columns that pages list) -> pages, api -> guard (limits, headers) -> the visitor

`app.PAGES` is the table of addresses.
"""

from detente.web.app import create_app
from detente.web.options import Options

__all__ = ["Options", "create_app"]
