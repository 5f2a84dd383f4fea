"""Which of several instances writes an index that they share: the one that PostgreSQL, where the views lie, says."""

from typing import Protocol

import eventlet
import psycopg2
from psycopg2 import extensions as driver
from sqlalchemy import make_url

from eventlog.leases import Leases
from eventlog.supervision import Supervised

CONNECTED = 5  # seconds for a connection


class Owner(Protocol):
    def held(self) -> bool:
        """Whether this instance writes; at once, from what it knows."""

    def close(self) -> None:
        """Another may write from now on."""


class Alone:
    """One process has the views to itself, and with them the index."""

    def held(self) -> bool:
        return True

    def close(self) -> None:
        pass


class Lease:
    """A lock of PostgreSQL, which goes to another instance seconds after this one gives no sign of life."""

    def __init__(self, url: str, what: str) -> None:
        self._leases = Leases(lambda: _connect(url))
        self._term = self._leases.want(what)
        self._beats = eventlet.spawn(Supervised(f"lease of {what}", self._leases.beat_on).run)

    def held(self) -> bool:
        return self._term.held

    def close(self) -> None:
        self._beats.kill()
        self._leases.close()


def owner(views: str, what: str) -> Owner:
    return Lease(views, what) if make_url(views).get_backend_name() == "postgresql" else Alone()


def _connect(url: str) -> driver.connection:
    told = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg2.connect(told, connect_timeout=CONNECTED)
    connection.autocommit = True
    return connection
