"""Connections to a server that are used again, and no more of them than were needed lately: PostgreSQL has few.

Where many ask at one moment, as all followers do at a start, one of their own each would take them longer than the few
statements of those before them. So once there are a few, who comes next waits a little for one that is given back; then
one more is opened, and one at a time.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Empty

LOOK = 0.03  # seconds
PATIENCE = 5  # looks for one of the few, while each of them is given back many times
LONGEST = 16  # looks in all: another's opening takes long where the server is slow, or away
LATELY = 30.0  # seconds

Kept = TypeVar("Kept")


class Turns:
    """Who may open one, and when."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def got(
        self, idle: Callable[[float], Kept | None], are_few: Callable[[], bool], opened: Callable[[], Kept]
    ) -> Kept:
        """`idle(seconds)` waits no longer for one that is given back.

        What is counted is looks, not seconds: in a process that has much to do none is given back meanwhile, either.
        """
        looks, found = 0, idle(0)
        while found is None:
            if looks >= LONGEST:
                return opened()
            if (looks >= PATIENCE or are_few()) and self._turn.acquire(blocking=False):
                try:
                    return opened()
                finally:
                    self._turn.release()
            looks, found = looks + 1, idle(LOOK)
        return found


class Needless:
    """How many have lain idle all the while, lately."""

    def __init__(self) -> None:
        self._least, self._since = 0, time.monotonic()

    def of(self, idle: int) -> int:
        """To be told, often, how many are idle; most times 0. One of them is left for who comes next."""
        self._least, now = min(self._least, idle), time.monotonic()
        if now - self._since < LATELY:
            return 0
        least, self._least, self._since = self._least, idle, now
        return max(least - 1, 0)


class Spare(Generic[Kept]):
    """The one given back last is taken first, so that the others are known to be needless."""

    def __init__(self, few: int, opened: Callable[[], Kept]) -> None:
        self._few = few
        self._opened = opened
        self._idle: deque[Kept] = deque()
        self._waiting: deque[threading.Event] = deque()
        self._count, self._counting = 0, threading.Lock()
        self._turns, self._needless = Turns(), Needless()

    def taken(self) -> Kept:
        """As appends need it: where one is idle nothing else is looked at."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._turns.got(self._found, lambda: self._count < self._few, self._open)

    def put_back(self, connection: Kept) -> None:
        self._idle.append(connection)
        if self._waiting:
            with suppress(IndexError):
                self._waiting.popleft().set()

    def lost(self) -> None:
        """One that was taken is closed, and is not put back."""
        with self._counting:
            self._count -= 1

    def tidy(self) -> None:
        """To be called now and then."""
        for _ in range(self._needless.of(len(self._idle))):
            self._close_one()

    def close(self) -> None:
        """All that are idle."""
        while self._close_one():
            pass

    def _open(self) -> Kept:
        connection = self._opened()
        with self._counting:
            self._count += 1
        return connection

    def _close_one(self) -> bool:
        """The one that has lain idle for longest; False where there is none."""
        try:
            connection: Any = self._idle.popleft()
        except IndexError:
            return False
        self.lost()
        connection.close()
        return True

    def _found(self, within: float) -> Kept | None:
        if within:
            given_back = threading.Event()
            self._waiting.append(given_back)
            if not self._idle:
                given_back.wait(within)
            with suppress(ValueError):
                self._waiting.remove(given_back)
        with suppress(IndexError):
            return self._idle.pop()
        return None


class SparingPool(QueuePool):
    """The same for SQLAlchemy; `pool_size` are the few. To be made with `pool_use_lifo`."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._turns, self._needless = Turns(), Needless()

    def _do_get(self) -> ConnectionPoolEntry:
        return self._turns.got(self._found, lambda: self._overflow < 0, super()._do_get)

    def _found(self, within: float) -> ConnectionPoolEntry | None:
        with suppress(Empty):
            return self._pool.get(within > 0, within)
        return None

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        for _ in range(self._needless.of(self._pool.qsize())):
            self._let_go_of_one()

    def _let_go_of_one(self) -> None:
        """Of that which has lain idle for longest."""
        waiting: Any = self._pool
        with waiting.mutex:
            record = waiting.queue.popleft() if waiting.queue else None
        if record is not None:
            try:
                record.close()
            finally:
                self._dec_overflow()
