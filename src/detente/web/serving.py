"""Serving the site by uvicorn, with patience for nobody who sends a request's head drop by drop."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from detente.web.app import create_app
from detente.web.options import Options

#: How long the head of a request may take to arrive. **Units**: seconds.
HEAD = 10.0
#: Connections that are open at once; more are told to come again.
CONNECTIONS = 500


class HurriedProtocol(H11Protocol):
    """Closes a connection whose request's head does not arrive in time."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A visitor connects: the first head is awaited."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Something arrived: the head is there, or still awaited."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            if self._timer is None:
                self._await_head()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """The visitor went away."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._timer = self.loop.call_later(HEAD, self._close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self) -> None:
        self._timer = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()


def serve(options: Options, host: str, port: int) -> None:
    """Run the site until it is interrupted. No list of requests is written: addresses can hold secrets.

    Args:
        options: Which store, and the limits.
        host: Address to listen on.
        port: Port to listen on.
    """
    uvicorn.run(
        create_app(options),
        host=host,
        port=port,
        http=HurriedProtocol,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
    )
