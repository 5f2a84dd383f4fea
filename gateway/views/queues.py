"""What waits for the store's reviewers: publishers that applied, and products that were submitted."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from gateway.views.sellers import publishers
from gateway.views.shelves import products


@dataclass(frozen=True)
class Waiting:
    slug: str
    name: str
    logo: str
    by: str  # the publisher's name
    since: float  # seconds since 1970


def applied(db: Connection) -> list[Waiting]:
    """Publishers that asked to publish here, the oldest first."""
    asked = select(publishers).where(publishers.c.state == "applied").order_by(publishers.c.at, publishers.c.slug)
    return [Waiting(row.slug, row.name, row.logo, row.name, row.at) for row in db.execute(asked)]


def submitted(db: Connection) -> list[Waiting]:
    """Products that were handed in, the oldest first."""
    known = select(products, publishers.c.name.label("by")).outerjoin(
        publishers, publishers.c.slug == products.c.publisher
    )
    asked = known.where(products.c.state == "submitted").order_by(products.c.moved, products.c.slug)
    return [Waiting(row.slug, row.name, row.logo, row.by or row.publisher, row.moved) for row in db.execute(asked)]
