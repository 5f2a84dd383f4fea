"""A subscription starts paid, tried, free or for a term, and is refused where it could not be paid for."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.subscribing import Payer, Subscribe
from services.billing.deciders.subscription import reserves, subscription
from services.billing.events import Charge, Discount, Line, SubscriptionStarted
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, SUBSCRIPTION
from vocabulary.money import Money

payer = Payer(details=True, card=True, terms_version="1")
subscribe = Subscribe(SUBSCRIPTION, ADA, controls.team, payer=payer)
tried = replace(subscribe, trial_days=14, payer=Payer(terms_version="1"))
ada = acting(ADA)
story = Scenario(subscription, ada)
invoice = ada.new_id("invoice")


def started(command: Subscribe) -> SubscriptionStarted:
    (event,) = story.when(command).events
    assert isinstance(event, SubscriptionStarted)
    return event


def test_what_is_paid_by_card_starts_with_a_charge_for_its_first_period() -> None:
    charge = replace(controls.charge, invoice=invoice)
    story.when(subscribe).then(replace(controls.started, charge=charge))


def test_a_subscription_starts_once() -> None:
    story.given(controls.started).when(subscribe).then()


def test_nobody_subscribes_for_another() -> None:
    story.by(acting("bob", "operator")).when(subscribe).then_refused("not-yours")


@pytest.mark.parametrize("role", ["owner", "billing"])
def test_who_buys_for_the_organisation_subscribes_for_it(role: str) -> None:
    for_all = replace(subscribe, holder="acme-corp")
    (event,) = story.by(acting("bob", f"acme-corp:{role}")).when(for_all).events
    assert (event.holder, event.by) == ("acme-corp", "bob")  # type: ignore[union-attr]


def test_a_trial_needs_no_card_and_charges_nothing() -> None:
    story.when(tried).then(controls.tried)


def test_a_trial_that_wants_a_card_is_refused_without_one() -> None:
    story.when(replace(tried, trial_needs_card=True)).then_refused("billing-details-missing")
    details = Payer(details=True, terms_version="1")
    story.when(replace(tried, trial_needs_card=True, payer=details)).then_refused("card-missing")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"payer": Payer(details=True, card=True)}, "terms-not-accepted"),
        ({"payer": Payer(details=True, card=True, terms_version="0")}, "terms-not-accepted"),
        ({"payer": Payer(card=True, terms_version="1")}, "billing-details-missing"),
        ({"payer": Payer(details=True, terms_version="1")}, "card-missing"),
        ({"payment": "cheque"}, "payment-invalid"),
        ({"quantity": 0}, "quantity-invalid"),
        ({"quantity": 1_000_001}, "quantity-invalid"),
    ],
)
def test_what_could_not_be_paid_for_is_refused(change: dict[str, object], code: str) -> None:
    story.when(replace(subscribe, **change)).then_refused(code)


def test_by_invoice_no_card_is_needed() -> None:
    details = Payer(details=True, terms_version="1")
    assert started(replace(subscribe, payment="invoice", payer=details)).charge == Charge(
        invoice, (controls.team_line,), controls.DAY, date(2026, 2, 15), "invoice"
    )


def test_what_is_free_needs_neither_details_nor_card_and_has_no_end() -> None:
    free = started(replace(subscribe, agreed=replace(controls.team, price=None), payer=Payer(terms_version="1")))
    assert (free.payment, free.charge, free.ends) == ("none", None, None)


def test_a_term_that_was_bought_elsewhere_ends_on_its_day_and_costs_nothing() -> None:
    term = replace(subscribe, payment="none", source="order-1", ends=date(2027, 1, 15))
    event = started(term)
    assert (event.agreed.price, event.charge, event.ends) == (None, None, date(2027, 1, 15))


def test_a_coupon_is_a_line_of_its_own() -> None:
    charge = started(replace(subscribe, quantity=3, discount=controls.ten_percent)).charge
    assert charge is not None
    assert charge.lines[1] == Line("discount", "Coupon WELCOME10", 1, Money(-1470, "USD"))


def test_what_a_coupon_pays_for_as_a_whole_is_not_charged() -> None:
    assert started(replace(subscribe, discount=Discount("GIFT", 100, None, 1))).charge is None


def test_one_subscription_a_plan_and_one_trial_a_product() -> None:
    place = f"subscription-of-{ADA}-{DATABASE}-team"
    assert [each.stream for each in reserves(subscribe)] == [place]
    assert [(each.stream, each.taken) for each in reserves(tried)] == [
        (place, "already-subscribed"),
        (f"trial-of-{ADA}-{DATABASE}", "trial-used"),
    ]
