"""Effects of one kind, carried out side by side: what is slow holds up those of its own lane, and nobody else's."""

from collections import deque
from datetime import datetime
from typing import Any

import eventlet
from eventlet.greenpool import GreenPool
from sqlalchemy import ColumnElement, bindparam

from eventlog.bell import Bell
from eventlog.deadlines import BATCH
from eventlog.leading import Lead
from eventlog.outbox import Outbox
from eventlog.tables import outbox as table

OFTEN = 1.0  # seconds; the longest wait for a bell
AGAIN = 0.05  # seconds until one looks again for what another instance may be at


class Lanes:
    """`at_once` effects at a time; those with the same argument `lane` one by one, and each alone where it is empty."""

    def __init__(self, outbox: Outbox, at_once: int, lane: str, caused: Bell) -> None:
        self._outbox = outbox
        self._name = lane
        of: ColumnElement[str] = table.c.arguments[lane].as_string() if lane else table.c.id
        self._free = of.not_in(bindparam("in_hand", expanding=True))
        self._pool = GreenPool(at_once)
        self._in_hand: dict[str, deque[Any]] = {}  # rows that were read and are not done yet, by their lane
        self._waiting: deque[str] = deque()  # lanes in hand that wait for their turn
        self._fresh: set[str] = set()  # those of them that had none yet
        self._failed: list[Exception] = []
        self._bell = caused.listener({outbox.kind})
        self._asked = False  # since the bell was last heard, and it was all that there is

    def carry_out(self, lead: Lead) -> None:
        """Goes on until it is killed, or `lead` is over; what was begun ends with it, as if the process had."""
        try:
            while True:
                lead.must_hold()
                self._asked = False
                self._begin(lead)
                self._bell.wait(max(AGAIN, self._until_due()))
                if self._failed:
                    raise self._failed[0]
        finally:
            for thread in list(self._pool.coroutines_running):
                thread.kill()
            self._in_hand.clear()
            self._waiting.clear()
            self._fresh.clear()
            self._failed.clear()

    def _begin(self, lead: Lead) -> None:
        while self._pool.free() > 0 and (self._read() or self._waiting):
            lane = self._waiting.popleft()
            self._fresh.discard(lane)
            self._pool.spawn(self._go_on, lane, lead)

    def _read(self) -> bool:
        """Whether there is something in a lane that is free; asked unless enough lanes wait for their first turn."""
        if self._asked or len(self._fresh) >= self._pool.size:
            return bool(self._waiting)
        found = self._outbox.ripe(self._free, in_hand=list(self._in_hand))
        self._asked = len(found) < BATCH
        for row in found:
            lane = str(row.arguments[self._name] if self._name else row.id)
            if lane not in self._in_hand:
                self._in_hand[lane] = deque()
                self._waiting.append(lane)
                self._fresh.add(lane)
            self._in_hand[lane].append(row)
        return bool(found)

    def _until_due(self) -> float:
        """Seconds until something may be due in a lane that is free, or until one looks again; any that ends rings."""
        if self._waiting and self._pool.free() > 0:
            return 0.0
        due = self._outbox.next_at(self._free, in_hand=list(self._in_hand)) if self._pool.free() > 0 else None
        return OFTEN if due is None else min((due - self._outbox.now()).total_seconds(), OFTEN)

    def _go_on(self, lane: str, lead: Lead) -> None:
        """By one effect; then it is the next lane's turn, so that many slow ones share what they take up."""
        try:
            self._carry_out_one(self._in_hand[lane], lead)
        except Exception as error:
            self._failed.append(error)
        finally:
            if self._in_hand.get(lane):
                self._waiting.append(lane)
            else:
                self._in_hand.pop(lane, None)
            self._bell.hear()

    def _carry_out_one(self, rows: deque[Any], lead: Lead) -> None:
        def put_off(until: datetime) -> None:
            self._outbox.postpone([row.id for row in rows], until)
            rows.clear()

        lead.must_hold()
        if not self._outbox.try_if_mine(rows.popleft(), put_off):
            eventlet.sleep(AGAIN)
