"""What is agreed on: the plan as it stands on the shelf, in the customer's currency, or at the price of an offer."""

from dataclasses import replace

import pytest

from eventlog.refusal import Refused
from services.billing.deciders.agreeing import agreed, for_sale, listed, trial_of
from services.billing.events import PlanOffered
from tests.controls import subscriptions as controls
from vocabulary.money import Money

team, price = controls.team_offered, controls.team_price
free = replace(team, price=None)


@pytest.mark.parametrize(("currency", "amount"), [("", Money(4900, "USD")), ("EUR", Money(4500, "EUR"))])
def test_it_costs_what_the_shelf_says_in_the_customers_currency(currency: str, amount: Money) -> None:
    assert agreed(team, currency) == replace(controls.team, price=amount)


def test_a_currency_that_the_plan_has_not_is_its_first() -> None:
    assert agreed(team, "CHF").price == listed(team, "CHF") == Money(4900, "USD")


def test_a_yearly_plan_is_agreed_on_by_the_year_with_what_is_metered() -> None:
    yearly = replace(team, price=replace(price, interval="year", components=(controls.requests,)))
    assert (agreed(yearly).interval, agreed(yearly).components) == ("year", (controls.requests,))


def test_an_offers_price_and_interval_count_before_the_shelfs() -> None:
    private = agreed(team, "USD", Money(39000, "USD"), "year")
    assert (private.price, private.interval) == (Money(39000, "USD"), "year")
    assert agreed(team, "USD", Money(0, "USD")).price == Money(0, "USD")


@pytest.mark.parametrize("offered", [free, replace(team, price=replace(price, amounts=()))])
def test_what_has_no_price_costs_nothing(offered: PlanOffered) -> None:
    assert (agreed(offered, "USD").price, agreed(offered).interval, agreed(offered).components) == (None, "month", ())


@pytest.mark.parametrize(
    ("offered", "code"),
    [
        (None, "plan-unknown"),
        (replace(team, access="byol"), "not-for-sale"),
        (replace(free, access="byol"), "not-for-sale"),
        (replace(team, price=replace(price, by_order=True)), "not-for-sale"),
        (replace(free, access="terms"), "not-for-sale"),
        (replace(free, access="anyone"), "not-for-sale"),
    ],
)
def test_what_is_not_sold_on_the_shelf_is_not_subscribed_to(offered: PlanOffered | None, code: str) -> None:
    with pytest.raises(Refused, match=code):
        for_sale(offered)


@pytest.mark.parametrize("offered", [team, free, replace(team, access="terms")])
def test_what_is_sold_or_given_to_subscribers_is(offered: PlanOffered) -> None:
    assert for_sale(offered) == offered


def test_a_plan_is_tried_for_as_long_as_it_says() -> None:
    assert trial_of(team) == 14
    for without in (free, replace(team, price=replace(price, trial_days=0))):
        with pytest.raises(Refused, match="trial-not-offered"):
            trial_of(without)
