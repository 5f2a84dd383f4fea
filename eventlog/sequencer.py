"""The sequencer gives committed events their positions: one after another, without a gap, after the commit."""

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg2
from psycopg2 import extensions as driver
from sqlalchemy import exc

from eventlog.refusal import Unavailable

BATCH = 2000
FLOOR_EVERY = 0.25  # seconds between two looks at the locks

# Every statement has a snapshot of its own: what is read after the lock was taken includes what its last holder wrote.
LOCK = "SELECT pg_try_advisory_xact_lock('events'::regclass::oid::bigint)"
WAITING = "SELECT id FROM unsequenced WHERE id > %s ORDER BY id LIMIT %s"
PLACE = (
    "INSERT INTO positions (position, event) SELECT top.position + waiting.number, waiting.id "
    "FROM (SELECT coalesce(max(position), 0) AS position FROM positions) top, "
    "unnest(%s::bigint[]) WITH ORDINALITY waiting (id, number)"
)
PLACED = "DELETE FROM unsequenced WHERE id = ANY(%s::bigint[])"
DRAWN = "SELECT last_value, is_called FROM {sequence}"
WRITERS = (
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' "
    "AND relation = 'events'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def one(cursor: driver.cursor) -> tuple[Any, ...]:
    """The row of a statement that always has one."""
    row = cursor.fetchone()
    if row is None:
        raise LookupError("the statement gave no row")
    return row


class Sequencer:
    """Every instance runs one; the one that gets the lock places, so a holder that vanishes is replaced at once."""

    def __init__(self, connect: Callable[[], driver.connection]) -> None:
        self._connect = connect
        self._connection: driver.connection | None = None
        self._mine = threading.Lock()
        self._floor = Floor()

    def place(self) -> bool:
        """Places what waits; False where another is at it, who may have looked before the last commit."""
        if not self._mine.acquire(blocking=False):
            return False
        try:
            if self._connection is None or self._connection.closed:
                self._connection = self._open()
            placed: int | None = BATCH
            while placed == BATCH:
                placed = self._place(self._connection)
        except (psycopg2.OperationalError, psycopg2.InterfaceError, exc.OperationalError) as down:
            self.close()
            raise Unavailable("log-unavailable") from down
        else:
            return placed is not None
        finally:
            self._mine.release()

    def _place(self, connection: driver.connection) -> int | None:
        with connection, connection.cursor() as cursor:
            cursor.execute(LOCK)
            if not one(cursor)[0]:
                return None
            self._floor.look(cursor)
            cursor.execute(WAITING, (self._floor.value, BATCH))
            ids = [row[0] for row in cursor.fetchall()]
            self._floor.rise(ids)
            if ids:
                cursor.execute(PLACE, (ids,))
                cursor.execute(PLACED, (ids,))
        return len(ids)

    def _open(self) -> driver.connection:
        connection = self._connect()
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")  # the index, also where statistics call the table empty
            cursor.execute("SELECT pg_get_serial_sequence('events', 'id')")
            self._floor.drawn = DRAWN.format(sequence=one(cursor)[0])
        connection.autocommit = False
        return connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Floor:
    """The id under which nothing can wait any more.

    A long snapshot elsewhere keeps the dead entries of `unsequenced`, and reading from the beginning would step over
    all of them each time. Ids up to the last one drawn can come only from transactions that write to `events` now;
    when these are gone and a read shows nothing left up to there, the floor rises.
    """

    def __init__(self) -> None:
        self.value = 0
        self.drawn = ""
        self._next = 0
        self._writers: set[str] | None = None
        self._looked = 0.0

    def look(self, cursor: driver.cursor) -> None:
        now = time.monotonic()
        if now - self._looked < FLOOR_EVERY:
            return
        self._looked = now
        if self._writers is None:
            cursor.execute(self.drawn)
            last, is_called = one(cursor)
            self._next = last if is_called else 0
            self._writers = {row[0] for row in self._present(cursor)} if self._next > self.value else None
        elif self._writers:
            self._writers &= {row[0] for row in self._present(cursor)}

    def rise(self, waiting: list[int]) -> None:
        """`waiting` was read, from the old floor on, after the look."""
        if self._writers is not None and not self._writers and (not waiting or waiting[0] > self._next):
            self.value = self._next
            self._writers = None

    @staticmethod
    def _present(cursor: driver.cursor) -> list[tuple[Any, ...]]:
        cursor.execute(WRITERS)
        return cursor.fetchall()
