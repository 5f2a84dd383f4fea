"""Who subscribes to what, found by holder, by publisher and by plan; what is asked of one is read from its stream."""

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Date, Index, Integer, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    Agreed,
    PlanSwitched,
    QuantityChanged,
    SubscriptionAbandoned,
    SubscriptionActivated,
    SubscriptionCancelled,
    SubscriptionEnded,
    SubscriptionLapsed,
    SubscriptionPastDue,
    SubscriptionRecovered,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionStarted,
    TrialEnded,
    TrialExtended,
)
from vocabulary.money import Money

OVER = ("ended", "lapsed")

metadata = MetaData()
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("plan_name", Text, nullable=False),
    Column("phase", Text, nullable=False),  # trialing | awaiting_payment | active | past_due | lapsed | ended
    Column("cancelled", Integer, nullable=False, default=0),
    Column("quantity", Integer, nullable=False),
    Column("amount", BigInteger),  # minor units, of one unit for one interval; null: nothing is charged
    Column("currency", Text, nullable=False),
    Column("interval", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("ends", Date),
    Column("trial_until", Instant),
    Column("started", Instant, nullable=False),
    Column("over", Instant),
    Index("subscriptions_of_holder", "holder", "started"),
    Index("subscriptions_of_publisher", "publisher", "started"),
    Index("subscriptions_of_plan", "product", "plan"),
)
projection = Projection("billing.subscriptions", source="billing", tables=(subscriptions,))


@projection.on(SubscriptionStarted)
def start(rows: Rows, event: SubscriptionStarted, recorded: Recorded) -> None:
    charge = event.charge
    waits = charge is not None and charge.payment == "card"
    rows.put(
        subscriptions,
        id=event.subscription,
        holder=event.holder,
        phase="trialing" if event.trial_until else "awaiting_payment" if waits else "active",
        quantity=event.quantity,
        source=event.source,
        ends=event.ends,
        trial_until=event.trial_until,
        started=recorded.time,
        **_plan(event.agreed),
    )


@projection.on(SubscriptionActivated, SubscriptionRecovered)
def go_on(rows: Rows, event: SubscriptionActivated | SubscriptionRecovered, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, phase="active", over=None)


@projection.on(SubscriptionPastDue)
def fall_behind(rows: Rows, event: SubscriptionPastDue, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, phase="past_due")


@projection.on(TrialExtended)
def extend(rows: Rows, event: TrialExtended, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, trial_until=event.until, ends=event.until.date())


@projection.on(TrialEnded)
def end_trial(rows: Rows, event: TrialEnded, recorded: Recorded) -> None:
    if event.goes_on:
        rows.change(subscriptions, key=event.subscription, phase="active", ends=event.ends)
    else:
        rows.change(subscriptions, key=event.subscription, phase="ended", over=recorded.time)


@projection.on(SubscriptionRenewed)
def renew(rows: Rows, event: SubscriptionRenewed, recorded: Recorded) -> None:
    amount = event.price.amount if event.price else None
    rows.change(subscriptions, key=event.subscription, ends=event.ends, quantity=event.quantity, amount=amount)


@projection.on(SubscriptionCancelled)
def cancel(rows: Rows, event: SubscriptionCancelled, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, cancelled=1)


@projection.on(SubscriptionResumed)
def resume(rows: Rows, event: SubscriptionResumed, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, cancelled=0)


@projection.on(PlanSwitched)
def switch(rows: Rows, event: PlanSwitched, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, ends=event.ends, source=event.source, **_plan(event.agreed))


@projection.on(QuantityChanged)
def change_quantity(rows: Rows, event: QuantityChanged, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, quantity=event.quantity)


@projection.on(SubscriptionLapsed)
def lapse(rows: Rows, event: SubscriptionLapsed, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, phase="lapsed", over=recorded.time)


@projection.on(SubscriptionEnded, SubscriptionAbandoned)
def end(rows: Rows, event: SubscriptionEnded | SubscriptionAbandoned, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, phase="ended", over=recorded.time)


def _plan(agreed: Agreed) -> dict[str, Any]:
    return {
        "publisher": agreed.publisher,
        "product": agreed.product,
        "plan": agreed.plan,
        "address": agreed.address,
        "plan_name": agreed.plan_name,
        "amount": agreed.price.amount if agreed.price else None,
        "currency": agreed.price.currency if agreed.price else "",
        "interval": agreed.interval,
    }


def of_holder(db: Connection, holder: str) -> list[str]:
    """Their ids, newest first."""
    mine = select(subscriptions.c.id).where(subscriptions.c.holder == holder)
    return list(db.scalars(mine.order_by(subscriptions.c.started.desc(), subscriptions.c.id)))


def of_publisher(db: Connection, publisher: str) -> list[dict[str, Any]]:
    """Newest first, in plain values; `state` as the subscription's own answer has it."""
    theirs = select(subscriptions).where(subscriptions.c.publisher == publisher)
    found = db.execute(theirs.order_by(subscriptions.c.started.desc(), subscriptions.c.id))
    return [_shown(dict(row._mapping)) for row in found]


def running(db: Connection, product: str, plan: str = "") -> list[str]:
    """Ids of what runs of a product, or of one plan of it."""
    wanted = [subscriptions.c.product == product, subscriptions.c.phase.not_in(OVER)]
    if plan:
        wanted.append(subscriptions.c.plan == plan)
    return list(db.scalars(select(subscriptions.c.id).where(*wanted).order_by(subscriptions.c.id)))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    price = None if row["amount"] is None else Money(row["amount"], row["currency"])
    cancelled = row["cancelled"] and row["phase"] not in OVER
    return {
        "id": row["id"],
        "state": "cancelled" if cancelled else row["phase"],
        "holder": row["holder"],
        "plan": f"{row['address']}/{row['plan']}",
        "product": row["product"],
        "plan_id": row["plan"],
        "plan_name": row["plan_name"],
        "quantity": row["quantity"],
        "price": price and {"amount": price.amount, "currency": price.currency},
        "interval": row["interval"],
        "source": row["source"],
        "ends": row["ends"] and row["ends"].isoformat(),
        "trial_until": row["trial_until"] and row["trial_until"].isoformat(),
        "started": row["started"].isoformat(),
        "over": row["over"] and row["over"].isoformat(),
    }
