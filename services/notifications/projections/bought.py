"""What was bought and offered, and how it is paid for: whose a subscription, an invoice, an offer or a card is."""

from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    Agreed,
    CreditApplied,
    CreditNoteIssued,
    InvoiceIssued,
    OfferExtended,
    OrderClaimed,
    OrderPlaced,
    PaymentMethodAdded,
    PaymentMethodRemoved,
    PlanSwitched,
    PriceChangeAnnounced,
    QuantityChanged,
    QuantityScheduled,
    ScheduleDropped,
    SubscriptionAbandoned,
    SubscriptionCancelled,
    SubscriptionEnded,
    SubscriptionLapsed,
    SubscriptionRecovered,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionStarted,
    SwitchScheduled,
    TrialEnded,
    TrialExtended,
)
from services.notifications.projections.asking import first
from vocabulary.money import Money, read

metadata = MetaData()
subscriptions = Table(
    "notifications_subscriptions",
    metadata,
    Column("subscription", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("plan_name", Text, nullable=False),
    Column("interval", Text, nullable=False),  # month | year | 30_days
    Column("quantity", Integer, nullable=False),
    Column("price", Integer),  # of one unit for one interval, in minor units; None: nothing
    Column("currency", Text, nullable=False),
    Column("next_price", Integer),  # that was announced; None: the same
    Column("next_from", Text, nullable=False),  # the first renewal from this day on has it, 2026-02-15
    Column("plan_next", Text, nullable=False, default=""),  # the name of the plan from then on; empty: the same
    Column("plan_next_price", Integer),  # of one unit; None: nothing
    Column("quantity_next", Integer),  # None: the same
    Column("reduced", Boolean, nullable=False),  # by a coupon, so that less is charged
    Column("trialing", Boolean, nullable=False),
    Column("trial_until", Instant),  # also of one that is over
    Column("ends", Text, nullable=False),  # the period's last day, 2026-02-15; empty: it has none
    Column("goes_on", Boolean, nullable=False),  # renewed, if nobody cancels it, and it is not over
    Column("over", Boolean, nullable=False),
)
invoices = Table(
    "notifications_invoices",
    metadata,
    Column("invoice", Text, primary_key=True),
    Column("subscription", Text, nullable=False),
    Column("amount", Text, nullable=False),  # 49.00 USD, with tax, less what credit pays and credit notes took back
)
offers = Table(
    "notifications_offers",
    metadata,
    Column("offer", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("to", Text, nullable=False),
    Column("until", Instant, nullable=False),
)
orders = Table(
    "notifications_orders",
    metadata,
    Column("order", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("holder", Text, nullable=False, default=""),  # who claimed it; empty: nobody yet
)
cards = Table(
    "notifications_cards",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("method", Text, nullable=False),  # the one that is charged
)
projection = Projection(
    "notifications.bought", source="billing", tables=(subscriptions, invoices, offers, orders, cards)
)


@projection.on(SubscriptionStarted)
def start(rows: Rows, event: SubscriptionStarted, recorded: Recorded) -> None:
    rows.put(
        subscriptions,
        subscription=event.subscription,
        holder=event.holder,
        quantity=event.quantity,
        next_from="",
        reduced=event.discount is not None,
        trialing=event.trial_until is not None,
        trial_until=event.trial_until,
        ends=_day(event.ends),
        goes_on=not event.source.startswith("order-") and event.ends is not None,
        over=False,
        **_agreed(event.agreed),
    )


@projection.on(PlanSwitched)
def switch(rows: Rows, event: PlanSwitched, recorded: Recorded) -> None:
    told = {"ends": _day(event.ends), "goes_on": event.ends is not None, "next_price": None, "next_from": ""}
    rows.change(subscriptions, key=event.subscription, plan_next="", **told, **_agreed(event.agreed))


@projection.on(SwitchScheduled)
def schedule_switch(rows: Rows, event: SwitchScheduled, recorded: Recorded) -> None:
    price = event.agreed.price
    told = {"plan_next": event.agreed.plan_name, "plan_next_price": price.amount if price else None}
    rows.change(subscriptions, key=event.subscription, **told)


@projection.on(QuantityScheduled)
def schedule_quantity(rows: Rows, event: QuantityScheduled, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, quantity_next=event.quantity)


@projection.on(ScheduleDropped)
def drop_schedule(rows: Rows, event: ScheduleDropped, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, plan_next="", quantity_next=None)


@projection.on(TrialExtended)
def extend(rows: Rows, event: TrialExtended, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, trial_until=event.until, ends=_day(event.until.date()))


@projection.on(TrialEnded)
def end_trial(rows: Rows, event: TrialEnded, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, trialing=False, ends=_day(event.ends), over=not event.goes_on)


@projection.on(SubscriptionRenewed)
def renew(rows: Rows, event: SubscriptionRenewed, recorded: Recorded) -> None:
    told: dict[str, Any] = {"ends": _day(event.ends), "quantity": event.quantity, "quantity_next": None}
    known = rows.get(subscriptions, event.subscription)
    if event.price is not None:
        told |= {"price": event.price.amount, "currency": event.price.currency}
    if known is not None and known["next_from"] and known["next_from"] <= event.starts.isoformat():
        told |= {"next_price": None, "next_from": ""}
    rows.change(subscriptions, key=event.subscription, **told)


@projection.on(PriceChangeAnnounced)
def announce(rows: Rows, event: PriceChangeAnnounced, recorded: Recorded) -> None:
    told = {"next_price": event.price.amount, "next_from": event.applies.isoformat()}
    rows.change(subscriptions, key=event.subscription, **told)


@projection.on(QuantityChanged)
def change_quantity(rows: Rows, event: QuantityChanged, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, quantity=event.quantity, quantity_next=None)


@projection.on(SubscriptionCancelled)
def cancel(rows: Rows, event: SubscriptionCancelled, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, goes_on=False)


@projection.on(SubscriptionResumed)
def resume(rows: Rows, event: SubscriptionResumed, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, goes_on=True)


@projection.on(SubscriptionEnded, SubscriptionLapsed, SubscriptionAbandoned)
def end(rows: Rows, event: SubscriptionEnded | SubscriptionLapsed | SubscriptionAbandoned, recorded: Recorded) -> None:
    rows.change(subscriptions, key=event.subscription, over=True, plan_next="")


@projection.on(SubscriptionRecovered)
def recover(rows: Rows, event: SubscriptionRecovered, recorded: Recorded) -> None:
    """Also one that had lapsed: it goes on as before."""
    rows.change(subscriptions, key=event.subscription, over=False)


@projection.on(InvoiceIssued)
def issue(rows: Rows, event: InvoiceIssued, recorded: Recorded) -> None:
    rows.put(invoices, invoice=event.invoice, subscription=event.subscription, amount=str(event.total))


@projection.on(CreditApplied)
def pay_from_credit(rows: Rows, event: CreditApplied, recorded: Recorded) -> None:
    """Only the rest is asked for."""
    _asked_for_less(rows, event.invoice, event.amount)


@projection.on(CreditNoteIssued)
def credit(rows: Rows, event: CreditNoteIssued, recorded: Recorded) -> None:
    """It takes back first what is still asked for; what is beyond that had been paid, with money or credit."""
    _asked_for_less(rows, event.invoice, event.total)


@projection.on(OfferExtended)
def offer(rows: Rows, event: OfferExtended, recorded: Recorded) -> None:
    names = ("offer", "publisher", "product", "plan", "to", "until")
    rows.put(offers, **{name: getattr(event, name) for name in names})


@projection.on(OrderPlaced)
def order(rows: Rows, event: OrderPlaced, recorded: Recorded) -> None:
    rows.put(orders, **{name: getattr(event, name) for name in ("order", "publisher", "product", "plan")})


@projection.on(OrderClaimed)
def claim(rows: Rows, event: OrderClaimed, recorded: Recorded) -> None:
    rows.change(orders, key=event.order, holder=event.holder)


@projection.on(PaymentMethodAdded)
def add_card(rows: Rows, event: PaymentMethodAdded, recorded: Recorded) -> None:
    rows.put(cards, holder=event.holder, method=event.method)


@projection.on(PaymentMethodRemoved)
def remove_card(rows: Rows, event: PaymentMethodRemoved, recorded: Recorded) -> None:
    known = rows.get(cards, event.holder)
    if known is not None and known["method"] == event.method:
        rows.remove(cards, key=event.holder)


def _asked_for_less(rows: Rows, invoice: str, amount: Money) -> None:
    known = rows.get(invoices, invoice)
    asked = read(known["amount"]) if known is not None else None
    if asked is not None:
        left = max(asked.amount - amount.amount, 0)
        rows.change(invoices, key=invoice, amount=str(Money(left, asked.currency)))


def _agreed(agreed: Agreed) -> dict[str, Any]:
    names = ("publisher", "product", "plan", "plan_name", "interval")
    price = agreed.price
    charged = {"price": price.amount if price else None, "currency": price.currency if price else ""}
    return {name: getattr(agreed, name) for name in names} | charged


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def subscription_of(db: Connection, id: str) -> dict[str, Any] | None:
    return first(db, select(subscriptions).where(subscriptions.c.subscription == id))


def invoice_of(db: Connection, id: str) -> dict[str, Any] | None:
    """None where it has no number yet."""
    return first(db, select(invoices).where(invoices.c.invoice == id))


def offer_of(db: Connection, id: str) -> dict[str, Any] | None:
    return first(db, select(offers).where(offers.c.offer == id))


def order_of(db: Connection, id: str) -> dict[str, Any] | None:
    return first(db, select(orders).where(orders.c.order == id))


def card_of(db: Connection, holder: str) -> str:
    """Its id at the payment company; empty: there is none."""
    return db.scalar(select(cards.c.method).where(cards.c.holder == holder)) or ""
