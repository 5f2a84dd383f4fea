"""What a publisher's money people hear of their sales: what began, changed and ended; never whose it is."""

from typing import Any

from eventlog.recorded import Recorded
from services.billing.events import (
    OfferAccepted,
    OfferDeclined,
    OrderCancelled,
    OrderClaimed,
    OrderFulfilled,
    PlanSwitched,
    QuantityChanged,
    SubscriptionActivated,
    SubscriptionCancelled,
    SubscriptionEnded,
    SubscriptionLapsed,
    SubscriptionResumed,
    SubscriptionStarted,
    TrialEnded,
)
from services.notifications.policies.about import money, notice
from services.notifications.policies.known import Known
from services.notifications.policies.notice import Notice

SALE = "sale.moved"
CHANGES = {
    SubscriptionActivated: "started",
    PlanSwitched: "changed",
    QuantityChanged: "changed",
    SubscriptionResumed: "resumed",
    SubscriptionCancelled: "cancelled",
    SubscriptionEnded: "ended",
    SubscriptionLapsed: "ended",
}
ANSWERED = {OfferAccepted: "accepted", OfferDeclined: "declined"}
ORDERED = {OrderClaimed: "ordered", OrderFulfilled: "fulfilled", OrderCancelled: "withdrawn"}
FOLLOWED = (SubscriptionStarted, TrialEnded, *CHANGES, *ORDERED, *ANSWERED)


def heard(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    match event:
        case SubscriptionStarted():
            return _started(event, fact, known)
        case TrialEnded(goes_on=goes_on):
            return [_sold(event, fact, known, "bought" if goes_on else "ended")]
        case OfferAccepted() | OfferDeclined():
            sold = known.offer(event.offer)
            return [_agreed(fact, known, sold.publisher, sold.product, event.offer, "offers", ANSWERED[type(event)])]
        case OrderClaimed() | OrderFulfilled() | OrderCancelled():
            sold, link = known.order(event.order), f"orders/{event.order}"
            return [_agreed(fact, known, sold.publisher, sold.product, event.order, link, ORDERED[type(event)])]
        case _ if type(event) in CHANGES:
            return [_sold(event, fact, known, CHANGES[type(event)])]
        case _:
            return []


def _started(event: SubscriptionStarted, fact: Recorded, known: Known) -> list[Notice]:
    """Where a card has to pay first, once that has; of an order it was told when it was claimed."""
    waits = event.charge is not None and event.charge.payment == "card"
    if waits or event.source.startswith("order-"):
        return []
    return [_sold(event, fact, known, "tried" if event.trial_until else "started")]


def _sold(event: Any, fact: Recorded, known: Known, change: str) -> Notice:
    held = known.subscription(event.subscription)
    told = {"plan": held.plan, "quantity": str(held.quantity), "change": change}
    meant, link = money(held.publisher), f"/publish/{held.publisher}/sales"
    product = known.product(held.product)
    return notice(fact, SALE, meant, about=held.id, link=link, product=product, told=told)


def _agreed(fact: Recorded, known: Known, publisher: str, product: str, about: str, where: str, change: str) -> Notice:
    meant, link = money(publisher), f"/publish/{publisher}/{where}"
    return notice(fact, SALE, meant, about=about, link=link, product=known.product(product), told={"change": change})
