"""The log on SQLite: one writer at a time, so an event's row number is its position."""

import json
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Executable, create_engine
from sqlalchemy.pool import StaticPool

from eventlog import tables
from eventlog.disk import Disk, is_green
from eventlog.migrations.log import LOG
from eventlog.refusal import Unavailable
from eventlog.store import Append, Clash, Done, Move, Stored

BUSY = 10_000  # milliseconds to wait for another process's transaction
EVENT = "INSERT INTO events (stream, version, hash, line) VALUES (?, ?, ?, ?)"
COMMAND = "INSERT INTO commands (account, id, fingerprint, result, at, event) VALUES (?, ?, ?, ?, ?, ?)"
DUE = "INSERT INTO due (id, at, name, subject, arguments, causation) VALUES (?, ?, ?, ?, ?, ?)"
OUTBOX = (
    "INSERT INTO outbox (id, kind, key, arguments, causation, next_at) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (kind, key) DO NOTHING"
)
LAST = "SELECT id, hash, line FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1"
MOVE = (
    "UPDATE checkpoints SET incarnation = ?1, position = ?2, event = ?3 "
    "WHERE follower = ?4 AND source = ?5 AND position < ?2"
)
STANDS = (
    "SELECT EXISTS (SELECT 1 FROM checkpoints WHERE follower = ?4 AND source = ?5 AND position >= ?2), "
    "EXISTS (SELECT 1 FROM pauses WHERE follower = ?4 AND source = ?5), ?1, ?3"
)

OUTSIDE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}

_locks: dict[Path, threading.Lock] = {}
_locks_lock = threading.Lock()


def lock_of(path: Path) -> threading.Lock:
    """The one lock of a file in this process; eventlet makes it green."""
    with _locks_lock:
        return _locks.setdefault(path.resolve(), threading.Lock())


@contextmanager
def answering() -> Iterator[None]:
    """A file that another holds too long, or a disk that takes no more, is no fault of who asked: Unavailable."""
    try:
        yield
    except sqlite3.OperationalError as down:
        if is_outside(down):
            raise Unavailable("log-unavailable") from down
        raise


def is_outside(down: sqlite3.OperationalError) -> bool:
    return down.sqlite_errorcode & 0xFF in OUTSIDE


