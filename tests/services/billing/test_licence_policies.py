"""What a subscription gives a licence for, and until when, as its life goes on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from services.billing.deciders.licence import EndLicence, SetLicence
from services.billing.deciders.subscription import subscription
from services.billing.events import Value
from services.billing.policies.licences import FOLLOWED, licence_for, order_of
from tests.controls import subscriptions as told
from tests.controls.deals import order_placed

by_invoice = replace(told.started, charge=replace(told.charge, payment="invoice"))


def after(*facts: Any) -> SetLicence | EndLicence | None:
    return licence_for(subscription.fold(facts), None)


def until(*facts: Any) -> datetime | None:
    wanted = after(*facts)
    assert isinstance(wanted, SetLicence)
    return wanted.until


def midnight(*day: int) -> datetime:
    return datetime.combine(date(*day), time(), UTC)


def test_there_is_no_licence_before_the_first_payment() -> None:
    assert after(told.started) is None


def test_a_licence_says_what_was_agreed_on() -> None:
    wanted = after(told.started, told.activated)
    assert isinstance(wanted, SetLicence)
    assert (wanted.holder, wanted.plan, wanted.seats, wanted.starts) == (told.ADA, "team", 1, told.DAY)
    assert wanted.licence_fields == told.team.licence_fields


@pytest.mark.parametrize(
    ("facts", "ends"),
    [
        ((told.tried,), told.tried.trial_until),
        ((told.tried, told.trial_extended), told.trial_extended.until),
        ((told.tried, told.trial_ended), midnight(2026, 3, 14)),
        ((by_invoice,), midnight(2026, 3, 1)),
        ((told.started, told.activated), midnight(2026, 3, 1)),
        ((told.started, told.activated, told.renewed), midnight(2026, 3, 29)),
        ((told.started, told.activated, told.renewed, told.past_due), midnight(2026, 3, 1)),
        ((told.started, told.activated, told.renewed, told.past_due, told.recovered), midnight(2026, 3, 29)),
        ((told.started, told.activated, told.cancelled), midnight(2026, 2, 15)),
        ((told.started, told.activated, told.cancelled, told.resumed), midnight(2026, 3, 1)),
    ],
)
def test_a_licence_counts_as_long_as_its_image_may_be_pulled(facts: tuple[Any, ...], ends: datetime) -> None:
    assert until(*facts) == ends


def test_a_fixed_term_ends_on_its_day_and_one_without_an_end_never() -> None:
    agreed = replace(told.team, price=None)
    fixed = replace(told.started, agreed=agreed, charge=None, source="order-1")
    assert until(fixed) == midnight(2026, 2, 15)
    assert until(replace(fixed, ends=None)) is None


@pytest.mark.parametrize("last", [told.lapsed, told.ended, told.abandoned])
def test_with_the_subscription_its_licence_ends(last: Any) -> None:
    assert after(told.started, told.activated, last) == EndLicence()


def test_seats_and_plan_follow() -> None:
    wanted = after(told.started, told.activated, told.quantity_changed, told.switched)
    assert isinstance(wanted, SetLicence)
    assert (wanted.seats, wanted.plan) == (3, "fleet")


def test_an_orders_components_are_what_is_given() -> None:
    state = subscription.fold([replace(told.started, charge=None, source="order-0198")])
    wanted = licence_for(state, order_placed)
    assert order_of(state) == "0198"
    assert isinstance(wanted, SetLicence)
    assert wanted.given == tuple(Value(pair.name, pair.value) for pair in order_placed.components)


def test_every_fact_that_changes_a_right_is_followed() -> None:
    changing = {type(fact) for fact in told.EVERY_EVENT if _changes(fact)}
    assert changing <= set(FOLLOWED)


def _changes(fact: Any) -> bool:
    facts = (told.tried,) if fact in (told.trial_extended, told.trial_ended) else (told.started, told.activated)
    before = [] if fact in (told.started, told.activated) else list(facts)
    folded = subscription.fold([*before, fact]) if before else subscription.fold([fact])
    return licence_for(folded, None) != licence_for(subscription.fold(before), None)
