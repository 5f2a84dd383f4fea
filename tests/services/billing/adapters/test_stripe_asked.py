"""What Stripe is asked, under which key, and how its objects are read, without asking it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import stripe

from services.billing.adapters.stripe.api import code_of
from services.billing.adapters.stripe.cards import StripeCards
from services.billing.adapters.stripe.payouts import StripePayouts
from services.billing.adapters.stripe.reading import account_of, dispute_of, payment_of, refund_of
from services.billing.adapters.stripe.taxes import StripeTaxes
from services.billing.ports import Charge, Taxable
from vocabulary.money import Money

PI = {
    "id": "pi_1",
    "status": "succeeded",
    "amount": 5831,
    "currency": "usd",
    "metadata": {"invoice": "in", "attempt": "2"},
    "latest_charge": {"balance_transaction": {"currency": "usd", "fee": 199, "amount": 5831, "exchange_rate": None}},
    "last_payment_error": None,
    "cancellation_reason": None,
}


class Asked:
    """In the place of the API: keeps what it is asked, and answers with what it was given for the path."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.told = answers, list[tuple[str, Any]]()

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield self

    sending = reading

    def send(self, path: str, asked: dict[str, Any], key: str) -> Any:
        self.told.append((key, asked))
        return PI

    def __getattr__(self, name: str) -> Any:
        def method(*asked: Any) -> Any:
            self.told.append((name, asked))
            return self.answers[name]

        return method if name in self.answers else self


def answering(**answers: Any) -> Any:
    """An API of these answers."""
    return Asked(**answers)


def listed(*found: Any) -> Any:
    return SimpleNamespace(auto_paging_iter=lambda: iter(found))


def of(kind: Any, **told: Any) -> Any:
    return kind.construct_from(told, None)


# -- keys


def test_each_attempt_is_charged_under_its_own_key_and_off_session() -> None:
    api = answering()
    charge = Charge("in", 2, "cus_1", "pm_1", Money(5831, "USD"), "sub", "2026-000001")
    StripeCards(api, "").charge(charge)
    ((key, asked),) = api.told
    assert (key, asked["off_session"], asked["confirm"]) == ("charge-in/2", True, True)
    assert (asked["amount"], asked["currency"]) == (5831, "usd")
    assert asked["metadata"] == {"invoice": "in", "attempt": "2", "subscription": "sub"}


def test_charges_of_other_invoices_are_not_this_ones() -> None:
    other = PI | {"id": "pi_2", "metadata": {"invoice": "another", "attempt": "1"}}
    cards = StripeCards(answering(list=listed(PI, other, PI | {"metadata": None})), "")
    assert [each.reference for each in cards.charges_of("cus_1", "in")] == ["pi_1"]


@pytest.mark.parametrize(("there", "sent"), [("cn", False), ("another", True)])
def test_a_refund_is_sent_once_for_each_credit_note(there: str, sent: bool) -> None:
    intent = of(stripe.PaymentIntent, id="pi_1", metadata={"invoice": "in"})
    told = {"payment_intent": intent, "status": "succeeded", "amount": 100, "currency": "usd"}
    known = of(stripe.Refund, id="re_1", metadata={"credit_note": there}, **told)
    api = answering(list=listed(known), create=of(stripe.Refund, id="re_2", metadata={"credit_note": "cn"}, **told))
    found = StripeCards(api, "").refund("pi_1", "cn", Money(100, "USD"))
    assert found.reference == ("re_2" if sent else "re_1")
    keys = [asked[1]["idempotency_key"] for name, asked in api.told if name == "create"]
    assert keys == (["refund-cn"] if sent else [])


@pytest.mark.parametrize(("there", "sent"), [("s", False), ("another", True)])
def test_a_transfer_is_sent_once_for_each_statement_and_under_a_key_for_each_attempt(there: str, sent: bool) -> None:
    told = {"amount": 100, "currency": "usd"}
    known = of(stripe.Transfer, id="tr_1", metadata={"statement": there}, **told)
    api = answering(list=listed(known), create=of(stripe.Transfer, id="tr_2", metadata={"statement": "s"}, **told))
    found = StripePayouts(api).transfer("s", "acct_1", Money(100, "USD"), 2)
    assert found.reference == ("tr_2" if sent else "tr_1")
    keys = [asked[1]["idempotency_key"] for name, asked in api.told if name == "create"]
    assert keys == (["transfer-s-2"] if sent else [])


# -- cards


@pytest.mark.parametrize(
    ("session", "setup", "kept"),
    [("complete", "succeeded", True), ("open", "succeeded", False), ("complete", "requires_action", False)],
)
def test_a_card_is_kept_once_it_was_entered_and_confirmed(session: str, setup: str, kept: bool) -> None:
    card = {"brand": "visa", "last4": "4242", "exp_year": 2030, "exp_month": 9}
    method = of(stripe.PaymentMethod, id="pm_1", card=card)
    intent = of(stripe.SetupIntent, status=setup, payment_method=method)
    found = SimpleNamespace(status=session, setup_intent=intent, customer="cus_1")
    answer = StripeCards(answering(retrieve=found), "").finish_card("cs_1")
    assert (answer is not None) == kept
    if answer is not None:
        assert (answer.customer, answer.expires) == ("cus_1", "2030-09")


# -- how its objects are read


