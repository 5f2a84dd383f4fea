"""What facts about money cause later, outside and beside them: credit, payees, taxes, orders, offers and seats."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from eventlog.effects import Due, Effect
from eventlog.testing import MIDDAY, recorded
from services.billing.deciders.credit import PayBackCredit, ReturnCredit, SpendCredit, TopUp, WithdrawCredit
from services.billing.deciders.customer import EndEntitlement, GrantEntitlement
from services.billing.deciders.invoice import Issued, invoice
from services.billing.deciders.licence import licence
from services.billing.deciders.licence_state import Licence
from services.billing.deciders.offer import Offer, offer
from services.billing.deciders.offering import Offering, OfferPlan, RevokeOffering, offering
from services.billing.deciders.order import Order, order
from services.billing.deciders.subscribing import Payer
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.policies import credit, deals, invoices, licence_papers, offerings, orders, payees, seats, taxes
from tests.controls import billing, licences, subscriptions
from tests.controls import credit as of_credit
from tests.controls import deals as of_deals
from tests.controls import invoices as given
from tests.controls import payees as of_payees
from tests.controls.deals import ADA, NEW_YEAR
from tests.controls.invoices import CREDIT_NOTE, DAY, INVOICE, TOTAL, usd

PAYS = Payer(details=True, card=True, terms_version="1")


def morning(*day: int) -> datetime:
    return datetime.combine(date(*day), time(6, tzinfo=UTC))


def effects(policy: Any, event: Any) -> list[tuple[str, str]]:
    told = policy.caused(event, recorded(event, "stream-1"))
    return [(each.kind, each.key) for each in told if isinstance(each, Effect)]


def deadlines(policy: Any, event: Any) -> list[tuple[str, datetime, str, dict[str, Any]]]:
    told = policy.caused(event, recorded(event, "stream-1"))
    return [(each.name, each.at, each.subject, dict(each.arguments)) for each in told if isinstance(each, Due)]


def issued(*events: Any) -> Issued:
    state = invoice.fold([given.prepared, given.issued, *events])
    assert isinstance(state, Issued)
    return state


def sold(*events: Any) -> Subscription:
    state = subscription.fold([subscriptions.started, subscriptions.activated, *events])
    assert isinstance(state, Subscription)
    return state


# -- invoices


def test_a_transfer_is_overdue_on_the_day_after_its_last() -> None:
    by_invoice = replace(given.issued, payment="invoice", due=date(2026, 1, 29))
    assert deadlines(invoices, by_invoice) == [("invoice-overdue", morning(2026, 1, 30), INVOICE, {})]
    assert deadlines(invoices, given.issued) == []


def test_a_declined_card_is_tried_again_on_its_day_and_a_bank_is_waited_for_a_day() -> None:
    again = ("retry-payment", morning(2026, 1, 16), INVOICE, {"attempt": 2})
    assert deadlines(invoices, given.declined) == [again]
    assert deadlines(invoices, replace(given.declined, next_try=None)) == []
    confirm = {"attempt": 1, "reference": "pi_1"}
    assert deadlines(invoices, given.action_needed) == [
        ("payment-confirmed", MIDDAY + timedelta(hours=24), INVOICE, confirm)
    ]


def test_every_fact_of_a_subscription_that_charges_is_invoiced() -> None:
    charging = {type(event) for event in subscriptions.EVERY_EVENT if hasattr(event, "charge")}
    assert charging == set(invoices.CHARGING)


def test_an_invoice_is_for_the_plan_that_is_agreed_on_by_then() -> None:
    history = [recorded(each, "subscription-1") for each in (subscriptions.started, subscriptions.switched)]
    assert invoices.agreed_in(history) == subscriptions.fleet
    assert invoices.agreed_in(history[:1]) == subscriptions.team


# -- credit


def test_a_grant_is_over_on_the_morning_of_its_day_and_one_for_good_never() -> None:
    stream = f"{ADA}-USD"
    over = ("expire-credit", morning(2026, 3, 1), stream, {"credit": of_credit.GRANT})
    assert deadlines(credit, of_credit.granted) == [over]
    assert deadlines(credit, replace(of_credit.granted, expires=None)) == []


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (of_credit.applied, SpendCredit(INVOICE, ADA, usd(2000))),
        (of_credit.restored, ReturnCredit(INVOICE, CREDIT_NOTE, usd(2000), refunded=True)),
        (replace(given.credited, publisher=""), PayBackCredit(INVOICE, CREDIT_NOTE, TOTAL)),
        (given.credited, None),
        (replace(given.never_paid, publisher=""), None),
    ],
)
def test_what_credit_has_to_do_with_an_invoice_is_decided_beside_it(event: Any, command: Any) -> None:
    after = issued(given.paid, given.credited)
    told = [(subject, each) for _, subject, each in credit.beside(after, [event])]
    assert told == ([] if command is None else [(f"{ADA}-USD", command)])


def test_what_was_paid_in_advance_is_there_once_money_paid_it() -> None:
    paid = credit.after_top_up(given.paid)
    assert paid is not None
    stream, command = paid
    assert isinstance(command, TopUp)
    assert (stream, command.amount) == (f"{ADA}-USD", TOTAL)
    assert credit.after_top_up(replace(given.paid, amount=usd(0))) is None
    told = credit.after_top_up(given.lost)
    assert told is not None
    assert isinstance(told[1], WithdrawCredit)
    assert told[1].amount == given.lost.net + given.lost.tax
    assert credit.after_top_up(given.won) is None
    assert credit.after_top_up(replace(given.lost, net=usd(0), tax=usd(0))) is None


# -- taxes


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (given.credited, [("take-back-tax", CREDIT_NOTE)]),
        (given.written_off, [("write-off-tax", INVOICE)]),
        (given.write_off_reversed, [("book-tax-again", INVOICE)]),
        (given.lost, [("lose-tax", f"{INVOICE}/dp_1")]),
        (given.won, []),
        (given.paid, []),
    ],
)
def test_taxes_follow_what_is_owed(event: Any, told: list[tuple[str, str]]) -> None:
    assert effects(taxes, event) == told


# -- payees


def test_a_month_is_closed_on_the_first_of_the_next_and_then_the_next() -> None:
    first = ("close-month", morning(2026, 2, 1), "acme", {"month": "2026-01"})
    assert deadlines(payees, of_payees.connected) == [first]
    second = ("close-month", morning(2026, 3, 1), "acme", {"month": "2026-02"})
    assert deadlines(payees, of_payees.month_closed) == [second]
    assert deadlines(payees, replace(of_payees.month_closed, month="2025-12")) == [first]


def test_who_owes_a_listing_fee_gets_a_statement_of_it_and_who_owes_none_does_not() -> None:
    year = replace(billing.listing_year, on=DAY)
    assert [name for name, *_ in deadlines(payees, year)] == ["close-month"]
    assert deadlines(payees, replace(year, fee=None)) == []


def test_money_is_transferred_once_for_each_attempt_and_by_bank_by_nobody_here() -> None:
    assert effects(payees, of_payees.payout_requested) == [("payout", f"{of_payees.STATEMENT}/1")]
    assert effects(payees, replace(of_payees.payout_requested, attempt=2)) == [("payout", f"{of_payees.STATEMENT}/2")]
    assert effects(payees, of_payees.payout_by_transfer) == []


# -- orders, offers and licences


def test_an_order_gives_its_term_for_nothing_and_no_use_is_charged() -> None:
    state = order.fold([of_deals.order_placed, of_deals.order_claimed])
    assert isinstance(state, Order)
    metered = replace(subscriptions.team_price, components=(subscriptions.requests,))
    command = orders.fulfilling(state, replace(subscriptions.team_offered, price=metered), PAYS)
    assert (command.agreed.price, command.agreed.components, command.payment) == (None, (), "none")
    assert (command.ends, command.quantity, command.holder) == (of_deals.order_placed.ends, 5, ADA)


@pytest.mark.parametrize(("price", "days"), [(usd(3900), 14), (None, 0)])
def test_an_offer_for_nothing_is_not_tried_but_had(price: Any, days: int) -> None:
    state = offer.fold([replace(of_deals.offer_extended, price=price, trial_days=14)])
    assert isinstance(state, Offer)
    offered = replace(subscriptions.team_offered, plan="pro")
    command = deals.accepting(state, offered, "s", "card", PAYS)
    assert (command.trial_days, command.agreed.price, command.quantity, command.holder) == (days, price, 3, ADA)


def test_an_offer_that_replaces_counts_at_once_and_one_that_renews_does_not() -> None:
    for kind in ("replacement", "renewal"):
        state = offer.fold([replace(of_deals.offer_extended, kind=kind)])
        assert isinstance(state, Offer)
        command = deals.taking(state, subscriptions.team_offered, DAY, "card", PAYS)
        assert (command.at_once, command.agreed.price) == (kind == "replacement", usd(3900))


def test_what_is_offered_ends_in_time() -> None:
    assert deadlines(deals, of_deals.offer_extended) == [("expire-offer", NEW_YEAR, of_deals.OFFER, {})]
    assert [each[:2] for each in deadlines(deals, of_deals.coupon_created)] == [("expire-coupon", NEW_YEAR)]
    assert deadlines(deals, replace(of_deals.coupon_created, until=None)) == []
    checked = deadlines(deals, of_deals.coupon_redeemed)
    assert [each[:2] for each in checked] == [("check-coupon", MIDDAY + timedelta(minutes=10))]


def test_a_licence_says_how_long_and_for_how_many_it_counts() -> None:
    state = licence.fold([licences.licence_issued])
    assert isinstance(state, Licence)
    says = licence_papers.claims(state, lambda *_: "secret", MIDDAY)
    assert says["exp"] == int(datetime(2026, 4, 16, tzinfo=UTC).timestamp())
    assert says["nbf"] == int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
    assert (says["seats"], says["sub"], says["jti"]) == (2, ADA, licences.LICENCE)


@pytest.mark.parametrize(
    ("at", "claimed", "told"),
    [
        (datetime(2026, 4, 15, 23, 59, tzinfo=UTC), licences.LICENCE, "valid"),
        (datetime(2026, 4, 16, tzinfo=UTC), licences.LICENCE, "expired"),
        (MIDDAY, "the one before", "revoked"),
    ],
)
def test_a_licence_counts_until_it_is_over_or_another_is_in_its_place(at: datetime, claimed: str, told: str) -> None:
    state = licence.fold([licences.licence_issued])
    assert isinstance(state, Licence)
    assert licence_papers.checked(state, {"jti": claimed}, at)["state"] == told
    row = {"revoked": "", "licence": claimed, "address": "acme/db", "product": "p", "subscription": "s"}
    row |= dict.fromkeys(("holder", "publisher", "plan", "sequence", "seats", "starts", "until"), "")
    listed = licence_papers.listed(row, datetime(2026, 4, 16, tzinfo=UTC), at)
    assert listed["state"] == ("valid" if told == "revoked" else told)


# -- seats and offerings


def test_no_more_seats_are_given_than_will_be_there() -> None:
    three = sold(subscriptions.quantity_changed)
    fewer = sold(subscriptions.quantity_changed, subscriptions.quantity_scheduled)
    assert (seats.bought(three), seats.bought(fewer)) == (3, 2)
    assert (seats.limit_of(three), seats.limit_of(fewer)) == (None, 2)


def test_who_has_a_seat_has_nothing_of_the_plan_before_nor_of_what_is_over() -> None:
    shelf = offering.fold([billing.product_noted, subscriptions.team_offered, billing.opened])
    assert isinstance(shelf, Offering)
    right = seats.right_of_seat(sold(), "bob", shelf)
    assert isinstance(right, GrantEntitlement)
    assert (right.granted.holder, right.granted.reason) == ("bob", "seat")
    for told in (
        seats.right_of_seat(sold(subscriptions.switched), "bob", shelf, subscriptions.team),
        seats.right_of_seat(sold(subscriptions.ended), "bob", shelf),
    ):
        assert told == EndEntitlement(subscriptions.DATABASE, "team", "seat-over")


def test_a_revoked_product_and_a_plan_that_changed_may_end_rights_and_a_new_plan_does_not() -> None:
    changed = OfferPlan("team", "", "subscribers", "1", "")
    told = [offerings.may_end_rights(each) for each in (RevokeOffering(), changed, replace(changed, repository="a/b"))]
    assert told == [True, True, False]
