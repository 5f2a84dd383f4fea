"""Leading by locks of PostgreSQL, which the server itself takes away from who gives no sign of life."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import eventlet
import psycopg2
from psycopg2 import extensions as driver
from sqlalchemy import exc

from eventlog.bell import Bell
from eventlog.leading import Lead, NoLongerLeads
from eventlog.refusal import Unavailable

LEASE = 4.0  # seconds without a sign of life, after which the server ends the session and with it what it led
SURE = 3.0  # seconds after a sign of life, in which the one who leads may rely on it
BEAT = 1.0  # seconds between two signs of life, and between two tries of who stands by

SETTINGS = f"SET idle_session_timeout = '{LEASE}s'; SET statement_timeout = '{SURE}s'"
TAKE = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
GIVE_BACK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


class Term:
    """The time in which this instance leads in one thing; it begins once, and may be over without notice."""

    def __init__(self, leases: "Leases", what: str) -> None:
        self._leases = leases
        self._what = what
        self._session = 0
        self._bell = Bell()
        self._begun = self._bell.listener()
        self._entered = False

    def begin(self, session: int) -> None:
        if not self._entered and self._session != session:
            self._session = session
            self._bell.ring()

    def enter(self) -> None:
        """Returns when it has begun."""
        while not self.held:
            self._begun.wait(BEAT)
        self._entered = True

    @property
    def held(self) -> bool:
        return self._leases.holds(self._what, self._session)

    def must_hold(self) -> None:
        if not self.held:
            raise NoLongerLeads(self._what)


class Leases:
    """Advisory locks of one session of PostgreSQL, which ends when this process gives no sign of life.

    The server ends it, by its own clock, whether the process was stopped, its host is gone or its network cut; a
    process that wakes again knows by its own clock, before it asks anybody, that it no longer leads.
    """

    def __init__(self, connect: Callable[[], driver.connection], also: Callable[[], None] = lambda: None) -> None:
        """`also` is done at each beat."""
        self._connect = connect
        self._also = also
        self._connection: driver.connection | None = None
        self._wanted: dict[str, Term] = {}
        self._held: set[str] = set()
        self._session = 0
        self._alive = float("-inf")
        self._changes = Bell()
        self._changed = self._changes.listener()

    @contextmanager
    def leading(self, what: str) -> Iterator[Lead]:
        term = self.want(what)
        try:
            term.enter()
            yield term
        finally:
            self.give_up(what, term)

    def want(self, what: str) -> Term:
        """Its term begins at one of the next beats, when nobody else leads."""
        term = self._wanted[what] = Term(self, what)
        self._changes.ring()
        return term

    def give_up(self, what: str, term: Term) -> None:
        if self._wanted.get(what) is term:
            del self._wanted[what]
            self._changes.ring()

    def holds(self, what: str, session: int) -> bool:
        return session == self._session and what in self._held and time.monotonic() - self._alive < SURE

    def beat_on(self) -> None:
        """Gives signs of life as long as it runs."""
        try:
            while True:
                with eventlet.Timeout(LEASE, Unavailable("log-unavailable")):
                    self._also()
                    self.beat()
                self._changed.wait(BEAT)
        finally:
            self.close()

    def beat(self) -> None:
        """A sign of life; what is no longer wanted is given back, and what is wanted is taken where it is free."""
        try:
            self._beat(self._connection or self._open())
        except (psycopg2.OperationalError, psycopg2.InterfaceError, exc.OperationalError) as down:
            self.close()
            raise Unavailable("log-unavailable") from down

    def close(self) -> None:
        """All terms are over."""
        connection, self._connection = self._connection, None
        self._held.clear()
        self._session += 1
        if connection is not None:
            with suppress(psycopg2.Error):
                connection.close()

    def _beat(self, connection: driver.connection) -> None:
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT")
            for what in self._held - self._wanted.keys():
                cursor.execute(GIVE_BACK, (what,))
                self._held.discard(what)
            for what in self._wanted.keys() - self._held:
                cursor.execute(TAKE, (what,))
                if cursor.fetchone() == (True,):
                    self._held.add(what)
        self._alive = began
        for what, term in list(self._wanted.items()):
            if what in self._held:
                term.begin(self._session)

    def _open(self) -> driver.connection:
        connection = self._connect()
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
        self._session += 1
        self._connection = connection
        return connection
