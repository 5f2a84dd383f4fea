"""How far it is: one line on a terminal, written anew; nothing where there is none."""

from __future__ import annotations

import os
import sys
import time

from cli.docker_store.clean import clean
from cli.docker_store.versions import size

SELDOM = 0.1  # seconds between two lines
CLEARED = "\r\x1b[K"


class Progress:
    """`total` in bytes; `what` begins the line."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = clean(what), total, 0
        self._shows = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._next = 0.0

    def add(self, count: int) -> None:
        self.done += count
        if self._shows and time.monotonic() >= self._next:
            self._next = time.monotonic() + SELDOM
            self._line()

    def end(self) -> None:
        if self._shows:
            print(CLEARED, end="", file=sys.stderr, flush=True)

    def _line(self) -> None:
        share = f"{100 * self.done // self.total:3} %" if self.total else ""
        text = f"{self.what}  {size(self.done)} of {size(self.total)}  {share}"
        print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)


def beside(text: str) -> None:
    """A line of its own, in the place of the one that is written anew."""
    shows = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    print(f"{CLEARED if shows else ''}{clean(text)}", file=sys.stderr, flush=True)
