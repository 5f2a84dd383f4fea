"""What a subscription's facts ask of its licence."""

from datetime import datetime

from services.billing.deciders.customer import GrantEntitlement
from services.billing.deciders.licence import EndLicence, SetLicence
from services.billing.deciders.subscription_state import State, Subscription
from services.billing.events import OrderPlaced, QuantityChanged, Value
from services.billing.policies.subscriptions import RIGHTS, right_of

ORDER = "order-"  # what the source of a subscription that came of an order begins with
FOLLOWED = (*RIGHTS, QuantityChanged)


def entitles(state: State) -> bool:
    return isinstance(state, Subscription) and isinstance(right_of(state), GrantEntitlement)


def order_of(state: State) -> str:
    """The order that the subscription came of; empty where it was bought."""
    return (
        state.source.removeprefix(ORDER) if isinstance(state, Subscription) and state.source.startswith(ORDER) else ""
    )


def licence_for(state: State, order: OrderPlaced | None) -> SetLicence | EndLicence | None:
    """As the subscription stands, whatever was said before; None while there is nothing to say."""
    if not isinstance(state, Subscription) or state.phase == "awaiting_payment":
        return None
    if state.over:
        return EndLicence()
    return SetLicence(
        subscription=state.id,
        holder=state.holder,
        product=state.agreed.product,
        plan=state.agreed.plan,
        address=state.agreed.address,
        publisher=state.agreed.publisher,
        licence_fields=state.agreed.licence_fields,
        given=tuple(Value(pair.name, pair.value) for pair in order.components) if order else (),
        seats=state.quantity,
        starts=state.starts,
        until=until(state),
    )


def until(state: Subscription) -> datetime | None:
    """As long as it may be pulled: beyond a paid period that is renewed, so that it outlasts the retries of a card."""
    right = right_of(state)
    return right.granted.until if isinstance(right, GrantEntitlement) else None
