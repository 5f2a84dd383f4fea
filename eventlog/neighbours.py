"""What the instances of a service on one PostgreSQL know of each other: who leads, who is at what, what was placed."""

import select
from collections.abc import Callable, Sequence
from typing import Any

import psycopg2
from psycopg2 import extensions as driver
from sqlalchemy import exc

from eventlog.claims import SharedClaims
from eventlog.leases import Leases
from eventlog.refusal import Unavailable
from eventlog.sequencer import PLACED

QUIET = 10.0  # seconds without a word, after which one asks whether the server is there still


class Neighbours:
    def __init__(
        self, connect: Callable[[], driver.connection], ask: Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
    ) -> None:
        self.claims = SharedClaims(ask)
        self.leases = Leases(connect, self.claims.keep)
        self._connect = connect

    def hear(self, ring: Callable[[], None]) -> None:
        """Rings whenever any instance has given positions; many at once are one."""
        try:
            connection = self._connect()
            try:
                self._hear(connection, ring)
            finally:
                connection.close()
        except (psycopg2.OperationalError, psycopg2.InterfaceError, exc.OperationalError) as down:
            raise Unavailable("log-unavailable") from down

    def _hear(self, connection: driver.connection, ring: Callable[[], None]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {PLACED}")
            ring()  # what was placed before
            while True:
                if not select.select([connection], [], [], QUIET)[0]:
                    cursor.execute("SELECT")
                connection.poll()
                if connection.notifies:
                    connection.notifies.clear()
                    ring()
