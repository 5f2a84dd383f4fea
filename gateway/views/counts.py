"""How much is on the shelves, and where: for the home page, a publisher's pages and the sitemap."""

from sqlalchemy import Connection, func, select

from gateway.views.sellers import publishers
from gateway.views.shelves import product_categories, products
from gateway.views.tables import rfc3339


def totals(db: Connection) -> tuple[int, int]:
    """Products on the shelves, and publishers that have one there."""
    on_shelves = select(func.count(), func.count(products.c.publisher.distinct())).where(products.c.listed.is_(True))
    counted, by = db.execute(on_shelves).one()
    return counted, by


def published_by(db: Connection, publisher: str) -> int:
    mine = select(func.count()).where(products.c.publisher == publisher, products.c.listed.is_(True))
    return int(db.scalar(mine) or 0)


def slugs_of(db: Connection, publisher: str, skip: int, limit: int) -> list[str]:
    """A publisher's products on the shelves, by name."""
    mine = select(products.c.slug).where(products.c.publisher == publisher, products.c.listed.is_(True))
    return list(db.scalars(mine.order_by(products.c.name, products.c.slug).offset(skip).limit(limit)))


def slugs_in(db: Connection, category: str, skip: int, limit: int) -> list[str]:
    """A category's products on the shelves, by name."""
    there = select(products.c.slug).join(product_categories, product_categories.c.product == products.c.id)
    chosen = there.where(product_categories.c.category == category, product_categories.c.listed.is_(True))
    return list(db.scalars(chosen.order_by(products.c.name, products.c.slug).offset(skip).limit(limit)))


def addresses(db: Connection, skip: int, limit: int) -> list[tuple[str, str]]:
    """Slugs of products with the day of their last change, in the order in which they came."""
    shown = select(products.c.slug, products.c.updated).where(products.c.listed.is_(True))
    ordered = shown.order_by(products.c.published, products.c.slug).offset(skip).limit(limit)
    return [(slug, rfc3339(updated)[:10]) for slug, updated in db.execute(ordered)]


def approved_publishers(db: Connection) -> list[str]:
    known = select(publishers.c.slug).where(publishers.c.state == "approved")
    return list(db.scalars(known.order_by(publishers.c.slug)))


def from_here(db: Connection, limit: int) -> list[str]:
    """Products whose images lie in this store's own registry, the last published first."""
    sound = (products.c.listed.is_(True), products.c.hold_reason == "", products.c.unmended.is_(False))
    own = select(products.c.slug).where(*sound, products.c.external.is_(False))
    return list(db.scalars(own.order_by(products.c.published.desc(), products.c.slug).limit(limit)))
