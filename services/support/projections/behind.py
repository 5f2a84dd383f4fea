"""Tickets whose clock runs by an older calendar than the newest of the desk that owes."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from services.support.projections.answers import calendars
from services.support.projections.tickets import tickets


def on_older_calendars(db: Connection, told_until: datetime) -> Mapping[str, list[str]]:
    """By desk, of those whose newest calendar was told until then; the nearest deadline first."""
    clock = tickets.c
    older = (calendars.c.told <= told_until, clock.calendar < calendars.c.version, clock.what != "")
    behind = select(clock.clock, clock.ticket).join(calendars, calendars.c.desk == clock.clock).where(*older)
    found: dict[str, list[str]] = defaultdict(list)
    for row in db.execute(behind.order_by(clock.nearest)):
        found[row.clock].append(row.ticket)
    return found
