"""Subscriptions to the day, the cent and the role: where what they may, cost and count begins and ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.subscribing import (
    AnnouncePrice,
    Cancel,
    ChangePayment,
    ChangeQuantity,
    EndPeriod,
    EndTrial,
    ExtendTrial,
    Payer,
    Resume,
    Subscribe,
    SwitchPlan,
    TakeOffer,
)
from services.billing.deciders.subscription import place_of, releases, subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import (
    Charge,
    Discount,
    PlanSwitched,
    QuantityChanged,
    SubscriptionEnded,
    SubscriptionRenewed,
    SwitchScheduled,
    TrialEnded,
)
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, DAY, INVOICE, NEXT_INVOICE, SUBSCRIPTION
from vocabulary.money import Money

PAYS = Payer(details=True, card=True, terms_version="1")
FEBRUARY, MARCH, TODAY = date(2026, 2, 15), date(2026, 3, 15), date(2026, 1, 31)
TRIAL_END = datetime(2026, 1, 29, 12, tzinfo=UTC)
store, carol = acting("policy:deadline"), acting("carol", "acme:editor")
story = Scenario(subscription, acting(ADA)).on(TODAY)
running = story.given(controls.started, controls.activated)
trial = story.given(controls.tried).on(date(2026, 1, 20))
no_price = replace(controls.team, price=None)
free = story.given(replace(controls.started, agreed=no_price, payment="none", ends=None, charge=None))
yearly = replace(controls.fleet, plan="yearly", price=Money(49000, "USD"), interval="year")


Story = Scenario[Any, Any, Any]


def state(story: Story) -> Subscription:
    assert isinstance(story.state, Subscription)
    return story.state


def charge_in(story: Story, command: Any) -> Charge | None:
    """Of the last thing that is decided."""
    charge: Charge | None = story.when(command).events[-1].charge
    return charge


def amounts(charge: Charge | None) -> list[int]:
    return [] if charge is None else [line.amount.amount for line in charge.lines]


def renewal(story: Story, day: date) -> SubscriptionRenewed:
    event = story.by(store).on(day).when(EndPeriod(day)).events[-1]
    assert isinstance(event, SubscriptionRenewed)
    return event


# -- how many


def test_in_a_trial_more_and_fewer_cost_nothing_and_count_at_once() -> None:
    trial.when(ChangeQuantity(3, Payer())).then(controls.quantity_changed)
    three = trial.given(controls.quantity_changed)
    three.when(ChangeQuantity(1, Payer())).then(replace(controls.quantity_changed, quantity=1))


def test_of_what_is_free_any_number_is_had_at_once_for_nothing() -> None:
    free.when(ChangeQuantity(3, Payer())).then(controls.quantity_changed)
    three = free.given(controls.quantity_changed)
    three.when(ChangeQuantity(1, Payer())).then(QuantityChanged(SUBSCRIPTION, ADA, 1, None, ADA))


def test_more_without_a_card_is_refused() -> None:
    running.when(ChangeQuantity(2, replace(PAYS, card=False))).then_refused("card-missing")


def test_more_in_a_later_period_cost_what_is_left_of_that_one() -> None:
    """14 of 28 days are left."""
    second = running.given(controls.renewed).on(date(2026, 3, 1))
    assert amounts(charge_in(second, ChangeQuantity(2, PAYS))) == [2450]


def test_more_are_had_at_the_reduced_price_while_the_coupon_lasts() -> None:
    reduced = replace(controls.started, discount=replace(controls.ten_percent, periods=1))
    first = story.given(reduced, controls.activated)
    assert amounts(charge_in(first, ChangeQuantity(2, PAYS))) == [2134]  # 44.10 x 15/31
    second = first.given(controls.renewed).on(date(2026, 3, 1))
    assert amounts(charge_in(second, ChangeQuantity(2, PAYS))) == [2450]
    for_all = story.given(replace(reduced, discount=replace(controls.ten_percent, periods=0)), controls.activated)
    later = for_all.given(controls.renewed).on(date(2026, 3, 1))
    assert amounts(charge_in(later, ChangeQuantity(2, PAYS))) == [2205]


# -- which plan


def test_who_begins_to_pay_begins_a_period_today_by_card() -> None:
    switch = SwitchPlan(ADA, controls.fleet, TODAY, PAYS)
    (event,) = free.when(switch).events
    assert isinstance(event, PlanSwitched)
    assert (event.anchor, event.ends, amounts(event.charge)) == (TODAY, date(2026, 2, 28), [49000])
    paying = state(free.given(event))
    assert (paying.payment, paying.starts, event.charge) == ("card", TODAY, event.charge)
    assert paying.period_invoice == (event.charge and event.charge.invoice)
    free.when(replace(switch, payer=Payer(terms_version="1"))).then_refused("billing-details-missing")


def test_from_one_plan_for_nothing_to_another_is_at_once() -> None:
    (event,) = free.when(SwitchPlan(ADA, replace(no_price, plan="solo"), TODAY, PAYS)).events
    assert isinstance(event, PlanSwitched)
    assert (event.ends, event.charge) == (None, None)


def test_to_a_plan_for_nothing_passes_who_has_paid_at_the_periods_end() -> None:
    solo = replace(no_price, plan="solo")
    running.when(SwitchPlan(ADA, solo, TODAY, PAYS)).then(replace(controls.switch_scheduled, agreed=solo))
    (event,) = (
        running.given(replace(controls.switch_scheduled, agreed=solo))
        .by(store)
        .on(FEBRUARY)
        .when(EndPeriod(FEBRUARY))
        .events
    )
    assert isinstance(event, PlanSwitched)
    assert (event.agreed, event.anchor, event.ends, event.charge) == (solo, FEBRUARY, None, None)


def test_nobody_tries_a_plan_to_have_another_for_nothing() -> None:
    trial.when(SwitchPlan(ADA, replace(no_price, plan="solo"), date(2026, 1, 20), PAYS)).then_refused(
        "free-after-trial"
    )


def test_a_switch_that_costs_nothing_begins_no_new_period_but_stays_in_the_same() -> None:
    """What is unused of the month is as much as the year costs: a year would begin for nothing."""
    as_much = replace(yearly, price=controls.team.price)
    on_the_first_day = running.on(DAY)
    (event,) = on_the_first_day.when(SwitchPlan(ADA, as_much, DAY, PAYS)).events
    assert isinstance(event, SwitchScheduled)
    (event,) = on_the_first_day.when(SwitchPlan(ADA, replace(as_much, interval="month"), DAY, PAYS)).events
    assert isinstance(event, PlanSwitched)
    assert event.charge is None


def test_within_a_period_its_invoice_stays_the_periods_and_a_new_one_has_its_own() -> None:
    assert state(running.given(controls.switched)).period_invoice == INVOICE
    begun = replace(controls.switched, agreed=yearly, anchor=TODAY, ends=date(2027, 1, 31))
    assert state(running.given(begun)).period_invoice == NEXT_INVOICE
    assert state(running.given(begun)).invoices == (INVOICE, NEXT_INVOICE)


def test_a_period_that_began_with_a_switch_is_followed_from_its_own_day() -> None:
    begun = replace(controls.switched, agreed=yearly, anchor=TODAY, ends=date(2027, 1, 31))
    assert renewal(running.given(begun), date(2027, 1, 31)).ends == date(2028, 1, 31)


def test_a_switch_without_a_charge_leaves_how_it_is_paid() -> None:
    by_invoice = running.given(controls.payment_changed, replace(controls.switched, charge=None))
    assert state(by_invoice).payment == "invoice"


def test_from_a_year_to_a_month_months_are_counted_from_the_years_end() -> None:
    ends = date(2027, 1, 31)
    year = replace(controls.started, agreed=yearly, anchor=TODAY, ends=ends)
    later = replace(controls.switch_scheduled, agreed=controls.team, on=ends)
    month = story.given(year, controls.activated, later)
    switched = month.by(store).on(ends).when(EndPeriod(ends)).events[0]
    assert isinstance(switched, PlanSwitched)
    assert switched.anchor == ends
    assert renewal(month, ends).ends == date(2027, 2, 28)


def test_a_switch_at_a_periods_end_keeps_the_day_of_the_month() -> None:
    on_the_31st = replace(controls.started, anchor=date(2026, 1, 31), ends=date(2026, 2, 28))
    month = story.given(on_the_31st, controls.activated, controls.switch_scheduled)
    assert renewal(month, date(2026, 2, 28)).ends == date(2026, 3, 31)


def test_an_offer_that_was_dropped_leaves_the_coupon() -> None:
    reduced = story.given(replace(controls.started, discount=controls.ten_percent), controls.activated)
    offered = replace(controls.switch_scheduled, agreed=replace(controls.team, price=Money(3900, "USD")))
    dropped = reduced.given(replace(offered, source="offer-1"), controls.schedule_dropped)
    assert amounts(renewal(dropped, FEBRUARY).charge) == [4900, -490]


def test_a_replacement_at_the_same_price_is_had_at_once() -> None:
    same = replace(controls.team, plan="solo")
    take = TakeOffer(ADA, "offer-1", same, 1, True, TODAY, "card", PAYS)
    (event,) = running.when(take).events
    assert isinstance(event, PlanSwitched)
    assert (event.charge, event.ends) == (None, FEBRUARY)


def test_what_a_fixed_coupon_took_off_is_not_given_back_by_a_replacement_of_the_same_length() -> None:
    """It counts for whole periods: what is unused of the running one is counted at its full price."""
    off = Discount("THIRTY", 0, Money(3000, "USD"), 1)
    cheaper = story.given(replace(controls.started, discount=off), controls.activated)
    take = TakeOffer(ADA, "offer-1", controls.fleet, 1, True, TODAY, "card", PAYS)
    assert amounts(charge_in(cheaper, take)) == [23710, -2371]


def test_each_count_of_use_has_its_own_number() -> None:
    assert [
        state(each).meter for each in (running, running.given(controls.switched), running.given(controls.renewed))
    ] == [
        0,
        1,
        1,
    ]
    assert state(trial.given(controls.trial_ended)).meter == 1


# -- trials


@pytest.mark.parametrize(("days", "code"), [(0, "trial-too-long"), (1, ""), (90, ""), (91, "trial-too-long")])
def test_a_trial_is_extended_by_a_day_to_ninety(days: int, code: str) -> None:
    outcome = trial.by(carol).when(ExtendTrial(days))
    assert (outcome.refused.code if outcome.refused else "") == code


@pytest.mark.parametrize("role", ["owner", "editor", "support"])
def test_who_sells_extends_a_trial(role: str) -> None:
    assert trial.by(acting("carol", f"acme:{role}")).when(ExtendTrial(14)).refused is None
    trial.by(acting("carol", f"borealis:{role}")).when(ExtendTrial(14)).then_refused("not-yours")


def test_an_extended_trial_ends_on_its_new_day_and_is_paid_from_then_on() -> None:
    extended = trial.given(controls.trial_extended).by(store)
    extended.on(TRIAL_END).when(EndTrial(PAYS)).then()
    (event,) = extended.on(TRIAL_END + timedelta(days=14)).when(EndTrial(PAYS)).events
    assert isinstance(event, TrialEnded)
    assert (event.anchor, event.ends) == (date(2026, 2, 12), date(2026, 3, 12))


def test_a_trial_that_is_paid_by_invoice_goes_on_without_a_card() -> None:
    by_invoice = trial.given(controls.payment_changed).by(store).on(TRIAL_END)
    (event,) = by_invoice.when(EndTrial(Payer(details=True))).events
    assert isinstance(event, TrialEnded)
    assert (event.goes_on, event.charge and event.charge.payment) == (True, "invoice")


def test_a_trial_has_no_period_to_renew() -> None:
    trial.by(store).on(TRIAL_END).when(EndPeriod(TRIAL_END.date())).then()


def test_a_trial_that_is_not_paid_for_gives_its_place_back() -> None:
    ending = trial.on(TRIAL_END).state
    assert list(releases(EndTrial(Payer()), ending)) == [place_of(ADA, DATABASE, "team")]
    assert list(releases(EndTrial(PAYS), ending)) == []


def test_how_a_trial_is_to_be_paid_is_one_of_the_two_ways() -> None:
    cheque = Subscribe(SUBSCRIPTION, ADA, controls.team, payment="cheque", trial_days=14, payer=PAYS)
    Scenario(subscription, acting(ADA)).when(cheque).then_refused("payment-invalid")


def test_terms_that_were_accepted_once_do_no_harm_where_there_are_none_now() -> None:
    command = Subscribe(SUBSCRIPTION, ADA, replace(controls.team, terms_version=""), payer=PAYS)
    assert Scenario(subscription, acting(ADA)).when(command).refused is None


# -- prices and coupons


def test_a_new_price_counts_on_its_very_day_and_stays() -> None:
    that_day = running.given(replace(controls.price_announced, applies=FEBRUARY))
    event = renewal(that_day, FEBRUARY)
    assert (event.price, amounts(event.charge)) == (Money(5900, "USD"), [5900])
    since = that_day.given(event)
    assert (state(since).agreed.price, state(since).price_next) == (Money(5900, "USD"), None)
    assert renewal(since, MARCH).price == Money(5900, "USD")


def test_a_price_that_was_announced_during_a_trial_is_the_first_ones() -> None:
    announced = trial.given(replace(controls.price_announced, applies=TRIAL_END.date())).by(store).on(TRIAL_END)
    assert amounts(charge_in(announced, EndTrial(PAYS))) == [5900]


def test_what_is_over_is_told_of_no_price() -> None:
    running.given(controls.ended).by(store).when(AnnouncePrice(Money(5900, "USD"))).then()


def test_a_coupon_for_all_periods_is_taken_off_each() -> None:
    always = replace(controls.started, discount=replace(controls.ten_percent, periods=0))
    first = story.given(always, controls.activated)
    assert amounts(renewal(first, FEBRUARY).charge) == [4900, -490]
    assert amounts(renewal(first.given(controls.renewed), MARCH).charge) == [4900, -490]


@pytest.mark.parametrize(("off", "lines"), [(Money(500, "EUR"), [4900]), (Money(500, "USD"), [4900, -500])])
def test_a_fixed_amount_is_taken_off_in_its_own_currency_alone(off: Money, lines: list[int]) -> None:
    command = Subscribe(SUBSCRIPTION, ADA, controls.team, discount=Discount("FIVE", 0, off, 1), payer=PAYS)
    assert amounts(charge_in(Scenario(subscription, acting(ADA)), command)) == lines


def test_a_fixed_amount_takes_no_more_off_than_there_is() -> None:
    gift = Subscribe(SUBSCRIPTION, ADA, controls.team, discount=Discount("GIFT", 0, Money(9900, "USD"), 1), payer=PAYS)
    assert charge_in(Scenario(subscription, acting(ADA)), gift) is None


# -- who, and how it stands


@pytest.mark.parametrize("role", ["owner", "billing", "member"])
def test_who_buys_for_an_organisation_changes_what_it_has(role: str) -> None:
    ours = story.given(replace(controls.started, holder="orca"), controls.activated)
    for command in (Cancel(), ChangePayment("invoice", PAYS), ChangeQuantity(2, PAYS)):
        refused = ours.by(acting("bob", f"orca:{role}")).when(command).refused
        assert (refused is None) == (role != "member")


def test_nobody_else_says_how_it_is_paid() -> None:
    running.by(acting("bob", "operator")).when(ChangePayment("invoice", PAYS)).then_refused("not-yours")
    running.given(controls.ended).when(ChangePayment("invoice", PAYS)).then_refused("subscription-over")


def test_what_was_resumed_is_renewed() -> None:
    resumed = running.given(controls.cancelled, controls.resumed)
    assert renewal(resumed, FEBRUARY).ends == MARCH
    running.given(controls.cancelled, controls.resumed).when(Resume()).then()


@pytest.mark.parametrize(
    ("stands", "told"),
    [
        (trial, "trialing"),
        (trial.given(controls.cancelled), "cancelled"),
        (story.given(controls.started), "awaiting_payment"),
        (running, "active"),
        (running.given(controls.cancelled), "cancelled"),
        (running.given(controls.lapsed), "lapsed"),
        (running.given(controls.ended), "ended"),
        (story.given(controls.started, controls.abandoned), "ended"),
    ],
)
def test_it_stands_as_it_is(stands: Story, told: str) -> None:
    assert state(stands).state == told


def test_what_ended_is_not_ended_again_by_its_period() -> None:
    for over in (controls.lapsed, controls.ended):
        running.given(over).by(store).on(FEBRUARY).when(EndPeriod(FEBRUARY)).then()
    ended = SubscriptionEnded(SUBSCRIPTION, ADA, "cancelled")
    running.given(controls.cancelled).by(store).on(FEBRUARY).when(EndPeriod(FEBRUARY)).then(ended)
