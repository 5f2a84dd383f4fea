"""Who is refused before all was read still hears why: a connection closed on what comes in is reset, answer and all."""

from contextlib import suppress
from socket import SHUT_WR
from typing import Any

import eventlet
from eventlet import wsgi

LONGEST = 5.0  # seconds in which what comes in yet is thrown away
PIECE = 65536


class Lingering(wsgi.HttpProtocol):  # type: ignore[misc]
    """Eventlet's, which closes at once."""

    environ: dict[str, Any] | None = None
    raw_requestline: bytes | str = b""  # who connects and says nothing has none

    def handle_one_request(self) -> None:
        self.environ, self.raw_requestline = None, b""
        super().handle_one_request()

    def finish(self) -> None:
        if self.raw_requestline and self._has_more():
            with suppress(OSError), eventlet.Timeout(LONGEST, False):
                self.wfile.flush()
                self.connection.shutdown(SHUT_WR)
                while self.connection.recv(PIECE):
                    pass
        super().finish()

    def _has_more(self) -> bool:
        """Whether something of the last request was not read: of its head, where it has no environment, or its body."""
        if self.environ is None:
            return True
        body = self.environ["eventlet.input"]
        return bool(body.chunked_input or body.position < (body.content_length or 0))
