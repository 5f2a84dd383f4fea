"""The document of each product: what the index is made from, and made anew from, with the revision of its row."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    MetaData,
    Row,
    String,
    Table,
    Text,
    exists,
    func,
    select,
)

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded, instant
from eventlog.tables import checkpoints, parked
from services.catalog import events
from services.search.ports import Change, Checkpoint, Document
from vocabulary.asking import Asking, least
from vocabulary.domain import domain_of
from vocabulary.money import Money

metadata = MetaData()
OFFICIAL = "library"

publishers = Table(
    "search_publishers",
    metadata,
    Column("slug", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("domain", String, nullable=False),  # the one that was proven last; empty: none
    Column("verified", Boolean, nullable=False),
)
documents = Table(
    "search_documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", BigInteger, nullable=False),  # the position of the last event that changed the row
    Column("publisher", String, nullable=False, index=True),
    Column("slug", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),  # by a person
    Column("unmended", Boolean, nullable=False),  # on hold for a hole
    Column("certified", Boolean, nullable=False),
    Column("grade", String, nullable=False),
    Column("name", String, nullable=False),
    Column("short_description", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("logo", String, nullable=False),
    Column("asked", JSON, nullable=False),  # by plan: the kinds of its price, and the least that it asks for
    Column("platforms", JSON, nullable=False),  # by plan
    Column("updated", String, nullable=False),
    Column("pulls", BigInteger, nullable=False),  # of all days
    Column("stars", BigInteger, nullable=False),  # of all ratings together
    Column("ratings", BigInteger, nullable=False),
    Column("kept_up", BigInteger, nullable=False),  # images under a tag that are not deprecated
    Column("given_up", BigInteger, nullable=False),  # and those that are
    Index("search_documents_revision", "revision"),
)
# What a document's sums are made of: a day's count replaces the one before, and so does an edited review.
counted_days = Table(
    "search_counted_days",
    metadata,
    Column("repository", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("pulls", BigInteger, nullable=False),
)
given_stars = Table(
    "search_given_stars",
    metadata,
    Column("review", String, primary_key=True),
    Column("stars", BigInteger, nullable=False),
)
# And of images: tags that lead to the same one are deprecated together.
released_tags = Table(
    "search_released_tags",
    metadata,
    Column("repository", String, primary_key=True),
    Column("tag", String, primary_key=True),
    Column("digest", String, nullable=False),
)
released_images = Table(
    "search_released_images",
    metadata,
    Column("repository", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("tags", BigInteger, nullable=False),  # how many lead to it
    Column("deprecated", Boolean, nullable=False),
)

projection = Projection(
    "search.documents",
    source="catalog",
    tables=(publishers, documents, counted_days, given_stars, released_tags, released_images),
)


@projection.on(events.PublisherApplied, events.PublisherEdited)
def name_publisher(rows: Rows, event: events.PublisherApplied | events.PublisherEdited, recorded: Recorded) -> None:
    before = rows.get(publishers, event.publisher)
    proven = str(before["domain"]) if before else ""
    verified = bool(proven) and proven == domain_of(event.website)
    rows.put(publishers, slug=event.publisher, name=event.legal_name, domain=proven, verified=verified)
    rows.change_where(documents, {"publisher": event.publisher}, revision=recorded.position)


@projection.on(events.DomainProven)
def prove_domain(rows: Rows, event: events.DomainProven, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, domain=event.domain, verified=True)
    rows.change_where(documents, {"publisher": event.publisher}, revision=recorded.position)


@projection.on(events.ProductDrafted)
def draft(rows: Rows, event: events.ProductDrafted, recorded: Recorded) -> None:
    rows.put(
        documents,
        id=event.product,
        revision=recorded.position,
        publisher=event.publisher,
        slug=f"{event.publisher}/{event.slug}",
        kind=event.kind,
        published=False,
        held=False,
        unmended=False,
        certified=False,
        grade="",
        name=event.slug,
        short_description="",
        description="",
        categories=[],
        tags=[],
        logo="",
        asked={},
        platforms={},
        updated=instant(recorded.time),
        pulls=0,
        stars=0,
        ratings=0,
        kept_up=0,
        given_up=0,
    )


@projection.on(events.ListingEdited)
def edit_listing(rows: Rows, event: events.ListingEdited, recorded: Recorded) -> None:
    _change(
        rows,
        event.product,
        recorded,
        name=event.name,
        short_description=event.short_description,
        description=event.description,
        categories=list(event.categories),
        tags=list(event.tags),
        logo=event.logo,
    )


@projection.on(events.ProductPublished)
def publish(rows: Rows, event: events.ProductPublished, recorded: Recorded) -> None:
    _change(rows, event.product, recorded, published=True)


@projection.on(events.ProductUnlisted, events.ProductRevoked)
def take_away(rows: Rows, event: events.ProductUnlisted | events.ProductRevoked, recorded: Recorded) -> None:
    _change(rows, event.product, recorded, published=False)


@projection.on(events.ProductTransferred)
def transfer(rows: Rows, event: events.ProductTransferred, recorded: Recorded) -> None:
    _change(rows, event.product, recorded, publisher=event.publisher, slug=f"{event.publisher}/{event.slug}")


@projection.on(events.ProductHeld)
def hold(rows: Rows, event: events.ProductHeld, recorded: Recorded) -> None:
    _change(rows, event.product, recorded, held=True)


@projection.on(events.HoldLifted)
def lift_hold(rows: Rows, event: events.HoldLifted, recorded: Recorded) -> None:
    _change(rows, event.product, recorded, held=False)


@projection.on(events.SecurityHoldPlaced, events.SecurityHoldLifted)
def hold_for_a_hole(
    rows: Rows, event: events.SecurityHoldPlaced | events.SecurityHoldLifted, recorded: Recorded
) -> None:
    _change(rows, event.product, recorded, unmended=isinstance(event, events.SecurityHoldPlaced))


@projection.on(events.ProductCertified, events.ProductUncertified)
def certify(rows: Rows, event: events.ProductCertified | events.ProductUncertified, recorded: Recorded) -> None:
    certified = isinstance(event, events.ProductCertified)
    rows.change(documents, key=event.product, revision=recorded.position, certified=certified)


@projection.on(events.ProductGraded)
def grade(rows: Rows, event: events.ProductGraded, recorded: Recorded) -> None:
    """Time alone changes it: the product is not newer for it."""
    rows.change(documents, key=event.product, revision=recorded.position, grade=event.grade)


@projection.on(events.PlanAdded, events.PlanChanged)
def offer(rows: Rows, event: events.PlanAdded | events.PlanChanged, recorded: Recorded) -> None:
    told = {"kinds": kinds_of(event.price), "from": _least(event.price)}
    _change(rows, event.product, recorded, asked=_of_plans(rows, event.product, "asked") | {event.plan: told})


@projection.on(events.PlanRetired)
def retire(rows: Rows, event: events.PlanRetired, recorded: Recorded) -> None:
    left = {
        column: {plan: of for plan, of in _of_plans(rows, event.product, column).items() if plan != event.plan}
        for column in ("asked", "platforms")
    }
    _change(rows, event.product, recorded, **left)


@projection.on(events.VersionsListed)
def list_versions(rows: Rows, event: events.VersionsListed, recorded: Recorded) -> None:
    offered = sorted({platform for version in event.versions for platform in version.platforms})
    _change(
        rows, event.product, recorded, platforms=_of_plans(rows, event.product, "platforms") | {event.plan: offered}
    )


@projection.on(events.VersionReleased)
def release_version(rows: Rows, event: events.VersionReleased, recorded: Recorded) -> None:
    before = _of_plans(rows, event.product, "platforms")
    offered = sorted({*before.get(event.plan, ()), *(image.platform for image in event.platforms)})
    _change(rows, event.product, recorded, platforms=before | {event.plan: offered})
    _lead(rows, event, recorded, event.digest)


@projection.on(events.TagMoved)
def move_tag(rows: Rows, event: events.TagMoved, recorded: Recorded) -> None:
    _lead(rows, event, recorded, event.digest)


@projection.on(events.VersionYanked)
def yank(rows: Rows, event: events.VersionYanked, recorded: Recorded) -> None:
    _lead(rows, event, recorded, "")


@projection.on(events.VersionDeprecated)
def deprecate(rows: Rows, event: events.VersionDeprecated, recorded: Recorded) -> None:
    image = rows.get(released_images, (event.repository, event.digest))
    if image is not None and not image["deprecated"]:
        rows.change(released_images, key=(event.repository, event.digest), deprecated=True)
        if image["tags"]:
            _add(rows, event.product, recorded, kept_up=-1, given_up=1)


@projection.on(events.PullsCounted)
def count_pulls(rows: Rows, event: events.PullsCounted, recorded: Recorded) -> None:
    """Looks at a tag that led to no pull are none."""
    day = (event.repository, event.day.isoformat())
    before, pulls = rows.get(counted_days, day), sum(one.count for one in event.counts if one.how != "check")
    rows.put(counted_days, repository=day[0], day=day[1], pulls=pulls)
    _add(rows, event.product, recorded, pulls=pulls - (before["pulls"] if before else 0))


@projection.on(events.ReviewPosted, events.ReviewEdited)
def rate(rows: Rows, event: events.ReviewPosted | events.ReviewEdited, recorded: Recorded) -> None:
    before = rows.get(given_stars, event.review)
    rows.put(given_stars, review=event.review, stars=event.stars)
    _add(rows, event.product, recorded, stars=event.stars - (before["stars"] if before else 0), ratings=int(not before))


@projection.on(events.ReviewRemoved)
def take_rating_away(rows: Rows, event: events.ReviewRemoved, recorded: Recorded) -> None:
    before = rows.get(given_stars, event.review)
    if before:
        rows.remove(given_stars, key=event.review)
        _add(rows, event.product, recorded, stars=-before["stars"], ratings=-1)


# Asked ten times a second: built anew each time the questions took eight times as long.
STANDING = select(
    select(checkpoints.c.incarnation).where(checkpoints.c.source == projection.source).scalar_subquery(),
    select(func.max(documents.c.revision)).scalar_subquery(),
    exists(parked.c.position),
)
PARKED = select(parked.c.position).order_by(parked.c.position)


def standing(db: Connection, generation: int) -> Checkpoint:
    """Which state the table is in now."""
    log, revision, is_any_parked = db.execute(STANDING).one()
    waiting = db.scalars(PARKED).all() if is_any_parked else ()
    return Checkpoint(f"{log or ''}.{generation}", revision or 0, tuple(waiting))


def changed_after(db: Connection, revision: int, limit: int) -> list[Change]:
    """Rows that changed later, oldest change first; rows of one revision are never torn apart."""
    later = select(documents.c.revision).where(documents.c.revision > revision)
    last = db.scalars(later.order_by(documents.c.revision).limit(limit)).all()
    if not last:
        return []
    wanted = _rows().where(documents.c.revision > revision, documents.c.revision <= last[-1])
    return [_as_change(row) for row in db.execute(wanted.order_by(documents.c.revision, documents.c.id))]


def published_after(db: Connection, product: str, limit: int) -> list[Change]:
    """Products that are to be found, in the order of their ids."""
    wanted = _rows().where(documents.c.published.is_(True), documents.c.id > product)
    return [_as_change(row) for row in db.execute(wanted.order_by(documents.c.id).limit(limit))]


def _change(rows: Rows, product: str, recorded: Recorded, **columns: Any) -> None:
    rows.change(documents, key=product, revision=recorded.position, updated=instant(recorded.time), **columns)


def _add(rows: Rows, product: str, recorded: Recorded, **more: int) -> None:
    """To the document's sums; the product is not newer for it."""
    row = rows.get(documents, product)
    if row is not None and any(more.values()):
        sums = {column: row[column] + number for column, number in more.items()}
        rows.change(documents, key=product, revision=recorded.position, **sums)


