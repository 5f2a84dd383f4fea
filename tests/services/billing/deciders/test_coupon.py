"""A coupon takes something off, for so many customers, once for each."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.coupon import (
    CreateCoupon,
    ExpireCoupon,
    RedeemCoupon,
    RetireCoupon,
    ReturnCoupon,
    coupon,
    subject_of,
)
from services.billing.events import CouponRedeemed
from tests.controls.deals import (
    ADA,
    BEA,
    NEW_YEAR,
    SUBSCRIPTION,
    coupon_created,
    coupon_expired,
    coupon_redeemed,
    coupon_retired,
    coupon_returned,
)
from vocabulary.money import Money

team = acting(BEA, "acme:owner")
ours = acting("policy:billing.redeem-coupon")
create = CreateCoupon("acme", "spring25 ", "", 25, None, 3, 2, NEW_YEAR)
redeem = RedeemCoupon("acme/db", ADA, SUBSCRIPTION, "USD")
nothing = Scenario(coupon, team)
unused = nothing.given(coupon_created).by(ours)
used = unused.given(coupon_redeemed)
at_its_limit = used.given(CouponRedeemed("SPRING25", "acme", "bob", "another"))


def test_the_publisher_creates_a_coupon_in_capitals() -> None:
    nothing.when(create).then(coupon_created)


def test_the_same_coupon_created_twice_is_one() -> None:
    nothing.given(coupon_created).when(create).then()


def test_another_coupon_needs_another_code() -> None:
    nothing.given(coupon_created).when(replace(create, percent=50)).then_refused("coupon-taken")


def test_nobody_creates_a_coupon_for_another_publisher() -> None:
    nothing.by(acting(ADA)).when(create).then_refused("not-yours")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(create, code="A B"), "coupon-code-invalid"),
        (replace(create, percent=0), "coupon-worthless"),
        (replace(create, percent=101), "coupon-worthless"),
        (replace(create, amount=Money(500, "USD")), "coupon-worthless"),
        (replace(create, percent=0, amount=Money(500, "XXX")), "coupon-worthless"),
        (replace(create, limit=-1), "coupon-worthless"),
        (replace(create, address="borealis/db"), "product-of-another"),
        (replace(create, until=datetime(2026, 1, 15, tzinfo=UTC)), "day-past"),
    ],
)
def test_a_coupon_that_cannot_be_right_is_not_created(wrong: CreateCoupon, code: str) -> None:
    nothing.when(wrong).then_refused(code)


def test_it_is_redeemed_for_a_subscription() -> None:
    unused.when(redeem).then(coupon_redeemed)


def test_redeeming_it_twice_for_one_subscription_changes_nothing() -> None:
    used.when(redeem).then()


def test_a_customer_redeems_it_once() -> None:
    used.when(replace(redeem, subscription="another")).then_refused("coupon-used")


def test_it_is_redeemed_by_so_many_customers_only() -> None:
    at_its_limit.when(replace(redeem, holder="cem")).then_refused("coupon-used-up")


def test_without_a_limit_any_number_may_redeem_it() -> None:
    endless = Scenario(coupon, ours).given(replace(coupon_created, limit=0), coupon_redeemed)
    assert endless.when(replace(redeem, holder="bob")).refused is None


def test_nobody_redeems_it_but_the_store() -> None:
    unused.by(acting(ADA)).when(redeem).then_refused("store-only")


def test_one_for_a_product_counts_for_no_other() -> None:
    for_another = nothing.given(replace(coupon_created, address="acme/cache")).by(ours)
    for_another.when(redeem).then_refused("coupon-unknown")


def test_a_fixed_amount_counts_in_its_own_currency() -> None:
    fixed = nothing.given(replace(coupon_created, percent=0, amount=Money(500, "EUR"))).by(ours)
    fixed.when(redeem).then_refused("coupon-other-currency")


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (unused.on(NEW_YEAR), "coupon-expired"),
        (unused.given(coupon_expired), "coupon-expired"),
        (unused.given(coupon_retired), "coupon-unknown"),
        (Scenario(coupon, ours), "coupon-unknown"),
    ],
)
def test_it_is_redeemed_in_its_time(story: Scenario, code: str) -> None:  # type: ignore[type-arg]
    story.when(redeem).then_refused(code)


def test_where_the_subscription_never_ran_it_is_given_back() -> None:
    used.when(ReturnCoupon(ADA, SUBSCRIPTION)).then(coupon_returned)


def test_giving_it_back_twice_changes_nothing() -> None:
    used.given(coupon_returned).when(ReturnCoupon(ADA, SUBSCRIPTION)).then()


def test_nobody_gives_it_back_but_the_store() -> None:
    used.by(acting(ADA)).when(ReturnCoupon(ADA, SUBSCRIPTION)).then_refused("store-only")


def test_what_was_given_back_can_be_redeemed_again() -> None:
    used.given(coupon_returned).when(redeem).then(coupon_redeemed)


def test_the_publisher_retires_it() -> None:
    unused.by(team).when(RetireCoupon()).then(coupon_retired)


def test_retiring_it_twice_changes_nothing() -> None:
    unused.given(coupon_retired).by(team).when(RetireCoupon()).then()


def test_nobody_retires_anothers() -> None:
    unused.by(acting(ADA)).when(RetireCoupon()).then_refused("not-yours")


def test_it_runs_out() -> None:
    unused.when(ExpireCoupon()).then(coupon_expired)


def test_it_runs_out_once() -> None:
    unused.given(coupon_retired).when(ExpireCoupon()).then()


def test_the_publisher_lets_none_run_out_early() -> None:
    unused.by(team).when(ExpireCoupon()).then_refused("store-only")


def test_codes_read_alike_in_small_letters() -> None:
    assert subject_of("acme", " spring25") == subject_of("acme", "SPRING25") == "acme/SPRING25"
