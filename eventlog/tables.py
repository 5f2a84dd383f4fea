"""The tables of one service's log: events, commands, and what is to be done because of them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Dialect,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    select,
)

from eventlog.recorded import instant


class Instant(TypeDecorator[datetime]):
    """A time, kept as RFC 3339 text in UTC: the same on every database, and it sorts as it reads."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()
Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite's own row id is what INTEGER PRIMARY KEY names

# On SQLite `id` is the event's position; on PostgreSQL the sequencer gives it one in `positions`.
events = Table(
    "events",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("line", Text, nullable=False),
    UniqueConstraint("stream", "version", name="events_stream_version"),
)

commands = Table(
    "commands",
    metadata,
    Column("account", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("event", Id),  # events.id of the last event; null where nothing was decided
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

due = Table(
    "due",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("causation", Text, nullable=False),  # the event's id
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", Instant),
    Column("fired_at", Instant),
    Column("parked_at", Instant),
    Column("error", Text),  # why it is parked or tried again, or the code with which its command was refused
)
Index("due_waiting", due.c.at, sqlite_where=due.c.fired_at.is_(None), postgresql_where=due.c.fired_at.is_(None))

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("causation", Text, nullable=False),  # the event's id
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("parked_at", Instant),
    Column("error", Text),
    UniqueConstraint("kind", "key", name="outbox_kind_key"),
)
# Begins with the kind: else SQLite takes the one of (kind, key), and sorts all that wait for each question.
Index(
    "outbox_waiting_by_kind",
    outbox.c.kind,
    outbox.c.next_at,
    sqlite_where=outbox.c.done_at.is_(None),
    postgresql_where=outbox.c.done_at.is_(None),
)

# How far the relay has published; one row, which moves forward only.
relay_cursor = Table(
    "relay_cursor",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

# How far a process manager has handled each source.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("follower", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("incarnation", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
)

# Followers that an operator has paused; beside their checkpoints, so in a generation's tables as well.
pauses = Table(
    "pauses",
    metadata,
    Column("follower", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),  # the operator's account
)

# Events that a follower could not apply, and those of the same stream behind them; in a generation's tables as well.
parked = Table(
    "parked",
    metadata,
    Column("follower", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("error", Text, nullable=False),  # empty: it waits behind one that failed
    Column("at", Instant, nullable=False),
)

# What an operator decided to leave out for good, and commands of process managers that were refused.
passed_over = Table(
    "passed_over",
    metadata,
    Column("follower", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# One row: the log's incarnation, new at restore and import.
logs = Table(
    "logs",
    metadata,
    Column("source", Text, primary_key=True),
    Column("incarnation", Text, nullable=False),
)


def claim(connection: Connection, source: str) -> None:
    """Makes the database the log of `source`; raises ValueError where it is another's."""
    kept = connection.scalar(select(logs.c.source))
    if kept is None:
        connection.execute(logs.insert().values(source=source, incarnation=uuid.uuid4().hex))
    elif kept != source:
        raise ValueError(f"this database is the log of {kept}, not of {source}")


# PostgreSQL alone: events that are committed and have no position yet, and the positions given.
sequencing = MetaData()
unsequenced = Table("unsequenced", sequencing, Column("id", BigInteger, primary_key=True, autoincrement=False))
positions = Table(
    "positions",
    sequencing,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event", BigInteger, nullable=False, unique=True),  # events.id
)

# PostgreSQL alone: the rows of `due` and `outbox` that some instance is carrying out, until when at least.
claims = Table(
    "claims",
    sequencing,
    Column("what", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)
