"""What a subscription's customer is told of a new price before it comes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Absent
from services.billing.deciders.taxing import Buyer, Seller
from services.billing.events import Discount
from services.billing.service.subscription_answers import Taxed, price_change, rehearsed
from tests.controls import subscriptions as controls
from vocabulary.money import Money

RUNNING = (controls.started, controls.activated)
PRICE, DEARER = {"amount": 4900, "currency": "USD"}, {"amount": 5900, "currency": "USD"}


@pytest.mark.parametrize(("applies", "day"), [(date(2026, 2, 15), "2026-02-15"), (date(2026, 3, 1), "2026-03-15")])
def test_a_new_price_is_told_with_the_renewal_that_it_comes_with(applies: date, day: str) -> None:
    announced = replace(controls.price_announced, applies=applies)
    assert told(*RUNNING, announced) == {"price": DEARER, "on": day}


def test_it_is_told_until_it_has_come() -> None:
    one, two = controls.renewed, replace(controls.renewed, price=controls.price_announced.price)
    assert told(*RUNNING, controls.price_announced, one) == {"price": DEARER, "on": "2026-03-15"}
    assert told(*RUNNING, controls.price_announced, two) is None


def test_who_has_cancelled_is_not_told_of_it() -> None:
    assert told(*RUNNING, controls.price_announced, controls.cancelled) is None


def test_who_is_to_pay_by_card_is_told_of_the_next_payment_before() -> None:
    """As who pays by invoice is, whose subscription runs at once."""
    untaxed = Taxed(Seller("", {}), Buyer("", is_business=False))
    dry = rehearsed(Absent(), [controls.started], untaxed, controls.DAY)
    assert (dry["state"], dry["then"]["on"], dry["then"]["total"]) == ("awaiting_payment", "2026-02-15", PRICE)


def test_what_a_coupon_paid_of_the_period_is_not_unused() -> None:
    untaxed, off = Taxed(Seller("", {}), Buyer("", is_business=False)), Discount("TEN", 0, Money(1000, "USD"), 3)
    before = state_after([replace(controls.started, discount=off), controls.activated])
    assert rehearsed(before, [controls.switch_scheduled], untaxed, controls.DAY)["unused"] == {**PRICE, "amount": 3900}


def told(*events: Any) -> Any:
    return price_change(state_after(events))


def state_after(events: Sequence[Any]) -> Any:
    return subscription.fold(list(events))
