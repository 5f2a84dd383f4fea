"""Coupons, offers, orders, licences and seats at their edges: the last day, the last customer, the last seat."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventlog.refusal import Conflicting, Missing
from eventlog.testing import Scenario, acting
from services.billing.deciders.coupon import CreateCoupon, coupon
from services.billing.deciders.customer import customer
from services.billing.deciders.licence import EndLicence, FreeSeat, SetLicence, TakeSeat, licence
from services.billing.deciders.licence_state import Licence
from services.billing.deciders.offer import ExpireOffer, Offer, offer
from services.billing.deciders.order import ClaimOrder, ExtendOrder, Order, order
from services.billing.deciders.payee import CloseMonth, ConnectPayouts, SetShare, payee
from services.billing.deciders.paying import must_hold
from services.billing.deciders.seats import (
    MOST_A_DAY,
    MOST_INVITATIONS,
    EndSeats,
    InviteToSeat,
    LimitSeats,
    place_of,
    releases,
    seats,
)
from services.billing.deciders.usage import AHEAD, MOST
from services.billing.events import LicenceChanged, SeatInvited
from tests.controls import deals, licences, payees, payments
from tests.controls.deals import ADA, NEW_YEAR
from tests.controls.seats import BOB, SUBSCRIPTION, seat_accepted, seats_limited
from tests.services.billing.deciders.test_coupon import at_its_limit, create, nothing, redeem, unused
from tests.services.billing.deciders.test_licence import POLICY, renewed, wanted
from tests.services.billing.deciders.test_offer import extend, open_offer, renewal, runs
from tests.services.billing.deciders.test_offer import nothing as no_offer
from tests.services.billing.deciders.test_order import claimed, fulfilled, placed
from tests.services.billing.deciders.test_seats import invite, invited
from tests.services.billing.deciders.test_usage import report
from tests.services.billing.deciders.test_usage import story as counted
from vocabulary.money import Money

SECOND = timedelta(seconds=1)
YEAR = timedelta(days=366)


# -- coupons


def test_a_coupon_counts_until_its_last_second() -> None:
    assert unused.on(NEW_YEAR - SECOND).when(redeem).refused is None
    unused.on(NEW_YEAR).when(redeem).then_refused("coupon-expired")


def test_a_coupon_without_an_end_counts_for_good_and_a_percentage_in_any_currency() -> None:
    for_good = nothing.given(replace(deals.coupon_created, until=None)).by(acting("policy:billing"))
    assert for_good.on(date(2040, 1, 1)).when(replace(redeem, currency="JPY")).refused is None


def test_a_fixed_amount_counts_where_its_currency_is_paid_or_none_is_known() -> None:
    fixed = nothing.given(replace(deals.coupon_created, percent=0, amount=Money(500, "USD")))
    ours = fixed.by(acting("policy:billing"))
    assert [ours.when(replace(redeem, currency=each)).refused is None for each in ("USD", "", "EUR")] == [
        True,
        True,
        False,
    ]


def test_the_last_customer_redeems_it_and_the_one_after_does_not() -> None:
    one_left = unused.given(deals.coupon_redeemed)
    assert one_left.when(replace(redeem, holder="bob")).refused is None
    at_its_limit.when(replace(redeem, holder="cem")).then_refused("coupon-used-up")


def test_what_was_given_back_is_another_customers_to_redeem() -> None:
    back = at_its_limit.given(deals.coupon_returned)
    assert back.when(replace(redeem, holder="cem")).refused is None


@pytest.mark.parametrize("over", [deals.coupon_retired, deals.coupon_expired])
def test_a_code_that_is_over_is_not_created_again(over: object) -> None:
    nothing.given(deals.coupon_created, over).when(create).then_refused("coupon-taken")


@pytest.mark.parametrize("percent", [1, 100])
def test_a_coupon_takes_off_one_to_a_hundred_percent(percent: int) -> None:
    command = CreateCoupon("acme", "OFF", "acme/db", percent, None, 1, 0, None)
    assert Scenario(coupon, acting("b", "acme:owner")).when(command).refused is None


# -- offers


def test_an_offer_stands_from_now_to_a_year() -> None:
    at = no_offer.context.at
    for until, stands in ((at, False), (at + SECOND, True), (at + YEAR, True), (at + YEAR + SECOND, False)):
        assert (no_offer.when(replace(extend, until=until)).refused is None) == stands


@pytest.mark.parametrize(("days", "code"), [(-1, "trial-too-long"), (0, ""), (90, ""), (91, "trial-too-long")])
def test_an_offer_may_be_tried_for_ninety_days(days: int, code: str) -> None:
    outcome = no_offer.when(replace(extend, trial_days=days))
    assert (outcome.refused.code if outcome.refused else "") == code


def test_an_offer_for_nothing_is_extended() -> None:
    no_offer.when(replace(extend, price=None)).then(replace(deals.offer_extended, price=None))


def test_what_is_free_is_renewed_in_any_currency_and_for_nothing_in_none() -> None:
    free = replace(renewal, running=replace(runs, currency=""), price=Money(3900, "EUR"))
    assert no_offer.when(free).refused is None
    assert no_offer.when(replace(renewal, price=None)).refused is None


def test_an_offer_is_accepted_until_its_last_second() -> None:
    for at, fits in ((NEW_YEAR - SECOND, True), (NEW_YEAR, False)):
        story = open_offer.by(acting(ADA)).on(at)
        state = story.state
        assert isinstance(state, Offer)
        if fits:
            state.must_be_acceptable(story.context)
            continue
        with pytest.raises(Conflicting, match="offer-expired"):
            state.must_be_acceptable(story.context)


def test_an_offer_that_was_taken_back_does_not_run_out() -> None:
    open_offer.given(deals.offer_withdrawn).by(acting("policy:billing")).when(ExpireOffer()).then()
    assert Scenario(offer, acting("policy:billing")).when(ExpireOffer()).refused is not None


# -- orders


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ((), "placed"),
        ((deals.order_claimed,), "claimed"),
        ((deals.order_claimed, deals.order_fulfilled), "fulfilled"),
        ((deals.order_claimed, deals.order_fulfilled, deals.order_cancelled), "cancelled"),
    ],
)
def test_an_order_stands_as_it_is(events: tuple[object, ...], told: str) -> None:
    state = Scenario(order, acting(ADA)).given(deals.order_placed, *events).state
    assert isinstance(state, Order)
    assert state.state == told


def test_an_order_is_claimed_until_the_day_before_its_end() -> None:
    assert placed.on(date(2026, 12, 31)).when(ClaimOrder(ADA)).refused is None
    placed.on(date(2027, 1, 1)).when(ClaimOrder(ADA)).then_refused("order-over")
    for_good = Scenario(order, acting(ADA)).given(replace(deals.order_placed, ends=None))
    assert for_good.on(date(2040, 1, 1)).when(ClaimOrder(ADA)).refused is None


def test_an_orders_end_lies_ahead_of_today_and_of_its_beginning() -> None:
    team = acting("b", "acme:owner")
    ahead = fulfilled.by(team).on(date(2026, 6, 1))
    assert ahead.when(ExtendOrder(date(2026, 6, 2))).refused is None
    ahead.when(ExtendOrder(date(2026, 6, 1))).then_refused("period-invalid")
    early = claimed.by(team).on(date(2025, 12, 1))
    early.when(ExtendOrder(date(2026, 1, 1))).then_refused("period-invalid")


# -- licences


def test_what_changed_is_what_the_licence_says() -> None:
    changed = replace(licences.licence_changed, plan="fleet", seats=7)
    state = Scenario(licence, POLICY).given(licences.licence_issued, changed).state
    assert isinstance(state, Licence)
    assert (state.says.plan, state.says.seats, state.says.until, state.sequence) == ("fleet", 7, changed.until, 2)


def test_another_plan_and_more_seats_change_the_licence() -> None:
    story = Scenario(licence, POLICY).given(licences.licence_issued)
    for command in (replace(wanted, plan="fleet"), replace(wanted, seats=3), replace(wanted, until=None), renewed):
        assert isinstance(command, SetLicence)
        (event,) = story.when(command).events
        assert isinstance(event, LicenceChanged)
        assert (event.plan, event.seats, event.until) == (command.plan, command.seats, command.until)


def test_a_licence_seats_until_its_end_and_without_one_for_good() -> None:
    story = Scenario(licence, acting("licence")).given(licences.licence_issued)
    take = TakeSeat(licences.LICENCE, "db-1")
    assert story.on(datetime(2026, 4, 15, 23, 59, tzinfo=UTC)).when(take).refused is None
    story.on(datetime(2026, 4, 16, tzinfo=UTC)).when(take).then_refused("licence-expired")
    endless = Scenario(licence, acting("licence")).given(replace(licences.licence_issued, until=None))
    assert endless.on(date(2040, 1, 1)).when(take).refused is None


def test_a_revoked_licence_seats_nobody_and_a_freed_seat_is_free() -> None:
    story = Scenario(licence, acting("licence")).given(licences.licence_issued, licences.seat_taken)
    story.given(licences.licence_revoked).when(TakeSeat(licences.LICENCE, "db-2")).then_refused("licence-revoked")
    both = story.given(replace(licences.seat_taken, seat="db-2"))
    both.when(TakeSeat(licences.LICENCE, "db-3")).then_refused("seats-taken")
    assert both.given(licences.seat_freed).when(TakeSeat(licences.LICENCE, "db-3")).refused is None
    both.given(licences.seat_freed).by(acting(ADA)).when(FreeSeat("db-1")).then()


def test_what_was_revoked_by_a_refund_is_not_revoked_again() -> None:
    Scenario(licence, POLICY).given(licences.licence_issued, licences.licence_revoked).when(EndLicence()).then()


# -- seats


def waiting(number: int, until: datetime) -> list[SeatInvited]:
    return [replace(invited, seat=f"s{each}", email=f"{each}@example.org", until=until) for each in range(number)]


def test_the_last_invitation_is_sent_and_the_one_after_is_not() -> None:
    many: InviteToSeat = replace(invite, bought=1000)
    story = Scenario(seats, acting(ADA))
    old = invited.until - timedelta(days=2)
    assert story.given(*waiting(MOST_INVITATIONS - 1, old)).when(many).refused is None
    story.given(*waiting(MOST_INVITATIONS, old)).when(many).then_refused("too-many-seat-invitations")
    taken = [replace(seat_accepted, seat=f"s{each}", account=f"a{each}") for each in range(MOST_A_DAY)]
    sent = story.given(*waiting(MOST_A_DAY, invited.until), *taken)
    sent.when(many).then_refused("too-many-seat-invitations")


def test_as_many_seats_may_be_given_as_are_left() -> None:
    two = Scenario(seats, acting("policy:billing")).given(invited, replace(invited, seat="seat-2"))
    assert two.when(LimitSeats(SUBSCRIPTION, 2)).refused is None
    two.when(LimitSeats(SUBSCRIPTION, 1)).then_refused("seats-in-use")
    limited = Scenario(seats, acting(ADA)).given(replace(seats_limited, limit=5))
    assert limited.when(replace(invite, bought=1)).refused is None
    limited.given(invited).when(replace(invite, seat="s", email="c@example.org", bought=1)).then_refused("no-seat-left")


def test_who_has_a_seat_is_found_and_an_invitation_holds_none() -> None:
    state = Scenario(seats, acting(ADA)).given(invited, seat_accepted, replace(invited, seat="seat-2")).state
    found = state.of(BOB)
    assert found is not None
    assert (found.invited.seat, state.of("eve"), state.accounts) == (invited.seat, None, (BOB,))
    assert releases(EndSeats("subscription-ended"), state) == [place_of(BOB, invited.product)]


# -- payees, cards and use


def test_a_bank_transfer_goes_to_no_account_at_the_payment_company() -> None:
    opened = Scenario(payee, acting(ADA, "acme:owner")).given(payees.account_opened)
    opened.when(ConnectPayouts("acme", "transfer", payees.ACCOUNT)).then(payees.connected_by_transfer)


@pytest.mark.parametrize(("percent", "code"), [(-1, "share-invalid"), (0, ""), (100, ""), (101, "share-invalid")])
def test_a_share_is_nothing_to_all(percent: int, code: str) -> None:
    outcome = Scenario(payee, acting("fay", "finance")).when(SetShare("acme", percent))
    assert (outcome.refused.code if outcome.refused else "") == code


def test_a_month_is_closed_from_its_next_first_day_on() -> None:
    story = Scenario(payee, acting("policy:billing"))
    story.on(date(2026, 1, 31)).when(CloseMonth("acme", "2026-01")).then_refused("month-not-over")
    story.on(date(2026, 2, 1)).when(CloseMonth("acme", "2026-01")).then(payees.month_closed)
    story.on(date(2026, 2, 1)).given(payees.month_closed).when(CloseMonth("acme", "2025-12")).then()


def test_nobody_removes_a_card_that_is_not_theirs() -> None:
    paying = Scenario(customer, acting(ADA)).given(payments.visa_added).state.paying
    must_hold(paying, payments.visa_added.method)
    with pytest.raises(Missing, match="card-unknown"):
        must_hold(paying, "pm_of_bob")


@pytest.mark.parametrize(("after", "code"), [(AHEAD, ""), (AHEAD + SECOND, "usage-in-future")])
def test_a_clock_may_be_a_quarter_of_an_hour_ahead(after: timedelta, code: str) -> None:
    outcome = counted.when(replace(report, at=counted.context.at + after))
    assert (outcome.refused.code if outcome.refused else "") == code
    assert timedelta(minutes=15) == AHEAD


@pytest.mark.parametrize(("amount", "code"), [(-1, "usage-invalid"), (MOST, ""), (MOST + 1, "usage-invalid")])
def test_a_report_is_of_something_and_not_of_everything(amount: int, code: str) -> None:
    outcome = counted.when(replace(report, amount=amount))
    assert (outcome.refused.code if outcome.refused else "") == code
