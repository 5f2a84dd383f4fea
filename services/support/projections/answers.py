"""How soon desks answered and resolved, in support minutes of their own calendars, as these were known then."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.support.clock.calendars import between
from services.support.events import (
    Calendar,
    CalendarSchema,
    CalendarSet,
    OwnerChanged,
    PriorityChanged,
    TicketClosed,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketReplied,
    TicketResolved,
    WaitingChanged,
)

CUSTOMER, PARTNER = "customer", "partner"

metadata = MetaData()
calendars = Table(
    "support_answering_calendars",
    metadata,
    Column("desk", Text, primary_key=True),
    Column("version", Integer, nullable=False),  # of the last
    Column("told", Instant, nullable=False),  # when it was
    Column("calendars", Text, nullable=False),  # JSON, in order of version
)
answers = Table(
    "support_answers",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("first", Text, nullable=False),  # the desk that had it first
    Column("owner", Text, nullable=False),
    Column("opened", Instant, nullable=False),
    Column("still", Instant),  # since when it waits for the customer, or is over
    Column("pauses", Text, nullable=False, default="[]"),  # JSON: from and until of each that is past
    Column("answered", Instant),
    Column("answered_by", Text, nullable=False, default=""),
    Column("response", Integer),  # support seconds
    Column("resolved", Instant),
    Column("resolved_by", Text, nullable=False, default=""),
    Column("resolution", Integer),  # support seconds, without those for which the customer was waited for
    Index("support_answers_opened", "first", "opened"),
    Index("support_answers_answered", "answered_by", "answered"),
    Index("support_answers_resolved", "resolved_by", "resolved"),
)
projection = Projection("support.answers", source="support", tables=(calendars, answers))


@projection.on(CalendarSet)
def set_calendar(rows: Rows, event: CalendarSet, recorded: Recorded) -> None:
    every = _written([*_calendars(rows, event.desk), event.calendar])
    rows.put(calendars, desk=event.desk, version=event.version, told=recorded.time, calendars=every)


@projection.on(TicketOpened)
def open_ticket(rows: Rows, event: TicketOpened, recorded: Recorded) -> None:
    told = {name: getattr(event, name) for name in ("ticket", "publisher", "priority", "owner")}
    rows.put(answers, first=event.owner, opened=event.at, **told)


@projection.on(PriorityChanged)
def set_priority(rows: Rows, event: PriorityChanged, recorded: Recorded) -> None:
    rows.change(answers, key=event.ticket, priority=event.priority)


@projection.on(TicketReplied)
def reply(rows: Rows, event: TicketReplied, recorded: Recorded) -> None:
    known = rows.get(answers, event.ticket)
    if known is None:
        return
    if event.side == CUSTOMER:
        if known["resolved"] is None:
            _go_on(rows, event.ticket, event.at)
        return
    if known["answered"] is None:
        by = known["owner"] if event.side == PARTNER else event.side
        took = _seconds(rows, by, known, event.at)
        rows.change(answers, key=event.ticket, answered=event.at, answered_by=by, response=took)
    if event.waits:
        _stand_still(rows, event.ticket, event.at)


@projection.on(WaitingChanged)
def change_waiting(rows: Rows, event: WaitingChanged, recorded: Recorded) -> None:
    """While the customer is waited on, it is the customer who ends that."""
    if event.on == CUSTOMER:
        _stand_still(rows, event.ticket, event.at)


@projection.on(OwnerChanged)
def change_owner(rows: Rows, event: OwnerChanged, recorded: Recorded) -> None:
    known = rows.get(answers, event.ticket)
    rows.change(answers, key=event.ticket, owner=event.owner)
    if known is not None and known["resolved"] is None:
        _go_on(rows, event.ticket, event.at)


@projection.on(TicketResolved, TicketClosed)
def resolve(rows: Rows, event: TicketResolved | TicketClosed, recorded: Recorded) -> None:
    known = rows.get(answers, event.ticket)
    if known is None or known["resolved"] is not None:
        return
    took = _seconds(rows, known["owner"], known, event.at)
    rows.change(answers, key=event.ticket, resolved=event.at, resolved_by=known["owner"], resolution=took)
    _stand_still(rows, event.ticket, event.at)


@projection.on(TicketMerged)
def merge(rows: Rows, event: TicketMerged, recorded: Recorded) -> None:
    """Nobody resolved it: it goes on as another."""
    rows.change(answers, key=event.ticket, resolved=None, resolved_by="", resolution=None)
    _stand_still(rows, event.ticket, event.at)


@projection.on(TicketReopened)
def reopen(rows: Rows, event: TicketReopened, recorded: Recorded) -> None:
    rows.change(answers, key=event.ticket, resolved=None, resolved_by="", resolution=None)
    _go_on(rows, event.ticket, event.at)


def _stand_still(rows: Rows, ticket: str, at: datetime) -> None:
    known = rows.get(answers, ticket)
    if known is not None and known["still"] is None:
        rows.change(answers, key=ticket, still=at)


def _go_on(rows: Rows, ticket: str, at: datetime) -> None:
    known = rows.get(answers, ticket)
    if known is not None and known["still"] is not None:
        pauses = [*json.loads(known["pauses"]), [known["still"].isoformat(), at.isoformat()]]
        rows.change(answers, key=ticket, still=None, pauses=json.dumps(pauses))


def _seconds(rows: Rows, desk: str, known: Mapping[str, Any], at: datetime) -> int:
    pauses = [(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in _past(known, at)]
    return int(between(_calendars(rows, desk), known["opened"], at, pauses).total_seconds())


def _past(known: Mapping[str, Any], at: datetime) -> Iterator[Sequence[str]]:
    yield from json.loads(known["pauses"])
    if known["still"] is not None:
        yield known["still"].isoformat(), at.isoformat()


def _calendars(rows: Rows, desk: str) -> tuple[Calendar, ...]:
    found = rows.get(calendars, desk)
    return _read(found["calendars"]) if found else ()


def _written(known: Sequence[Calendar]) -> str:
    schema = CalendarSchema()
    return json.dumps([schema.dump(each) for each in known])


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[Calendar, ...]:
    schema = CalendarSchema()
    return tuple(Calendar(**schema.load(each)) for each in json.loads(text))
