"""What holders may pull, as billing says: what a ticket is opened with, and what its desk sees now."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import EntitlementEnded, EntitlementGranted

metadata = MetaData()
entitlements = Table(
    "support_entitlements",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("repository", Text, primary_key=True),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("until", Instant),
    Column("reason", Text, nullable=False),
    Column("ended", Text, nullable=False),  # why; empty: it has not
    Column("at", Instant, nullable=False),
)
projection = Projection("support.entitlements", source="billing", tables=(entitlements,))


@projection.on(EntitlementGranted)
def grant(rows: Rows, event: EntitlementGranted, recorded: Recorded) -> None:
    names = ("holder", "repository", "product", "plan", "until", "reason")
    told = {name: getattr(event, name) for name in names}
    rows.put(entitlements, ended="", at=recorded.time, **told)


@projection.on(EntitlementEnded)
def end(rows: Rows, event: EntitlementEnded, recorded: Recorded) -> None:
    rows.change(entitlements, key=(event.holder, event.repository), ended=event.reason, at=recorded.time)


def of_holder(db: Connection, holder: str, product: str) -> list[dict[str, Any]]:
    """To one product: those that have not ended first, the newest first."""
    wanted = select(entitlements).where(entitlements.c.holder == holder, entitlements.c.product == product)
    found = db.execute(wanted.order_by(entitlements.c.ended != "", entitlements.c.at.desc())).mappings()
    return [dict(row) for row in found]
