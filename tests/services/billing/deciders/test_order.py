"""An order is placed by its publisher, claimed once, accepted by its holder, and changed by its publisher alone."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.order import AcceptOrder, CancelOrder, ClaimOrder, ExtendOrder, PlaceOrder, order
from services.billing.events import Key, Pair, PlanOffered
from tests.controls.deals import (
    ADA,
    BEA,
    DATABASE,
    ORDER,
    SUBSCRIPTION,
    order_cancelled,
    order_claimed,
    order_extended,
    order_fulfilled,
    order_placed,
)

team = acting(BEA, "acme:editor")
offered = PlanOffered(DATABASE, "pro", "acme/db", "acme/db-pro", "byol", "1", "sha256:" + "11" * 32, "Pro")
place = PlaceOrder(
    order=ORDER,
    publisher="acme",
    offered=offered,
    starts=order_placed.starts,
    ends=order_placed.ends,
    quantity=5,
    components=order_placed.components,
    keys=order_placed.keys,
    key_values=("AAAA-BBBB-CCCC",),
    metadata=order_placed.metadata,
)
nothing = Scenario(order, team)
placed = Scenario(order, acting(ADA)).given(order_placed)
claimed = placed.given(order_claimed)
fulfilled = claimed.given(order_fulfilled)


def test_the_publisher_places_an_order() -> None:
    nothing.when(place).then(order_placed)


def test_an_order_placed_twice_is_one() -> None:
    nothing.given(order_placed).when(place).then()


def test_nobody_places_an_order_for_another_publisher() -> None:
    nothing.by(acting(ADA, "borealis:owner")).when(place).then_refused("not-yours")


def test_a_plan_of_another_publisher_cannot_be_ordered() -> None:
    nothing.when(replace(place, offered=replace(offered, address="borealis/db"))).then_refused("plan-unknown")


def test_a_plan_that_all_may_pull_needs_no_order() -> None:
    nothing.when(replace(place, offered=replace(offered, access="terms"))).then_refused("not-for-order")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(place, ends=place.starts), "period-invalid"),
        (replace(place, quantity=0), "quantity-invalid"),
        (replace(place, key_values=("",)), "order-invalid"),
        (replace(place, keys=(Key("Key", "text/plain", "../key"),)), "order-invalid"),
        (replace(place, keys=(Key("Key", "text", "key"),)), "order-invalid"),
        (replace(place, metadata=(Pair("a", "1"), Pair("a", "2"))), "order-invalid"),
        (replace(place, components=(Pair("", "1"),)), "order-invalid"),
    ],
)
def test_an_order_that_cannot_be_right_is_not_placed(wrong: PlaceOrder, code: str) -> None:
    nothing.when(wrong).then_refused(code)


def test_whoever_has_the_link_claims_the_order() -> None:
    placed.when(ClaimOrder(ADA)).then(order_claimed)


def test_claiming_twice_changes_nothing() -> None:
    claimed.when(ClaimOrder(ADA)).then()


def test_a_claimed_order_cannot_be_claimed_by_another() -> None:
    claimed.by(acting("bob")).when(ClaimOrder("bob")).then_refused("order-claimed")


def test_a_member_does_not_claim_for_the_organisation() -> None:
    placed.by(acting(ADA, "orca:member")).when(ClaimOrder("orca")).then_refused("not-yours")


def test_what_has_run_out_cannot_be_claimed() -> None:
    placed.on(date(2027, 1, 1)).when(ClaimOrder(ADA)).then_refused("order-over")


def test_accepting_fulfils_the_order() -> None:
    claimed.when(AcceptOrder(SUBSCRIPTION)).then(order_fulfilled)


def test_accepting_twice_changes_nothing() -> None:
    fulfilled.when(AcceptOrder(SUBSCRIPTION)).then()


def test_one_order_is_fulfilled_by_one_subscription() -> None:
    fulfilled.when(AcceptOrder("another")).then_refused("order-fulfilled")


def test_an_order_is_claimed_before_it_is_accepted() -> None:
    placed.when(AcceptOrder(SUBSCRIPTION)).then_refused("order-unclaimed")


def test_nobody_accepts_for_the_holder() -> None:
    claimed.by(team).when(AcceptOrder(SUBSCRIPTION)).then_refused("not-yours")


def test_an_order_is_not_accepted_before_its_first_day() -> None:
    claimed.on(date(2025, 12, 31)).when(AcceptOrder(SUBSCRIPTION)).then_refused("order-not-begun")


def test_the_publisher_changes_the_last_day() -> None:
    fulfilled.by(team).when(ExtendOrder(date(2028, 1, 1))).then(order_extended)


def test_the_same_last_day_changes_nothing() -> None:
    fulfilled.given(order_extended).by(team).when(ExtendOrder(date(2028, 1, 1))).then()


def test_the_last_day_is_not_past() -> None:
    fulfilled.by(team).when(ExtendOrder(date(2026, 1, 1))).then_refused("period-invalid")


def test_the_holder_does_not_change_the_last_day() -> None:
    fulfilled.when(ExtendOrder(None)).then_refused("not-yours")


def test_the_publisher_cancels_an_order() -> None:
    fulfilled.by(team).when(CancelOrder("never paid")).then(order_cancelled)


def test_cancelling_twice_changes_nothing() -> None:
    fulfilled.given(order_cancelled).by(team).when(CancelOrder("again")).then()


def test_a_reason_is_of_a_length_that_people_read() -> None:
    fulfilled.by(team).when(CancelOrder("n" * 1001)).then_refused("text-too-long")


def test_the_holder_does_not_cancel_an_order() -> None:
    fulfilled.when(CancelOrder("")).then_refused("not-yours")


@pytest.mark.parametrize("command", [ClaimOrder(ADA), AcceptOrder(SUBSCRIPTION)])
def test_a_cancelled_order_is_frozen(command: ClaimOrder | AcceptOrder) -> None:
    story = placed if isinstance(command, ClaimOrder) else claimed
    story.given(order_cancelled).when(command).then_refused("order-cancelled")


def test_a_cancelled_order_is_not_extended() -> None:
    fulfilled.given(order_cancelled).by(team).when(ExtendOrder(None)).then_refused("order-cancelled")


def test_what_was_never_placed_is_unknown() -> None:
    nothing.when(ClaimOrder(ADA)).then_refused("order-unknown")
