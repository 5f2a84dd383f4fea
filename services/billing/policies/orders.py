"""What facts about orders cause later, and outside; and what an order's subscription must become like."""

from collections.abc import Iterator
from dataclasses import replace

from services.billing.deciders.agreeing import agreed
from services.billing.deciders.claiming import subscription_of
from services.billing.deciders.order import Order
from services.billing.deciders.subscribing import EndSubscription, ExtendTerm, Payer, Subscribe
from services.billing.events import PlanOffered

SOURCE = "order-"


def fulfilling(order: Order, offered: PlanOffered, payer: Payer) -> Subscribe:
    """The subscription that the holder gets: for nothing, as long as the order says, since it was paid elsewhere."""
    placed = order.placed
    return Subscribe(
        subscription=subscription_of(placed.order),
        holder=order.holder,
        agreed=replace(agreed(offered), price=None, components=()),
        quantity=placed.quantity,
        payment="none",
        source=f"{SOURCE}{placed.order}",
        ends=placed.ends,
        payer=payer,
    )


def order_of(source: str) -> str:
    """The order that a subscription comes from; empty where it comes from none."""
    return source.removeprefix(SOURCE) if source.startswith(SOURCE) else ""


def to_settle(order: Order) -> Iterator[ExtendTerm | EndSubscription]:
    """What its subscription is told, so that it is as the publisher wants it; told twice it changes nothing."""
    if order.cancelled:
        yield EndSubscription("order-cancelled")
    else:
        yield ExtendTerm(order.placed.ends)