@pytest.mark.parametrize(
    ("told", "state", "code"),
    [
        ({}, "paid", ""),
        ({"status": "canceled"}, "withdrawn", "canceled"),
        ({"status": "requires_action"}, "action", ""),
        ({"status": "requires_confirmation"}, "action", ""),
        ({"status": "processing"}, "processing", ""),
        ({"status": "requires_capture"}, "processing", ""),
        ({"last_payment_error": {"code": "authentication_required"}}, "action", ""),
        ({"last_payment_error": {"code": "card_declined", "decline_code": "lost_card"}}, "declined", "lost_card"),
        ({"last_payment_error": {"code": "expired", "decline_code": "generic_decline"}}, "declined", "expired"),
    ],
)
def test_a_payment_stands_as_it_is_and_costs_a_fee_where_it_is_paid(told: Any, state: str, code: str) -> None:
    waits = {"status": "requires_payment_method"} if "last_payment_error" in told else {}
    found = payment_of(PI | waits | told)
    assert (found.state, found.code, found.attempt, found.invoice) == (state, code, 2, "in")
    assert found.fee == (Money(199, "USD") if state == "paid" else None)


@pytest.mark.parametrize(
    ("booked", "fee"),
    [
        ({"currency": "eur", "fee": 170, "amount": 5000, "exchange_rate": 0.857}, Money(198, "USD")),
        ({"currency": "eur", "fee": 170, "amount": 5000, "exchange_rate": None}, None),
        ({"currency": "eur", "fee": 0, "amount": 0, "exchange_rate": 0.857}, Money(0, "USD")),
    ],
)
def test_a_fee_is_told_in_the_charges_currency(booked: Any, fee: Money | None) -> None:
    assert payment_of(PI | {"latest_charge": {"balance_transaction": booked}}).fee == fee


@pytest.mark.parametrize(
    ("status", "state"),
    [("succeeded", "sent"), ("pending", "sent"), ("failed", "failed"), ("canceled", "failed")],
)
def test_a_refund_that_does_not_arrive_has_failed(status: str, state: str) -> None:
    told = {"status": status, "amount": 100, "currency": "usd", "payment_intent": "pi_1", "metadata": {}}
    assert refund_of(of(stripe.Refund, id="re_1", failure_reason=None, **told)).state == state


def test_of_a_dispute_the_fees_in_its_own_currency_are_counted() -> None:
    booked = [{"currency": "usd", "fee": 1500}, {"currency": "eur", "fee": 900}, {"currency": "usd", "fee": 200}]
    due = int(datetime(2026, 1, 25, tzinfo=UTC).timestamp())
    told = {"status": "prevented", "amount": 5831, "currency": "usd", "reason": "x", "payment_intent": "pi_1"}
    found = dispute_of(
        of(stripe.Dispute, id="dp_1", balance_transactions=booked, evidence_details={"due_by": due}, **told)
    )
    assert (found.fee, found.state, found.answer_until) == (
        Money(1700, "USD"),
        "won",
        datetime(2026, 1, 25, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("enabled", "able", "ready"),
    [(True, "active", True), (False, "active", False), (True, "pending", False), (True, None, False)],
)
def test_a_publisher_is_paid_once_it_can_be_sent_money_and_paid_out(enabled: bool, able: Any, ready: bool) -> None:
    told = {"payouts_enabled": enabled, "capabilities": {"transfers": able} if able else None, "requirements": None}
    assert account_of(of(stripe.Account, id="acct_1", metadata={"publisher": "acme"}, **told)).ready == ready


@pytest.mark.parametrize(
    ("given", "code"), [("lost_card", "lost_card"), ("generic_decline", "declined"), (None, "declined")]
)
def test_the_banks_word_is_told_where_it_says_more(given: str | None, code: str) -> None:
    error = stripe.CardError("no", "", "declined", json_body={"error": {"decline_code": given, "code": "declined"}})
    assert code_of(error) == code


# -- taxes


def calculated(tax: int) -> Any:
    details = SimpleNamespace(tax_type="vat", percentage_decimal="19.00")
    part = SimpleNamespace(amount=931, taxable_amount=4900, taxability_reason="standard", tax_rate_details=details)
    free = SimpleNamespace(amount=0, taxable_amount=4900, taxability_reason="not_collecting", tax_rate_details=details)
    return SimpleNamespace(id="taxcalc_1", tax_breakdown=[part, free], tax_amount_exclusive=tax)


def test_taxes_come_on_top_of_what_is_asked_for_and_add_up() -> None:
    api = answering(create=calculated(931))
    taxable = Taxable(Money(4900, "USD"), "acme/db/team", "DE", "Unter den Linden 1", "DE136695976")
    (part,) = StripeTaxes(api, "txcd_1").calculate(taxable).parts
    assert (part.name, part.percent, part.amount) == ("VAT", "19", Money(931, "USD"))
    asked = api.told[0][1][0]
    assert asked["line_items"][0]["tax_behavior"] == "exclusive"
    assert asked["customer_details"]["tax_ids"] == [{"type": "eu_vat", "value": "DE136695976"}]
    with pytest.raises(ValueError, match="in all"):
        StripeTaxes(answering(create=calculated(930)), "txcd_1").calculate(taxable)


def test_taxes_are_taken_back_below_zero_and_once_for_each_credit_note() -> None:
    api = answering(create_reversal=SimpleNamespace(id="tax_2"))
    StripeTaxes(api, "txcd_1").take_back("tax_1", "cn", Money(588, "USD"))
    ((_, (asked, key)),) = api.told
    assert (asked["flat_amount"], key) == (-588, {"idempotency_key": "tax-back-cn"})
