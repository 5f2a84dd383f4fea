"""The relay: what is committed is published, at least once, in order of position."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple, Protocol

from sqlalchemy import insert, select, update

from eventlog import observing
from eventlog.following import PAGE, Message
from eventlog.leading import Alone, Lead
from eventlog.log import Log
from eventlog.recorded import Recorded
from eventlog.tables import relay_cursor
from eventlog.turns import in_turns

KEEPING = 0.1  # seconds between two times that it is written down how far one is: where events come singly
SHARED = 64  # messages; in one process many follow the same source, and each gets its own copy of what was told
HEAD = "head"  # routing key of what is told once a second; no event's type is without a dot


class Published(NamedTuple):
    key: str
    body: bytes


class Publisher(Protocol):
    def send(self, messages: Sequence[Published]) -> None:
        """Puts them under way, behind all that were sent before; raises where the link is broken."""

    def settle(self, at_most: int) -> int:
        """Of the messages sent last, how many the broker may not have taken; all before these it has.

        Waits until they are no more than `at_most`; raises where the broker refuses one, or is silent for too long.
        """


class Relay:
    """Sends on while the broker takes what was sent before, and writes down no more than what it has taken."""

    def __init__(
        self,
        log: Log,
        publisher: Publisher,
        lead: Lead | None = None,
        read: Callable[..., Sequence[Recorded]] | None = None,
    ) -> None:
        """`read(after, limit)`, where others have the log's end at hand already, need not tell all that there is."""
        self._log = log
        self._read = read or log.read_all
        self._publisher = publisher
        self._lead = lead or Alone()
        self._sent: int | None = None  # the position to read on from
        self._taken = 0
        self._kept: int | None = None  # the position that is written down
        self._kept_at = float("-inf")
        self._under_way: deque[int] = deque()  # each message's position, as long as the broker may not have taken it
        self._incarnation = ""

    @property
    def is_ahead(self) -> bool:
        """Whether more has been sent than is written down: after a crash that is published again."""
        return self._sent != self._kept

    @property
    def position(self) -> int:
        """The last position that was sent."""
        if self._sent is None:
            with self._log.reading() as db:
                self._sent = self._taken = self._kept = db.scalar(select(relay_cursor.c.position)) or 0
            self._under_way.clear()
            self._incarnation = self._log.incarnation
        return self._sent

    def publish(self) -> None:
        """Everything up to the log's head; raises NoLongerLeads where another instance may be at it."""
        with self._again_where_it_breaks():
            while True:
                page = self._read(self.position, PAGE)
                if page:
                    self._lead.must_hold()
                    self._publish(page)
                self._settle(PAGE)
                if not page:
                    break  # that was all: the bell has rung again, or will, where there is more
                if len(page) == PAGE:
                    self._keep()
                    time.sleep(0)  # lets others run where threads are green
        if self.is_ahead and time.monotonic() - self._kept_at >= KEEPING:
            self._keep()

    def announce(self) -> None:
        """Tells how far the log has been published, so that a lost last message is noticed as well."""
        position, self._incarnation = self.position, self._log.incarnation
        head = {"incarnation": self._incarnation, "position": position}
        with self._again_where_it_breaks():
            self._send([Published(HEAD, json.dumps(head).encode())], position)

    def _publish(self, page: Sequence[Recorded]) -> None:
        messages = [Published(told.type, encoded(told, self._incarnation)) for told in in_turns(page)]
        self._send(messages, page[-1].position)
        observing.published(self._log.source, len(page))

    def _send(self, messages: Sequence[Published], reached: int) -> None:
        self._publisher.send(messages)
        self._under_way.extend(range(reached - len(messages) + 1, reached + 1))
        self._sent = reached

    def _settle(self, at_most: int) -> None:
        waiting = self._publisher.settle(at_most)
        while len(self._under_way) > waiting:
            self._taken = self._under_way.popleft()

    @contextmanager
    def _again_where_it_breaks(self) -> Iterator[None]:
        """What was under way then is read again: all behind the last position that the broker is known to have."""
        try:
            yield
        except BaseException:
            self._under_way.clear()
            if self._sent is not None:
                self._sent = self._taken
            raise

    def _keep(self) -> None:
        """Forward only, after the broker has confirmed: what a crash leaves between is published again.

        Where it does not move another instance was quicker, and one reads on from where that is.
        """
        to = self._taken
        if to == self._kept:
            return
        with self._log.begin(durable=False) as db:
            moved = update(relay_cursor).where(relay_cursor.c.position < to).values(position=to)
            was_first = bool(db.execute(moved).rowcount)
            if not was_first and db.scalar(select(relay_cursor.c.position)) is None:
                db.execute(insert(relay_cursor).values(name="relay", position=to))
                was_first = True
        if was_first:
            self._kept = to
        else:
            self._sent = self._kept = None
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
