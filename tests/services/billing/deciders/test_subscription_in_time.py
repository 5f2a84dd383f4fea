"""What the calendar brings: trials end, periods are charged once, prices change with notice, use is counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.subscribing import AnnouncePrice, EndPeriod, EndTrial, ExtendTerm, ExtendTrial, Payer
from services.billing.deciders.subscription import subscription
from services.billing.events import (
    Line,
    PlanSwitched,
    PriceChangeAnnounced,
    QuantityChanged,
    SubscriptionEnded,
    SubscriptionRenewed,
    TrialEnded,
)
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, SUBSCRIPTION
from vocabulary.money import Money

store = acting("policy:deadline")
carol = acting("carol", "acme:editor")
story = Scenario(subscription, store)
trial = story.given(controls.tried)
running = story.given(controls.started, controls.activated)
PAYS, CANNOT = Payer(details=True, card=True), Payer()
TRIAL_END = datetime(2026, 1, 29, 12, tzinfo=UTC)
FEBRUARY, MARCH = date(2026, 2, 15), date(2026, 3, 15)
due = EndPeriod(FEBRUARY)
invoice = store.new_id("invoice")
renewed = replace(controls.renewed, charge=replace(controls.next_charge, invoice=invoice))


def test_a_trial_goes_on_as_a_paid_period_where_it_can_be_charged() -> None:
    charge = replace(controls.trial_ended.charge, invoice=invoice)  # type: ignore[type-var]
    trial.on(TRIAL_END).when(EndTrial(PAYS)).then(replace(controls.trial_ended, charge=charge))


@pytest.mark.parametrize("payer", [CANNOT, Payer(details=True), Payer(card=True)])
def test_a_trial_ends_where_nothing_can_be_charged(payer: Payer) -> None:
    day = TRIAL_END.date()
    ended = TrialEnded(SUBSCRIPTION, ADA, goes_on=False, anchor=day, ends=day, charge=None)
    trial.on(TRIAL_END).when(EndTrial(payer)).then(ended)


def test_a_trial_does_not_end_before_its_time() -> None:
    trial.on(TRIAL_END - timedelta(seconds=1)).when(EndTrial(PAYS)).then()


def test_a_trial_ends_once() -> None:
    trial.given(controls.trial_ended).on(TRIAL_END).when(EndTrial(PAYS)).then()


def test_a_cancelled_trial_charges_nothing() -> None:
    cancelled = replace(controls.cancelled, access_until=TRIAL_END)
    trial.given(cancelled).on(TRIAL_END).when(EndTrial(PAYS)).then(controls.ended)


def test_the_publisher_extends_a_trial_once() -> None:
    extended = trial.by(carol)
    extended.when(ExtendTrial(14)).then(controls.trial_extended)
    extended.given(controls.trial_extended).when(ExtendTrial(14)).then_refused("trial-extended")


def test_nobody_else_extends_a_trial() -> None:
    trial.by(acting(ADA)).when(ExtendTrial(14)).then_refused("not-yours")
    running.by(carol).when(ExtendTrial(14)).then_refused("not-in-trial")
    trial.by(carol).when(ExtendTrial(91)).then_refused("trial-too-long")


def test_a_period_is_followed_by_the_next_one() -> None:
    running.on(FEBRUARY).when(due).then(renewed)


def test_a_period_is_charged_once() -> None:
    running.given(renewed).on(FEBRUARY).when(due).then()


def test_a_period_is_not_charged_before_its_day() -> None:
    running.on(date(2026, 2, 14)).when(due).then()


def test_a_cancelled_subscription_ends_instead() -> None:
    running.given(controls.cancelled).on(FEBRUARY).when(due).then(controls.ended)


def test_who_owes_something_is_not_charged_for_another_period() -> None:
    behind = running.given(replace(controls.past_due, invoice=controls.INVOICE))
    behind.on(FEBRUARY).when(due).then()


def test_the_end_of_a_month_is_kept() -> None:
    january = replace(controls.started, anchor=date(2026, 1, 31), ends=date(2026, 2, 28))
    on_the_31st = story.given(january, controls.activated)
    (event,) = on_the_31st.on(date(2026, 2, 28)).when(EndPeriod(date(2026, 2, 28))).events
    assert isinstance(event, SubscriptionRenewed)
    assert event.ends == date(2026, 3, 31)


def test_use_of_the_period_before_is_charged_tier_by_tier_and_rounded_once() -> None:
    metered = story.given(replace(controls.started, agreed=controls.metered), controls.activated)
    (event,) = metered.on(FEBRUARY).when(replace(due, used={"requests": 1501})).events
    assert isinstance(event, SubscriptionRenewed)
    assert event.charge is not None
    cents = 500 + 125  # 1000 at 0.5, then 501 at 0.25: 625.25 cents
    assert event.charge.lines[0] == Line("use", "acme/db Team: Requests", 1501, Money(cents, "USD"))
    assert event.charge.lines[1].kind == "plan"


def test_the_last_use_is_charged_where_no_renewal_will_charge_it() -> None:
    metered = story.given(replace(controls.started, agreed=controls.metered), controls.activated, controls.cancelled)
    (event,) = metered.on(FEBRUARY).when(replace(due, used={"requests": 10})).events
    assert isinstance(event, SubscriptionEnded)
    assert event.charge is not None
    assert [line.amount for line in event.charge.lines] == [Money(5, "USD")]


def test_a_coupon_counts_for_its_periods_alone() -> None:
    off = replace(controls.started, discount=replace(controls.ten_percent, periods=1))
    (event,) = story.given(off, controls.activated).on(FEBRUARY).when(due).events
    assert isinstance(event, SubscriptionRenewed)
    assert event.charge is not None
    assert [line.kind for line in event.charge.lines] == ["plan"]


def test_a_rise_is_told_thirty_days_before_it_counts() -> None:
    told = PriceChangeAnnounced(SUBSCRIPTION, ADA, Money(5900, "USD"), date(2026, 2, 14))
    running.when(AnnouncePrice(Money(5900, "USD"))).then(told)
    running.given(told).when(AnnouncePrice(Money(5900, "USD"))).then()


def test_a_cut_counts_from_the_next_renewal() -> None:
    told = PriceChangeAnnounced(SUBSCRIPTION, ADA, Money(3900, "USD"), date(2026, 1, 15))
    running.when(AnnouncePrice(Money(3900, "USD"))).then(told)
    assert price_of(running.given(told), FEBRUARY) == Money(3900, "USD")


def price_of(story: Scenario, day: date) -> Money | None:  # type: ignore[type-arg]
    (event,) = story.on(day).when(EndPeriod(day)).events
    assert isinstance(event, SubscriptionRenewed)
    return event.price


def test_a_rise_that_is_not_yet_due_waits_for_the_renewal_after() -> None:
    announced = running.given(controls.price_announced)  # from 1 March
    assert price_of(announced, FEBRUARY) == Money(4900, "USD")
    assert price_of(announced.given(renewed), MARCH) == Money(5900, "USD")


def test_a_smaller_rise_than_was_told_keeps_the_day_of_the_notice() -> None:
    outcome = running.given(controls.price_announced).on(date(2026, 2, 20)).when(AnnouncePrice(Money(5500, "USD")))
    outcome.then(replace(controls.price_announced, price=Money(5500, "USD")))


def test_a_private_price_stays_whatever_the_shelf_says() -> None:
    private = story.given(replace(controls.started, source="offer-1"), controls.activated)
    private.when(AnnouncePrice(Money(5900, "USD"))).then()


def test_a_price_in_another_currency_is_not_this_ones() -> None:
    running.when(AnnouncePrice(Money(5900, "EUR"))).then()


def test_a_scheduled_switch_and_quantity_come_with_the_renewal() -> None:
    solo = controls.switch_scheduled.agreed
    (switch, quantity, event) = (
        running.given(controls.switch_scheduled, controls.quantity_scheduled).on(FEBRUARY).when(due).events
    )
    assert isinstance(switch, PlanSwitched)
    assert (switch.agreed, switch.charge) == (solo, None)
    assert quantity == QuantityChanged(SUBSCRIPTION, ADA, 2, None, store.actor)
    assert isinstance(event, SubscriptionRenewed)
    assert (event.quantity, event.ends) == (2, MARCH)


def test_a_fixed_term_ends_unless_its_publisher_extends_it() -> None:
    order = replace(
        controls.started, agreed=replace(controls.team, price=None), payment="none", charge=None, source="order-1"
    )
    term = story.given(order)
    term.on(FEBRUARY).when(due).then(SubscriptionEnded(SUBSCRIPTION, ADA, "term-over"))
    extended = SubscriptionRenewed(SUBSCRIPTION, ADA, FEBRUARY, MARCH, 1, None, None)
    term.when(ExtendTerm(MARCH)).then(extended)
    term.given(extended).when(ExtendTerm(MARCH)).then()
    term.by(acting(ADA)).when(ExtendTerm(MARCH)).then_refused("not-yours")
    running.when(ExtendTerm(MARCH)).then_refused("no-fixed-term")