class SQLite:
    def __init__(self, path: Path, source: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = lock_of(path)
        self._writer = self._open()
        self._disk = Disk(path)
        self._synchronous = "FULL"
        self._engine = self._engine_on(self._writer)
        self._readers: deque[tuple[sqlite3.Connection, Engine]] = deque()
        with self.begin() as connection:
            LOG.prepare(connection)
            tables.claim(connection, source)

    @property
    def incarnation(self) -> str:
        with self._reader() as (reader, _):
            return str(reader.execute("SELECT incarnation FROM logs").fetchone()[0])

    def append(self, append: Append) -> int | None:
        """Without the context managers that others enter: these take a tenth of a small append's processor time."""
        waits = append.durable and is_green()  # for the disk, together with others, once they may write again
        with self._lock:
            try:
                last = self._write(self._writer, append, "FULL" if append.durable and not waits else "NORMAL")
            except sqlite3.OperationalError as down:
                if is_outside(down):
                    raise Unavailable("log-unavailable") from down
                raise
            if append.durable and not waits:
                self._disk.kept(last)
            else:
                commit = self._disk.wrote(last)
        if waits:
            self._disk.settle(commit)
        return last

    def _write(self, writer: sqlite3.Connection, append: Append, synchronous: str) -> int | None:
        try:
            self._begin(writer, synchronous)
            last = self._insert(writer, append)
            if append.beside:
                self._beside(writer, append.beside)
            else:
                writer.execute("COMMIT")
            return last
        finally:
            if writer.in_transaction:
                writer.execute("ROLLBACK")

    def _beside(self, writer: sqlite3.Connection, statements: Sequence[Executable]) -> None:
        with self._engine.connect() as connection:
            for statement in statements:
                connection.execute(statement)
            writer.execute("COMMIT")  # before SQLAlchemy gives the connection back, which rolls back

    def _begin(self, writer: sqlite3.Connection, synchronous: str) -> None:
        if synchronous != self._synchronous:
            writer.execute(f"PRAGMA synchronous={synchronous}")
            self._synchronous = synchronous
        writer.execute("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self, synchronous: str = "FULL") -> Iterator[sqlite3.Connection]:
        writer = self._writer
        with self._lock, answering():
            self._begin(writer, synchronous)
            try:
                yield writer
                if writer.in_transaction:
                    writer.execute("COMMIT")
            finally:
                if writer.in_transaction:
                    writer.execute("ROLLBACK")

    def _insert(self, writer: sqlite3.Connection, append: Append) -> int | None:
        """Asks the driver for the event's row rather than the database: RETURNING takes an eighth of a small append."""
        last: int | None = None
        try:
            if len(append.events) == 1:
                last = writer.execute(EVENT, append.events[0]).lastrowid
            elif append.events:
                writer.executemany(EVENT, append.events)
                last = writer.execute("SELECT last_insert_rowid()").fetchone()[0]
            writer.execute(COMMAND, (*append.command, last))
        except sqlite3.IntegrityError as taken:
            raise Clash from taken
        if append.due:
            writer.executemany(DUE, append.due)
        if append.outbox:
            writer.executemany(OUTBOX, append.outbox)
        return last

    def read(self, stream: str, after: int = 0) -> list[Stored]:
        found = "SELECT id, hash, line FROM events WHERE stream = ? AND version > ? ORDER BY version"
        with self._reader() as (reader, _):
            return [Stored(*row) for row in reader.execute(found, (stream, after))]

    def last(self, streams: Sequence[str]) -> dict[str, Stored]:
        with self._reader() as (reader, _):
            rows = ((stream, reader.execute(LAST, (stream,)).fetchone()) for stream in streams)
            return {stream: Stored(*row) for stream, row in rows if row is not None}

    def read_all(self, after: int, limit: int) -> list[Stored]:
        found = "SELECT id, hash, line FROM events WHERE id > ? ORDER BY id LIMIT ?"
        with self._reader() as (reader, _):
            rows = [Stored(*row) for row in reader.execute(found, (after, limit))]
        if rows and rows[-1].position > self._disk.event:
            self._disk.settle()  # who follows the log is told of nothing that a power cut could take back
        return rows

    def head(self) -> int:
        with self._reader() as (reader, _):
            return int(reader.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])

    def command(self, account: str, command_id: str) -> Done | None:
        found = "SELECT fingerprint, result, event FROM commands WHERE account = ? AND id = ?"
        with self._reader() as (reader, _):
            row = reader.execute(found, (account, command_id)).fetchone()
        if row is not None:
            self._disk.settle()
        return None if row is None else Done(row[0], None if row[1] is None else json.loads(row[1]), row[2])

    def position_of(self, event: int) -> int | None:
        return event

    def neighbours(self) -> None:
        return None

    def sequence(self) -> int:
        return 0

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        waits = durable and is_green()
        synchronous = "FULL" if durable and not waits else "NORMAL"
        with self._transaction(synchronous) as writer, self._engine.connect() as connection:
            yield connection
            writer.execute("COMMIT")
        if waits:
            self._disk.settle(self._disk.wrote())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._reader() as (_, engine), engine.connect() as connection:
            yield connection

    def move(self, to: Move) -> tuple[bool, bool]:
        with self._transaction("NORMAL") as writer:
            writer.execute(MOVE, to)
            is_there, is_paused, *_ = writer.execute(STANDS, to).fetchone()
        return bool(is_there), bool(is_paused)

    def settle(self) -> None:
        self._disk.settle()

    def close(self) -> None:
        with self._lock:
            self._disk.close()
            self._writer.close()
            while self._readers:
                self._readers.pop()[0].close()

    @contextmanager
    def _reader(self) -> Iterator[tuple[sqlite3.Connection, Engine]]:
        try:
            taken = self._readers.pop()
        except IndexError:
            opened = self._open()
            taken = opened, self._engine_on(opened)
        try:
            with answering():
                yield taken
        finally:
            self._readers.append(taken)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY / 1000, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_autocheckpoint=4000")  # pages: 16 MB; pages written often are copied back seldom
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    @staticmethod
    def _engine_on(connection: sqlite3.Connection) -> Engine:
        # What SQLAlchemy tells of a failure goes into logs: password hashes and the like stay out of it.
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True)
        with engine.connect():  # SQLAlchemy's first look at a connection ends in a rollback: before any transaction
            return engine
