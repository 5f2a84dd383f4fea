"""What a customer changes of a subscription: plan, quantity, payment, or that it ends; more at once, less later."""

from datetime import date

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid, Missing
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
from services.billing.deciders.subscribing import ChangePayment, ChangeQuantity, SwitchPlan
from services.billing.deciders.subscription_state import Event, Subscription
from services.billing.events import (
    Agreed,
    Charge,
    Line,
    PaymentChanged,
    PlanSwitched,
    QuantityChanged,
    QuantityScheduled,
    ScheduleDropped,
    SubscriptionAbandoned,
    SubscriptionCancelled,
    SubscriptionEnded,
    SubscriptionResumed,
    SwitchScheduled,
)
from vocabulary.period import Period, period


def cancel(state: Subscription, by: Context) -> list[Event]:
    must_be_the_customers(state, by)
    if state.cancelled:
        return []
    if state.phase == "awaiting_payment":
        return [SubscriptionAbandoned(state.id, state.holder, "cancelled")]
    if state.access_until is None:
        return [SubscriptionEnded(state.id, state.holder, "cancelled")]
    return [SubscriptionCancelled(state.id, state.holder, state.access_until, by.actor)]


def resume(state: Subscription, by: Context) -> list[Event]:
    must_be_the_customers(state, by)
    if not state.cancelled:
        return []
    if state.access_until is not None and by.at >= state.access_until:
        raise Conflicting("subscription-over")
    return [SubscriptionResumed(state.id, state.holder, by.actor)]


def switch(command: SwitchPlan, state: Subscription, by: Context) -> list[Event]:
    must_be_changeable(state, by)
    agreed = command.agreed
    if agreed.product != state.agreed.product:
        raise Missing("plan-unknown")
    if agreed.plan == state.agreed.plan:
        return drop_schedule(state, by) if state.plan_next else []
    must_accept_terms(agreed, command.payer)
    if agreed.price and state.agreed.price and currency_of(agreed) != currency_of(state.agreed):
        raise Conflicting("plan-currency-differs", f"{currency_of(state.agreed)}, {currency_of(agreed)}")
    if state.phase == "trialing":
        return [_switched_in_trial(state, agreed, by)]
    if not at_once(state, agreed, command.on):
        return _schedule(state, agreed, by)
    return [_switched(command, state, by)]


def at_once(state: Subscription, agreed: Agreed, today: date) -> bool:
    """What costs more for the rest of the period, or opens a new one that costs something."""
    if state.phase == "trialing" or state.period is None:
        return True
    if agreed.price is None:
        return False
    worth = sum_of(_change_lines(state, agreed, state.period, today), currency_of(agreed)).amount
    return worth >= 0 if _same_period(state, agreed) else worth > 0


def _same_period(state: Subscription, agreed: Agreed) -> bool:
    return state.period is not None and agreed.interval == state.agreed.interval


def _change_lines(state: Subscription, agreed: Agreed, running: Period | None, today: date) -> tuple[Line, ...]:
    """What the new plan costs from today on, and what was paid for the old one and is not used."""
    if running is None:
        return tuple(plan_lines(agreed, state.quantity, state.discount_left))
    if _same_period(state, agreed):
        part = (state.quantity, running, today, by_percent(state.discount_now))
        return (*rest_lines(agreed, *part), *unused_lines(state.agreed, *part))
    unused = unused_lines(state.agreed, state.quantity, running, today, state.discount_now)
    return (*plan_lines(agreed, state.quantity, state.discount_left), *unused)


def _switched(command: SwitchPlan, state: Subscription, by: Context) -> PlanSwitched:
    agreed, today, same = command.agreed, command.on, _same_period(state, command.agreed)
    if agreed.price is None:  # from one free plan to another
        return PlanSwitched(state.id, state.holder, state.agreed, agreed, today, None, None, by.actor)
    new = period(today, agreed.interval, 0)
    ends = state.ends if same and state.ends else new.ends
    payment = state.payment if state.payment != "none" else "card"
    lines = (*use_lines(state.agreed, command.used), *_change_lines(state, agreed, state.period, today))
    charge = charged(by.new_id("invoice"), lines, Period(today, ends), payment)
    if charge is not None:
        must_be_payable(payment, command.payer)
    anchor = state.anchor if same else today
    return PlanSwitched(state.id, state.holder, state.agreed, agreed, anchor, ends, charge, by.actor)


def _switched_in_trial(state: Subscription, agreed: Agreed, by: Context) -> PlanSwitched:
    if agreed.price is None:
        raise Conflicting("free-after-trial", agreed.plan_name)
    ends = state.ends or state.anchor
    return PlanSwitched(state.id, state.holder, state.agreed, agreed, state.anchor, ends, None, by.actor)


def _schedule(state: Subscription, agreed: Agreed, by: Context) -> list[Event]:
    if state.plan_next == agreed or state.ends is None:
        return []
    return [SwitchScheduled(state.id, state.holder, agreed, state.ends, by.actor)]


def change_quantity(command: ChangeQuantity, state: Subscription, by: Context) -> list[Event]:
    must_be_changeable(state, by)
    must_be_countable(command.quantity)
    wanted = command.quantity
    if wanted == (state.quantity_next or state.quantity):
        return []
    if wanted > state.quantity or state.phase == "trialing" or state.ends is None:
        charge = _more(command, state, by)
        return [QuantityChanged(state.id, state.holder, wanted, charge, by.actor)]
    return [QuantityScheduled(state.id, state.holder, wanted, state.ends, by.actor)]


def _more(command: ChangeQuantity, state: Subscription, by: Context) -> Charge | None:
    """What the additional ones cost for the rest of the period."""
    running, more = state.period, command.quantity - state.quantity
    if state.phase == "trialing" or running is None:
        return None
    lines = tuple(rest_lines(state.agreed, more, running, by.today, by_percent(state.discount_now)))
    charge = charged(by.new_id("invoice"), lines, Period(by.today, running.ends), state.payment)
    if charge is not None:
        must_be_payable(state.payment, command.payer)
    return charge


def change_payment(command: ChangePayment, state: Subscription, by: Context) -> list[Event]:
    must_be_the_customers(state, by)
    if not state.renews:
        raise Invalid("nothing-to-pay")
    if command.payment == state.payment:
        return []
    must_be_payable(command.payment, command.payer)
    return [PaymentChanged(state.id, state.holder, command.payment, by.actor)]


def drop_schedule(state: Subscription, by: Context) -> list[Event]:
    must_be_the_customers(state, by)
    if state.plan_next is None and state.quantity_next is None:
        return []
    return [ScheduleDropped(state.id, state.holder, by.actor)]


def must_be_the_customers(state: Subscription, by: Context) -> None:
    """And going on; what was ordered is changed by its publisher alone."""
    by.must_act_for(state.holder, "owner", "billing")
    if state.source.startswith("order-"):
        raise Conflicting("publisher-changes-it", state.agreed.publisher)
    if state.over:
        raise Conflicting("subscription-over")


def must_be_changeable(state: Subscription, by: Context) -> None:
    must_be_the_customers(state, by)
    if state.phase == "awaiting_payment" or state.past_due:
        raise Conflicting("payment-outstanding")
    if state.cancelled:
        raise Conflicting("subscription-cancelled")
