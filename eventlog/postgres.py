"""The log on PostgreSQL: writers side by side, each append one statement; positions are given after the commit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import errors
from psycopg2 import extensions as driver
from psycopg2.extras import execute_batch
from sqlalchemy import Connection, create_engine, event, exc, text

from eventlog import tables
from eventlog.connections import Spare, SparingPool
from eventlog.migrations import CREATING
from eventlog.migrations.log import LOG
from eventlog.neighbours import Neighbours
from eventlog.refusal import Unavailable
from eventlog.sequencer import Sequencer, one
from eventlog.sessions import ending
from eventlog.store import Append, Clash, Done, Move, Stored

try:
    from eventlog.prepared import carried_out
except (OSError, AttributeError):  # a build of the driver whose libpq cannot be called: the driver's way takes longer
    LIBPQ = False
else:
    LIBPQ = True

# Version and hash come from the fold, so nothing is read here; one statement is one round trip and one commit.
# Most commands tell one event: its values come as they are. Of many, each column travels as one text, since the server
# takes long to read an array of constants. Neither a name nor a line of JSON holds a line feed.
PREPARE = r"""
PREPARE eventlog_append_one (text, int, text, text, text, text, text, json, text) AS
WITH stored AS (
    INSERT INTO events (stream, version, hash, line) VALUES ($1, $2, $3, $4) RETURNING id
), waiting AS (
    INSERT INTO unsequenced (id) SELECT id FROM stored
)
INSERT INTO commands (account, id, fingerprint, result, at, event)
SELECT $5, $6, $7, $8, $9, id FROM stored RETURNING event;

