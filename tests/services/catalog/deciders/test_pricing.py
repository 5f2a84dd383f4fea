"""What a plan may cost, and what is refused because nobody could be charged like that."""

from dataclasses import replace

import pytest

from eventlog.refusal import Invalid
from services.catalog.deciders import pricing
from services.catalog.deciders.pricing import PriceChanges, checked, plain, unit_amount
from services.catalog.events import Component, Price, Tier
from tests.controls.catalog import team_price
from vocabulary.money import MOST, Money

storage = Component("storage", "Storage", "gigabyte", (Tier(100, "0"), Tier(None, "2.5")))
metered = replace(team_price, amounts=(Money(0, "USD"),), components=(storage,))
by_order = Price((), "month", (), 0, trial_needs_card=False, by_order=True)


@pytest.mark.parametrize("price", [team_price, metered, by_order, None, replace(team_price, interval="30_days")])
def test_what_can_be_charged_is_a_price(price: Price | None) -> None:
    checked(price, "subscribers")


def tiered(*tiers: Tier) -> Price:
    return replace(metered, components=(replace(storage, tiers=tiers),))


@pytest.mark.parametrize(
    ("price", "code"),
    [
        (replace(team_price, interval="week"), "interval-unknown"),
        (replace(team_price, amounts=(Money(100, "XXX"),)), "currency-unknown"),
        (replace(team_price, amounts=(Money(1, "USD"), Money(2, "USD"))), "currency-repeated"),
        (replace(team_price, amounts=(Money(0, "USD"),)), "price-invalid"),
        (replace(team_price, amounts=(Money(MOST + 1, "USD"),)), "price-invalid"),
        (replace(metered, amounts=(Money(-1, "USD"),)), "price-invalid"),
        (replace(team_price, trial_days=366), "trial-invalid"),
        (replace(team_price, trial_days=-1), "trial-invalid"),
        (replace(by_order, trial_days=14), "trial-invalid"),
        (replace(metered, amounts=()), "component-currency"),
        (replace(metered, amounts=team_price.amounts), "component-currency"),
        (replace(metered, components=(storage, storage)), "component-invalid"),
        (replace(metered, components=(replace(storage, unit=" "),)), "component-invalid"),
        (tiered(), "tiers-invalid"),
        (tiered(Tier(100, "1")), "tiers-invalid"),
        (tiered(Tier(None, "1"), Tier(None, "1")), "tiers-invalid"),
        (tiered(Tier(100, "1"), Tier(100, "2"), Tier(None, "3")), "tiers-invalid"),
        (tiered(Tier(0, "1"), Tier(None, "2")), "tiers-invalid"),
        (tiered(Tier(None, "a quarter")), "tiers-invalid"),
    ],
)
def test_what_nobody_can_be_charged_is_refused(price: Price, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        checked(price, "subscribers")


@pytest.mark.parametrize("access", ["anyone", "signed_in", "terms"])
def test_what_everybody_may_pull_has_no_price(access: str) -> None:
    with pytest.raises(Invalid, match="price-needs-subscribers"):
        checked(team_price, access)


@pytest.mark.parametrize("text", ["-1", "NaN", "Infinity", "1e99", "0.0000001", "", "1,5"])
def test_a_unit_costs_a_plain_amount(text: str) -> None:
    assert unit_amount(text) is None


def test_amounts_of_units_are_written_one_way() -> None:
    odd = replace(storage, tiers=(Tier(10, "2.50"), Tier(None, "1E1")))
    assert [tier.unit_amount for tier in plain(odd).tiers] == ["2.5", "10"]


def test_a_price_that_is_taken_away_leaves_a_free_plan() -> None:
    assert PriceChanges(no_amount=True).applied_to(team_price, "subscribers") is None
    assert pricing.AS_IT_IS.applied_to(team_price, "subscribers") == team_price


def test_what_is_free_is_not_tried() -> None:
    with pytest.raises(Invalid, match="trial-invalid"):
        PriceChanges(trial_days=14).applied_to(None, "subscribers")


def test_a_licence_of_ones_own_is_had_by_order() -> None:
    assert pricing.AS_IT_IS.applied_to(None, "byol") == by_order