def _lead(
    rows: Rows,
    event: events.VersionReleased | events.TagMoved | events.VersionYanked,
    recorded: Recorded,
    digest: str,
) -> None:
    """The tag to this image; empty: to none."""
    before = rows.get(released_tags, (event.repository, event.tag))
    if before:
        rows.remove(released_tags, key=(event.repository, event.tag))
        _count_tags(rows, event.product, recorded, (event.repository, before["digest"]), -1)
    if digest:
        rows.put(released_tags, repository=event.repository, tag=event.tag, digest=digest)
        _count_tags(rows, event.product, recorded, (event.repository, digest), 1)


def _count_tags(rows: Rows, product: str, recorded: Recorded, image: tuple[str, str], more: int) -> None:
    known = rows.get(released_images, image)
    tags, deprecated = (known["tags"], bool(known["deprecated"])) if known else (0, False)
    rows.put(released_images, repository=image[0], digest=image[1], tags=tags + more, deprecated=deprecated)
    there = int(tags + more > 0) - int(tags > 0)
    _add(rows, product, recorded, **{"given_up" if deprecated else "kept_up": there})


def _of_plans(rows: Rows, product: str, column: str) -> dict[str, Any]:
    row = rows.get(documents, product)
    return dict(row[column]) if row else {}


def _rows() -> Any:
    named = (publishers.c.name.label("publisher_name"), publishers.c.verified)
    return select(documents, *named).outerjoin(publishers, publishers.c.slug == documents.c.publisher)


