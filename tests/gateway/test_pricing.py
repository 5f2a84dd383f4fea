"""Prices as people read them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from gateway import pricing
from gateway.views.listings import Plan
from services.catalog.events import Component, Price, Tier
from tests.controls.catalog import team_price
from vocabulary.money import Money

FREE = Plan("free", "Free", "", "signed_in", "acme/db", "", "", "")
TEAM = replace(FREE, id="team", access="subscribers", price=team_price)
STORAGE = Component("storage", "Storage", "gigabyte", (Tier(100, "0"), Tier(None, "2.5")))
METERED = replace(team_price, amounts=(Money(0, "USD"),), components=(STORAGE,), trial_days=0)
BY_ORDER = Price((), "month", (), 0, trial_needs_card=False, by_order=True)


@pytest.fixture
def german() -> Iterator[None]:
    with Flask("shop").test_request_context(headers={"Accept-Language": "de"}):
        yield


def priced(price: Price | None, access: str = "subscribers") -> Plan:
    return replace(FREE, id="other", access=access, price=price)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Money(4900, "USD"), "49.00 USD"),
        (Money(123456789, "EUR"), "1,234,567.89 EUR"),
        (Money(1900, "JPY"), "1,900 JPY"),
        (Money(1234, "KWD"), "1.234 KWD"),
        ({"amount": -500, "currency": "USD"}, "-5.00 USD"),
    ],
)
def test_an_amount_has_the_places_of_its_currency(amount: Money, words: str) -> None:
    assert pricing.money(amount) == words


def test_amounts_are_written_as_the_reader_writes_them(german: None) -> None:
    assert pricing.money(Money(123456789, "EUR")) == "1.234.567,89 EUR"


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([FREE], "Free"),
        ([TEAM], "49.00 USD a month, 14 days free"),
        ([FREE, TEAM], "free, or from 49.00 USD a month, 14 days free"),
        ([TEAM, replace(TEAM, id="fleet")], "from 49.00 USD a month, 14 days free"),
        ([priced(BY_ORDER)], "By order"),
        ([priced(METERED)], "By use"),
        ([priced(METERED), priced(BY_ORDER)], "By use"),
        ([], ""),
    ],
)
def test_a_product_is_priced_by_the_least_that_its_plans_ask_for(plans: list[Plan], words: str) -> None:
    assert str(pricing.summary(plans)) == words


def test_a_price_list_tells_other_currencies_and_what_is_charged_by_use() -> None:
    team = pricing.cost(TEAM)
    assert (team.figure, team.unit, team.more) == ("49.00", "USD a month", ("or 45.00 EUR",))
    metered = pricing.cost(priced(METERED))
    assert (metered.figure, metered.more) == ("By use", ("Storage: 0.025 USD for each gigabyte over 100",))


def test_a_free_plan_says_what_is_not_asked() -> None:
    assert pricing.cost(FREE).unit == "no card asked"
    assert pricing.cost(replace(FREE, access="anyone")).unit == "no account asked"


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (FREE, "Get it"),
        (TEAM, "Try 14 days"),
        (priced(replace(team_price, trial_days=0)), "Buy"),
        (priced(BY_ORDER, "byol"), "How to get it"),
    ],
)
def test_a_plans_button_says_what_it_does(plan: Plan, words: str) -> None:
    assert pricing.deed(plan) == words


def test_who_tries_is_told_what_comes_after_it() -> None:
    assert pricing.after_trial(FREE) == ""
    assert "asks for no card" in pricing.after_trial(TEAM)
    with_card = priced(replace(team_price, trial_needs_card=True))
    assert "turns into 49.00 USD a month" in pricing.after_trial(with_card)
