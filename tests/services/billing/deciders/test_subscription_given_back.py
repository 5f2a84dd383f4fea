"""What a subscription gives back and keeps: its place, its coupon, its schedule, and the way that it is paid."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.subscribing import (
    Cancel,
    ChangeQuantity,
    DropSchedule,
    EndPeriod,
    ExtendTerm,
    Lapse,
    Subscribe,
    SwitchPlan,
    TakeOffer,
)
from services.billing.deciders.subscription import place_of, releases, subscription
from services.billing.deciders.subscription_state import Absent
from services.billing.events import Discount, PlanSwitched, SubscriptionEnded, SubscriptionRenewed, SubscriptionStarted
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, INVOICE, SUBSCRIPTION
from tests.services.billing.deciders.test_subscription_to_the_day import (
    FEBRUARY,
    PAYS,
    TODAY,
    Story,
    amounts,
    charge_in,
    no_price,
    renewal,
    running,
    state,
    store,
    story,
    trial,
    yearly,
)
from vocabulary.money import Money

TEAM = [place_of(ADA, DATABASE, "team")]
term = story.given(replace(controls.started, agreed=no_price, payment="none", charge=None, source="order-1"))
to_fleet = SwitchPlan(ADA, controls.fleet, TODAY, PAYS)
take = TakeOffer(ADA, "offer-1", controls.fleet, 1, False, TODAY, "card", PAYS)
taken = replace(controls.switched, source="offer-1")
reduced = story.given(replace(controls.started, discount=controls.ten_percent), controls.activated)


@pytest.mark.parametrize(
    ("command", "stands", "places"),
    [
        (EndPeriod(FEBRUARY), running, []),
        (EndPeriod(FEBRUARY), running.given(controls.cancelled), TEAM),
        (EndPeriod(FEBRUARY), term, TEAM),
        (Cancel(), running, []),
        (Cancel(), story.given(controls.started), TEAM),
        (DropSchedule(), running, []),
        (to_fleet, trial, TEAM),
        (take, trial, TEAM),
        (take, running, []),
        (replace(take, at_once=True), running, TEAM),
        (ChangeQuantity(2, PAYS), running, []),
        (Lapse(INVOICE), running, TEAM),
    ],
)
def test_the_place_of_a_plan_is_given_back_with_it(command: Any, stands: Story, places: list[str]) -> None:
    assert list(releases(command, stands.state)) == places
    assert list(releases(command, Absent())) == []


def test_a_coupon_outlasts_a_switch_and_no_offer() -> None:
    assert amounts(renewal(reduced.given(controls.switched), FEBRUARY).charge) == [49000, -4900]
    assert amounts(renewal(reduced.given(taken), FEBRUARY).charge) == [49000]


def test_a_new_period_by_an_offer_gives_back_no_more_than_was_paid() -> None:
    off = Discount("THIRTY", 0, Money(3000, "USD"), 1)
    cheaper = story.given(replace(controls.started, discount=off), controls.activated)
    assert amounts(charge_in(cheaper, replace(take, agreed=yearly, at_once=True))) == [49000, -919]


def test_what_is_free_has_no_coupon() -> None:
    free = Subscribe(SUBSCRIPTION, ADA, no_price, discount=controls.ten_percent, payer=PAYS)
    (event,) = Scenario(subscription, acting(ADA)).when(free).events
    assert isinstance(event, SubscriptionStarted)
    assert (event.discount, event.payment) == (None, "none")


def test_who_pays_by_invoice_pays_a_switch_by_invoice() -> None:
    charge = charge_in(running.given(controls.payment_changed), to_fleet)
    assert charge is not None
    assert charge.payment == "invoice"


def test_from_any_currency_one_may_pass_to_what_is_free() -> None:
    euros = replace(controls.team, price=Money(4500, "EUR"))
    paying = story.given(replace(controls.started, agreed=euros), controls.activated)
    assert paying.when(SwitchPlan(ADA, replace(no_price, plan="solo"), TODAY, PAYS)).refused is None
    paying.when(to_fleet).then_refused("plan-currency-differs")


def test_more_at_once_than_were_to_go_take_the_schedule_back() -> None:
    more = running.given(controls.quantity_changed, controls.quantity_scheduled).given(
        replace(controls.quantity_changed, quantity=5)
    )
    assert state(more).quantity_next is None
    assert renewal(more, FEBRUARY).quantity == 5


def test_of_a_plan_that_charges_for_use_alone_use_alone_is_charged() -> None:
    by_use = replace(controls.metered, price=Money(0, "USD"))
    started = story.given(replace(controls.started, agreed=by_use, charge=None))
    (event,) = started.by(store).on(FEBRUARY).when(EndPeriod(FEBRUARY, {"requests": 10})).events
    assert isinstance(event, SubscriptionRenewed)
    assert amounts(event.charge) == [5]
    assert amounts(charge_in(started.by(acting(ADA)), ChangeQuantity(2, PAYS))) == []


def test_a_trial_that_goes_on_is_a_subscription_as_any_other() -> None:
    assert state(trial.given(controls.trial_ended)).state == "active"


def test_what_is_over_is_neither_made_longer_nor_lapses() -> None:
    ended = SubscriptionEnded(SUBSCRIPTION, ADA, "term-over")
    for over in (term.given(ended), running.given(ended)):
        over.by(store).when(ExtendTerm(date(2027, 1, 1))).then_refused("subscription-over")
    running.given(ended).by(store).when(Lapse(INVOICE, "written-off")).then()


def test_a_term_for_good_can_be_given_an_end() -> None:
    for_good = story.given(
        replace(controls.started, agreed=no_price, payment="none", charge=None, source="order-1", ends=None)
    )
    (event,) = for_good.by(store).when(ExtendTerm(FEBRUARY)).events
    assert isinstance(event, SubscriptionRenewed)
    assert (event.starts, event.ends) == (controls.DAY, FEBRUARY)


def test_a_switch_says_what_is_unused() -> None:
    (event,) = running.when(to_fleet).events
    assert isinstance(event, PlanSwitched)
    assert event.charge is not None
    assert event.charge.lines[1].text == "acme/db Team, unused, 2026-01-31 to 2026-02-15"


def test_fewer_that_were_planned_alone_are_dropped() -> None:
    fewer = running.given(controls.quantity_changed, controls.quantity_scheduled)
    fewer.when(DropSchedule()).then(controls.schedule_dropped)
    assert state(fewer.given(controls.schedule_dropped)).quantity_next is None
