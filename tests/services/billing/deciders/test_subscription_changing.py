"""What customers change: what costs more at once and for the rest of the period, what costs less at its end."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.subscribing import (
    Cancel,
    ChangePayment,
    ChangeQuantity,
    Command,
    DropSchedule,
    EndPeriod,
    Payer,
    Resume,
    SwitchPlan,
)
from services.billing.deciders.subscription import place_of, releases, subscription
from services.billing.events import Agreed, Discount, Line, PlanSwitched, QuantityChanged, SubscriptionAbandoned
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, SUBSCRIPTION
from vocabulary.money import Money

PAYS = Payer(details=True, card=True, terms_version="1")
ada = acting(ADA)
story = Scenario(subscription, ada).on(date(2026, 1, 31))
running = story.given(controls.started, controls.activated)
behind = running.given(replace(controls.past_due, invoice=controls.INVOICE))
trial = story.given(controls.tried).on(date(2026, 1, 20))
TODAY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 15)
yearly = replace(controls.fleet, plan="yearly", plan_name="Yearly", price=Money(49000, "USD"), interval="year")
solo = controls.switch_scheduled.agreed


def to(agreed: Agreed, on: date = TODAY, **more: Payer) -> SwitchPlan:
    return SwitchPlan(ADA, agreed, on, more.get("payer", PAYS))


def switched(command: SwitchPlan, story: Scenario = running) -> PlanSwitched:  # type: ignore[type-arg]
    (event,) = story.when(command).events
    assert isinstance(event, PlanSwitched)
    return event


def test_a_new_period_gives_back_no_more_of_the_old_one_than_was_paid() -> None:
    """30.00 USD of 49.00 were taken off the running month, of which 15 of 31 days are left."""
    off = Discount("THIRTY", 0, Money(3000, "USD"), 1)
    cheaper = story.given(replace(controls.started, discount=off), controls.activated)
    charge = switched(to(yearly), cheaper).charge
    assert charge is not None
    assert [line.amount for line in charge.lines] == [Money(49000, "USD"), Money(-919, "USD")]


def test_what_is_cancelled_may_be_pulled_until_its_period_ends() -> None:
    running.when(Cancel()).then(controls.cancelled)


def test_cancelling_twice_changes_nothing() -> None:
    running.given(controls.cancelled).when(Cancel()).then()


def test_a_payment_that_is_awaited_is_given_up_by_cancelling() -> None:
    abandoned = SubscriptionAbandoned(SUBSCRIPTION, ADA, "cancelled")
    story.given(controls.started).when(Cancel()).then(abandoned)


def test_who_is_past_due_keeps_no_more_than_the_grace() -> None:
    since = replace(controls.past_due, invoice=controls.INVOICE, grace_until=date(2026, 2, 5))
    (event,) = running.given(since).when(Cancel()).events
    assert event == replace(controls.cancelled, access_until=datetime(2026, 2, 5, tzinfo=UTC))


def test_what_is_free_ends_at_once() -> None:
    free = replace(controls.started, agreed=replace(controls.team, price=None), payment="none", ends=None, charge=None)
    story.given(free).when(Cancel()).then(controls.ended)


def test_a_cancellation_is_taken_back_before_its_day() -> None:
    running.given(controls.cancelled).when(Resume()).then(controls.resumed)
    running.when(Resume()).then()
    running.given(controls.cancelled).on(FEBRUARY).when(Resume()).then_refused("subscription-over")


@pytest.mark.parametrize("command", [Cancel(), Resume(), to(controls.fleet), ChangeQuantity(2, PAYS), DropSchedule()])
def test_nobody_else_changes_it(command: Command) -> None:
    running.by(acting("bob", "operator")).when(command).then_refused("not-yours")
    running.given(controls.ended).when(command).then_refused("subscription-over")
    order = story.given(replace(controls.started, source="order-1", charge=None))
    order.when(command).then_refused("publisher-changes-it")


def test_what_costs_more_is_had_at_once_for_the_rest_of_the_period() -> None:
    charge = switched(to(controls.fleet)).charge
    assert charge is not None
    assert [(line.kind, line.amount.amount) for line in charge.lines] == [
        ("rest", 23710),  # 490.00 x 15/31 = 237.097
        ("rest", -2371),
    ]
    assert (charge.starts, charge.ends) == (TODAY, FEBRUARY)


def test_a_switch_within_the_interval_keeps_the_period() -> None:
    event = switched(to(controls.fleet))
    assert (event.anchor, event.ends) == (controls.DAY, FEBRUARY)


def test_another_interval_begins_today_and_takes_what_is_unused_off() -> None:
    event = switched(to(yearly))
    assert (event.anchor, event.ends) == (TODAY, date(2027, 1, 31))
    assert event.charge is not None
    assert [line.amount.amount for line in event.charge.lines] == [49000, -2371]


def test_what_costs_less_is_had_from_the_next_period() -> None:
    scheduled = replace(controls.switch_scheduled, agreed=solo)
    cheaper = replace(solo, price=Money(1900, "USD"))
    running.when(to(cheaper)).then(replace(scheduled, agreed=cheaper))
    running.given(replace(scheduled, agreed=cheaper)).when(to(cheaper)).then()


def test_from_a_year_to_a_month_waits_for_the_years_end() -> None:
    started = replace(controls.started, agreed=yearly, ends=date(2027, 1, 15))
    a_year = story.given(started, controls.activated)
    a_year.when(to(controls.team)).then(replace(controls.switch_scheduled, agreed=controls.team, on=date(2027, 1, 15)))


def test_in_a_trial_a_switch_costs_nothing() -> None:
    event = switched(to(controls.fleet, date(2026, 1, 20)), trial)
    assert (event.charge, event.ends) == (None, date(2026, 1, 29))


def test_the_same_plan_again_drops_what_was_scheduled() -> None:
    running.when(to(controls.team)).then()
    running.given(controls.switch_scheduled).when(to(controls.team)).then(controls.schedule_dropped)


@pytest.mark.parametrize(
    ("agreed", "payer", "code"),
    [
        (replace(controls.fleet, product="another"), PAYS, "plan-unknown"),
        (controls.fleet, replace(PAYS, terms_version=""), "terms-not-accepted"),
        (controls.fleet, replace(PAYS, card=False), "card-missing"),
        (replace(controls.fleet, price=Money(49000, "EUR")), PAYS, "plan-currency-differs"),
    ],
)
def test_a_switch_that_could_not_be_paid_for_is_refused(agreed: Agreed, payer: Payer, code: str) -> None:
    running.when(to(agreed, payer=payer)).then_refused(code)


@pytest.mark.parametrize("command", [to(controls.fleet), ChangeQuantity(2, PAYS)])
def test_first_what_is_owed_is_paid(command: Command) -> None:
    behind.when(command).then_refused("payment-outstanding")
    story.given(controls.started).when(command).then_refused("payment-outstanding")
    running.given(controls.cancelled).when(command).then_refused("subscription-cancelled")


def test_more_are_had_at_once_for_the_rest_of_the_period() -> None:
    (event,) = running.when(ChangeQuantity(3, PAYS)).events
    assert isinstance(event, QuantityChanged)
    assert event.charge is not None
    text = "acme/db Team, 2026-01-31 to 2026-02-15"
    assert event.charge.lines == (Line("rest", text, 2, Money(4742, "USD")),)  # 98.00 x 15/31


def test_fewer_are_had_from_the_next_period() -> None:
    three = running.given(controls.quantity_changed)
    three.when(ChangeQuantity(2, PAYS)).then(controls.quantity_scheduled)
    three.given(controls.quantity_scheduled).when(ChangeQuantity(2, PAYS)).then()


def test_as_many_as_before_takes_the_schedule_back() -> None:
    later = running.given(controls.quantity_changed, controls.quantity_scheduled)
    back = replace(controls.quantity_scheduled, quantity=3)
    later.when(ChangeQuantity(3, PAYS)).then(back)
    later.given(back).when(ChangeQuantity(3, PAYS)).then()


def test_a_quantity_that_is_none_is_refused() -> None:
    running.when(ChangeQuantity(0, PAYS)).then_refused("quantity-invalid")


def test_how_it_is_paid_is_changed_for_what_comes() -> None:
    running.when(ChangePayment("invoice", PAYS)).then(controls.payment_changed)
    running.when(ChangePayment("card", PAYS)).then()
    by_invoice = running.given(controls.payment_changed)
    by_invoice.when(ChangePayment("card", replace(PAYS, card=False))).then_refused("card-missing")


def test_what_was_scheduled_is_dropped() -> None:
    running.given(controls.switch_scheduled).when(DropSchedule()).then(controls.schedule_dropped)
    running.when(DropSchedule()).then()


def test_a_plan_that_is_left_can_be_subscribed_to_anew() -> None:
    place = place_of(ADA, DATABASE, "team")
    assert list(releases(to(controls.fleet), running.state)) == [place]
    assert list(releases(to(replace(solo, price=Money(100, "USD"))), running.state)) == []
    scheduled = running.given(controls.switch_scheduled)
    assert list(releases(EndPeriod(FEBRUARY), scheduled.state)) == [place]
    assert list(releases(DropSchedule(), scheduled.state)) == [place_of(ADA, DATABASE, "solo")]
