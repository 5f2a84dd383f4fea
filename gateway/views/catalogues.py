"""Organisations' own catalogues: what of the store their owners chose for their members."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Float, String, Table, and_, bindparam, func, literal_column, or_, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.accounts import Membership
from gateway.views.holders import members, organizations
from gateway.views.prepared import Prepared
from gateway.views.sellers import publishers
from gateway.views.shelves import products
from gateway.views.tables import epoch, metadata
from services.identity import events

chosen = Table(
    "organization_catalogues",
    metadata,
    Column("organization", String, primary_key=True),
    Column("kind", String, primary_key=True),  # product | publisher
    Column("subject", String, primary_key=True),  # a product's id, or a publisher's slug
    Column("at", Float, nullable=False),
)
projection = Projection("gateway.catalogues", source="identity", tables=(chosen,))


@dataclass(frozen=True)
class Entry:
    """A product or a publisher that was chosen, as it is called now."""

    kind: str
    subject: str
    slug: str
    name: str
    listed: bool  # whether it is on the shelves


@dataclass(frozen=True)
class Choice:
    """What one of one's organisations chose of a product."""

    slug: str  # the organisation's
    name: str
    owner: bool
    by: str  # product | publisher; empty: it is not in the catalogue


@projection.on(events.CatalogueEntryAdded)
def add(rows: Rows, event: events.CatalogueEntryAdded, recorded: Recorded) -> None:
    at = epoch(recorded.time)
    rows.put(chosen, organization=event.organization, kind=event.kind, subject=event.subject, at=at)


@projection.on(events.CatalogueEntryRemoved)
def remove(rows: Rows, event: events.CatalogueEntryRemoved, recorded: Recorded) -> None:
    rows.remove(chosen, key=(event.organization, event.kind, event.subject))


def entries(db: Connection, organization: str) -> list[Entry]:
    """By name; what the store knows no more is left out."""
    named = select(products.c.id, products.c.slug, products.c.name, products.c.listed).join(
        chosen, and_(chosen.c.kind == "product", chosen.c.subject == products.c.id)
    )
    called = select(publishers.c.slug, publishers.c.name, publishers.c.state, publishers.c.suspended).join(
        chosen, and_(chosen.c.kind == "publisher", chosen.c.subject == publishers.c.slug)
    )
    ours = chosen.c.organization == organization
    found = [
        *(Entry("product", r.id, r.slug, r.name, listed=bool(r.listed)) for r in db.execute(named.where(ours))),
        *(
            Entry("publisher", r.slug, r.slug, r.name, listed=r.state == "approved" and not r.suspended)
            for r in db.execute(called.where(ours))
        ),
    ]
    return sorted(found, key=lambda entry: (entry.name.casefold(), entry.slug))


def within(db: Connection, organization: str) -> Mapping[str, tuple[str, ...]]:
    """By kind, the subjects."""
    ours = select(chosen.c.kind, chosen.c.subject).where(chosen.c.organization == organization)
    rows = db.execute(ours.order_by(chosen.c.subject)).all()
    return {kind: tuple(row.subject for row in rows if row.kind == kind) for kind in ("product", "publisher")}


def of_member(db: Connection, account: str) -> list[Membership]:
    """The account's organisations that chose something, by name."""
    return [Membership(*row) for row in _OF_MEMBER.all(db, account)]


def choices(db: Connection, account: str, product: str, publisher: str) -> list[Choice]:
    """Of each organisation of the account, by name."""
    return [
        Choice(slug, name, owner=role == "owner", by=by or "")
        for slug, name, role, by in _CHOICES.all(db, account, product, publisher)
    ]


_THEIRS = select(organizations.c.id, organizations.c.name, members.c.role).join(
    members, members.c.organization == organizations.c.id
)
_OF_MEMBER = Prepared(
    _THEIRS.where(
        members.c.account == bindparam("account"),
        organizations.c.id.in_(select(chosen.c.organization)),
    ).order_by(organizations.c.name, organizations.c.id),
    "account",
)
_CHOICES = Prepared(
    select(organizations.c.id, organizations.c.name, members.c.role, func.min(chosen.c.kind))
    .select_from(
        organizations.join(members, members.c.organization == organizations.c.id).outerjoin(
            chosen,
            and_(
                chosen.c.organization == organizations.c.id,
                or_(
                    and_(chosen.c.kind == literal_column("'product'"), chosen.c.subject == bindparam("product")),
                    and_(chosen.c.kind == literal_column("'publisher'"), chosen.c.subject == bindparam("publisher")),
                ),
            ),
        )
    )
    .where(members.c.account == bindparam("account"))
    .group_by(organizations.c.id, organizations.c.name, members.c.role)
    .order_by(organizations.c.name, organizations.c.id),
    "account",
    "product",
    "publisher",
)
