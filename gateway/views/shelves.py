"""What is on the shelves: publishers, products with their plans, and the versions of each plan."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata
from services.catalog import events

publishers = Table(
    "publishers",
    metadata,
    Column("slug", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("website", String, nullable=False),
    Column("logo", String, nullable=False),
    Column("state", String, nullable=False),  # applied | approved | rejected
    Column("verified", Boolean, nullable=False),
    Column("event", String, nullable=False),  # that made it its owner's, and when: for `why`
    Column("at", Float, nullable=False),
)
products = Table(
    "products",
    metadata,
    Column("id", String, primary_key=True),
    Column("slug", String, nullable=False, index=True),  # publisher/product
    Column("publisher", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("external", Boolean, nullable=False),
    Column("state", String, nullable=False),  # draft | submitted | approved | published | unlisted | revoked
    Column("listed", Boolean, nullable=False),  # on the shelves
    Column("name", String, nullable=False),
    Column("short_description", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("links", JSON, nullable=False),
    Column("logo", String, nullable=False),
    Column("licence", String, nullable=False),
    Column("hold_reason", String, nullable=False),
    Column("published", Float),
    Column("moved", Float, nullable=False),  # into its state
    Column("updated", Float, nullable=False),
    Index("products_newest", "listed", "published"),
)
plans = Table(
    "plans",
    metadata,
    Column("product", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("access", String, nullable=False),
    Column("repository", String, nullable=False),
    Column("terms_version", String, nullable=False),
    Column("terms_text", Text, nullable=False),
    Column("terms_digest", String, nullable=False),
)
product_categories = Table(
    "product_categories",
    metadata,
    Column("product", String, primary_key=True),
    Column("category", String, primary_key=True),
    Column("listed", Boolean, nullable=False),
    Index("product_categories_listed", "listed", "category"),
)
released_versions = Table(
    "released_versions",
    metadata,
    Column("product", String, primary_key=True),
    Column("plan", String, primary_key=True),
    Column("tag", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("platforms", JSON, nullable=False),
    Column("created", String, nullable=False),
    Column("released", Float, nullable=False),
    Column("notes", Text, nullable=False),
)
listed_versions = Table(
    "listed_versions",
    metadata,
    Column("product", String, primary_key=True),
    Column("plan", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("tags", JSON, nullable=False),
    Column("platforms", JSON, nullable=False),
    Column("ref", String, nullable=False),
    Column("created", String, nullable=False),
    Column("listed", String, nullable=False),
)

projection = Projection(
    "gateway.listings",
    source="catalog",
    tables=(publishers, products, plans, product_categories, released_versions, listed_versions),
)


@projection.on(events.PublisherApplied)
def put_publisher(rows: Rows, event: events.PublisherApplied, recorded: Recorded) -> None:
    rows.put(
        publishers,
        slug=event.publisher,
        owner=event.owner,
        name=event.legal_name,
        website=event.website,
        logo=event.logo,
        state="applied",
        verified=False,
        event=recorded.id,
        at=recorded.time.timestamp(),
    )


@projection.on(events.PublisherApproved)
def approve_publisher(rows: Rows, event: events.PublisherApproved, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, state="approved")


@projection.on(events.PublisherRejected)
def reject_publisher(rows: Rows, event: events.PublisherRejected, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, state="rejected")


@projection.on(events.ProductDrafted)
def put_product(rows: Rows, event: events.ProductDrafted, recorded: Recorded) -> None:
    rows.put(
        products,
        id=event.product,
        slug=f"{event.publisher}/{event.slug}",
        publisher=event.publisher,
        kind=event.kind,
        external=event.external,
        state="draft",
        listed=False,
        name=event.slug,
        short_description="",
        description="",
        categories=[],
        tags=[],
        links=[],
        logo="",
        licence="",
        hold_reason="",
        published=None,
        moved=recorded.time.timestamp(),
        updated=recorded.time.timestamp(),
    )


@projection.on(events.ListingEdited)
def edit_listing(rows: Rows, event: events.ListingEdited, recorded: Recorded) -> None:
    before = rows.get(products, event.product)
    rows.change(
        products,
        key=event.product,
        name=event.name,
        short_description=event.short_description,
        description=event.description,
        categories=list(event.categories),
        tags=list(event.tags),
        links=[{"what": link.what, "url": link.url} for link in event.links],
        logo=event.logo,
        licence=event.licence,
        updated=recorded.time.timestamp(),
    )
    rows.remove_where(product_categories, {"product": event.product})
    for category in dict.fromkeys(event.categories):
        listed = bool(before and before["listed"])
        rows.put(product_categories, product=event.product, category=category, listed=listed)


@projection.on(events.PlanAdded)
def put_plan(rows: Rows, event: events.PlanAdded, recorded: Recorded) -> None:
    rows.put(
        plans,
        product=event.product,
        id=event.plan,
        place=recorded.position,
        repository=event.repository,
        **_plan(event),
    )
    _touch(rows, event.product, recorded)


@projection.on(events.PlanChanged)
def change_plan(rows: Rows, event: events.PlanChanged, recorded: Recorded) -> None:
    rows.change(plans, key=(event.product, event.plan), **_plan(event))
    _touch(rows, event.product, recorded)


@projection.on(events.PlanRetired)
def retire_plan(rows: Rows, event: events.PlanRetired, recorded: Recorded) -> None:
    rows.remove(plans, key=(event.product, event.plan))
    _touch(rows, event.product, recorded)


@projection.on(events.ProductSubmitted)
def submit(rows: Rows, event: events.ProductSubmitted, recorded: Recorded) -> None:
    _move(rows, event.product, "submitted", recorded)


@projection.on(events.ProductRejected)
def reject(rows: Rows, event: events.ProductRejected, recorded: Recorded) -> None:
    _move(rows, event.product, "draft", recorded)


@projection.on(events.ProductApproved)
def approve(rows: Rows, event: events.ProductApproved, recorded: Recorded) -> None:
    _move(rows, event.product, "approved", recorded)


@projection.on(events.ProductPublished)
def publish(rows: Rows, event: events.ProductPublished, recorded: Recorded) -> None:
    _move(rows, event.product, "published", recorded, published=recorded.time.timestamp())


@projection.on(events.ProductUnlisted)
def unlist(rows: Rows, event: events.ProductUnlisted, recorded: Recorded) -> None:
    _move(rows, event.product, "unlisted", recorded)


@projection.on(events.ProductRevoked)
def revoke(rows: Rows, event: events.ProductRevoked, recorded: Recorded) -> None:
    _move(rows, event.product, "revoked", recorded)


@projection.on(events.ProductHeld)
def hold(rows: Rows, event: events.ProductHeld, recorded: Recorded) -> None:
    rows.change(products, key=event.product, hold_reason=event.reason, updated=recorded.time.timestamp())


@projection.on(events.HoldLifted)
def lift_hold(rows: Rows, event: events.HoldLifted, recorded: Recorded) -> None:
    rows.change(products, key=event.product, hold_reason="", updated=recorded.time.timestamp())


@projection.on(events.VersionReleased)
def put_version(rows: Rows, event: events.VersionReleased, recorded: Recorded) -> None:
    rows.put(
        released_versions,
        product=event.product,
        plan=event.plan,
        tag=event.tag,
        digest=event.digest,
        platforms=[{"platform": p.platform, "size": p.size, "digest": p.digest} for p in event.platforms],
        created=event.created,
        released=event.at.timestamp(),
        notes=event.notes,
    )
    _touch(rows, event.product, recorded)


@projection.on(events.VersionsListed)
def list_versions(rows: Rows, event: events.VersionsListed, recorded: Recorded) -> None:
    rows.remove_where(listed_versions, {"product": event.product, "plan": event.plan})
    for place, version in enumerate(event.versions):
        rows.put(
            listed_versions,
            product=event.product,
            plan=event.plan,
            place=place,
            tags=list(version.tags),
            platforms=list(version.platforms),
            ref=version.ref,
            created=version.created,
            listed=event.listed,
        )
    _touch(rows, event.product, recorded)


def _plan(event: events.PlanAdded | events.PlanChanged) -> dict[str, Any]:
    return {
        "name": event.name,
        "description": event.description,
        "access": event.access,
        "terms_version": event.terms.version if event.terms else "",
        "terms_text": event.terms.text if event.terms else "",
        "terms_digest": event.terms.digest if event.terms else "",
    }


def _move(rows: Rows, product: str, state: str, recorded: Recorded, **columns: Any) -> None:
    listed = state == "published"
    now = recorded.time.timestamp()
    rows.change(products, key=product, state=state, listed=listed, moved=now, updated=now, **columns)
    rows.change_where(product_categories, {"product": product}, listed=listed)


def _touch(rows: Rows, product: str, recorded: Recorded) -> None:
    rows.change(products, key=product, updated=recorded.time.timestamp())
