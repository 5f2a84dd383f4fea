"""One offer: a publisher's price for one customer alone, accepted in its time or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from eventlog.schema import Erased
from services.billing.deciders.ordering import SEATS, must_be_text, orderable
from services.billing.events import (
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferExtended,
    OfferReopened,
    OfferWithdrawn,
    PlanOffered,
)
from vocabulary.money import MOST, Money, is_currency
from vocabulary.period import INTERVALS

LONGEST = timedelta(days=366)  # that it can be accepted
LONGEST_TRIAL = 90  # days
PRIVATE, RENEWAL, REPLACEMENT = "private", "renewal", "replacement"


@dataclass(frozen=True)
class Running:
    """The subscription that an offer is about, as it stands."""

    subscription: str
    holder: str
    product: str
    currency: str  # that it is paid in; empty: it is free
    source: str
    over: bool


@dataclass(frozen=True)
class ExtendOffer:
    """`offered` is the plan as billing's own stream has it; None where it cannot be had."""

    offer: str
    publisher: str
    offered: PlanOffered | None
    to: str  # account or organisation id
    price: Money | None  # of one unit for one interval; None: free
    interval: str
    quantity: int
    trial_days: int
    until: datetime
    note: str
    kind: str = PRIVATE  # private | renewal | replacement
    running: Running | None = None  # what it renews or replaces


@dataclass(frozen=True)
class AcceptOffer:
    """Told once the subscription has started."""

    subscription: str


@dataclass(frozen=True)
class ReopenOffer:
    subscription: str


@dataclass(frozen=True)
class DeclineOffer:
    reason: str = ""  # for the publisher


@dataclass(frozen=True)
class WithdrawOffer:
    pass


@dataclass(frozen=True)
class ExpireOffer:
    pass


Command = ExtendOffer | AcceptOffer | ReopenOffer | DeclineOffer | WithdrawOffer | ExpireOffer
Event = OfferExtended | OfferAccepted | OfferReopened | OfferDeclined | OfferWithdrawn | OfferExpired


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Offer:
    extended: OfferExtended
    subscription: str = ""
    over: str = ""  # declined | withdrawn | expired
    reason: str = ""  # why it was declined, where its customer said so

    def must_be_acceptable(self, by: Context) -> None:
        """Raises what keeps the customer from accepting it now."""
        by.must_act_for(self.extended.to, "owner", "billing")
        if self.subscription:
            raise Conflicting("offer-accepted")
        if self.over in ("declined", "withdrawn"):
            raise Conflicting(f"offer-{self.over}")
        if self.over or by.at >= self.extended.until:
            raise Conflicting("offer-expired")


State = Absent | Offer


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case ExtendOffer(), Absent():
            return [_extended(command, by)]
        case ExtendOffer(), Offer():
            return []
        case AcceptOffer(subscription), Offer(extended):
            _must_be_ours(by)
            if state.subscription == subscription:
                return []
            return [OfferAccepted(extended.offer, extended.to, subscription, by.actor)]
        case ReopenOffer(subscription), Offer(extended):
            _must_be_ours(by)
            mine = state.subscription == subscription
            return [OfferReopened(extended.offer, subscription)] if mine else []
        case DeclineOffer(reason), Offer():
            return _decline(state, reason, by)
        case WithdrawOffer(), Offer():
            return _withdraw(state, by)
        case ExpireOffer(), Offer(extended):
            _must_be_ours(by)
            return [] if state.over or state.subscription else [OfferExpired(extended.offer)]
        case _:
            raise Missing("offer-unknown")


def _extended(command: ExtendOffer, by: Context) -> OfferExtended:
    by.must_act_for(command.publisher, "owner", "editor")
    offered = orderable(command.offered, command.publisher)
    _check(command, by)
    if command.kind != PRIVATE:
        _check_running(command, offered)
    return OfferExtended(
        offer=command.offer,
        publisher=command.publisher,
        product=offered.product,
        plan=offered.plan,
        address=offered.address,
        to=command.to,
        price=command.price,
        interval=command.interval,
        quantity=command.quantity,
        trial_days=command.trial_days,
        until=command.until,
        note=command.note,
        by=by.actor,
        kind=command.kind,
        changes=command.running.subscription if command.running else "",
    )


def _check(command: ExtendOffer, by: Context) -> None:
    price = command.price
    if price is not None and not (0 < price.amount <= MOST and is_currency(price.currency)):
        raise Invalid("price-invalid")
    if command.interval not in INTERVALS:
        raise Invalid("interval-unknown", ", ".join(INTERVALS))
    if not 1 <= command.quantity <= SEATS:
        raise Invalid("quantity-invalid")
    if not 0 <= command.trial_days <= LONGEST_TRIAL:
        raise Invalid("trial-too-long", f"{LONGEST_TRIAL} days")
    if not by.at < command.until <= by.at + LONGEST:
        raise Invalid("offer-until-unfit", f"{LONGEST.days} days")
    must_be_text(command.note)


def _check_running(command: ExtendOffer, offered: PlanOffered) -> None:
    """A renewal or a replacement is for who has a subscription to the same product that is paid for here."""
    running = command.running
    if command.kind not in (RENEWAL, REPLACEMENT):
        raise Invalid("offer-kind-unknown", f"{PRIVATE}, {RENEWAL} or {REPLACEMENT}")
    if running is None or running.holder != command.to or running.product != offered.product:
        raise Missing("subscription-unknown")
    if running.over or running.source.startswith("order-"):
        raise Conflicting("subscription-over" if running.over else "by-order")
    if command.trial_days:
        raise Invalid("trial-too-long", "what runs is not tried any more")
    if command.price and running.currency and command.price.currency != running.currency:
        raise Conflicting("plan-currency-differs", f"{running.currency}, {command.price.currency}")


def _decline(state: Offer, reason: str, by: Context) -> list[Event]:
    if state.over == "declined" and by.acts_for(state.extended.to, "owner", "billing"):
        return []
    state.must_be_acceptable(by)
    must_be_text(reason)
    return [OfferDeclined(state.extended.offer, state.extended.to, reason, by.actor)]


def _withdraw(state: Offer, by: Context) -> list[Event]:
    if not by.acts_for(state.extended.publisher, "owner", "editor"):
        raise Forbidden("not-yours")
    if state.subscription:
        raise Conflicting("offer-accepted")
    return [] if state.over else [OfferWithdrawn(state.extended.offer, by.actor)]


def _must_be_ours(by: Context) -> None:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")


def evolve(state: State, event: Event) -> State:
    match event, state:
        case OfferExtended(), _:
            return Offer(event)
        case OfferAccepted(subscription=subscription), Offer():
            return replace(state, subscription=subscription)
        case OfferReopened(), Offer():
            return replace(state, subscription="")
        case OfferDeclined(reason=reason), Offer():
            return replace(state, over="declined", reason="" if isinstance(reason, Erased) else reason)
        case OfferWithdrawn(), Offer():
            return replace(state, over="withdrawn")
        case OfferExpired(), Offer():
            return replace(state, over="expired")
        case _:
            return state


offer: Decider[Command, State, Event] = Decider("offer", Absent(), decide, evolve)
