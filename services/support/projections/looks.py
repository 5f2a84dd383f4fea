"""On which tickets of a customer it was asked to look at its pages: where the rest of it is read."""

from collections.abc import Collection

from sqlalchemy import Column, Connection, Index, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.support.events import LookAsked

metadata = MetaData()
looks = Table(
    "support_looks",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("asked", Instant, nullable=False),  # last
    Index("support_looks_of_holder", "holder", "asked"),
)
projection = Projection("support.looks", source="support", tables=(looks,))


@projection.on(LookAsked)
def ask(rows: Rows, event: LookAsked, recorded: Recorded) -> None:
    rows.put(looks, ticket=event.ticket, holder=event.holder, asked=event.at)


def of_holders(db: Connection, holders: Collection[str], limit: int) -> list[str]:
    """Ids of tickets, the last asked first."""
    theirs = select(looks.c.ticket).where(looks.c.holder.in_(list(holders)))
    return list(db.scalars(theirs.order_by(looks.c.asked.desc(), looks.c.ticket).limit(limit)))
