"""A running subscription takes other terms that its publisher offered: from its period's end on, or at once."""

from datetime import date

from eventlog.decider import Context
from eventlog.refusal import Conflicting
from services.billing.deciders.changing import must_be_changeable
from services.billing.deciders.charging import (
    by_percent,
    charged,
    currency_of,
    plan_lines,
    rest_lines,
    sum_of,
    unused_lines,
    use_lines,
)
from services.billing.deciders.starting import must_accept_terms, must_be_countable, must_be_payable
from services.billing.deciders.subscribing import TakeOffer
from services.billing.deciders.subscription_state import Event, Subscription
from services.billing.events import (
    Agreed,
    Charge,
    Line,
    PlanSwitched,
    QuantityChanged,
    QuantityScheduled,
    SwitchScheduled,
)
from vocabulary.period import Period, period


def take(command: TakeOffer, state: Subscription, by: Context) -> list[Event]:
    """The terms are frozen as they are offered, with their digest; what an offer says counts without a coupon."""
    must_be_changeable(state, by)
    if command.source in (state.source, state.source_next):
        return []
    must_fit(command.agreed, state)
    must_be_countable(command.quantity)
    must_accept_terms(command.agreed, command.payer)
    if state.phase == "trialing":
        return _in_trial(command, state, by)
    if state.ends is None or at_once(command, state):
        return _at_once(command, state, by)
    if command.agreed.price is not None:
        must_be_payable(_payment(command, state), command.payer)
    return _from_the_end(command, state, state.ends, by)


def at_once(command: TakeOffer, state: Subscription) -> bool:
    """Of a replacement what costs as much as is paid for, or more; for less nobody loses what they have paid for."""
    if state.phase == "trialing" or state.period is None:
        return True
    if not command.at_once or command.agreed.price is None:
        return False
    same = _same_period(command, state)
    worth = sum_of(_change_lines(command, state, same), currency_of(command.agreed)).amount
    return worth >= 0 if same else worth > 0


def must_fit(agreed: Agreed, state: Subscription) -> None:
    """Raises Conflicting where no offer turns the one into the other."""
    if agreed.product != state.agreed.product:
        raise Conflicting("offer-of-another-product", state.agreed.address)
    if agreed.price and state.agreed.price and currency_of(agreed) != currency_of(state.agreed):
        raise Conflicting("plan-currency-differs", f"{currency_of(state.agreed)}, {currency_of(agreed)}")


def _from_the_end(command: TakeOffer, state: Subscription, ends: date, by: Context) -> list[Event]:
    scheduled = SwitchScheduled(state.id, state.holder, command.agreed, ends, by.actor, command.source)
    if command.quantity == (state.quantity_next or state.quantity):
        return [scheduled]
    return [scheduled, QuantityScheduled(state.id, state.holder, command.quantity, ends, by.actor)]


def _in_trial(command: TakeOffer, state: Subscription, by: Context) -> list[Event]:
    """The trial goes on, and the first period is at the offer's terms."""
    if command.agreed.price is None:
        raise Conflicting("free-after-trial", command.agreed.plan_name)
    return _switched(command, state, by, state.anchor, state.ends or state.anchor, None)


def _at_once(command: TakeOffer, state: Subscription, by: Context) -> list[Event]:
    """The rest of a period of the same length, or a new one; what was paid for and is not used is taken off."""
    agreed, today, same = command.agreed, command.on, _same_period(command, state)
    if agreed.price is None:  # from one that is free
        return _switched(command, state, by, today, None, None)
    ends = same.ends if same else period(today, agreed.interval, 0).ends
    payment = _payment(command, state)
    lines = (*use_lines(state.agreed, command.used), *_change_lines(command, state, same))
    charge = charged(by.new_id("invoice"), lines, Period(today, ends), payment)
    if charge is not None:
        must_be_payable(payment, command.payer)
    return _switched(command, state, by, state.anchor if same else today, ends, charge)


def _switched(
    command: TakeOffer, state: Subscription, by: Context, anchor: date, ends: date | None, charge: Charge | None
) -> list[Event]:
    told = (state.agreed, command.agreed, anchor, ends, charge, by.actor, command.source)
    return [PlanSwitched(state.id, state.holder, *told), *_counted(command, state, by)]


def _same_period(command: TakeOffer, state: Subscription) -> Period | None:
    """The running one, where it goes on; None where a new one begins."""
    return state.period if command.agreed.interval == state.agreed.interval else None


def _change_lines(command: TakeOffer, state: Subscription, same: Period | None) -> tuple[Line, ...]:
    agreed, today = command.agreed, command.on
    unused: tuple[Line, ...] = ()
    if state.period is not None:
        discount = by_percent(state.discount_now) if same else state.discount_now
        unused = tuple(unused_lines(state.agreed, state.quantity, state.period, today, discount))
    if same is not None:
        return (*rest_lines(agreed, command.quantity, same, today, None), *unused)
    return (*plan_lines(agreed, command.quantity, None), *unused)


def _counted(command: TakeOffer, state: Subscription, by: Context) -> list[Event]:
    if command.quantity == state.quantity and state.quantity_next is None:
        return []
    return [QuantityChanged(state.id, state.holder, command.quantity, None, by.actor)]


def _payment(command: TakeOffer, state: Subscription) -> str:
    return state.payment if state.payment != "none" else command.payment