PREPARE eventlog_append (text, text, text, text, text, text, text, json, text) AS
WITH stored AS (
    INSERT INTO events (stream, version, hash, line)
    SELECT * FROM unnest(
        string_to_array($1, E'\n'), string_to_array($2, E'\n')::int[],
        string_to_array($3, E'\n'), string_to_array($4, E'\n')
    ) RETURNING id
), waiting AS (
    INSERT INTO unsequenced (id) SELECT id FROM stored
)
INSERT INTO commands (account, id, fingerprint, result, at, event)
SELECT $5, $6, $7, $8, $9, max(id) FROM stored RETURNING event
"""
APPEND_ONE, APPEND = "eventlog_append_one", "eventlog_append"
DUE = "INSERT INTO due (id, at, name, subject, arguments, causation) VALUES (%s, %s, %s, %s, %s::json, %s)"
OUTBOX = (
    "INSERT INTO outbox (id, kind, key, arguments, causation, next_at) VALUES (%s, %s, %s, %s::json, %s, %s) "
    "ON CONFLICT (kind, key) DO NOTHING"
)
READ = (
    "SELECT coalesce(p.position, 0), e.hash, e.line FROM events e LEFT JOIN positions p ON p.event = e.id "
    "WHERE e.stream = %s AND e.version > %s ORDER BY e.version"
)
LAST = (
    "SELECT s.name, coalesce(p.position, 0), e.hash, e.line FROM unnest(%s::text[]) s (name) CROSS JOIN LATERAL "
    "(SELECT id, hash, line FROM events WHERE stream = s.name ORDER BY version DESC LIMIT 1) e "
    "LEFT JOIN positions p ON p.event = e.id"
)
READ_ALL = (
    "SELECT p.position, e.hash, e.line FROM positions p JOIN events e ON e.id = p.event "
    "WHERE p.position > %s AND p.position <= %s ORDER BY p.position"
)
# One message and so one transaction; the second statement sees a pause that the first has waited for.
MOVE = (
    "UPDATE checkpoints SET incarnation = %(incarnation)s, position = %(position)s, event = %(event)s "
    "WHERE follower = %(follower)s AND source = %(source)s AND position < %(position)s; "
    "SELECT EXISTS (SELECT 1 FROM checkpoints WHERE follower = %(follower)s AND source = %(source)s "
    "AND position >= %(position)s), "
    "EXISTS (SELECT 1 FROM pauses WHERE follower = %(follower)s AND source = %(source)s)"
)
UNHURRIED = "synchronous_commit = off"
TAKEN = (errors.UniqueViolation, errors.DeadlockDetected)
AWAY = (psycopg2.OperationalError, psycopg2.InterfaceError, exc.OperationalError)
COMMAND = "SELECT fingerprint, result, event FROM commands WHERE account = %s AND id = %s"


class PostgreSQL:
    def __init__(self, url: str, source: str) -> None:
        self._engine = create_engine(
            url,
            connect_args=ending(url),
            poolclass=SparingPool,
            pool_size=2,
            max_overflow=48,
            pool_use_lifo=True,
            pool_pre_ping=True,
            executemany_mode="values_plus_batch",
            hide_parameters=True,
        )
        self._spare = Spare(4, self._connect)
        self._unhurried = Spare(1, self._connect_unhurried)  # of these no commit is waited for
        self._create(source)
        self._engine.dispose()  # the tables are there from now on, and each connection has the append prepared
        event.listen(self._engine, "connect", _prepare)
        self._sequencer = Sequencer(self._connect)

    def _create(self, source: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CREATING})
            LOG.prepare(connection)
            tables.claim(connection, source)

    @property
    def incarnation(self) -> str:
        return str(self._rows("SELECT incarnation FROM logs")[0][0])

    def append(self, append: Append) -> int | None:
        """Without the context managers that others enter, which take a quarter of what Python does for an append."""
        if append.due or append.outbox or append.beside or not LIBPQ:
            return self._append_with_more(append)
        prepared, values = told(append)
        try:
            connection = self._taken(append.durable)
            try:
                last = carried_out(connection, prepared.encode(), values)
            except TAKEN as taken:
                raise Clash from taken
            finally:
                self._put_back(connection, append.durable)
        except AWAY as down:
            raise self._unavailable() from down
        return int(last) if last else None

    def _append_with_more(self, append: Append) -> int | None:
        with self._answering(), self._engine.begin() as connection:
            raw: driver.connection = connection.connection.dbapi_connection  # type: ignore[assignment]
            if not append.durable:
                connection.exec_driver_sql(f"SET LOCAL {UNHURRIED}")
            last = self._insert(raw, append)
            with raw.cursor() as cursor:
                execute_batch(cursor, DUE, append.due)
                execute_batch(cursor, OUTBOX, append.outbox)
            for statement in append.beside:
                connection.execute(statement)
        return last

    @staticmethod
    def _insert(connection: driver.connection, append: Append) -> int | None:
        """As the driver carries it out, which knows when a transaction begins."""
        prepared, values = told(append)
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"EXECUTE {prepared} ({', '.join(map(constant, values))})")
                last: int | None = one(cursor)[0]
        except TAKEN as taken:
            raise Clash from taken
        return last

    def read(self, stream: str, after: int = 0) -> list[Stored]:
        return [Stored(*row) for row in self._rows(READ, (stream, after))]

    def last(self, streams: Sequence[str]) -> dict[str, Stored]:
        return {name: Stored(*row) for name, *row in self._rows(LAST, (list(streams),))} if streams else {}

    def read_all(self, after: int, limit: int) -> list[Stored]:
        return list(map(Stored._make, self._rows(READ_ALL, (after, after + limit))))

    def head(self) -> int:
        return int(self._rows("SELECT coalesce(max(position), 0) FROM positions")[0][0])

    def command(self, account: str, command_id: str) -> Done | None:
        found = self._rows(COMMAND, (account, command_id))
        return Done(*found[0]) if found else None

    def position_of(self, event: int) -> int | None:
        found = self._rows("SELECT position FROM positions WHERE event = %s", (event,))
        return int(found[0][0]) if found else None

    def sequence(self) -> int | None:
        self._spare.tidy()
        self._unhurried.tidy()
        return self._sequencer.place()

    def move(self, to: Move) -> tuple[bool, bool]:
        with self._lean(durable=False) as connection, connection.cursor() as cursor:
            cursor.execute(MOVE, to._asdict())
            is_there, is_paused = one(cursor)
        return is_there, is_paused

    def settle(self) -> None:
        """Nothing: each claim is a commit that is waited for, and all before it with it; so are positions."""

    def neighbours(self) -> Neighbours:
        return Neighbours(self._connect, self._rows)

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            if not durable:
                connection.exec_driver_sql(f"SET LOCAL {UNHURRIED}")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        self._sequencer.close()
        self._close_idle()
        self._engine.dispose()

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lean() as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    @contextmanager
    def _lean(self, *, durable: bool = True) -> Iterator[driver.connection]:
        """A connection of the driver's own, each statement its own transaction."""
        with self._answering():
            connection = self._taken(durable)
            try:
                yield connection
            finally:
                self._put_back(connection, durable)

    def _taken(self, durable: bool) -> driver.connection:
        return (self._spare if durable else self._unhurried).taken()

    def _put_back(self, connection: driver.connection, durable: bool) -> None:
        spare = self._spare if durable else self._unhurried
        if connection.closed:
            spare.lost()
        else:
            spare.put_back(connection)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except AWAY as down:
            raise self._unavailable() from down

    def _unavailable(self) -> Unavailable:
        """A server that is away, or out of room, is no fault of who asked, and connections are made anew.

        What was sent may have been stored: sent again with the same command id, it is not stored twice.
        """
        self._close_idle()
        return Unavailable("log-unavailable")

    def _close_idle(self) -> None:
        self._spare.close()
        self._unhurried.close()

    def _connect_unhurried(self) -> driver.connection:
        connection = self._connect()
        with connection.cursor() as cursor:
            cursor.execute(f"SET {UNHURRIED}")
        return connection

    def _connect(self) -> driver.connection:
        pooled = self._engine.raw_connection()
        raw: driver.connection = pooled.dbapi_connection  # type: ignore[assignment]
        pooled.detach()
        raw.autocommit = True
        return raw


def told(append: Append) -> tuple[str, Sequence[str | int | None]]:
    """The prepared statement that stores it, and its nine values."""
    if len(append.events) == 1:
        return APPEND_ONE, (*append.events[0], *append.command)
    columns = ["\n".join(map(str, column)) for column in zip(*append.events, strict=True)]
    return APPEND, (*(columns or [""] * 4), *append.command)


def constant(value: str | int | None) -> str:
    """A value as SQL writes it, for the append alone: the driver takes longer over nine than all of ours takes.

    With E a backslash means the same on every server.
    """
    if value is None:
        return "NULL"
    escaped = str(value).replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"


def _prepare(connection: driver.connection, record: object) -> None:
    connection.set_client_encoding("UTF8")  # which a database of another encoding would not begin with
    with connection.cursor() as cursor:
        cursor.execute(PREPARE)
    connection.commit()
