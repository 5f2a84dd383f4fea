"""Questions to the listings: a product with its plans, its versions, a publisher, the categories with their counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, and_, false, func, or_, select, true

from eventlog.schema import Record
from gateway.translation import gettext
from gateway.views.sellers import publishers
from gateway.views.shelves import (
    moved_products,
    plans,
    product_categories,
    products,
)
from gateway.views.tables import rfc3339
from services.catalog.events import Price, PriceSchema
from vocabulary.categories import label_of

SEES_DRAFTS = frozenset({"reviewer", "operator"})
PRICES = Record(Price, PriceSchema)
PREPARES = frozenset({"owner", "editor", "support"})  # in a publisher's organisation: they see its drafts, too


class Viewer(Protocol):
    """Whoever looks: with which roles."""

    @property
    def roles(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Plan:
    id: str
    name: str
    description: str
    access: str
    repository: str
    terms_version: str
    terms_text: str
    terms_digest: str
    channel: str = "stable"
    price: Price | None = None  # None: free


@dataclass(frozen=True)
class Link:
    what: str
    url: str


@dataclass(frozen=True)
class Certified:
    """The newest image with a certificate that customers may pull under a tag."""

    plan: str
    repository: str
    tag: str
    digest: str
    platforms: tuple[str, ...]
    since: str  # 2026-11-02
    until: str  # the last day


@dataclass(frozen=True)
class Missed:
    """A hole that was not mended when it was due."""

    advisory: str
    severity: str
    due: str


@dataclass(frozen=True)
class Product:
    id: str
    slug: str
    publisher: str
    publisher_name: str
    kind: str
    external: bool
    state: str
    name: str
    short_description: str
    description: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[Link, ...]
    logo: str
    licence: str
    hold_reason: str
    type: str  # official | verified | community
    updated: str
    plans: tuple[Plan, ...]
    screenshots: tuple[str, ...] = ()
    install: str = ""
    featured: bool = False
    scheduled: str = ""  # when it goes on the shelves by itself
    offered_to: str = ""  # the publisher that may take it over
    certified: Certified | None = None
    uncertified: str = ""  # why it is certified no more: expired | revoked | withdrawn; empty: it never was, or is
    grade: str = ""  # A to F; empty: not graded
    missed: tuple[Missed, ...] = ()  # holes for which it is on hold

    def plan(self, plan_id: str) -> Plan | None:
        return next((plan for plan in self.plans if plan.id == plan_id), None)


@dataclass(frozen=True)
class Publisher:
    slug: str
    name: str
    website: str
    logo: str
    verified: bool
    state: str  # applied | approved | rejected | suspended
    domain: str = ""  # proven to be its own; empty: none
    suspended: str = ""  # why
    support_policy: str = ""
    support_hours: str = ""


@dataclass(frozen=True)
class Category:
    slug: str
    label: str
    count: int


def product(db: Connection, slug: str, visible_to: Viewer | None = None) -> Product | None:
    """The product at this address; a draft only for its owner and for staff."""
    found = _products(db, and_(products.c.slug == slug, _seen_by(visible_to)))
    return found[0] if found else None


def moved(db: Connection, address: str) -> str | None:
    """Where a product is now that was at this address once; None where none was, or it is there."""
    there = select(products.c.slug).join(moved_products, moved_products.c.product == products.c.id)
    found: str | None = db.scalar(there.where(moved_products.c.address == address))
    return found


def featured(db: Connection, limit: int) -> list[Product]:
    """What the store shows first, the one that changed last before the others."""
    chosen = select(products.c.slug).where(products.c.featured.is_(True), products.c.listed.is_(True))
    return by_slugs(db, list(db.scalars(chosen.order_by(products.c.updated.desc(), products.c.slug).limit(limit))))


def offered_to(db: Connection, publisher: str) -> list[Product]:
    """Products of others that this publisher may take over."""
    return _products(db, products.c.offered_to == publisher)


def product_by_id(db: Connection, product_id: str) -> Product | None:
    """For who has it already: also where it stands on the shelves no more."""
    found = _products(db, products.c.id == product_id)
    return found[0] if found else None


def drafted(db: Connection, slug: str) -> Product | None:
    """The product at this address, whether it was ever published or not: for its publisher's own pages."""
    found = _products(db, products.c.slug == slug)
    return found[0] if found else None


def all_of(db: Connection, publisher: str) -> list[Product]:
    """Everything that a publisher drafted, by name: for its own pages."""
    return _products(db, products.c.publisher == publisher)


def by_slugs(db: Connection, slugs: Sequence[str]) -> list[Product]:
    """These products in this order, those that are not on the shelves left out."""
    found = {p.slug: p for p in _products(db, and_(products.c.slug.in_(slugs), products.c.listed.is_(True)))}
    return [found[slug] for slug in slugs if slug in found]


