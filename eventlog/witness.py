"""Roots of a log, sealed and kept outside its database: a tail that was cut off shows, and a history written anew."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from eventlog.log import Log
from eventlog.recorded import instant
from eventlog.store import Stored


class Root(NamedTuple):
    """What a log was at a position: one hash over those of all events so far."""

    at: str
    incarnation: str
    position: int
    root: str


class Witness:
    """One file of JSON lines a log; copied elsewhere, it bears out the log against whoever holds the database."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path = path
        self._secret = secret

    def note(self, log: Log, at: datetime) -> Root | None:
        """Seals the log as it stands, reading what came since the last time; None where that was nothing, or less."""
        last = self._last(log.incarnation)
        position, root = last.position, last.root
        for stored in log.walk(after=position):
            position, root = stored.position, _grown(root, stored)
        if position == last.position:
            return None
        noted = Root(instant(at), log.incarnation, position, root)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.open("a") as file:  # a line begins with its end: one that a crash cut short spoils no other
            file.write("\n" + json.dumps({**noted._asdict(), "seal": self._seal(noted)}))
            file.flush()
            os.fsync(file.fileno())
        return noted

    def flaws(self, log: Log) -> Iterator[str]:
        """Where the log is not what was sealed: one sentence each."""
        sealed = {}
        for number, (root, seal) in enumerate(self._lines(), 1):
            if not hmac.compare_digest(seal, self._seal(root)):
                yield f"line {number} of {self._path.name} does not bear our seal"
            elif root.incarnation != log.incarnation:
                yield f"what was sealed on {root.at} is another incarnation of the log"
            else:
                sealed[root.position] = root
        yield from _compared(log.walk(), sealed)

    def _last(self, incarnation: str) -> Root:
        ours = [root for root, seal in self._lines() if hmac.compare_digest(seal, self._seal(root))]
        same = [root for root in ours if root.incarnation == incarnation]
        return same[-1] if same else Root("", incarnation, 0, "")

    def _lines(self) -> Iterator[tuple[Root, str]]:
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        for line in filter(None, lines):
            try:
                told = json.loads(line)
                yield Root(*(told[name] for name in Root._fields)), str(told["seal"])
            except (ValueError, KeyError, TypeError):
                yield Root("", "", 0, ""), ""  # cut short by a crash, or somebody's hand

    def _seal(self, root: Root) -> str:
        return hmac.digest(self._secret, b"root\0" + json.dumps([self._path.stem, *root]).encode(), "sha256").hex()


def _grown(root: str, stored: Stored) -> str:
    return hashlib.sha256((root + stored.hash).encode()).hexdigest()


def _compared(walk: Iterable[Stored], sealed: dict[int, Root]) -> Iterator[str]:
    position, root = 0, ""
    for stored in walk:
        position, root = stored.position, _grown(root, stored)
        known = sealed.pop(position, None)
        if known is not None and known.root != root:
            yield f"up to position {position} it is not the log that was sealed on {known.at}"
            return  # nor is what follows
    for known in sealed.values():
        yield f"it ends at position {position}; on {known.at} it reached {known.position}"
