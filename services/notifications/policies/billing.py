"""What facts of billing mean for whom: prices, payments, offers for customers; sales, statements for publishers."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.recorded import Recorded
from services.billing.events import (
    InvoiceOverdue,
    OfferExtended,
    OrderCancelled,
    PaymentActionNeeded,
    PaymentDeclined,
    PayoutFailed,
    PayoutSent,
    PriceChangeAnnounced,
    RefundIssued,
    StatementIssued,
    SubscriptionAbandoned,
    SubscriptionLapsed,
    TransferTakenBack,
)
from services.notifications.policies import audience, keys, sales
from services.notifications.policies.about import money, notice, with_who_did_it
from services.notifications.policies.known import Known
from services.notifications.policies.notice import Notice

TROUBLE = "payment.trouble"
PLANS = "/my-content"


def heard(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    told = HEARD.get(type(event))
    mine = told(event, fact, known) if told else []
    return [*mine, *sales.heard(event, fact, known), *keys.heard(event, fact, known)]


def price_changed(event: PriceChangeAnnounced, fact: Recorded, known: Known) -> list[Notice]:
    """Who pays a price of their own keeps it, and is not told."""
    held = known.subscription(event.subscription)
    product = known.product(held.product)
    told = {
        "plan": held.plan,
        "was": str(held.price) if held.price else "",
        "price": str(event.price),
        "starts": event.applies.isoformat(),
    }
    meant = audience.payer(event.holder)
    return [notice(fact, "price.changed", meant, about=held.id, link=PLANS, product=product, told=told)]


def not_paid(
    event: PaymentDeclined | PaymentActionNeeded | InvoiceOverdue, fact: Recorded, known: Known
) -> list[Notice]:
    if not event.subscription:  # who pays in advance owes nothing, and was told at once
        return []
    held = known.subscription(event.subscription)
    told = {"plan": held.plan, "amount": known.amount_of(event.invoice), "invoice": event.invoice}
    match event:
        case PaymentDeclined(next_try=day):
            told["until"] = day.isoformat() if day else ""
        case PaymentActionNeeded():
            told["change"] = "confirm"
        case InvoiceOverdue(due=due):
            told |= {"change": "overdue", "until": due.isoformat()}
    return [_trouble(event, fact, known, f"/my-content/invoices/{event.invoice}", held.product, told)]


def owed_again(event: TransferTakenBack, fact: Recorded, known: Known) -> list[Notice]:
    """Who has seen it as paid is told; where nobody owed the money, nothing is owed now either."""
    if event.due is None:
        return []
    held = known.subscription(event.subscription)
    told = {
        "plan": held.plan,
        "amount": str(event.amount),
        "invoice": event.invoice,
        "change": "taken-back",
        "until": "" if held.over else event.due.isoformat(),  # the day until which there is access
    }
    return [_trouble(event, fact, known, f"/my-content/invoices/{event.invoice}", held.product, told)]


def ended_unpaid(event: SubscriptionLapsed | SubscriptionAbandoned, fact: Recorded, known: Known) -> list[Notice]:
    held = known.subscription(event.subscription)
    change = "given-up" if event.reason == "written-off" else "ended"
    told = {"plan": held.plan, "change": change if isinstance(event, SubscriptionLapsed) else "never-ran"}
    return [_trouble(event, fact, known, PLANS, held.product, told)]


def refunded(event: RefundIssued, fact: Recorded, known: Known) -> list[Notice]:
    held = known.paid_by(event.invoice)
    if held is None:  # a payment in advance, which its customer asked to have back
        return []
    told = {"plan": held.plan, "amount": str(event.amount), "change": "refunded", "invoice": event.invoice}
    return [_trouble(event, fact, known, f"/my-content/invoices/{event.invoice}", held.product, told)]


def _trouble(event: Any, fact: Recorded, known: Known, link: str, product: str, told: dict[str, str]) -> Notice:
    told_of = notice(
        fact,
        TROUBLE,
        audience.payer(event.holder),
        about=getattr(event, "subscription", "") or event.invoice,
        link=link,
        product=known.product(product),
        told=told,
    )
    return with_who_did_it(told_of)


def offered(event: OfferExtended, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    told = {
        "plan": product.plan(event.plan),
        "publisher": known.publisher_name(event.publisher),
        "until": event.until.isoformat(),
        "price": str(event.price) if event.price else "",
    }
    meant, link = audience.payer(event.to), f"/offers/{event.offer}"
    return [notice(fact, "offer.made", meant, about=event.offer, link=link, product=product, told=told)]


def order_cancelled(event: OrderCancelled, fact: Recorded, known: Known) -> list[Notice]:
    """Who had claimed it pulls no more by it; why is between them and the publisher."""
    sold = known.order(event.order)
    if not sold.to:
        return []
    product = known.product(sold.product)
    told = {"plan": product.plan(sold.plan), "publisher": known.publisher_name(sold.publisher), "change": "cancelled"}
    meant, link = audience.holder(sold.to), f"/orders/{event.order}"
    return [notice(fact, "licence.ending", meant, about=event.order, link=link, product=product, told=told)]


def stated(event: StatementIssued, fact: Recorded, known: Known) -> list[Notice]:
    told = {"period": event.month, "amount": str(event.due), "number": event.number}
    return [_statement(event, fact, told)]


def paid_out(event: PayoutSent | PayoutFailed, fact: Recorded, known: Known) -> list[Notice]:
    change = "paid" if isinstance(event, PayoutSent) else "not-paid"
    return [_statement(event, fact, {"amount": str(event.amount), "change": change})]


def _statement(event: StatementIssued | PayoutSent | PayoutFailed, fact: Recorded, told: dict[str, str]) -> Notice:
    link = f"/publish/{event.publisher}/statements/{event.statement}"
    return notice(fact, "statement.ready", money(event.publisher), about=event.statement, link=link, told=told)


HEARD: Mapping[type, Callable[[Any, Recorded, Known], list[Notice]]] = {
    PriceChangeAnnounced: price_changed,
    **dict.fromkeys((PaymentDeclined, PaymentActionNeeded, InvoiceOverdue), not_paid),
    **dict.fromkeys((SubscriptionLapsed, SubscriptionAbandoned), ended_unpaid),
    RefundIssued: refunded,
    TransferTakenBack: owed_again,
    OfferExtended: offered,
    OrderCancelled: order_cancelled,
    StatementIssued: stated,
    PayoutSent: paid_out,
    PayoutFailed: paid_out,
}
FOLLOWED = (*HEARD, *(each for each in sales.FOLLOWED if each not in HEARD), *keys.FOLLOWED)