def _as_change(row: Row[Any]) -> Change:
    return Change(row.id, row.revision, _document(row) if row.published else None)


def _document(row: Row[Any]) -> Document:
    asking = (told["from"] for told in row.asked.values() if told["from"])
    return Document(
        id=row.id,
        revision=row.revision,
        slug=row.slug,
        name=row.name,
        publisher=row.publisher,
        publisher_name=row.publisher_name or row.publisher,
        short_description=row.short_description,
        description=row.description,
        categories=tuple(row.categories),
        tags=tuple(row.tags),
        type="official" if row.publisher == OFFICIAL else "verified" if row.verified else "community",
        kind=row.kind,
        prices=tuple(sorted({kind for told in row.asked.values() for kind in told["kinds"]})),
        platforms=tuple(sorted({platform for offered in row.platforms.values() for platform in offered})),
        held=row.held or row.unmended,
        certified=row.certified,
        grade=row.grade,
        updated=row.updated,
        logo=row.logo,
        pulls=row.pulls,
        stars=row.stars,
        ratings=row.ratings,
        price_from=least(Asking(Money(amount, currency), *more) for amount, currency, *more in asking),
        several=len(row.asked) > 1,
        given_up=bool(row.given_up) and not row.kept_up,
    )


def kinds_of(price: events.Price | None) -> list[str]:
    """Among which prices a plan is found."""
    if price is None:
        return ["free"]
    return ["paid", "trial"] if price.trial_days else ["paid"]


def _least(price: events.Price | None) -> list[Any]:
    """Amount, currency, interval and days of trial; empty where nothing is asked for from the shelf."""
    if price is None or price.by_order or not price.amounts:
        return []
    return [price.amounts[0].amount, price.amounts[0].currency, price.interval, price.trial_days]
