"""Which seats somebody has, found by account."""

from typing import Any

from sqlalchemy import Column, Connection, Index, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import SeatAccepted, SeatEnded

metadata = MetaData()
seats = Table(
    "seats",
    metadata,
    Column("seat", Text, primary_key=True),
    Column("subscription", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("accepted", Instant, nullable=False),
    Index("seats_of_account", "account"),
)
projection = Projection("billing.seats", source="billing", tables=(seats,))


@projection.on(SeatAccepted)
def accept(rows: Rows, event: SeatAccepted, recorded: Recorded) -> None:
    rows.put(
        seats,
        seat=event.seat,
        subscription=event.subscription,
        product=event.product,
        account=event.account,
        accepted=recorded.time,
    )


@projection.on(SeatEnded)
def end(rows: Rows, event: SeatEnded, recorded: Recorded) -> None:
    rows.remove(seats, key=event.seat)


def of_account(db: Connection, account: str) -> list[dict[str, Any]]:
    """The newest first."""
    mine = select(seats).where(seats.c.account == account).order_by(seats.c.accepted.desc(), seats.c.seat)
    return [dict(row._mapping) for row in db.execute(mine)]
