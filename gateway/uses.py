"""When and from where tokens, robots and refresh tokens were last used: kept beside the log, never told as events."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Column, Connection, Float, MetaData, String, Table, create_engine, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from eventlog.refusal import Unavailable

SECONDS = 3.0  # that uses are gathered before they are written
ADDRESS_KEPT, TIDIED_EVERY = 90 * 24 * 3600.0, 3600.0
MOST = 500  # names in one question
# As many at a time are made ready, with a breath between: requests wait for the interpreter's lock meanwhile.
PORTION, BREATH = 500, 0.001
log = logging.getLogger("chandlery.gateway")
uses = Table(
    "token_uses",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("at", Float, nullable=False),  # seconds since 1970
    Column("address", String, nullable=False),
)
PUT = (
    "INSERT INTO token_uses (id, at, address) VALUES (?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET at = excluded.at, address = excluded.address WHERE excluded.at > token_uses.at"
)

Row = tuple[str, float, str]  # of the table
Erased = Callable[[Sequence[str]], Collection[str]]


class Use(NamedTuple):
    at: float
    address: str


class Uses:
    """In memory for some seconds, then in a file (or a table) that all workers share.

    `erased` says which of these were people's who were erased: what is written of them tells no place any more.
    """

    def __init__(self, url: str, erased: Erased = lambda names: ()) -> None:
        self._erased = erased
        self._engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        self._waiting: dict[str, Use] = {}
        self._timer: threading.Timer | None = None
        self._prepared = False
        self._tidied = 0.0

    @classmethod
    def beside(cls, views_url: str, data: Path, erased: Erased = lambda names: ()) -> "Uses":
        """In the database of the views where that is a server's, else in a file of the store's folder."""
        return cls(f"sqlite:///{data / 'uses.db'}" if views_url.startswith("sqlite:") else views_url, erased)

    def note(self, names: Iterable[str], at: float, address: str) -> None:
        """A token of its owner's client is used many times a second: what is told here costs next to nothing."""
        for name in names:
            self._waiting[name] = Use(at, address)
        if self._timer is None and self._waiting:
            self._timer = threading.Timer(SECONDS, self._write_later)
            self._timer.daemon = True
            self._timer.start()

    def last(self, names: Sequence[str]) -> dict[str, Use]:
        """Of those that were ever used."""
        found: dict[str, Use] = {}
        with self._begin() as db:
            for start in range(0, len(names), MOST):
                rows = db.execute(select(uses).where(uses.c.id.in_(names[start : start + MOST])))
                found |= {row.id: Use(row.at, row.address) for row in rows}
        return found | {name: use for name, use in self._waiting.copy().items() if name in names}

    def write(self) -> None:
        """What waits; of two workers' uses of one token the later counts."""
        waiting, self._waiting = self._waiting, {}
        gathered = sorted(waiting.items())  # at once: a thread may hold what waited, and note one more
        rows: list[Row] = []
        for start in range(0, len(gathered), PORTION):
            if start:
                time.sleep(BREATH)
            rows += self._told(gathered[start : start + PORTION])
        if rows:
            with self._begin() as db:
                _put(db, rows)
                self._tidy(db, max(at for _, at, _ in rows))

    def _told(self, gathered: Sequence[tuple[str, Use]]) -> list[Row]:
        gone = self._erased([name for name, _ in gathered])
        return [(name, use.at, "" if name in gone else use.address) for name, use in gathered]

    def forget(self, names: Sequence[str]) -> None:
        """Where these were used from, and the bytes that tell of it."""
        with self._begin() as db:
            for start in range(0, len(names), MOST):
                told = update(uses).values(address="")
                db.execute(told.where(uses.c.id.in_(names[start : start + MOST]), uses.c.address != ""))
        if names:
            full = "" if self._engine.dialect.name == "sqlite" else "(FULL) token_uses"
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                db.execute(text(f"VACUUM {full}"))

    def _write_later(self) -> None:
        self._timer = None
        try:
            self.write()
        except (SQLAlchemyError, Unavailable):  # a pull goes on where nobody can note it
            log.warning("the last uses of some tokens could not be kept", exc_info=True)

    def _tidy(self, db: Connection, now: float) -> None:
        """Where somebody was long ago is nobody's business any more."""
        if now - self._tidied > TIDIED_EVERY:
            self._tidied = now
            told = update(uses).where(uses.c.address != "").values(address="")
            db.execute(told.where(uses.c.at < now - ADDRESS_KEPT))

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with self._engine.begin() as db:
            if not self._prepared:
                uses.create(db, checkfirst=True)
                self._prepared = True
            yield db


def _put(db: Connection, rows: Sequence[Row]) -> None:
    """SQLite's driver takes them as they are, and gives the interpreter's lock back after each."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql(PUT, [*rows])
        return
    put = postgresql.insert(uses)
    later = {"at": put.excluded.at, "address": put.excluded.address}
    named = [{"id": name, "at": at, "address": address} for name, at, address in rows]
    db.execute(put.on_conflict_do_update(index_elements=["id"], set_=later, where=put.excluded.at > uses.c.at), named)
