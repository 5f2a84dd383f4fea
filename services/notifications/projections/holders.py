"""Who may pull from which repository, since when, and until when they could: whom a release concerns."""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, Index, MetaData, Table, Text, and_, or_, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import EntitlementEnded, EntitlementGranted

metadata = MetaData()
entitlements = Table(
    "notifications_entitlements",
    metadata,
    Column("holder", Text, primary_key=True),  # account or organisation
    Column("repository", Text, primary_key=True),
    Column("since", Instant, nullable=False),  # without a break
    Column("until", Instant),  # if nothing more happens; None: until it is ended
    Column("ended", Instant),
    Index("notifications_entitlements_to", "repository", "holder"),
)
projection = Projection("notifications.holders", source="billing", tables=(entitlements,))


@projection.on(EntitlementGranted)
def grant(rows: Rows, event: EntitlementGranted, recorded: Recorded) -> None:
    """One that is granted anew before it ended goes on."""
    known = rows.get(entitlements, (event.holder, event.repository))
    since = recorded.time if known is None or known["ended"] is not None else known["since"]
    rows.put(entitlements, holder=event.holder, repository=event.repository, since=since, until=event.until)


@projection.on(EntitlementEnded)
def end(rows: Rows, event: EntitlementEnded, recorded: Recorded) -> None:
    rows.change(entitlements, key=(event.holder, event.repository), ended=recorded.time)


def holders_of(db: Connection, repository: str, at: datetime) -> list[str]:
    """Accounts and organisations that could pull from it at that time, whatever came to be later."""
    wanted = select(entitlements.c.holder).where(_held(repository, at))
    return list(db.scalars(wanted.order_by(entitlements.c.holder)))


def held(db: Connection, holder: str, repository: str, at: datetime) -> bool:
    """Whether this one could."""
    wanted = select(entitlements.c.holder).where(_held(repository, at), entitlements.c.holder == holder)
    return db.scalar(wanted) is not None


def _held(repository: str, at: datetime) -> ColumnElement[bool]:
    table = entitlements.c
    runs_still = and_(or_(table.until.is_(None), table.until > at), or_(table.ended.is_(None), table.ended > at))
    return and_(table.repository == repository, table.since <= at, runs_still)
