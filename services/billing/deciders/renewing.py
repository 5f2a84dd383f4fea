"""What time brings to a subscription: its trial ends, it is renewed or ends, and a new price reaches it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import count

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid
from services.billing.deciders.charging import charged, plan_lines, use_lines
from services.billing.deciders.subscribing import AnnouncePrice, EndPeriod, EndTrial, ExtendTerm, ExtendTrial, Payer
from services.billing.deciders.subscription_state import SHELF, Event, Subscription
from services.billing.events import (
    Agreed,
    Charge,
    PlanSwitched,
    PriceChangeAnnounced,
    QuantityChanged,
    SubscriptionEnded,
    SubscriptionRenewed,
    TrialEnded,
    TrialExtended,
)
from vocabulary.period import Period, after, period

NOTICE = timedelta(days=30)  # before a price rises
LONGEST_EXTENSION = 90  # days of a trial


def extend_trial(command: ExtendTrial, state: Subscription, by: Context) -> list[Event]:
    by.must_act_for(state.agreed.publisher, "owner", "editor", "support")
    if state.phase != "trialing" or state.trial_until is None:
        raise Conflicting("not-in-trial")
    if not 1 <= command.days <= LONGEST_EXTENSION:
        raise Invalid("trial-too-long", f"{LONGEST_EXTENSION} days")
    if state.trial_extended:
        raise Conflicting("trial-extended")
    until = state.trial_until + timedelta(days=command.days)
    return [TrialExtended(state.id, state.holder, until, by.actor)]


def goes_on(state: Subscription, payer: Payer) -> bool:
    """Whether what was tried is paid for from now on."""
    return not state.cancelled and payer.details and (state.payment != "card" or payer.card)


def end_trial(command: EndTrial, state: Subscription, by: Context) -> list[Event]:
    if state.phase != "trialing" or state.trial_until is None or by.at < state.trial_until:
        return []
    if state.cancelled:
        return [SubscriptionEnded(state.id, state.holder, "cancelled")]
    day = state.trial_until.astimezone(UTC).date()
    if not goes_on(state, command.payer):
        return [TrialEnded(state.id, state.holder, goes_on=False, anchor=day, ends=day, charge=None)]
    first = period(day, state.agreed.interval, 0)
    charge = _charge(state, state.agreed, state.quantity, {}, first, by)
    return [TrialEnded(state.id, state.holder, goes_on=True, anchor=day, ends=first.ends, charge=charge)]


def end_period(command: EndPeriod, state: Subscription, by: Context) -> list[Event]:
    """Whoever owes something is not charged for another period, but waits for grace or payment to end."""
    if state.phase != "running" or state.ends != command.ends or by.today < command.ends:
        return []
    if state.cancelled or not state.renews:
        return [_ended(state, command.used, by)]
    return [] if state.past_due else renew(state, command.used, by)


def renew(state: Subscription, used: Mapping[str, int], by: Context) -> list[Event]:
    """Into the next period, at the plan, quantity and price that count from then on."""
    day = state.ends
    if day is None:
        return []
    events: list[Event] = []
    agreed, anchor = state.plan_next or state.agreed, state.anchor
    if state.plan_next is not None:
        if agreed.price is None:
            return [_to_free(state, agreed, day, used, by)]
        anchor = anchor if agreed.interval == state.agreed.interval else day
        told = (state.agreed, agreed, anchor, day, None, by.actor, state.source_next)
        events.append(PlanSwitched(state.id, state.holder, *told))
    quantity = state.quantity_next or state.quantity
    if quantity != state.quantity:
        events.append(QuantityChanged(state.id, state.holder, quantity, None, by.actor))
    next_one = Period(day, following(anchor, agreed.interval, day))
    charge = _charge(state, agreed, quantity, used, next_one, by)
    price = agreed.price if state.plan_next else state.price_on(day)
    return [*events, SubscriptionRenewed(state.id, state.holder, day, next_one.ends, quantity, price, charge)]


def following(anchor: date, interval: str, day: date) -> date:
    """The first end of a period after this day."""
    return next(end for end in (after(anchor, interval, number) for number in count(1)) if end > day)


def _to_free(state: Subscription, agreed: Agreed, day: date, used: Mapping[str, int], by: Context) -> PlanSwitched:
    charge = _use_charge(state, used, by)
    told = (state.agreed, agreed, day, None, charge, by.actor, state.source_next)
    return PlanSwitched(state.id, state.holder, *told)


def _ended(state: Subscription, used: Mapping[str, int], by: Context) -> SubscriptionEnded:
    reason = "cancelled" if state.cancelled else "term-over"
    return SubscriptionEnded(state.id, state.holder, reason, _use_charge(state, used, by))


def _charge(
    state: Subscription, agreed: Agreed, quantity: int, used: Mapping[str, int], next_one: Period, by: Context
) -> Charge | None:
    """What was used in the period before, and the plan for the next one."""
    priced = agreed if agreed is state.plan_next else replace(agreed, price=state.price_on(next_one.starts))
    discount = state.discount_left if state.source_next == SHELF else None  # an offer's price is what is paid
    lines = (*use_lines(state.agreed, used), *plan_lines(priced, quantity, discount))
    return charged(by.new_id("invoice"), lines, next_one, state.payment)


def _use_charge(state: Subscription, used: Mapping[str, int], by: Context) -> Charge | None:
    if state.period is None:
        return None
    return charged(by.new_id("invoice"), tuple(use_lines(state.agreed, used)), state.period, state.payment)


def extend_term(command: ExtendTerm, state: Subscription, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        by.must_act_for(state.agreed.publisher, "owner", "editor")
    if state.renews or state.over:
        raise Conflicting("subscription-over" if state.over else "no-fixed-term")
    if command.ends == state.ends:
        return []
    starts = state.ends or state.starts
    return [SubscriptionRenewed(state.id, state.holder, starts, command.ends, state.quantity, None, None)]


def announce(command: AnnouncePrice, state: Subscription, by: Context) -> list[Event]:
    """A rise counts from the first renewal after the notice, a cut from the next one; private prices stay."""
    now, price = state.agreed.price, command.price
    if state.over or state.source != "shelf" or now is None or now.currency != price.currency:
        return []
    if price == (state.price_next or now):
        return []
    applies = by.today
    if price.amount > now.amount:
        applies = by.today + NOTICE
        if state.price_next and state.price_from and price.amount < state.price_next.amount:
            applies = min(applies, state.price_from)
    return [PriceChangeAnnounced(state.id, state.holder, price, applies)]
