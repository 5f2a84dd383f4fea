"""What facts about seats cause later and outside, how many there are, and the right that one gives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.deciders.customer import EndEntitlement, GrantEntitlement
from services.billing.deciders.offering import State as OfferingState
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import (
    Agreed,
    QuantityChanged,
    QuantityScheduled,
    ScheduleDropped,
    SeatInvited,
    SeatsLimited,
)
from services.billing.policies.offerings import why_ended
from services.billing.policies.subscriptions import RIGHTS, right_of

REASON = "seat"  # of the right
LETTER = "seat-letter"
LAPSE, CHECK = "lapse-seat", "check-seats"
IN_DOUBT = timedelta(minutes=10)  # after which a limit that no smaller quantity followed is taken away
FOLLOWED = (*RIGHTS, QuantityChanged, QuantityScheduled, ScheduleDropped)


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case SeatInvited(subscription=id, seat=seat, until=until):
            yield Due(LAPSE, until, id, {"seat": seat})
            told = {"subscription": id, "seat": seat, "at": recorded.time.isoformat()}
            yield Effect(LETTER, f"{recorded.id}-{LETTER}", dict(told))
        case SeatsLimited(subscription=id, limit=limit) if limit is not None:
            yield Due(CHECK, recorded.time + IN_DOUBT, id)


def limit_of(state: Subscription) -> int | None:
    """What keeps seats from being given that are about to go."""
    coming = bought(state)
    return coming if coming < state.quantity else None


def bought(state: Subscription) -> int:
    """Seats that it has now and from its next period on."""
    return min(state.quantity, state.quantity_next or state.quantity)


def right_of_seat(
    state: Subscription, account: str, offering: OfferingState, before: Agreed | None = None
) -> GrantEntitlement | EndEntitlement:
    """What the subscription's holder may, to who has a seat of it; to a plan that it was switched from, nothing."""
    agreed, right = before or state.agreed, right_of(state)
    if before is not None or not isinstance(right, GrantEntitlement):
        return no_right(agreed)
    if reason := why_ended(offering, agreed.plan, REASON):
        return EndEntitlement(agreed.product, agreed.plan, reason)
    return GrantEntitlement(replace(right.granted, holder=account, reason=REASON))


def no_right(agreed: Agreed) -> EndEntitlement:
    return EndEntitlement(agreed.product, agreed.plan, "seat-over")


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


def letter(url: str, address: str, token: str) -> Letter:
    """To an address that nobody has proven: nothing of anybody's choosing stands in it but a product's address."""
    return Letter(f"A seat of {address} is for you", TEXT.format(url=url, address=address, token=token))


TEXT = """You are invited to take a seat of {address} at {url}: with it you may pull the image, and pay nothing.

Open this link within fourteen days, and sign in or sign up:

{url}/invitations/seats/{token}

If you do not know what this is about, do nothing: the invitation ends by itself, and your address is forgotten.
"""
