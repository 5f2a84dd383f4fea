"""What the catalogue must know of others to judge a review: who got a right, who belongs to whom, who wrote what."""

from sqlalchemy import Column, Connection, MetaData, Table, Text, or_, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import EntitlementGranted
from services.catalog.events import ReviewErased, ReviewPosted
from services.identity.events import MemberJoined, MemberLeft

metadata = MetaData()
rights = Table(
    "catalog_rights",
    metadata,
    Column("holder", Text, primary_key=True),  # an account, or an organisation
    Column("product", Text, primary_key=True),
)
members = Table(
    "catalog_members",
    metadata,
    Column("account", Text, primary_key=True),
    Column("organization", Text, primary_key=True),
)
authors = Table(
    "catalog_authors",
    metadata,
    Column("review", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
)

rights_projection = Projection("catalog.rights", source="billing", tables=(rights,))
members_projection = Projection("catalog.members", source="identity", tables=(members,))
authors_projection = Projection("catalog.authors", source="catalog", tables=(authors,))
PROJECTIONS = (rights_projection, members_projection, authors_projection)


@rights_projection.on(EntitlementGranted)
def grant(rows: Rows, event: EntitlementGranted, recorded: Recorded) -> None:
    """Who had it once may say how it was: a right that ends takes nothing away."""
    rows.put(rights, holder=event.holder, product=event.product)


@members_projection.on(MemberJoined)
def join(rows: Rows, event: MemberJoined, recorded: Recorded) -> None:
    rows.put(members, account=event.account, organization=event.organization)


@members_projection.on(MemberLeft)
def leave(rows: Rows, event: MemberLeft, recorded: Recorded) -> None:
    rows.remove(members, key=(event.account, event.organization))


@authors_projection.on(ReviewPosted)
def write(rows: Rows, event: ReviewPosted, recorded: Recorded) -> None:
    rows.put(authors, review=event.review, account=event.account)


@authors_projection.on(ReviewErased)
def forget(rows: Rows, event: ReviewErased, recorded: Recorded) -> None:
    rows.remove(authors, key=event.review)


def has_right(db: Connection, account: str, product: str) -> bool:
    """Its own, or one of an organisation that it belongs to."""
    shared = select(members.c.organization).where(members.c.account == account)
    wanted = select(rights.c.holder).where(
        rights.c.product == product, or_(rights.c.holder == account, rights.c.holder.in_(shared))
    )
    return db.execute(wanted.limit(1)).first() is not None


def belongs_to(db: Connection, account: str, organization: str) -> bool:
    wanted = select(members.c.account).where(members.c.account == account, members.c.organization == organization)
    return db.execute(wanted).first() is not None


def reviews_by(db: Connection, account: str) -> list[str]:
    return list(db.scalars(select(authors.c.review).where(authors.c.account == account).order_by(authors.c.review)))
