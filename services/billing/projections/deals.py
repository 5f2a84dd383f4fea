"""Offers and coupons as they stand, for their publisher and for whom they are made."""

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    CouponCreated,
    CouponExpired,
    CouponRedeemed,
    CouponRetired,
    CouponReturned,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferExtended,
    OfferReopened,
    OfferWithdrawn,
)
from vocabulary.money import Money

metadata = MetaData()
offers = Table(
    "offers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("holder", Text, nullable=False),  # whom it is made to
    Column("state", Text, nullable=False),  # open | accepted | declined | withdrawn | expired
    Column("amount", BigInteger),  # minor units, of one unit for one interval; null: free
    Column("currency", Text, nullable=False),
    Column("interval", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("trial_days", Integer, nullable=False),
    Column("until", Instant, nullable=False),
    Column("note", Text, nullable=False),
    Column("kind", Text, nullable=False),  # private | renewal | replacement
    Column("changes", Text, nullable=False),  # the subscription that it renews or replaces
    Column("subscription", Text, nullable=False, default=""),
    Column("extended", Instant, nullable=False),
    Index("offers_of_publisher", "publisher", "extended"),
    Index("offers_to_holder", "holder", "extended"),
)
coupons = Table(
    "coupons",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("percent", Integer, nullable=False),
    Column("amount", BigInteger),  # minor units; null: a part
    Column("currency", Text, nullable=False),
    Column("periods", Integer, nullable=False),
    Column("limit", Integer, nullable=False),
    Column("until", Instant),
    Column("state", Text, nullable=False),  # open | retired | expired
    Column("redeemed", Integer, nullable=False, default=0),
    Column("created", Instant, nullable=False),
)
projection = Projection("billing.deals", source="billing", tables=(offers, coupons))


@projection.on(OfferExtended)
def extend(rows: Rows, event: OfferExtended, recorded: Recorded) -> None:
    amount, currency = _parts(event.price)
    rows.put(
        offers,
        id=event.offer,
        publisher=event.publisher,
        product=event.product,
        plan=event.plan,
        address=event.address,
        holder=event.to,
        state="open",
        amount=amount,
        currency=currency,
        interval=event.interval,
        quantity=event.quantity,
        trial_days=event.trial_days,
        until=event.until,
        note=event.note,
        kind=event.kind,
        changes=event.changes,
        extended=recorded.time,
    )


@projection.on(OfferAccepted)
def accept(rows: Rows, event: OfferAccepted, recorded: Recorded) -> None:
    rows.change(offers, key=event.offer, state="accepted", subscription=event.subscription)


@projection.on(OfferReopened)
def reopen(rows: Rows, event: OfferReopened, recorded: Recorded) -> None:
    rows.change(offers, key=event.offer, state="open", subscription="")


@projection.on(OfferDeclined)
def decline(rows: Rows, event: OfferDeclined, recorded: Recorded) -> None:
    rows.change(offers, key=event.offer, state="declined")


@projection.on(OfferWithdrawn)
def withdraw(rows: Rows, event: OfferWithdrawn, recorded: Recorded) -> None:
    rows.change(offers, key=event.offer, state="withdrawn")


@projection.on(OfferExpired)
def expire(rows: Rows, event: OfferExpired, recorded: Recorded) -> None:
    rows.change(offers, key=event.offer, state="expired")


@projection.on(CouponCreated)
def create(rows: Rows, event: CouponCreated, recorded: Recorded) -> None:
    amount, currency = _parts(event.amount)
    rows.put(
        coupons,
        publisher=event.publisher,
        code=event.coupon,
        address=event.address,
        percent=event.percent,
        amount=amount,
        currency=currency,
        periods=event.periods,
        limit=event.limit,
        until=event.until,
        state="open",
        created=recorded.time,
    )


@projection.on(CouponRedeemed)
def redeem(rows: Rows, event: CouponRedeemed, recorded: Recorded) -> None:
    _count(rows, event.publisher, event.coupon, 1)


@projection.on(CouponReturned)
def give_back(rows: Rows, event: CouponReturned, recorded: Recorded) -> None:
    _count(rows, event.publisher, event.coupon, -1)


@projection.on(CouponRetired)
def retire(rows: Rows, event: CouponRetired, recorded: Recorded) -> None:
    rows.change(coupons, key=(event.publisher, event.coupon), state="retired")


@projection.on(CouponExpired)
def run_out(rows: Rows, event: CouponExpired, recorded: Recorded) -> None:
    rows.change(coupons, key=(event.publisher, event.coupon), state="expired")


def offer(db: Connection, id: str) -> dict[str, Any] | None:
    found = db.execute(select(offers).where(offers.c.id == id)).first()
    return None if found is None else dict(found._mapping)


def offers_of(db: Connection, publisher: str) -> list[dict[str, Any]]:
    """That it made, the newest first."""
    return _offers(db, offers.c.publisher == publisher)


def offers_to(db: Connection, holder: str) -> list[dict[str, Any]]:
    """That were made to it, the newest first."""
    return _offers(db, offers.c.holder == holder)


def coupons_of(db: Connection, publisher: str) -> list[dict[str, Any]]:
    """The newest first."""
    mine = select(coupons).where(coupons.c.publisher == publisher).order_by(coupons.c.created.desc(), coupons.c.code)
    return [dict(row._mapping) for row in db.execute(mine)]


def _offers(db: Connection, condition: Any) -> list[dict[str, Any]]:
    found = db.execute(select(offers).where(condition).order_by(offers.c.extended.desc(), offers.c.id))
    return [dict(row._mapping) for row in found]


def _count(rows: Rows, publisher: str, code: str, more: int) -> None:
    row = rows.get(coupons, (publisher, code))
    if row is not None:
        rows.change(coupons, key=(publisher, code), redeemed=row["redeemed"] + more)


def _parts(money: Money | None) -> tuple[int | None, str]:
    return (None, "") if money is None else (money.amount, money.currency)
