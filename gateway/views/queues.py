"""What waits for the store's reviewers: publishers that applied, products that were submitted, or edited since."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from gateway.views.sellers import publishers
from gateway.views.shelves import products


@dataclass(frozen=True)
class Waiting:
    slug: str
    name: str
    logo: str
    by: str  # the publisher's name
    since: float  # seconds since 1970
    edited: bool = False  # it was approved before, and its edit is in force


def applied(db: Connection) -> list[Waiting]:
    """Publishers that asked to publish here, the oldest first."""
    asked = select(publishers).where(publishers.c.state == "applied").order_by(publishers.c.at, publishers.c.slug)
    return [Waiting(row.slug, row.name, row.logo, row.name, row.at) for row in db.execute(asked)]


def submitted(db: Connection) -> list[Waiting]:
    """Products that were handed in, and those that were edited since they were approved, the oldest first."""
    since = func.coalesce(products.c.edited, products.c.moved).label("since")
    known = select(products, since, publishers.c.name.label("by")).outerjoin(
        publishers, publishers.c.slug == products.c.publisher
    )
    waits = or_(products.c.state == "submitted", products.c.edited.is_not(None))
    return [_product(row) for row in db.execute(known.where(waits).order_by(since, products.c.slug))]


def _product(row: Row[Any]) -> Waiting:
    edited = row.edited is not None
    return Waiting(row.slug, row.name, row.logo, row.by or row.publisher, row.since, edited)
