"""Money: whoever pays hears of prices, payments, offers; a publisher of sales and statements, never whose they are."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.billing.events import (
    OfferAccepted,
    OrderCancelled,
    OrderClaimed,
    PayoutFailed,
    PayoutSent,
    PriceChangeAnnounced,
    SubscriptionAbandoned,
    SubscriptionLapsed,
)
from tests.controls import credit, deals, invoices, payees
from tests.controls import subscriptions as sold
from tests.controls.subscriptions import ADA
from tests.services.notifications.stories import shelf
from vocabulary.money import Money

PAYER = (f"payer:{ADA}",)
MONEY = ("publisher:acme:money",)
subscribed = shelf.given(sold.started, replace(invoices.issued, subscription=sold.SUBSCRIPTION))


def test_another_price_is_told_with_the_one_that_is_paid_now() -> None:
    event = PriceChangeAnnounced(sold.SUBSCRIPTION, ADA, Money(5500, "USD"), date(2026, 3, 15))
    notice = subscribed.given(event).one("price.changed")
    assert notice.audiences == PAYER
    assert {name: notice.facts[name] for name in ("plan", "was", "price", "starts")} == {
        "plan": "Team",
        "was": "49.00 USD",
        "price": "55.00 USD",
        "starts": "2026-03-15",
    }


def trouble(event: object, actor: str = "policy:bank") -> dict[str, str]:
    notice = subscribed.given(replace(event, subscription=sold.SUBSCRIPTION), actor=actor).one("payment.trouble")  # type: ignore[type-var]
    assert notice.audiences == PAYER
    return dict(notice.facts)


def test_a_card_that_was_declined_is_told_with_the_day_of_the_next_try() -> None:
    facts = trouble(invoices.declined)
    assert (facts["amount"], facts["until"], facts["plan"]) == (str(invoices.TOTAL), "2026-01-16", "Team")


def test_of_what_credit_pays_in_part_the_rest_is_told() -> None:
    whose = {"subscription": sold.SUBSCRIPTION}
    notice = subscribed.given(replace(credit.applied, **whose), replace(invoices.declined, **whose))  # type: ignore[arg-type]
    assert notice.one("payment.trouble").facts["amount"] == "38.31 USD"


def test_of_what_a_credit_note_took_back_in_part_the_rest_is_told() -> None:
    note = replace(invoices.never_paid, subscription=sold.SUBSCRIPTION, total=Money(2000, "USD"))
    overdue = replace(invoices.overdue, subscription=sold.SUBSCRIPTION)
    assert subscribed.given(note, overdue).one("payment.trouble").facts["amount"] == "38.31 USD"


def test_what_a_credit_note_gives_back_to_credit_was_asked_of_nobody() -> None:
    """Of 58.31 credit pays 20.00; of the 43.31 that are taken back 38.31 were owed, and credit has back 5.00."""
    whose: Any = {"subscription": sold.SUBSCRIPTION}
    note = replace(invoices.never_paid, **whose, total=Money(4331, "USD"))
    restored = replace(credit.restored, amount=Money(500, "USD"))
    told = subscribed.given(replace(credit.applied, **whose), note, restored, replace(invoices.overdue, **whose))
    assert told.one("payment.trouble").facts["amount"] == "0.00 USD"


def test_who_asked_for_the_payment_hears_that_it_failed_too() -> None:
    assert trouble(invoices.declined, actor=ADA)


def test_a_bank_that_wants_to_be_asked_is_told_as_that() -> None:
    assert trouble(invoices.action_needed)["change"] == "confirm"


def test_an_invoice_that_is_overdue_is_told_with_its_day() -> None:
    facts = trouble(invoices.overdue)
    assert (facts["change"], facts["until"]) == ("overdue", "2026-01-29")


@pytest.mark.parametrize(
    ("event", "reason", "change"),
    [
        (SubscriptionLapsed, "card-declined", "ended"),
        (SubscriptionLapsed, "written-off", "given-up"),
        (SubscriptionAbandoned, "card-declined", "never-ran"),
    ],
)
def test_what_ends_unpaid_is_told_to_who_did_not_pay(event: type, reason: str, change: str) -> None:
    notice = subscribed.given(event(sold.SUBSCRIPTION, ADA, reason)).one("payment.trouble")
    assert (notice.audiences, notice.facts["change"], notice.product) == (PAYER, change, "acme/db")


def test_money_that_goes_back_is_told() -> None:
    notice = subscribed.given(invoices.refunded).one("payment.trouble")
    assert (notice.facts["change"], notice.facts["amount"]) == ("refunded", str(invoices.TOTAL))


def test_who_saw_it_as_paid_is_told_that_it_is_not_and_until_when_it_is_to_be() -> None:
    facts = trouble(invoices.transfer_taken_back)
    assert (facts["change"], facts["amount"], facts["until"]) == ("taken-back", str(invoices.TOTAL), "2026-01-29")
    of_ours = replace(invoices.transfer_taken_back, subscription=sold.SUBSCRIPTION)
    ended = subscribed.given(SubscriptionLapsed(sold.SUBSCRIPTION, ADA, "card-declined"), of_ours)
    assert "until" not in {name for name, value in ended.one("payment.trouble").facts.items() if value}
    nobody_owed_it = replace(invoices.transfer_taken_back, subscription=sold.SUBSCRIPTION, due=None)
    assert subscribed.given(nobody_owed_it).told() == []


@pytest.mark.parametrize("event", [invoices.declined, invoices.action_needed, invoices.overdue, invoices.refunded])
def test_of_a_payment_in_advance_no_letter_speaks_of_a_plan(event: object) -> None:
    ordered = shelf.given(replace(invoices.issued, subscription="", publisher=""))
    told = {} if event is invoices.refunded else {"subscription": ""}
    assert ordered.given(replace(event, **told)).told() == []  # type: ignore[type-var]


def test_an_offer_is_told_to_who_it_is_for_and_not_its_note() -> None:
    notice = shelf.given(deals.offer_extended, actor="bea").one("offer.made")
    assert (notice.audiences, notice.link) == ((*PAYER, "but:bea"), f"/offers/{deals.OFFER}")
    assert notice.facts == {
        "name": "Acme Database",
        "plan": "Pro",
        "publisher": "Acme Ltd",
        "until": "2027-01-01T00:00:00+00:00",
        "price": "39.00 USD",
    }


def sale(*events: object) -> dict[str, str]:
    notice = shelf.given(*events).one("sale.moved")
    assert notice.audiences == MONEY
    assert ADA not in notice.facts.values()
    return dict(notice.facts)


def test_a_sale_that_a_card_has_to_pay_first_is_told_when_it_has() -> None:
    assert shelf.given(sold.started).told() == []
    assert sale(sold.started, sold.activated)["change"] == "started"


@pytest.mark.parametrize(
    ("events", "change"),
    [
        ((sold.tried,), "tried"),
        ((replace(sold.started, payment="invoice", charge=replace(sold.charge, payment="invoice")),), "started"),
        ((sold.started, sold.switched), "changed"),
        ((sold.started, sold.cancelled), "cancelled"),
        ((sold.started, sold.ended), "ended"),
    ],
)
def test_the_publisher_hears_what_becomes_of_a_subscription(events: tuple[object, ...], change: str) -> None:
    assert sale(*events)["change"] == change


def test_a_subscription_of_an_order_was_told_as_an_order() -> None:
    assert shelf.given(replace(sold.started, charge=None, source="order-1")).told() == []


def test_an_order_and_an_offer_are_told_by_what_became_of_them() -> None:
    ordered = shelf.given(deals.order_placed)
    assert ordered.given(OrderClaimed(deals.ORDER, ADA, ADA)).one("sale.moved").facts["change"] == "ordered"
    cancelled = ordered.given(OrderCancelled(deals.ORDER, "never paid", "bea")).one("sale.moved")
    assert (cancelled.facts["change"], cancelled.audiences) == ("withdrawn", MONEY)
    mine = ordered.given(OrderClaimed(deals.ORDER, ADA, ADA), OrderCancelled(deals.ORDER, "never paid", "bea"))
    told = mine.one("licence.ending")
    assert (told.audiences, told.link) == ((f"holder:{ADA}",), f"/orders/{deals.ORDER}")
    accepted = shelf.given(deals.offer_extended, OfferAccepted(deals.OFFER, ADA, "s", ADA)).one("sale.moved")
    assert (accepted.facts["change"], accepted.link) == ("accepted", "/publish/acme/offers")
    declined = shelf.given(deals.offer_extended, deals.offer_declined).one("sale.moved")
    assert (declined.facts["change"], declined.audiences) == ("declined", MONEY)


def test_a_statement_is_told_with_its_month_and_what_is_due() -> None:
    stated = payees.statement_issued
    notice = shelf.given(stated).one("statement.ready")
    assert notice.audiences == MONEY
    assert (notice.facts["period"], notice.facts["amount"]) == (stated.month, str(stated.due))
    assert notice.link == f"/publish/acme/statements/{stated.statement}"


def test_a_payout_is_told_as_sent_or_failed() -> None:
    sent = PayoutSent("st-1", "acme", Money(900, "USD"), "stripe", "tr_1", date(2026, 4, 1))
    failed = PayoutFailed("st-1", "acme", Money(900, "USD"), "account closed")
    assert shelf.given(sent).one("statement.ready").facts["change"] == "paid"
    assert shelf.given(failed).one("statement.ready").facts["change"] == "not-paid"
