"""Somebody who reads the shop's log on by position all the time, and must never have to take a word back."""

import threading
import time
from contextlib import suppress

from eventlog.log import Log, open_log
from eventlog.recorded import Recorded
from tests.eventlog.shop import SECRET


class Witness:
    """`seen` holds each event's id by position; `gaps` the positions that came out of turn."""

    def __init__(self, url: str) -> None:
        self._log: Log = open_log("shop", url, keys=None, secret=SECRET)
        self.seen: list[str] = []
        self.gaps: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while not self._over.is_set():
            with suppress(Exception):  # the database is away for a moment
                self._note(self._log.read_all(len(self.seen), 200))
            time.sleep(0.005)

    def _note(self, page: list[Recorded]) -> None:
        self.gaps += [each.position for number, each in enumerate(page, len(self.seen) + 1) if each.position != number]
        self.seen += [each.id for each in page]

    def end(self) -> None:
        self._over.set()
        self._thread.join()
        self._note(self._log.read_all(len(self.seen), 100_000))
        self._log.close()
