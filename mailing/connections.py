"""Connections to a mail server that are kept for the next letter, for some seconds."""

import smtplib
import time
from collections import deque
from contextlib import suppress
from threading import Timer
from typing import Any

KEPT_FOR = 3.0  # seconds that none is used
MOST_LETTERS = 100  # by one of them; servers end those of many


class _Knowing(smtplib.SMTP):
    """Knows how many letters it sent, and whether the server may have the one that goes now."""

    letters = 0
    told = False

    def mail(self, *told: Any, **more: Any) -> tuple[int, bytes]:
        self.told = False
        return super().mail(*told, **more)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.told = True
        self.letters += 1
        return super().data(msg)

    def end(self) -> None:
        """Politely where the server still listens."""
        try:
            if self.sock is not None:
                self.sock.settimeout(1.0)
                self.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.close()


class Connection(_Knowing):
    """In the open, until it is told to use TLS."""


class SecureConnection(_Knowing, smtplib.SMTP_SSL):
    """TLS from its first byte."""


class Connections:
    """Those that no letter goes by at the moment. Whoever takes one has it alone."""

    def __init__(self) -> None:
        self._idle: deque[tuple[float, _Knowing]] = deque()  # the last used one last
        self._timer: Timer | None = None

    def take(self) -> Any:
        """None where there is none."""
        with suppress(IndexError):
            since, server = self._idle.pop()
            if time.monotonic() - since < KEPT_FOR:
                return server
            server.end()
        return None

    def give_back(self, server: Any) -> None:
        if server.letters >= MOST_LETTERS or server.sock is None:
            server.end()
            return
        self._idle.append((time.monotonic(), server))
        if self._timer is None:
            self._wait()

    def close(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop()[1].end()

    def _wait(self) -> None:
        self._timer = Timer(KEPT_FOR, self._end_old)
        self._timer.daemon = True
        self._timer.start()

    def _end_old(self) -> None:
        self._timer = None
        old = time.monotonic() - KEPT_FOR
        with suppress(IndexError):
            while self._idle[0][0] <= old:
                self._idle.popleft()[1].end()
        if self._idle:
            self._wait()
