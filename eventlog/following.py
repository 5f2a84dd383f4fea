"""Following a source's log: each position once and in order, whatever becomes of the messages that tell of them."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from sqlalchemy.exc import DBAPIError, OperationalError

from eventlog import observing
from eventlog.checkpoints import Checkpoint, OtherLog
from eventlog.log import Log
from eventlog.making import Page
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from eventlog.schema import UnknownVersion

PAGE = 1000
KEPT = 2000  # events of a log's end: what comes in a busy second, in which who is told of none of it sleeps
PAUSES = (0.05, 0.2, 0.8)  # seconds between the tries of an event, before it is parked

STOPPING = (OtherLog, UnknownVersion)  # nothing but an operator's hand helps: stop, loudly


class Tip(NamedTuple):
    """Where a log ends now, and which log it is."""

    incarnation: str
    position: int


class Message(NamedTuple):
    """What the relay tells: an event, or (where it is None) that the log's last position is this one."""

    incarnation: str
    position: int
    recorded: Recorded | None = None


class Source(Protocol):
    """Another service's log, or one's own."""

    def read(self, after: int, limit: int) -> Sequence[Recorded]: ...

    def tip(self) -> Tip: ...


class OwnLog:
    """A log in this process as a source: no message is needed to follow it.

    Its end is read once for all who follow it here; who is further behind reads for itself, and keeps nothing.
    """

    def __init__(self, log: Log, making: Collection[str] = ()) -> None:
        self._log = log
        self._making = making  # of these types the events are made as a page is gone through
        self._end: deque[Recorded] = deque(maxlen=KEPT)  # without a gap
        self._told = -1

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        end = self._end
        if end and end[0].position <= after + 1 <= end[-1].position:
            first = after + 1 - end[0].position
            return list(islice(end, first, first + limit))
        found = self._page(after, limit)
        if len(found) < limit:
            self._keep(found)
        return found

    def making(self, types: Collection[str]) -> "OwnLog":
        """The same log, for who reads it from end to end, and handles these types."""
        return OwnLog(self._log, types)

    def _page(self, after: int, limit: int) -> Sequence[Recorded]:
        if not self._making:
            return self._log.read_all(after, limit)
        return Page(self._log.source, self._log.store.read_all(after, limit), self._making)

    def tip(self) -> Tip:
        return Tip(self._log.incarnation, self._log.head())

    def news(self) -> frozenset[str] | None:
        """The types of the events that came since it was last asked; None: of any, there are too many of them."""
        found: list[Recorded] = []
        while self._told >= 0 and len(found) < KEPT:  # beyond what is at hand there may be more
            page = self.read(found[-1].position if found else self._told, KEPT)
            if not page:
                break
            found += page
        is_all = self._told >= 0 and len(found) < KEPT
        self._told = found[-1].position if is_all and found else self._told if is_all else self._log.head()
        return frozenset(each.type for each in found) if is_all else None

    def _keep(self, found: Sequence[Recorded]) -> None:
        last = self._end[-1].position if self._end else 0
        new = [each for each in found if each.position > last]
        if not new or new[-1].position - new[0].position >= len(new):
            return
        if new[0].position != last + 1:
            self._end.clear()
        self._end.extend(new)


class Follower(Protocol):
    """What applies events, and keeps how far it is."""

    name: str
    source: str

    def checkpoint(self) -> Checkpoint: ...

    def apply(self, events: Sequence[Recorded], incarnation: str) -> int:
        """Applies those that follow its checkpoint without a gap, and no others; the position that it is at then."""


@dataclass
class Following:
    """A follower at its source."""

    follower: Follower
    source: Source
    alive: Callable[[], None] = lambda: None  # done between two pages, which may be many
    position: int = 0
    incarnation: str = ""
    at_once: int = 1  # pages that are read and applied as one batch

    def catch_up(self, *, is_told: bool = False) -> None:
        """Makes sure that it is the log followed so far, and reads from it what the follower has not applied."""
        at = self.follower.checkpoint()
        tip = self.source.tip()
        at.must_be_of(tip.incarnation)
        self._must_lead_here(at, tip)
        self.position, self.incarnation = at.position, tip.incarnation
        self.advance(is_told=is_told)

    def advance(self, *, is_told: bool = False) -> None:
        """Reads on from where it is, to the log's end; who `is_told` of what comes looks not behind a short page."""
        limit = self.at_once * PAGE
        while page := self.source.read(self.position, limit):
            reached = self._apply(page)  # further back where a crash of the follower's database took its last pages
            if reached == self.position:
                raise OtherLog(f"{self.follower.source} skipped from {self.position} to {page[0].position}")
            self.position = reached
            self.alive()
            if is_told and len(page) < limit:
                return
            time.sleep(0)  # lets others run where threads are green

    def take(self, messages: Sequence[Message]) -> None:
        """Repeated messages are ignored, reordered ones sorted; what is missing is read from the source.

        A message of another incarnation is old, or tells that the log was put back: the source itself says which.
        """
        ours = [each for each in messages if each.incarnation == self.incarnation]
        ahead = {each.position: each.recorded for each in ours if each.recorded and each.position > self.position}
        run = list(_run(ahead, self.position))
        if run:
            self.position = self._apply(run)
        newest = max((each.position for each in ours), default=0)
        if len(ours) < len(messages) or newest > self.position:
            self.catch_up()

    def _apply(self, events: Sequence[Recorded]) -> int:
        with observing.applying(self.follower.name, self.follower.source, events):
            return self.follower.apply(events, self.incarnation)

    def _must_lead_here(self, at: Checkpoint, tip: Tip) -> None:
        if at.position > tip.position:
            raise OtherLog(f"{at.follower} is at {at.position} of {at.source}, whose log ends at {tip.position}")
        if at.position:
            last = self.source.read(at.position - 1, 1)
            if not last or last[0].id != at.event:
                raise OtherLog(f"{at.follower} applied {at.event} at {at.position} of {at.source}, which holds another")


def _run(ahead: Mapping[int, Recorded], after: int) -> Iterator[Recorded]:
    """The events that follow without a gap."""
    while (recorded := ahead.get(after := after + 1)) is not None:
        yield recorded


def pages(events: Sequence[Recorded]) -> Iterator[Sequence[Recorded]]:
    """The same events, a page of them at a time."""
    if len(events) <= PAGE:
        yield events
        return
    for begin in range(0, len(events), PAGE):
        yield events[begin : begin + PAGE]


def following_on(events: Sequence[Recorded], after: int) -> Sequence[Recorded]:
    """Of events in order, each at a position of its own, those at `after` + 1 and on, up to the first gap."""
    if events and events[0].position == after + 1 and events[-1].position == after + len(events):
        return events  # as nearly always
    run: list[Recorded] = []
    for recorded in events:
        if recorded.position == after + 1 + len(run):
            run.append(recorded)
    return run


def is_the_events_fault(error: BaseException) -> bool:
    """Whether trying an event again is of use; where a database or another service is away, all events must wait."""
    if isinstance(error, (*STOPPING, Unavailable, OperationalError, sqlite3.OperationalError)):
        return False
    return not (isinstance(error, DBAPIError) and error.connection_invalidated)


def tried(attempt: Callable[[], object], pauses: Sequence[float] = PAUSES) -> BaseException | None:
    """Tries until it succeeds (None) or the pauses are used up (the last error, if it is the event's fault)."""
    for pause in (*pauses, None):
        try:
            attempt()
        except Exception as error:
            if not is_the_events_fault(error):
                raise
            if pause is None:
                return error
            time.sleep(pause)
        else:
            return None
    raise AssertionError("unreachable")
