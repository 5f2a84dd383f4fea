"""When each product came onto the shelves for the first time: whoever asked for new ones is told of it then."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.catalog.events import ProductPublished

published = Table(
    "notifications_published",
    MetaData(),
    Column("product", Text, primary_key=True),
    Column("fact", Text, nullable=False),  # its id
    Column("at", Instant, nullable=False, index=True),
)
projection = Projection("notifications.published", source="catalog", tables=(published,))


@projection.on(ProductPublished)
def publish(rows: Rows, event: ProductPublished, recorded: Recorded) -> None:
    """What was taken down and comes back is not new."""
    if rows.get(published, event.product) is None:
        rows.put(published, product=event.product, fact=recorded.id, at=recorded.time)


def between(db: Connection, after: datetime, until: datetime) -> list[dict[str, Any]]:
    """{product, fact, at}, those that came first first."""
    found = select(published).where(published.c.at > after, published.c.at <= until)
    return [dict(row._mapping) for row in db.execute(found.order_by(published.c.at, published.c.product))]
