"""What the catalogue says of publishers, products, plans and versions: what a ticket is about."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Select, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.catalog.events import (
    ListingEdited,
    PlanAdded,
    PlanChanged,
    ProductDrafted,
    ProductTransferred,
    PublisherApplied,
    PublisherApproved,
    PublisherEdited,
    SupportSet,
    TagMoved,
    VersionReleased,
    VersionYanked,
)

metadata = MetaData()
publishers = Table(
    "support_publishers",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),  # applied | approved
    Column("policy", Text, nullable=False, default=""),  # Markdown: how its customers are helped
    Column("hours", Text, nullable=False, default=""),  # in words
    Column("tsanet", Text, nullable=False, default=""),  # its membership; empty: none
)
products = Table(
    "support_products",
    metadata,
    Column("product", Text, primary_key=True),
    Column("publisher", Text, nullable=False, index=True),
    Column("address", Text, nullable=False, index=True),  # publisher/slug
    Column("name", Text, nullable=False),
)
plans = Table(
    "support_plans",
    metadata,
    Column("product", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("repository", Text, nullable=False),
    Column("access", Text, nullable=False),  # anyone | signed_in | terms | subscribers | byol
)
versions = Table(
    "support_versions",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
projection = Projection("support.catalogue", source="catalog", tables=(publishers, products, plans, versions))


@projection.on(PublisherApplied)
def apply(rows: Rows, event: PublisherApplied, recorded: Recorded) -> None:
    if rows.get(publishers, event.publisher) is None:
        rows.put(publishers, publisher=event.publisher, name=event.legal_name, state="applied")


@projection.on(PublisherApproved)
def approve(rows: Rows, event: PublisherApproved, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, state="approved")


@projection.on(PublisherEdited)
def rename(rows: Rows, event: PublisherEdited, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, name=event.legal_name)


@projection.on(SupportSet)
def set_support(rows: Rows, event: SupportSet, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, policy=event.policy, hours=event.hours, tsanet=event.tsanet)


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


@projection.on(PlanAdded)
def add_plan(rows: Rows, event: PlanAdded, recorded: Recorded) -> None:
    told = {"name": event.name, "repository": event.repository, "access": event.access}
    rows.put(plans, product=event.product, plan=event.plan, **told)


@projection.on(PlanChanged)
def change_plan(rows: Rows, event: PlanChanged, recorded: Recorded) -> None:
    rows.change(plans, key=(event.product, event.plan), name=event.name, access=event.access)


@projection.on(VersionReleased, TagMoved)
def release(rows: Rows, event: VersionReleased | TagMoved, recorded: Recorded) -> None:
    rows.put(versions, repository=event.repository, tag=event.tag, digest=event.digest, at=event.at)


@projection.on(VersionYanked)
def yank(rows: Rows, event: VersionYanked, recorded: Recorded) -> None:
    key = (event.repository, event.tag)
    if (found := rows.get(versions, key)) is not None and found["digest"] == event.digest:
        rows.remove(versions, key=key)


def product_at(db: Connection, address: str) -> dict[str, Any] | None:
    """By its address or its id."""
    return _first(db, select(products).where((products.c.address == address) | (products.c.product == address)))


def product_of(db: Connection, id: str) -> dict[str, Any] | None:
    return _first(db, select(products).where(products.c.product == id))


def products_of(db: Connection, ids: list[str]) -> dict[str, dict[str, Any]]:
    """By their ids."""
    found = db.execute(select(products).where(products.c.product.in_(ids))).mappings()
    return {row["product"]: dict(row) for row in found}


def publisher_of(db: Connection, slug: str) -> dict[str, Any] | None:
    return _first(db, select(publishers).where(publishers.c.publisher == slug))


def plan_of(db: Connection, product: str, plan: str) -> dict[str, Any] | None:
    return _first(db, select(plans).where(plans.c.product == product, plans.c.plan == plan))


def tags_of(db: Connection, repository: str) -> list[dict[str, Any]]:
    """The one that was released or moved last first."""
    wanted = select(versions).where(versions.c.repository == repository)
    return [dict(row) for row in db.execute(wanted.order_by(versions.c.at.desc(), versions.c.tag)).mappings()]


def _first(db: Connection, wanted: Select[Any]) -> dict[str, Any] | None:
    found = db.execute(wanted).mappings().first()
    return None if found is None else dict(found)
