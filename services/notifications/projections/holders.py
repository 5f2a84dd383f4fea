"""Who may pull from which repository, since when, and until when they could: whom a release concerns."""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, Index, MetaData, Table, Text, and_, or_, select, union

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
past = Table(
    "notifications_past_entitlements",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("repository", Text, primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("until", Instant),  # if it had not been ended before
    Column("ended", Instant, nullable=False),
    Index("notifications_past_entitlements_to", "repository", "holder"),
)
projection = Projection("notifications.holders", source="billing", tables=(entitlements, past))
SPELLS = (entitlements, past)  # the last of each holder, and those before


@projection.on(EntitlementGranted)
def grant(rows: Rows, event: EntitlementGranted, recorded: Recorded) -> None:
    """One that is granted anew before it ended goes on; one that had ended is kept: a fact from then may come late."""
    known = rows.get(entitlements, (event.holder, event.repository))
    since = recorded.time if known is None or known["ended"] is not None else known["since"]
    if known is not None and known["ended"] is not None:
        rows.put(past, **{column.name: known[column.name] for column in past.columns})
    rows.put(entitlements, holder=event.holder, repository=event.repository, since=since, until=event.until)


@projection.on(EntitlementEnded)
def end(rows: Rows, event: EntitlementEnded, recorded: Recorded) -> None:
    rows.change(entitlements, key=(event.holder, event.repository), ended=recorded.time)


def holders_of(db: Connection, repository: str, at: datetime) -> list[str]:
    """Accounts and organisations that could pull from it at that time, whatever came to be later."""
    found = union(*(select(spell.c.holder).where(_held(spell, repository, at)) for spell in SPELLS))
    return list(db.scalars(found.order_by("holder")))


def held(db: Connection, holder: str, repository: str, at: datetime) -> bool:
    """Whether this one could."""
    asked = (select(spell.c.holder).where(_held(spell, repository, at), spell.c.holder == holder) for spell in SPELLS)
    return db.scalar(union(*asked)) is not None


def _held(spell: Table, repository: str, at: datetime) -> ColumnElement[bool]:
    table = spell.c
    runs_still = and_(or_(table.until.is_(None), table.until > at), or_(table.ended.is_(None), table.ended > at))
    return and_(table.repository == repository, table.since <= at, runs_still)
