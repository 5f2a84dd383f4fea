"""Who is entitled to what, by holder and by product."""

from typing import Any

from sqlalchemy import Column, Connection, Index, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import EntitlementEnded, EntitlementGranted

metadata = MetaData()
entitlements = Table(
    "entitlements",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("repository", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("terms_version", Text, nullable=False),
    Column("until", Instant),
    Column("granted", Instant, nullable=False),
    Index("entitlements_of_product", "product"),
)
projection = Projection("billing.entitlements", source="billing", tables=(entitlements,))


@projection.on(EntitlementGranted)
def put(rows: Rows, event: EntitlementGranted, recorded: Recorded) -> None:
    rows.put(
        entitlements,
        holder=event.holder,
        product=event.product,
        plan=event.plan,
        repository=event.repository,
        reason=event.reason,
        terms_version=event.terms_version,
        until=event.until,
        granted=recorded.time,
    )


@projection.on(EntitlementEnded)
def remove(rows: Rows, event: EntitlementEnded, recorded: Recorded) -> None:
    rows.remove(entitlements, key=(event.holder, event.product, event.plan))


def of_holder(db: Connection, holder: str) -> list[dict[str, Any]]:
    """In the order in which they were granted."""
    mine = select(entitlements).where(entitlements.c.holder == holder)
    found = db.execute(mine.order_by(entitlements.c.granted, entitlements.c.plan))
    return [dict(row._mapping) for row in found]


def of_product(db: Connection, product: str) -> list[dict[str, Any]]:
    found = db.execute(select(entitlements).where(entitlements.c.product == product))
    return [dict(row._mapping) for row in found]
