"""Promises that were warned of and broken, whose they were, and how far up it went."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, Integer, MetaData, Table, Text, func, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.support.events import (
    BreachAnnotated,
    Escalated,
    PriorityChanged,
    SlaBreached,
    SlaWarned,
    TicketOpened,
)

metadata = MetaData()
known = Table(
    "support_breachable",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("number", Integer, nullable=False),  # the position of its opening
    Column("publisher", Text, nullable=False),
    Column("priority", Integer, nullable=False),
)
warnings = Table(
    "support_warnings",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("ticket", Text, nullable=False),
    Column("desk", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Index("support_warnings_of_desk", "desk", "at"),
)
breaches = Table(
    "support_breaches",
    metadata,
    Column("breach", Text, primary_key=True),
    Column("ticket", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("what", Text, nullable=False),  # first_response | next_update
    Column("desk", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("level", Integer, nullable=False, default=0),  # the last that was told; 0: none
    Column("level_name", Text, nullable=False, default=""),
    Column("annotated", Boolean, nullable=False, default=False),
    Index("support_breaches_of_desk", "desk", "at"),
    Index("support_breaches_by_time", "at"),
)
escalations = Table(
    "support_escalations",
    metadata,
    Column("breach", Text, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("desk", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("support_escalations_of_desk", "desk", "at"),
)
projection = Projection("support.breaches", source="support", tables=(known, warnings, breaches, escalations))


@projection.on(TicketOpened)
def open_ticket(rows: Rows, event: TicketOpened, recorded: Recorded) -> None:
    told = {"publisher": event.publisher, "priority": event.priority}
    rows.put(known, ticket=event.ticket, number=recorded.position, **told)


@projection.on(PriorityChanged)
def set_priority(rows: Rows, event: PriorityChanged, recorded: Recorded) -> None:
    rows.change(known, key=event.ticket, priority=event.priority)


@projection.on(SlaWarned)
def warn(rows: Rows, event: SlaWarned, recorded: Recorded) -> None:
    ticket = rows.get(known, event.ticket)
    if ticket is not None:
        told = {name: ticket[name] for name in ("ticket", "publisher", "priority")}
        rows.put(warnings, position=recorded.position, desk=event.desk, at=event.at, **told)


@projection.on(SlaBreached)
def breach(rows: Rows, event: SlaBreached, recorded: Recorded) -> None:
    ticket = rows.get(known, event.ticket)
    names = ("breach", "ticket", "what", "desk", "publisher", "priority", "due", "at")
    told = {name: getattr(event, name) for name in names}
    rows.put(breaches, number=ticket["number"] if ticket else 0, **told)


@projection.on(Escalated)
def escalate(rows: Rows, event: Escalated, recorded: Recorded) -> None:
    rows.change(breaches, key=event.breach, level=event.level, level_name=event.name)
    rows.put(escalations, breach=event.breach, level=event.level, name=event.name, desk=event.desk, at=event.at)


@projection.on(BreachAnnotated)
def annotate(rows: Rows, event: BreachAnnotated, recorded: Recorded) -> None:
    rows.change(breaches, key=event.breach, annotated=True)


def of_desk(db: Connection, desk: str, limit: int) -> list[dict[str, Any]]:
    """An empty desk: of all. Newest first."""
    wanted = select(breaches).order_by(breaches.c.at.desc(), breaches.c.breach).limit(limit)
    if desk:
        wanted = wanted.where(breaches.c.desk == desk)
    return [dict(row) for row in db.execute(wanted).mappings()]


def counted(
    db: Connection, table: Table, desk: str, since: datetime, until: datetime
) -> dict[tuple[str, str, int], int]:
    """How many warnings or breaches from `since` to before `until`, by desk, publisher and priority."""
    keys = (table.c.desk, table.c.publisher, table.c.priority)
    wanted = select(*keys, func.count()).where(table.c.at >= since, table.c.at < until).group_by(*keys)
    if desk:
        wanted = wanted.where(table.c.desk == desk)
    return {(row[0], row[1], row[2]): row[3] for row in db.execute(wanted)}


def levels_told(db: Connection, desk: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """How often each level was told, by desk and name."""
    at, keys = escalations.c.at, (escalations.c.desk, escalations.c.level, escalations.c.name)
    wanted = select(*keys, func.count().label("told")).where(at >= since, at < until).group_by(*keys).order_by(*keys)
    if desk:
        wanted = wanted.where(escalations.c.desk == desk)
    return [dict(row) for row in db.execute(wanted).mappings()]
