"""An offer is for one customer alone, in its time, once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from eventlog.refusal import Refused
from eventlog.schema import ERASED
from eventlog.testing import Scenario, acting
from services.billing.deciders.offer import (
    AcceptOffer,
    DeclineOffer,
    ExpireOffer,
    ExtendOffer,
    Offer,
    ReopenOffer,
    Running,
    WithdrawOffer,
    offer,
)
from services.billing.events import OfferAccepted
from tests.controls.deals import (
    ADA,
    BEA,
    OFFER,
    SUBSCRIPTION,
    offer_accepted,
    offer_declined,
    offer_expired,
    offer_extended,
    offer_reopened,
    offer_withdrawn,
)
from tests.services.billing.deciders.test_order import offered
from vocabulary.money import Money

team = acting(BEA, "acme:owner")
ours = acting("policy:billing.deals")
extend = ExtendOffer(
    offer=OFFER,
    publisher="acme",
    offered=replace(offered, access="subscribers"),
    to=ADA,
    price=Money(3900, "USD"),
    interval="month",
    quantity=3,
    trial_days=0,
    until=offer_extended.until,
    note=offer_extended.note,
)
nothing = Scenario(offer, team)
open_offer = nothing.given(offer_extended)
taken = open_offer.given(offer_accepted)


def test_the_publisher_extends_an_offer() -> None:
    nothing.when(extend).then(offer_extended)


def test_an_offer_extended_twice_is_one() -> None:
    open_offer.when(extend).then()


def test_nobody_offers_what_is_anothers() -> None:
    nothing.by(acting(ADA, "borealis:owner")).when(extend).then_refused("not-yours")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(extend, price=Money(0, "USD")), "price-invalid"),
        (replace(extend, price=Money(100, "XXX")), "price-invalid"),
        (replace(extend, interval="week"), "interval-unknown"),
        (replace(extend, quantity=0), "quantity-invalid"),
        (replace(extend, trial_days=91), "trial-too-long"),
        (replace(extend, until=datetime(2026, 1, 15, tzinfo=UTC)), "offer-until-unfit"),
        (replace(extend, until=datetime(2028, 1, 15, tzinfo=UTC)), "offer-until-unfit"),
        (replace(extend, note="n" * 1001), "text-too-long"),
        (replace(extend, note="n\x00"), "invalid-input"),
        (replace(extend, offered=None), "plan-unknown"),
    ],
)
def test_an_offer_that_cannot_be_right_is_not_extended(wrong: ExtendOffer, code: str) -> None:
    nothing.when(wrong).then_refused(code)


def test_an_offer_is_accepted_once_its_subscription_has_started() -> None:
    open_offer.by(ours).when(AcceptOffer(SUBSCRIPTION)).then(OfferAccepted(OFFER, ADA, SUBSCRIPTION, ours.actor))


def test_the_same_acceptance_changes_nothing() -> None:
    taken.by(ours).when(AcceptOffer(SUBSCRIPTION)).then()


def test_nobody_says_that_a_subscription_has_started_but_the_store() -> None:
    open_offer.by(acting(ADA)).when(AcceptOffer(SUBSCRIPTION)).then_refused("store-only")


def test_an_offer_can_be_accepted_again_where_its_first_payment_did_not_come() -> None:
    taken.by(ours).when(ReopenOffer(SUBSCRIPTION)).then(offer_reopened)


def test_an_offer_accepted_anew_is_not_reopened_for_the_subscription_before() -> None:
    taken.by(ours).when(ReopenOffer("another")).then()


def test_nobody_reopens_an_offer_but_the_store() -> None:
    taken.when(ReopenOffer(SUBSCRIPTION)).then_refused("store-only")


def test_the_publisher_takes_an_offer_back() -> None:
    open_offer.when(WithdrawOffer()).then(offer_withdrawn)


def test_taking_it_back_twice_changes_nothing() -> None:
    open_offer.given(offer_withdrawn).when(WithdrawOffer()).then()


def test_what_was_accepted_is_not_taken_back() -> None:
    taken.when(WithdrawOffer()).then_refused("offer-accepted")


def test_its_customer_declines_an_offer_and_may_say_why() -> None:
    hers = open_offer.by(acting(ADA))
    hers.when(DeclineOffer("We stay with what we have.")).then(offer_declined)
    hers.when(DeclineOffer()).then(replace(offer_declined, reason=""))


def test_declining_it_twice_or_taking_it_back_afterwards_changes_nothing() -> None:
    declined = open_offer.given(offer_declined)
    declined.by(acting(ADA)).when(DeclineOffer("again")).then()
    declined.when(WithdrawOffer()).then()
    declined.by(ours).when(ExpireOffer()).then()


@pytest.mark.parametrize(
    ("story", "reason", "code"),
    [
        (nothing, "", "offer-unknown"),
        (open_offer, "", "not-yours"),
        (open_offer.given(offer_declined), "", "not-yours"),
        (taken.by(acting(ADA)), "", "offer-accepted"),
        (open_offer.given(offer_withdrawn).by(acting(ADA)), "", "offer-withdrawn"),
        (open_offer.given(offer_expired).by(acting(ADA)), "", "offer-expired"),
        (open_offer.by(acting(ADA)), "r" * 1001, "text-too-long"),
    ],
)
def test_nobody_else_declines_it_nor_what_is_over(story: Scenario, reason: str, code: str) -> None:  # type: ignore[type-arg]
    story.when(DeclineOffer(reason)).then_refused(code)


def test_why_it_was_declined_is_forgotten_with_who_said_so() -> None:
    stories = [open_offer.given(replace(offer_declined, reason=said)) for said in ("Too dear.", ERASED)]
    assert [getattr(each.state, "reason", None) for each in stories] == ["Too dear.", ""]


def test_an_offer_runs_out() -> None:
    open_offer.by(ours).when(ExpireOffer()).then(offer_expired)


def test_an_accepted_offer_does_not_run_out() -> None:
    taken.by(ours).when(ExpireOffer()).then()


def test_the_publisher_lets_no_offer_run_out_early() -> None:
    open_offer.when(ExpireOffer()).then_refused("store-only")


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (open_offer.by(acting("bob")), "not-yours"),
        (taken.by(acting(ADA)), "offer-accepted"),
        (open_offer.given(offer_declined).by(acting(ADA)), "offer-declined"),
        (open_offer.given(offer_withdrawn).by(acting(ADA)), "offer-withdrawn"),
        (open_offer.given(offer_expired).by(acting(ADA)), "offer-expired"),
        (open_offer.by(acting(ADA)).on(datetime(2027, 1, 1, tzinfo=UTC)), "offer-expired"),
    ],
)
def test_it_is_accepted_by_its_customer_in_its_time_and_once(story: Scenario, code: str) -> None:  # type: ignore[type-arg]
    assert isinstance(story.state, Offer)
    with pytest.raises(Refused, match=code):
        story.state.must_be_acceptable(story.context)


def test_its_customer_may_accept_it_again_once_it_is_open_again() -> None:
    story = taken.given(offer_reopened)
    assert isinstance(story.state, Offer)
    story.state.must_be_acceptable(acting(ADA))


runs = Running(SUBSCRIPTION, ADA, offered.product, "USD", "shelf", over=False)
renewal = replace(extend, kind="renewal", running=runs)


@pytest.mark.parametrize("kind", ["renewal", "replacement"])
def test_an_offer_is_extended_to_who_has_a_subscription(kind: str) -> None:
    told = replace(offer_extended, kind=kind, changes=SUBSCRIPTION)
    nothing.when(replace(renewal, kind=kind)).then(told)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "gift"}, "offer-kind-unknown"),
        ({"running": None}, "subscription-unknown"),
        ({"running": replace(runs, holder="bob")}, "subscription-unknown"),
        ({"running": replace(runs, product="another")}, "subscription-unknown"),
        ({"running": replace(runs, over=True)}, "subscription-over"),
        ({"running": replace(runs, source="order-1")}, "by-order"),
        ({"trial_days": 14}, "trial-too-long"),
        ({"price": Money(3900, "EUR")}, "plan-currency-differs"),
    ],
)
def test_a_renewal_fits_what_it_renews(more: dict[str, object], code: str) -> None:
    nothing.when(replace(renewal, **more)).then_refused(code)  # type: ignore[arg-type]
