"""Other terms for a running subscription, as its publisher offered them: from the period's end on, or at once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.subscribing import AnnouncePrice, DropSchedule, EndPeriod, EndSubscription, TakeOffer
from services.billing.deciders.subscription import place_of, releases, subscription
from services.billing.events import (
    Discount,
    Line,
    PlanSwitched,
    QuantityChanged,
    QuantityScheduled,
    SubscriptionRenewed,
    SubscriptionStarted,
    SwitchScheduled,
)
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, SUBSCRIPTION
from tests.services.billing.deciders.test_subscription_changing import FEBRUARY, PAYS, TODAY, running, trial
from vocabulary.money import Money

OFFER = "offer-0198a000-0000-7000-8000-000000000002"
cheap = replace(controls.team, price=Money(3900, "USD"))
scheduled = SwitchScheduled(SUBSCRIPTION, ADA, cheap, FEBRUARY, ADA, OFFER)
three = QuantityScheduled(SUBSCRIPTION, ADA, 3, FEBRUARY, ADA)
waiting = running.given(scheduled, three)
MARCH = date(2026, 3, 15)


def taking(**more: Any) -> TakeOffer:
    """A renewal at 39.00 USD a month; quantity as it is."""
    told = {"holder": ADA, "source": OFFER, "agreed": cheap, "quantity": 1, "at_once": False, "on": TODAY}
    return TakeOffer(**{**told, "payment": "card", "payer": PAYS, **more})


def story_of(started: SubscriptionStarted) -> Scenario:  # type: ignore[type-arg]
    """One that runs since then."""
    began = Scenario(subscription, acting(ADA)).on(TODAY).given(started)
    return began.given(controls.activated) if started.charge else began


def charged(story: Scenario, command: TakeOffer) -> list[Money]:  # type: ignore[type-arg]
    event = story.when(command).events[0]
    assert isinstance(event, PlanSwitched)
    return [line.amount for line in event.charge.lines] if event.charge else []


def test_a_renewal_waits_for_the_periods_end_with_its_terms_frozen() -> None:
    running.when(taking()).then(scheduled)
    assert scheduled.agreed.terms_digest == controls.TERMS_DIGEST
    running.when(taking(quantity=3)).then(scheduled, three)


def test_what_was_taken_once_is_not_taken_again() -> None:
    waiting.when(taking()).then()
    running.given(replace(controls.switched, source=OFFER)).when(taking(at_once=True)).then()


def test_at_the_periods_end_the_renewals_price_and_quantity_count() -> None:
    events = waiting.on(datetime(2026, 2, 15, tzinfo=UTC)).by(acting("policy:billing")).when(EndPeriod(FEBRUARY)).events
    switched, changed, renewed = events
    assert isinstance(switched, PlanSwitched)
    assert (switched.agreed, switched.source, switched.charge) == (cheap, OFFER, None)
    assert changed == replace(controls.quantity_changed, by="policy:billing")
    assert isinstance(renewed, SubscriptionRenewed)
    assert (renewed.price, renewed.quantity, renewed.ends) == (Money(3900, "USD"), 3, MARCH)
    assert renewed.charge is not None
    assert renewed.charge.lines == (Line("plan", "acme/db Team", 3, Money(11700, "USD")),)


def test_a_coupon_takes_nothing_off_a_price_that_was_offered() -> None:
    reduced = Scenario(subscription, acting(ADA)).given(
        replace(controls.started, discount=Discount("HALF", 50, None, 0)), controls.activated, scheduled
    )
    ending = reduced.on(datetime(2026, 2, 15, tzinfo=UTC)).by(acting("policy:billing")).when(EndPeriod(FEBRUARY))
    renewed = ending.events[-1]
    assert isinstance(renewed, SubscriptionRenewed)
    assert renewed.charge is not None
    assert [line.amount for line in renewed.charge.lines] == [Money(3900, "USD")]


def test_a_price_on_the_shelf_does_not_reach_who_took_an_offer() -> None:
    taken = running.given(replace(controls.switched, source=OFFER, agreed=cheap)).by(acting("policy:billing"))
    taken.when(AnnouncePrice(Money(9900, "USD"))).then()


def test_its_place_is_kept_while_the_plan_stays_the_same() -> None:
    place = place_of(ADA, DATABASE, "team")
    assert releases(EndPeriod(FEBRUARY), waiting.state) == []
    assert releases(DropSchedule(), waiting.state) == []
    assert releases(taking(at_once=True), running.state) == []
    assert releases(taking(at_once=True, agreed=controls.fleet), running.state) == [place]
    assert releases(EndSubscription("refunded"), waiting.state) == [place]


def test_a_replacement_costs_the_rest_of_the_period_less_what_was_paid_for_it() -> None:
    """15 of 31 days are left: three seats at 39.00 USD for them, less one at 49.00."""
    assert charged(running, taking(at_once=True, quantity=3)) == [Money(5661, "USD"), Money(-2371, "USD")]
    [_, changed] = running.when(taking(at_once=True, quantity=3)).events
    assert changed == QuantityChanged(SUBSCRIPTION, ADA, 3, None, ADA)


def test_a_replacement_by_the_year_begins_a_year_today() -> None:
    yearly = replace(cheap, price=Money(39000, "USD"), interval="year")
    [event] = running.when(taking(at_once=True, agreed=yearly)).events
    assert isinstance(event, PlanSwitched)
    assert (event.anchor, event.ends, event.source) == (TODAY, date(2027, 1, 31), OFFER)
    assert charged(running, taking(at_once=True, agreed=yearly)) == [Money(39000, "USD"), Money(-2371, "USD")]


def test_a_replacement_that_costs_less_waits_for_the_end_of_what_is_paid_for() -> None:
    running.when(taking(at_once=True)).then(scheduled)
    assert releases(taking(at_once=True, agreed=replace(cheap, plan="solo")), running.state) == []


def test_nor_does_a_year_that_was_paid_for_give_way_to_a_month() -> None:
    """A new period that costs less than what is left of the old one would be charged again in a month."""
    year = replace(controls.team, price=Money(49000, "USD"), interval="year")
    paid = replace(controls.started, agreed=year, ends=date(2027, 1, 15))
    [event, _] = story_of(paid).when(taking(at_once=True, quantity=3)).events
    assert event == replace(scheduled, on=date(2027, 1, 15))


def test_what_is_free_is_replaced_at_once() -> None:
    nothing = replace(controls.team, price=None)
    free = replace(controls.started, agreed=nothing, payment="none", ends=None, charge=None)
    [event] = story_of(free).when(taking(at_once=False)).events
    assert isinstance(event, PlanSwitched)
    assert (event.anchor, event.ends, event.charge and event.charge.payment) == (TODAY, date(2026, 2, 28), "card")
    [event] = story_of(free).when(taking(agreed=replace(nothing, plan="solo"))).events
    assert isinstance(event, PlanSwitched)
    assert (event.ends, event.charge) == (None, None)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_trial_goes_on_and_its_first_period_is_at_the_offers_price(at_once: bool) -> None:
    [event] = trial.when(taking(at_once=at_once)).events
    assert isinstance(event, PlanSwitched)
    assert (event.agreed, event.charge, event.ends) == (cheap, None, date(2026, 1, 29))


def test_terms_are_accepted_before_an_offer_with_them_is() -> None:
    new = replace(cheap, terms_version="2")
    running.when(taking(agreed=new)).then_refused("terms-not-accepted")
    running.when(taking(agreed=new, payer=replace(PAYS, terms_version="2"))).then(replace(scheduled, agreed=new))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"agreed": replace(cheap, product="another")}, "offer-of-another-product"),
        ({"agreed": replace(cheap, price=Money(3900, "EUR"))}, "plan-currency-differs"),
        ({"quantity": 0}, "quantity-invalid"),
        ({"payer": replace(PAYS, card=False)}, "card-missing"),
        ({"payer": replace(PAYS, card=False), "at_once": True, "quantity": 3}, "card-missing"),
    ],
)
def test_what_does_not_fit_is_not_taken(more: dict[str, Any], code: str) -> None:
    running.when(taking(**more)).then_refused(code)


def test_nobody_else_takes_it() -> None:
    running.by(acting("eve")).when(taking()).then_refused("not-yours")


def test_what_is_cancelled_is_resumed_first() -> None:
    running.given(controls.cancelled).when(taking()).then_refused("subscription-cancelled")


def test_a_renewal_that_is_left_as_it_was_leaves_nothing_behind() -> None:
    dropped = waiting.given(controls.schedule_dropped)
    ending = dropped.on(datetime(2026, 2, 15, tzinfo=UTC)).by(acting("policy:billing")).when(EndPeriod(FEBRUARY))
    [renewed] = ending.events
    assert isinstance(renewed, SubscriptionRenewed)
    assert (renewed.price, renewed.quantity) == (Money(4900, "USD"), 1)
