"""Patience with a registry that has no time at the moment: it is asked again after a while, and not for ever.

RFC 6585, section 4 (429); RFC 9110, sections 10.2.3 (Retry-After) and 15.6.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cli.docker_store.progress import beside
from cli.docker_store.wire import Lost

if TYPE_CHECKING:
    from cli.docker_store.ending import Stop
    from cli.docker_store.wire import Answer

BUSY = (429, 500, 502, 503, 504)
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds
LONGEST = 120.0  # seconds that are waited where it asks for that


class Busy(Lost):
    """`refused` has the registry's own words; `after` are the seconds that it asks for, 0 where it asks for none."""

    def __init__(self, refused: Stop, status: int, after: float) -> None:
        super().__init__(refused.text, status)
        self.refused, self.status, self.after = refused, status, after

    def stop(self, todo: str = "") -> Stop:
        from cli.docker_store.ending import Stop

        wait = f"It asks for {self.after / 60:.0f} minutes of patience. " if self.after > LONGEST else ""
        return Stop(self.refused.text, f"{wait}{todo}")


class Pauses:
    """Those before the next tries of one thing."""

    def __init__(self, host: str) -> None:
        self._host, self._left = host, list(PAUSES)

    def before_another(self, busy: Busy) -> None:
        """Raises it once that was enough, or where it asks for more patience than anybody has."""
        if not self._left or busy.after > LONGEST:
            raise busy
        wait = max(self._left.pop(0), busy.after)
        beside(f"{self._host} has no time ({busy.status}); it is asked again in {wait:.0f} s.")
        time.sleep(wait)


def patience(answer: Answer) -> float:
    """Seconds that its Retry-After asks for, in seconds or by a date."""
    asked = answer.header("Retry-After").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