def newest(db: Connection, limit: int) -> list[Product]:
    """The products published last, newest first."""
    latest = select(products.c.slug).where(products.c.listed.is_(True))
    return by_slugs(db, list(db.scalars(latest.order_by(products.c.published.desc(), products.c.slug).limit(limit))))


def publisher(db: Connection, slug: str) -> Publisher | None:
    row = db.execute(select(publishers).where(publishers.c.slug == slug)).one_or_none()
    return None if row is None else _publisher(row)


def categories(db: Connection) -> list[Category]:
    """Every category that something on the shelves is in, with the number of its products."""
    counted = (
        select(product_categories.c.category, func.count().label("products"))
        .where(product_categories.c.listed.is_(True))
        .group_by(product_categories.c.category)
        .order_by(product_categories.c.category)
    )
    return [Category(row.category, label_of(row.category), row.products) for row in db.execute(counted)]


def _seen_by(viewer: Viewer | None) -> ColumnElement[bool]:
    if viewer is None:
        return products.c.listed.is_(True)
    if viewer.roles & SEES_DRAFTS:
        return true()
    theirs = [publisher for publisher, _, role in (held.partition(":") for held in viewer.roles) if role in PREPARES]
    return or_(products.c.listed.is_(True), products.c.publisher.in_(theirs) if theirs else false())


def _products(db: Connection, condition: ColumnElement[bool]) -> list[Product]:
    known = select(products, publishers.c.name.label("publisher_name"), publishers.c.verified).outerjoin(
        publishers, publishers.c.slug == products.c.publisher
    )
    found = db.execute(known.where(condition).order_by(products.c.name, products.c.slug)).all()
    offered = _plans(db, [row.id for row in found])
    return [_product(row, offered.get(row.id, [])) for row in found]


def _plans(db: Connection, product_ids: Collection[str]) -> dict[str, list[Plan]]:
    offered: dict[str, list[Plan]] = {}
    if product_ids:
        for row in db.execute(select(plans).where(plans.c.product.in_(product_ids)).order_by(plans.c.place)):
            offered.setdefault(row.product, []).append(_plan(row))
    return offered


def _plan(row: Row[Any]) -> Plan:
    return Plan(
        id=row.id,
        name=row.name,
        description=row.description,
        access=row.access,
        repository=row.repository,
        terms_version=row.terms_version,
        terms_text=row.terms_text,
        terms_digest=row.terms_digest,
        channel=row.channel,
        price=next((read_price(price) for price in row.price), None),
    )


def read_price(told: Mapping[str, Any]) -> Price:
    """Of the JSON that the event holds."""
    price: Price = PRICES.deserialize(told)
    return price


def _product(row: Row[Any], offered: Iterable[Plan]) -> Product:
    return Product(
        id=row.id,
        slug=row.slug,
        publisher=row.publisher,
        publisher_name=row.publisher_name or row.publisher,
        kind=row.kind,
        external=bool(row.external),
        state="held" if (row.hold_reason or row.missed) and row.listed else row.state,
        name=row.name,
        short_description=row.short_description,
        description=row.description,
        categories=tuple(row.categories),
        tags=tuple(row.tags),
        links=tuple(Link(link["what"], link["url"]) for link in row.links),
        logo=row.logo,
        licence=row.licence,
        hold_reason=held_for(row.hold_reason, row.missed),
        type=_type(row.publisher, bool(row.verified)),
        updated=rfc3339(row.updated),
        plans=tuple(offered),
        screenshots=tuple(row.screenshots),
        install=row.install,
        featured=bool(row.featured),
        scheduled=rfc3339(row.scheduled),
        offered_to=row.offered_to,
        certified=next((Certified(**told | {"platforms": tuple(told["platforms"])}) for told in row.certified), None),
        uncertified=row.uncertified,
        grade=row.grade,
        missed=tuple(Missed(**told) for told in row.missed),
    )


def held_for(reason: str, missed: Sequence[Mapping[str, str]]) -> str:
    """Why it is on hold: a person's reason, and the holes that were not mended in time; empty: it is not."""
    if not missed:
        return reason
    named = ", ".join(told["advisory"] for told in missed)
    unmended = gettext("Known holes were not mended when they were due: %(named)s.", named=named)
    return f"{reason} {unmended}".strip()


def _type(publisher_slug: str, verified: bool) -> str:
    if publisher_slug == "library":
        return "official"
    return "verified" if verified else "community"


def _publisher(row: Row[Any]) -> Publisher:
    return Publisher(
        slug=row.slug,
        name=row.name,
        website=row.website,
        logo=row.logo,
        verified=bool(row.verified),
        state="suspended" if row.suspended else row.state,
        domain=row.domain if row.verified else "",
        suspended=row.suspended,
        support_policy=row.support_policy,
        support_hours=row.support_hours,
    )
