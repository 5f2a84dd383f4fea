"""Licences by holder and by product, and those that were taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, Index, Integer, MetaData, Table, Text, or_, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import LicenceChanged, LicenceIssued, LicenceRevoked

metadata = MetaData()
licences = Table(
    "licences",
    metadata,
    Column("subscription", Text, primary_key=True),
    Column("licence", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("starts", Date, nullable=False),
    Column("until", Instant),
    Column("longest", Instant),  # that any signed copy of it says; None: one counts for good
    Column("revoked", Text, nullable=False, default=""),
    Column("issued", Instant, nullable=False),
    Index("licences_of_holder", "holder"),
    Index("licences_of_product", "product"),
)
revoked_licences = Table(
    "revoked_licences",
    metadata,
    Column("licence", Text, primary_key=True),
    Column("until", Instant),
    Column("revoked", Instant, nullable=False),
    Index("revoked_licences_until", "until"),
)
projection = Projection("billing.licences", source="billing", tables=(licences, revoked_licences))


@projection.on(LicenceIssued)
def put(rows: Rows, event: LicenceIssued, recorded: Recorded) -> None:
    rows.put(
        licences,
        subscription=event.subscription,
        licence=event.licence,
        holder=event.holder,
        product=event.product,
        plan=event.plan,
        address=event.address,
        publisher=event.publisher,
        sequence=1,
        seats=event.seats,
        starts=event.starts,
        until=event.until,
        longest=event.until,
        revoked="",
        issued=recorded.time,
    )


@projection.on(LicenceChanged)
def change(rows: Rows, event: LicenceChanged, recorded: Recorded) -> None:
    before = rows.get(licences, event.subscription)
    longest = _later(before["longest"], event.until) if before else event.until
    now = {"plan": event.plan, "sequence": event.sequence, "seats": event.seats, "until": event.until}
    rows.change(licences, key=event.subscription, longest=longest, **now)


@projection.on(LicenceRevoked)
def revoke(rows: Rows, event: LicenceRevoked, recorded: Recorded) -> None:
    before = rows.get(licences, event.subscription)
    rows.change(licences, key=event.subscription, revoked=event.reason)
    longest = before["longest"] if before else None
    rows.put(revoked_licences, licence=event.licence, until=longest, revoked=recorded.time)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def of_holder(db: Connection, holder: str) -> list[dict[str, Any]]:
    """The newest first."""
    mine = select(licences).where(licences.c.holder == holder)
    return [dict(row._mapping) for row in db.execute(mine.order_by(licences.c.issued.desc()))]


def subscriptions_with(db: Connection, product: str) -> list[str]:
    """Subscriptions to this product whose licence counts."""
    found = select(licences.c.subscription).where(licences.c.product == product, licences.c.revoked == "")
    return list(db.scalars(found.order_by(licences.c.subscription)))


def revoked_by(db: Connection, now: datetime) -> list[dict[str, Any]]:
    """Those that would count still if they were not taken back, the newest last."""
    counts = or_(revoked_licences.c.until.is_(None), revoked_licences.c.until > now)
    found = db.execute(select(revoked_licences).where(counts).order_by(revoked_licences.c.revoked))
    return [dict(row._mapping) for row in found]
