"""What the view of offers and coupons shows to their publisher, and to whom they are made."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from eventlog.testing import project
from services.billing.projections import deals
from tests.controls.deals import (
    ADA,
    OFFER,
    SUBSCRIPTION,
    coupon_created,
    coupon_expired,
    coupon_redeemed,
    coupon_retired,
    coupon_returned,
    offer_accepted,
    offer_declined,
    offer_expired,
    offer_extended,
    offer_reopened,
    offer_withdrawn,
)
from vocabulary.money import Money

Show = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def after(request: pytest.FixtureRequest) -> Show:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("new_database")())
    return lambda *events: project([deals.projection], [("deals", event) for event in events], url)


def test_an_offer_is_seen_by_its_publisher_and_its_customer(after: Show) -> None:
    with after(offer_extended) as db:
        assert deals.offers_of(db, "acme") == deals.offers_to(db, ADA) == [deals.offer(db, OFFER)]


def test_an_accepted_offer_names_its_subscription(after: Show) -> None:
    with after(offer_extended, offer_accepted) as db:
        (shown,) = deals.offers_to(db, ADA)
    assert (shown["state"], shown["subscription"], shown["amount"]) == ("accepted", SUBSCRIPTION, 3900)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (offer_declined, "declined"),
        (offer_withdrawn, "withdrawn"),
        (offer_expired, "expired"),
        (offer_reopened, "open"),
    ],
)
def test_an_offer_that_is_over_or_open_again_says_so(after: Show, event: Any, state: str) -> None:
    with after(offer_extended, event) as db:
        assert [each["state"] for each in deals.offers_of(db, "acme")] == [state]


def test_an_offer_of_nothing_to_pay_has_no_amount(after: Show) -> None:
    with after(replace(offer_extended, price=None)) as db:
        assert [each["amount"] for each in deals.offers_of(db, "acme")] == [None]


def test_coupons_are_counted_as_they_are_redeemed_and_given_back(after: Show) -> None:
    again = replace(coupon_redeemed, holder="bob")
    with after(coupon_created, coupon_redeemed, again, coupon_returned) as db:
        assert [(each["code"], each["redeemed"]) for each in deals.coupons_of(db, "acme")] == [("SPRING25", 1)]


@pytest.mark.parametrize(("event", "state"), [(coupon_retired, "retired"), (coupon_expired, "expired")])
def test_a_coupon_that_is_over_says_so(after: Show, event: Any, state: str) -> None:
    with after(coupon_created, event) as db:
        assert [each["state"] for each in deals.coupons_of(db, "acme")] == [state]


def test_what_costs_millions_of_a_small_unit_is_shown(after: Show) -> None:
    """Three thousand million minor units: thirty million rupiah."""
    dear = Money(3_000_000_000, "IDR")
    with after(replace(offer_extended, price=dear), replace(coupon_created, percent=0, amount=dear)) as db:
        assert deals.offer(db, OFFER)["amount"] == deals.coupons_of(db, "acme")[0]["amount"] == dear.amount
