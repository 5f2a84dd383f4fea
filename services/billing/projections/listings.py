"""Which products stand on the shelves, and until when a year of theirs has begun."""

from sqlalchemy import Boolean, Column, Connection, Date, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import ListingYearBegun, OfferingClosed, OfferingOpened, OfferingRevoked

metadata = MetaData()
shelves = Table(
    "listing_years",
    metadata,
    Column("product", Text, primary_key=True),
    Column("open", Boolean, nullable=False),
    Column("until", Date),  # the first day that no year covers; null: none was ever begun
)
projection = Projection("billing.listings", source="billing", tables=(shelves,))


@projection.on(OfferingOpened)
def open_it(rows: Rows, event: OfferingOpened, recorded: Recorded) -> None:
    before = rows.get(shelves, event.product) or {"until": None}
    rows.put(shelves, product=event.product, open=True, until=before["until"])


@projection.on(OfferingClosed)
def close(rows: Rows, event: OfferingClosed, recorded: Recorded) -> None:
    rows.change(shelves, key=event.product, open=False)


@projection.on(OfferingRevoked)
def revoke(rows: Rows, event: OfferingRevoked, recorded: Recorded) -> None:
    rows.change(shelves, key=event.product, open=False)


@projection.on(ListingYearBegun)
def begin(rows: Rows, event: ListingYearBegun, recorded: Recorded) -> None:
    before = rows.get(shelves, event.product) or {"open": False}
    rows.put(shelves, product=event.product, open=before["open"], until=event.ends)


def without_year(db: Connection) -> list[str]:
    """Products on the shelves that were published before the store knew of years."""
    found = select(shelves.c.product).where(shelves.c.open, shelves.c.until.is_(None))
    return list(db.scalars(found.order_by(shelves.c.product)))
