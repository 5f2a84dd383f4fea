"""The relay: what is committed is published, at least once, in order of position."""

import json
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from sqlalchemy import insert, select, update

from eventlog import observing
from eventlog.following import PAGE, Message
from eventlog.leading import Alone, Lead
from eventlog.log import Log
from eventlog.recorded import Recorded
from eventlog.tables import relay_cursor

KEEPING = 0.1  # seconds between two times that it is written down how far one is: where events come singly
SHARED = 64  # messages; in one process many follow the same source, and each gets its own copy of what was told
HEAD = "head"  # routing key of what is told once a second; no event's type is without a dot


class Published(NamedTuple):
    key: str
    body: bytes


class Publisher(Protocol):
    def publish(self, messages: Sequence[Published]) -> None:
        """Returns when the broker has taken all of them; raises where it has not."""


class Relay:
    def __init__(self, log: Log, publisher: Publisher, lead: Lead | None = None) -> None:
        self._log = log
        self._publisher = publisher
        self._lead = lead or Alone()
        self._position: int | None = None
        self._incarnation = ""
        self._kept: int | None = None  # the position that is written down
        self._kept_at = float("-inf")

    @property
    def is_ahead(self) -> bool:
        """Whether the broker has taken more than is written down: after a crash that is published again."""
        return self._position != self._kept

    @property
    def position(self) -> int:
        """The last position that the broker has taken."""
        if self._position is None:
            with self._log.reading() as db:
                self._position = self._kept = db.scalar(select(relay_cursor.c.position)) or 0
            self._incarnation = self._log.incarnation
        return self._position

    def publish(self) -> None:
        """Everything up to the log's head; raises NoLongerLeads where another instance may be at it."""
        while page := self._log.read_all(self.position, PAGE):
            self._lead.must_hold()
            self._publisher.publish([Published(told.type, encoded(told, self._incarnation)) for told in page])
            observing.published(self._log.source, len(page))
            self._position = page[-1].position
            if len(page) == PAGE:
                self._keep(self._position)
            time.sleep(0)  # lets others run where threads are green
            if len(page) < PAGE:
                break  # that was all: the bell has rung again, or will, where there is more
        if self.is_ahead and time.monotonic() - self._kept_at >= KEEPING:
            self._keep(self.position)

    def announce(self) -> None:
        """Tells how far the log has been published, so that a lost last message is noticed as well."""
        position, self._incarnation = self.position, self._log.incarnation
        head = {"incarnation": self._incarnation, "position": position}
        self._publisher.publish([Published(HEAD, json.dumps(head).encode())])

    def _keep(self, to: int) -> None:
        """Forward only, after the broker has confirmed: what a crash leaves between is published again.

        Where it does not move another instance was quicker, and one reads on from where that is.
        """
        with self._log.begin(durable=False) as db:
            moved = update(relay_cursor).where(relay_cursor.c.position < to).values(position=to)
            was_first = bool(db.execute(moved).rowcount)
            if not was_first and db.scalar(select(relay_cursor.c.position)) is None:
                db.execute(insert(relay_cursor).values(name="relay", position=to))
                was_first = True
        self._position = self._kept = to if was_first else None
        self._kept_at = time.monotonic()


def encoded(recorded: Recorded, incarnation: str) -> bytes:
    told = {
        "incarnation": incarnation,
        "position": recorded.position,
        "hash": recorded.hash,
        "line": recorded.line.decode(),
    }
    return json.dumps(told, ensure_ascii=False).encode()


@lru_cache(SHARED)
def decoded(source: str, body: bytes) -> Message:
    """Raises KeyError or ValueError where it is no message of a relay."""
    told = json.loads(body)
    position = told["position"]
    line = told.get("line")
    recorded = None if line is None else Recorded.parse(source, position, told["hash"], line)
    return Message(told["incarnation"], position, recorded)
