"""What a subscription's facts ask of its licence."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.deciders.licence import EndLicence, SetLicence
from services.billing.deciders.subscription_state import GRACE, State, Subscription, midnight
from services.billing.events import (
    OrderPlaced,
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
    Value,
)

ORDER = "order-"  # what the source of a subscription that came of an order begins with
FOLLOWED = (
    SubscriptionStarted,
    SubscriptionActivated,
    SubscriptionAbandoned,
    TrialExtended,
    TrialEnded,
    SubscriptionRenewed,
    SubscriptionPastDue,
    SubscriptionRecovered,
    SubscriptionLapsed,
    SubscriptionCancelled,
    SubscriptionResumed,
    SubscriptionEnded,
    PlanSwitched,
    QuantityChanged,
)


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    return ()


def entitles(state: State) -> bool:
    return isinstance(state, Subscription) and not state.over and state.phase != "awaiting_payment"


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
    if state.phase == "trialing" or state.cancelled or state.ends is None:
        return state.access_until
    if state.grace_until is not None:
        return midnight(state.grace_until)
    return midnight(state.ends) + (GRACE if state.renews else timedelta())
