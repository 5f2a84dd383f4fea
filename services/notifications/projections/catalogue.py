"""What the catalogue says of publishers, products and plans, and who wrote which review: what notices are about."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.catalog.events import (
    ListingEdited,
    PlanAdded,
    PlanChanged,
    ProductDrafted,
    ProductTransferred,
    PublisherApplied,
    PublisherEdited,
    ReviewPosted,
    SecurityHoldLifted,
    SecurityHoldPlaced,
)
from services.notifications.projections.asking import first

metadata = MetaData()
publishers = Table(
    "notifications_publishers",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
products = Table(
    "notifications_products",
    metadata,
    Column("product", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("address", Text, nullable=False),  # publisher/slug
    Column("name", Text, nullable=False),
    Column("held", Text, nullable=False, default=""),  # id of the fact with which its hold for a hole began
)
plans = Table(
    "notifications_plans",
    metadata,
    Column("product", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("repository", Text, nullable=False, index=True),
)
reviews = Table(
    "notifications_reviews",
    metadata,
    Column("review", Text, primary_key=True),
    Column("account", Text, nullable=False),
)
projection = Projection("notifications.catalogue", source="catalog", tables=(publishers, products, plans, reviews))


@projection.on(PublisherApplied)
def apply(rows: Rows, event: PublisherApplied, recorded: Recorded) -> None:
    rows.put(publishers, publisher=event.publisher, name=event.legal_name)


@projection.on(PublisherEdited)
def rename(rows: Rows, event: PublisherEdited, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, name=event.legal_name)


@projection.on(ProductDrafted)
def draft(rows: Rows, event: ProductDrafted, recorded: Recorded) -> None:
    address = f"{event.publisher}/{event.slug}"
    rows.put(products, product=event.product, publisher=event.publisher, address=address, name=event.slug)


@projection.on(ListingEdited)
def edit(rows: Rows, event: ListingEdited, recorded: Recorded) -> None:
    rows.change(products, key=event.product, name=event.name)


@projection.on(ProductTransferred)
def transfer(rows: Rows, event: ProductTransferred, recorded: Recorded) -> None:
    address = f"{event.publisher}/{event.slug}"
    rows.change(products, key=event.product, publisher=event.publisher, address=address)


@projection.on(SecurityHoldPlaced)
def hold(rows: Rows, event: SecurityHoldPlaced, recorded: Recorded) -> None:
    """It is told again with each hole that is missed, and with all but one that was mended."""
    known = rows.get(products, event.product)
    if known is not None and not known["held"]:
        rows.change(products, key=event.product, held=recorded.id)


@projection.on(SecurityHoldLifted)
def lift(rows: Rows, event: SecurityHoldLifted, recorded: Recorded) -> None:
    rows.change(products, key=event.product, held="")


@projection.on(PlanAdded)
def add_plan(rows: Rows, event: PlanAdded, recorded: Recorded) -> None:
    rows.put(plans, product=event.product, plan=event.plan, name=event.name, repository=event.repository)


@projection.on(PlanChanged)
def change_plan(rows: Rows, event: PlanChanged, recorded: Recorded) -> None:
    rows.change(plans, key=(event.product, event.plan), name=event.name)


@projection.on(ReviewPosted)
def review(rows: Rows, event: ReviewPosted, recorded: Recorded) -> None:
    rows.put(reviews, review=event.review, account=event.account)


def product_of(db: Connection, id: str) -> dict[str, Any] | None:
    """With its plans: {plan: {name, repository}}."""
    found = first(db, select(products).where(products.c.product == id))
    if found is None:
        return None
    rows = db.execute(select(plans).where(plans.c.product == id).order_by(plans.c.plan))
    return {**found, "plans": {row.plan: {"name": row.name, "repository": row.repository} for row in rows}}


def product_in(db: Connection, repository: str) -> str:
    """Whose plan has this repository; empty: none."""
    return db.scalar(select(plans.c.product).where(plans.c.repository == repository).limit(1)) or ""


def publisher_of(db: Connection, slug: str) -> dict[str, Any] | None:
    return first(db, select(publishers).where(publishers.c.publisher == slug))


def author_of(db: Connection, review: str) -> str:
    """Empty where there is no such review."""
    return db.scalar(select(reviews.c.account).where(reviews.c.review == review)) or ""
