"""What is on the shelves: products with their plans, and the versions of each plan."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata
from services.catalog import events

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
    Column("screenshots", JSON, nullable=False),
    Column("install", Text, nullable=False),
    Column("featured", Boolean, nullable=False),
    Column("scheduled", Float),  # when it goes on the shelves by itself
    Column("edited", Float),  # since when an edit waits for a reviewer
    Column("offered_to", String, nullable=False, index=True),  # the publisher that may take it over; empty: none
    Column("hold_reason", String, nullable=False),  # a person's
    Column("unmended", Boolean, nullable=False),
    Column("missed", JSON, nullable=False),  # holes for which it is on hold: [{advisory, severity, due}]
    Column("certified", JSON, nullable=False),  # [{plan, repository, tag, digest, platforms, since, until}] or []
    Column("uncertified", String, nullable=False),  # why it is no more: expired | revoked | withdrawn
    Column("grade", String, nullable=False),
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
    Column("repository", String, nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("terms_version", String, nullable=False),
    Column("terms_text", Text, nullable=False),
    Column("terms_digest", String, nullable=False),
    Column("price", JSON, nullable=False),  # none of them: free
)
moved_products = Table(
    "moved_products",
    metadata,
    Column("address", String, primary_key=True),  # publisher/product, as it was once
    Column("product", String, nullable=False),
)
product_categories = Table(
    "product_categories",
    metadata,
    Column("product", String, primary_key=True),
    Column("category", String, primary_key=True),
    Column("listed", Boolean, nullable=False),
    Index("product_categories_listed", "listed", "category"),
)

PRICE = events.PriceSchema()
projection = Projection(
    "gateway.listings",
    source="catalog",
    tables=(products, plans, moved_products, product_categories),
)


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
        screenshots=[],
        install="",
        featured=False,
        scheduled=None,
        edited=None,
        offered_to="",
        hold_reason="",
        unmended=False,
        missed=[],
        certified=[],
        uncertified="",
        grade="",
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
        screenshots=list(event.screenshots),
        install=event.install,
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


@projection.on(events.ProductRejected, events.SubmissionWithdrawn)
def hand_back(rows: Rows, event: events.ProductRejected | events.SubmissionWithdrawn, recorded: Recorded) -> None:
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
    _move(rows, event.product, "revoked", recorded, edited=None)


@projection.on(events.EditSubmitted)
def submit_edit(rows: Rows, event: events.EditSubmitted, recorded: Recorded) -> None:
    rows.change(products, key=event.product, edited=recorded.time.timestamp())


@projection.on(events.EditApproved, events.EditRejected)
def decide_on_edit(rows: Rows, event: events.EditApproved | events.EditRejected, recorded: Recorded) -> None:
    rows.change(products, key=event.product, edited=None)


@projection.on(events.PublicationScheduled)
def schedule(rows: Rows, event: events.PublicationScheduled, recorded: Recorded) -> None:
    rows.change(products, key=event.product, scheduled=event.at.timestamp())


@projection.on(events.PublicationUnscheduled)
def unschedule(rows: Rows, event: events.PublicationUnscheduled, recorded: Recorded) -> None:
    rows.change(products, key=event.product, scheduled=None)


@projection.on(events.ProductFeatured)
def feature(rows: Rows, event: events.ProductFeatured, recorded: Recorded) -> None:
    rows.change(products, key=event.product, featured=True)


@projection.on(events.ProductUnfeatured)
def unfeature(rows: Rows, event: events.ProductUnfeatured, recorded: Recorded) -> None:
    rows.change(products, key=event.product, featured=False)


@projection.on(events.TransferOffered)
def offer(rows: Rows, event: events.TransferOffered, recorded: Recorded) -> None:
    rows.change(products, key=event.product, offered_to=event.to)


@projection.on(events.TransferWithdrawn)
def withdraw_offer(rows: Rows, event: events.TransferWithdrawn, recorded: Recorded) -> None:
    rows.change(products, key=event.product, offered_to="")


@projection.on(events.ProductTransferred)
def transfer(rows: Rows, event: events.ProductTransferred, recorded: Recorded) -> None:
    address = f"{event.publisher}/{event.slug}"
    rows.put(moved_products, address=event.before, product=event.product)
    rows.remove(moved_products, key=address)  # it was here once, and came back
    rows.change(products, key=event.product, slug=address, publisher=event.publisher, offered_to="")
    _touch(rows, event.product, recorded)


@projection.on(events.ProductHeld)
def hold(rows: Rows, event: events.ProductHeld, recorded: Recorded) -> None:
    rows.change(products, key=event.product, hold_reason=event.reason, updated=recorded.time.timestamp())


@projection.on(events.HoldLifted)
def lift_hold(rows: Rows, event: events.HoldLifted, recorded: Recorded) -> None:
    rows.change(products, key=event.product, hold_reason="", updated=recorded.time.timestamp())


@projection.on(events.VersionReleased, events.TagMoved, events.VersionsListed)
def touch(
    rows: Rows, event: events.VersionReleased | events.TagMoved | events.VersionsListed, recorded: Recorded
) -> None:
    _touch(rows, event.product, recorded)


def _plan(event: events.PlanAdded | events.PlanChanged) -> dict[str, Any]:
    return {
        "name": event.name,
        "description": event.description,
        "access": event.access,
        "channel": event.channel,
        "terms_version": event.terms.version if event.terms else "",
        "terms_text": event.terms.text if event.terms else "",
        "terms_digest": event.terms.digest if event.terms else "",
        "price": [PRICE.dump(event.price)] if event.price else [],
    }


def _move(rows: Rows, product: str, state: str, recorded: Recorded, **columns: Any) -> None:
    listed = state == "published"
    now = recorded.time.timestamp()
    told = {"state": state, "listed": listed, "scheduled": None, "moved": now, "updated": now}
    rows.change(products, key=product, **told, **columns)
    rows.change_where(product_categories, {"product": product}, listed=listed)


def _touch(rows: Rows, product: str, recorded: Recorded) -> None:
    rows.change(products, key=product, updated=recorded.time.timestamp())
