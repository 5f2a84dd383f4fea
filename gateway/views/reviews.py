"""What customers say of products, what publishers answer, and what readers asked staff to look at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Float, Index, Integer, Row, String, Table, Text, func, select
from sqlalchemy import and_ as both
from sqlalchemy import or_ as either

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from eventlog.schema import Erased
from gateway.views.tables import metadata, rfc3339
from services.catalog import events

A_CUSTOMER = "A customer"  # nobody's name is shown who did not ask for it

reviews = Table(
    "reviews",
    metadata,
    Column("id", String, primary_key=True),
    Column("product", String, nullable=False),
    Column("account", String, nullable=False, index=True),  # empty: erased
    Column("stars", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("posted", Float, nullable=False),
    Column("edited", Float),
    Column("answered", Float),
    Column("shown", Boolean, nullable=False),  # not taken away by staff
    Column("reports", JSON, nullable=False),  # [{by, reason, at}]
    Column("reported", Float),  # when the last came that staff have not looked at
    Index("reviews_of_product", "product", "shown", "posted"),
    Index("reviews_reported", "shown", "reported"),
)

projection = Projection("gateway.reviews", source="catalog", tables=(reviews,), reveals=True)


@dataclass(frozen=True)
class Report:
    by: str
    reason: str
    at: str


@dataclass(frozen=True)
class Review:
    """As it is shown; `edited` and `answered` are empty where it never was."""

    id: str
    product: str
    account: str
    author: str
    stars: int
    title: str
    text: str
    answer: str
    at: str
    edited: str
    answered: str
    reports: tuple[Report, ...]
    cursor: str  # what comes after it is asked for with this


@dataclass(frozen=True)
class Rating:
    mean: float  # 1.0 to 5.0
    count: int


@projection.on(events.ReviewPosted)
def post(rows: Rows, event: events.ReviewPosted, recorded: Recorded) -> None:
    rows.put(
        reviews,
        id=event.review,
        product=event.product,
        account=event.account,
        stars=event.stars,
        title=_words(event.title),
        text=_words(event.text),
        answer="",
        posted=recorded.time.timestamp(),
        shown=True,
        reports=[],
    )


@projection.on(events.ReviewEdited)
def edit(rows: Rows, event: events.ReviewEdited, recorded: Recorded) -> None:
    told = {"stars": event.stars, "title": _words(event.title), "text": _words(event.text)}
    rows.change(reviews, key=event.review, **told, edited=recorded.time.timestamp())


@projection.on(events.ReviewAnswered)
def answer(rows: Rows, event: events.ReviewAnswered, recorded: Recorded) -> None:
    rows.change(reviews, key=event.review, answer=event.text, answered=recorded.time.timestamp())


@projection.on(events.ReviewReported)
def report(rows: Rows, event: events.ReviewReported, recorded: Recorded) -> None:
    known = rows.get(reviews, event.review)
    told = {"by": event.by, "reason": event.reason, "at": rfc3339(recorded.time)}
    earlier = known["reports"] if known else []
    rows.change(reviews, key=event.review, reports=[*earlier, told], reported=recorded.time.timestamp())


@projection.on(events.ReviewKept)
def keep(rows: Rows, event: events.ReviewKept, recorded: Recorded) -> None:
    rows.change(reviews, key=event.review, reports=[], reported=None)


@projection.on(events.ReviewRemoved)
def remove(rows: Rows, event: events.ReviewRemoved, recorded: Recorded) -> None:
    rows.change(reviews, key=event.review, shown=False)


@projection.on(events.ReviewErased)
def forget_author(rows: Rows, event: events.ReviewErased, recorded: Recorded) -> None:
    """The stars stay: they are nobody's any more."""
    rows.change(reviews, key=event.review, account="", title="", text="")


def reviews_of(db: Connection, product: str, after: str = "", limit: int = 20) -> list[Review]:
    """Newest first; `after` is the cursor of the last that was seen, anything else is no cursor."""
    wanted = select(reviews).where(reviews.c.product == product, reviews.c.shown.is_(True))
    seen = _cursor(after)
    if seen is not None:
        posted, id = seen
        earlier = either(reviews.c.posted < posted, both(reviews.c.posted == posted, reviews.c.id > id))
        wanted = wanted.where(earlier)
    return [_review(row) for row in db.execute(wanted.order_by(reviews.c.posted.desc(), reviews.c.id).limit(limit))]


def review(db: Connection, review_id: str) -> Review | None:
    row = db.execute(select(reviews).where(reviews.c.id == review_id, reviews.c.shown.is_(True))).one_or_none()
    return None if row is None else _review(row)


def review_by(db: Connection, product: str, account: str) -> Review | None:
    """Somebody's own, for who would write one."""
    if not account:
        return None
    wanted = select(reviews).where(reviews.c.product == product, reviews.c.account == account)
    row = db.execute(wanted.where(reviews.c.shown.is_(True))).one_or_none()
    return None if row is None else _review(row)


def reported(db: Connection, limit: int = 100) -> list[Review]:
    """For staff: what readers asked them to look at, the last asked first."""
    asked = select(reviews).where(reviews.c.reported.is_not(None), reviews.c.shown.is_(True))
    return [_review(row) for row in db.execute(asked.order_by(reviews.c.reported.desc(), reviews.c.id).limit(limit))]


def rating_of(db: Connection, product: str) -> Rating | None:
    """None: nobody has rated it."""
    return ratings_of(db, [product]).get(product)


def ratings_of(db: Connection, products: Collection[str]) -> Mapping[str, Rating]:
    r = reviews.c
    counted = select(r.product, func.sum(r.stars), func.count()).where(r.product.in_(products), r.shown.is_(True))
    return {
        product: Rating(round(int(stars) / count, 2), count)
        for product, stars, count in db.execute(counted.group_by(r.product))
    }


def counts_by_stars(db: Connection, product: str) -> dict[int, int]:
    """How many gave each number of stars, five first."""
    r = reviews.c
    counted = select(r.stars, func.count().label("given")).where(r.product == product, r.shown.is_(True))
    told = {row.stars: row.given for row in db.execute(counted.group_by(r.stars))}
    return {stars: told.get(stars, 0) for stars in (5, 4, 3, 2, 1)}


def _words(told: str | Erased) -> str:
    return "" if isinstance(told, Erased) else told


def _cursor(text: str) -> tuple[float, str] | None:
    posted, _, id = text.partition("~")
    try:
        return (float.fromhex(posted), id) if id else None
    except (ValueError, OverflowError):
        return None


def _review(row: Row[Any]) -> Review:
    return Review(
        id=row.id,
        product=row.product,
        account=row.account,
        author=A_CUSTOMER,
        stars=row.stars,
        title=row.title,
        text=row.text,
        answer=row.answer,
        at=rfc3339(row.posted),
        edited=rfc3339(row.edited),
        answered=rfc3339(row.answered),
        reports=tuple(Report(**one) for one in row.reports),
        cursor=f"{row.posted.hex().replace('+', '')}~{row.id}",  # as it may stand in an address
    )
