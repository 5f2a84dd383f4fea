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
PLACED = "eventlog_placed"  # the channel on which every instance hears that there are new positions
GATHERING = 0.01  # seconds at most between two placements while commands come all the time: each costs a commit
APART = 0.002  # seconds a command, over which those that come are worth gathering

# Both statements travel as one message, which the server carries out as one transaction: no holder of the lock can be
# stopped in its midst. Each has a snapshot of its own: the second sees all that the lock's last holder wrote.
# Ids stay with the server. They are taken off the list by `= ANY`: joined to, the list would be read from its start.
PREPARE = """
PREPARE eventlog_place (bigint, int) AS
WITH waiting AS MATERIALIZED (
    SELECT id FROM unsequenced WHERE id > $1 AND current_setting('eventlog.mine')::boolean ORDER BY id LIMIT $2
), placed AS (
    INSERT INTO positions (position, event)
    SELECT (SELECT coalesce(max(position), 0) FROM positions) + row_number() OVER (ORDER BY id), id FROM waiting
), taken_off AS (
    DELETE FROM unsequenced WHERE id = ANY(ARRAY(SELECT id FROM waiting))
)
SELECT current_setting('eventlog.mine')::boolean, count(*), min(id),
    CASE WHEN count(*) > 0 THEN pg_notify('eventlog_placed', '')::text END
FROM waiting
"""
PLACE = (
    "SELECT set_config('eventlog.mine', pg_try_advisory_xact_lock('events'::regclass::oid::bigint)::text, true); "
    "EXECUTE eventlog_place (%s, %s)"
)
DRAWN = "SELECT last_value, is_called FROM {sequence}"
WRITERS = (
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' "
    "AND relation = 'events'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def rest_after(placed: int, since: float) -> float:
    """Seconds until the next placement, where so many commands came in the `since` seconds before this one ended.

    What comes seldom goes on at once, also where a busy machine has let two or three come together; much gathers.
    """
    return min(max(placed * APART - since, 0), GATHERING) if placed > 1 else 0


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

    def place(self) -> int | None:
        """How many it has placed; None where another is at it, who may have looked before the last commit."""
        if not self._mine.acquire(blocking=False):
            return None
        try:
            if self._connection is None or self._connection.closed:
                self._connection = self._open()
            return self._place_all(self._connection)
        except (psycopg2.OperationalError, psycopg2.InterfaceError, exc.OperationalError) as down:
            self.close()
            raise Unavailable("log-unavailable") from down
        finally:
            self._mine.release()

    def _place_all(self, connection: driver.connection) -> int | None:
        total = 0
        with connection.cursor() as cursor:
            while (placed := self._place(cursor)) == BATCH:
                total += placed
        return None if placed is None else total + placed

    def _place(self, cursor: driver.cursor) -> int | None:
        self._floor.look(cursor)
        cursor.execute(PLACE, (self._floor.value, BATCH))
        is_mine, placed, first, _ = one(cursor)
        if not is_mine:
            return None
        self._floor.rise(first)
        return int(placed)

    def _open(self) -> driver.connection:
        connection = self._connect()
        with connection.cursor() as cursor:
            # The index, also where statistics call the table empty; what then seems dear is not worth compiling.
            cursor.execute("SET enable_seqscan = off; SET jit = off")
            cursor.execute(PREPARE)
            cursor.execute("SELECT pg_get_serial_sequence('events', 'id')")
            self._floor = Floor()  # another server may be behind the one before: ids come again
            self._floor.drawn = DRAWN.format(sequence=one(cursor)[0])
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

    def rise(self, first: int | None) -> None:
        """`first` is the least id that was found waiting, from the old floor on, after the look."""
        if self._writers is not None and not self._writers and (first is None or first > self._next):
            self.value = self._next
            self._writers = None

    @staticmethod
    def _present(cursor: driver.cursor) -> list[tuple[Any, ...]]:
        cursor.execute(WRITERS)
        return cursor.fetchall()
