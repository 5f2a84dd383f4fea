"""What the catalogue says of publishers, products and images, as far as it decides what may be certified."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Index, MetaData, Select, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.catalog.events import (
    AgreementAccepted,
    PlanAdded,
    PlanRetired,
    ProductDrafted,
    ProductTransferred,
    PublisherApplied,
    PublisherApproved,
    PublisherReinstated,
    PublisherSuspended,
    SigningKeyRegistered,
    SigningKeyWithdrawn,
    StagedRemoved,
    SupportSet,
    TagMoved,
    VersionReleased,
    VersionStaged,
    VersionYanked,
)

metadata = MetaData()
publishers = Table(
    "certification_publishers",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("approved", Boolean, nullable=False, default=False),
    Column("suspended", Boolean, nullable=False, default=False),
    Column("agreement", Text, nullable=False, default=""),  # the version that it accepted last
    Column("support", Boolean, nullable=False, default=False),  # it says how its customers are helped
    Column("tsanet", Text, nullable=False, default=""),
)
products = Table(
    "certification_products",
    metadata,
    Column("product", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("address", Text, nullable=False, index=True),  # publisher/slug
    Column("kind", Text, nullable=False),
    Column("external", Boolean, nullable=False),
)
plans = Table(
    "certification_plans",
    metadata,
    Column("product", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("repository", Text, nullable=False),
)
images = Table(
    "certification_images",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("platforms", JSON, nullable=False),  # [[platform, digest of its manifest]]
)
tags = Table(
    "certification_tags",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("side", Text, primary_key=True),  # staged | released
    Column("tag", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Index("certification_tags_of_digest", "repository", "digest"),
)
keys = Table(
    "certification_keys",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("pem", Text, nullable=False),
)
SHOWN = (publishers, products, plans, images, tags, keys)
projection = Projection("certification.catalogue", source="catalog", tables=SHOWN)


@projection.on(PublisherApplied)
def apply(rows: Rows, event: PublisherApplied, recorded: Recorded) -> None:
    if rows.get(publishers, event.publisher) is None:
        rows.put(publishers, publisher=event.publisher)


@projection.on(PublisherApproved)
def approve(rows: Rows, event: PublisherApproved, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, approved=True)


@projection.on(PublisherSuspended, PublisherReinstated)
def suspend(rows: Rows, event: PublisherSuspended | PublisherReinstated, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, suspended=isinstance(event, PublisherSuspended))


@projection.on(AgreementAccepted)
def agree(rows: Rows, event: AgreementAccepted, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, agreement=event.version)


@projection.on(SupportSet)
def support(rows: Rows, event: SupportSet, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, support=True, tsanet=event.tsanet)


@projection.on(SigningKeyRegistered)
def register_key(rows: Rows, event: SigningKeyRegistered, recorded: Recorded) -> None:
    rows.put(keys, publisher=event.publisher, key=event.key, pem=event.pem)


@projection.on(SigningKeyWithdrawn)
def withdraw_key(rows: Rows, event: SigningKeyWithdrawn, recorded: Recorded) -> None:
    rows.remove(keys, key=(event.publisher, event.key))


@projection.on(ProductDrafted)
def draft(rows: Rows, event: ProductDrafted, recorded: Recorded) -> None:
    address = f"{event.publisher}/{event.slug}"
    told = {"publisher": event.publisher, "kind": event.kind, "external": event.external}
    rows.put(products, product=event.product, address=address, **told)


@projection.on(ProductTransferred)
def transfer(rows: Rows, event: ProductTransferred, recorded: Recorded) -> None:
    address = f"{event.publisher}/{event.slug}"
    rows.change(products, key=event.product, publisher=event.publisher, address=address)


@projection.on(PlanAdded)
def add_plan(rows: Rows, event: PlanAdded, recorded: Recorded) -> None:
    rows.put(plans, product=event.product, plan=event.plan, repository=event.repository)


@projection.on(PlanRetired)
def retire_plan(rows: Rows, event: PlanRetired, recorded: Recorded) -> None:
    rows.remove(plans, key=(event.product, event.plan))


@projection.on(VersionStaged)
def stage(rows: Rows, event: VersionStaged, recorded: Recorded) -> None:
    platforms = [[one.platform, one.digest] for one in event.platforms]
    rows.put(images, repository=event.repository, digest=event.digest, kind=event.kind, platforms=platforms)
    rows.put(tags, repository=event.repository, side="staged", tag=event.tag, digest=event.digest)


@projection.on(StagedRemoved)
def unstage(rows: Rows, event: StagedRemoved, recorded: Recorded) -> None:
    _drop(rows, event.repository, "staged", event.tag, event.digest)


@projection.on(VersionReleased)
def release(rows: Rows, event: VersionReleased, recorded: Recorded) -> None:
    rows.put(tags, repository=event.repository, side="released", tag=event.tag, digest=event.digest)


@projection.on(TagMoved)
def move(rows: Rows, event: TagMoved, recorded: Recorded) -> None:
    rows.put(tags, repository=event.repository, side="released", tag=event.tag, digest=event.digest)


@projection.on(VersionYanked)
def yank(rows: Rows, event: VersionYanked, recorded: Recorded) -> None:
    _drop(rows, event.repository, "released", event.tag, event.digest)


def _drop(rows: Rows, repository: str, side: str, tag: str, digest: str) -> None:
    key = (repository, side, tag)
    if (found := rows.get(tags, key)) is not None and found["digest"] == digest:
        rows.remove(tags, key=key)


def product_at(db: Connection, address: str) -> dict[str, Any] | None:
    return _first(db, select(products).where(products.c.address == address))


def product_of(db: Connection, id: str) -> dict[str, Any] | None:
    return _first(db, select(products).where(products.c.product == id))


def publisher_of(db: Connection, slug: str) -> dict[str, Any] | None:
    return _first(db, select(publishers).where(publishers.c.publisher == slug))


def repository_of(db: Connection, product: str, plan: str) -> str | None:
    found = _first(db, select(plans).where(plans.c.product == product, plans.c.plan == plan))
    return None if found is None else str(found["repository"])


def image_of(db: Connection, repository: str, digest: str) -> dict[str, Any] | None:
    return _first(db, select(images).where(images.c.repository == repository, images.c.digest == digest))


def sides_of(db: Connection, repository: str, digest: str) -> list[tuple[str, str]]:
    """Where the digest lies under a tag now: (staged | released, tag)."""
    wanted = select(tags.c.side, tags.c.tag).where(tags.c.repository == repository, tags.c.digest == digest)
    return [(side, tag) for side, tag in db.execute(wanted.order_by(tags.c.side, tags.c.tag))]


def keys_of(db: Connection, publisher: str) -> list[str]:
    """PEM of those with which it signs."""
    return list(db.scalars(select(keys.c.pem).where(keys.c.publisher == publisher).order_by(keys.c.key)))


def _first(db: Connection, wanted: Select[Any]) -> dict[str, Any] | None:
    found = db.execute(wanted).mappings().first()
    return None if found is None else dict(found)
