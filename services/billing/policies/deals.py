"""What facts about deals cause later, and outside; and the agreement that an accepted offer is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.deciders.agreeing import agreed
from services.billing.deciders.coupon import subject_of
from services.billing.deciders.offer import REPLACEMENT, Offer
from services.billing.deciders.subscribing import Payer, Subscribe, TakeOffer
from services.billing.events import Agreed, CouponCreated, CouponRedeemed, OfferExtended, PlanOffered

SOURCE = "offer-"
IN_DOUBT = timedelta(minutes=10)  # after which a redeemed coupon without a subscription is given back


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case OfferExtended(offer=offer, until=until):
            yield Due("expire-offer", until, offer)
        case CouponCreated(publisher=publisher, coupon=code, until=until) if until is not None:
            yield Due("expire-coupon", until, subject_of(publisher, code))
        case CouponRedeemed(publisher=publisher, coupon=code):
            told: dict[str, Any] = {"holder": event.holder, "subscription": event.subscription}
            yield Due("check-coupon", recorded.time + IN_DOUBT, subject_of(publisher, code), told)


def accepting(offer: Offer, offered: PlanOffered, subscription: str, payment: str, payer: Payer) -> Subscribe:
    """The plan as it is now, at the offer's price: without one it is free."""
    extended = offer.extended
    now = _agreed(offer, offered)
    return Subscribe(
        subscription=subscription,
        holder=extended.to,
        agreed=now,
        quantity=extended.quantity,
        payment=payment,
        trial_days=extended.trial_days if extended.price else 0,
        source=f"{SOURCE}{extended.offer}",
        payer=payer,
    )


def taking(offer: Offer, offered: PlanOffered, today: date, payment: str, payer: Payer) -> TakeOffer:
    """The same, for the subscription that the offer renews or replaces."""
    extended = offer.extended
    return TakeOffer(
        holder=extended.to,
        source=f"{SOURCE}{extended.offer}",
        agreed=_agreed(offer, offered),
        quantity=extended.quantity,
        at_once=extended.kind == REPLACEMENT,
        on=today,
        payment=payment,
        payer=payer,
    )


def _agreed(offer: Offer, offered: PlanOffered) -> Agreed:
    now = agreed(offered, price=offer.extended.price, interval=offer.extended.interval)
    return replace(now, price=None, components=()) if offer.extended.price is None else now


def offer_of(source: str) -> str:
    """The offer that a subscription comes from; empty where it comes from none."""
    return source.removeprefix(SOURCE) if source.startswith(SOURCE) else ""
