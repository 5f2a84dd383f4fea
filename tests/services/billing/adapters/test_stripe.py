"""Money moved by Stripe, as its stand-in has it; what is asked and answered is checked by what Stripe publishes."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.peers.stripe.telling import signature
from services.billing.adapters.stripe import cards_of, payouts_of, taxes_of
from services.billing.adapters.stripe.cards import StripeCards
from services.billing.adapters.stripe.payouts import StripePayouts
from services.billing.adapters.stripe.taxes import StripeTaxes
from services.billing.ports import ADDRESS_UNCLEAR, Charge, NotReached, NotTaken, Taxable, TaxPart, Unanswered
from services.billing.settings import Settings
from tests.parts.stripe import KEY, ROOT, SECRET, StandIn, stripe
from tests.parts.stripe_mock import StripeMock, complaints_of, stripe_mock
from vocabulary.money import Money

BACK = "http://store.example/back"
PRICE = Money(4900, "USD")
LATER_NAMED = {"allowed_payment_method_types": "payment_method_types"}  # renamed since stripe-mock's description
MEANWHILE = f"""
import cli.chandlery.green
import sys
import eventlet
from services.billing.adapters.stripe.api import Api
from services.billing.adapters.stripe.cards import StripeCards
from services.billing.adapters.stripe.pace import Pace
asked = eventlet.spawn(StripeCards(Api("{KEY}", sys.argv[1], Pace(0)), "").open_customer, "slow")
eventlet.sleep(0.2)
print("blocked" if asked.dead else "meanwhile")
print("answered" if asked.wait().startswith("cus_") else "")
"""
CONFIRMED = "4000002760003184"


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stripe(tmp_path_factory.mktemp("stripe")) as running:
        yield running


@pytest.fixture
def cards(peer: StandIn) -> StripeCards:
    made = cards_of(Settings.load(peer.settings))
    assert made is not None
    return made


@pytest.fixture
def payouts(peer: StandIn) -> StripePayouts:
    made = payouts_of(Settings.load(peer.settings))
    assert made is not None
    return made


def entered(cards: StripeCards, peer: StandIn, number: str = "4242424242424242") -> Charge:
    """A charge of a new invoice to a new customer's card, to be sent."""
    customer = cards.open_customer(f"holder-{time.monotonic_ns()}")
    led = peer.enter_card(cards.start_card(customer, BACK), number)
    led = peer.press(led, answer="yes") if "/confirm/" in led else led
    card = cards.finish_card(led.rpartition("session=")[2])
    assert card is not None
    assert card.customer == customer
    invoice = f"invoice-{time.monotonic_ns()}"
    return Charge(invoice, 1, customer, card.method, PRICE, "subscription", "2026-000001")


def test_a_card_is_entered_at_stripe_and_charged(cards: StripeCards, peer: StandIn) -> None:
    charge = entered(cards, peer)
    paid = cards.charge(charge)
    assert (paid.invoice, paid.attempt, paid.state, paid.amount) == (charge.invoice, 1, "paid", PRICE)
    assert paid.fee == Money(172, "USD")
    assert cards.charges_of(charge.customer, charge.invoice) == [paid] == [cards.payment(paid.reference)]


def test_a_card_that_was_not_entered_is_none(cards: StripeCards) -> None:
    page = cards.start_card(cards.open_customer("nobody"), BACK)
    assert cards.finish_card(page.rpartition("/")[2]) is None


@pytest.mark.parametrize(
    ("number", "code"), [("4000000000000341", "card_declined"), ("4000008260003178", "insufficient_funds")]
)
def test_a_decline_says_why(cards: StripeCards, peer: StandIn, number: str, code: str) -> None:
    declined = cards.charge(entered(cards, peer, number))
    assert (declined.state, declined.code) == ("declined", code)
    assert declined == cards.payment(declined.reference)


def test_a_bank_that_wants_a_confirmation_gets_it_on_its_own_page(cards: StripeCards, peer: StandIn) -> None:
    charge = entered(cards, peer, CONFIRMED)
    waiting = cards.charge(charge)
    assert waiting.state == "action"
    page = cards.confirmation(waiting.reference, charge.method, BACK)
    assert page == cards.confirmation(waiting.reference, charge.method, BACK)
    assert peer.press(page, answer="yes").startswith(BACK)
    assert cards.payment(waiting.reference).state == "paid"


def test_who_refuses_to_confirm_has_not_paid(cards: StripeCards, peer: StandIn) -> None:
    charge = entered(cards, peer, CONFIRMED)
    waiting = cards.charge(charge)
    peer.press(cards.confirmation(waiting.reference, charge.method, BACK), answer="no")
    assert cards.payment(waiting.reference).state == "declined"


def test_what_is_withdrawn_is_paid_no_more_and_what_is_paid_stays(cards: StripeCards, peer: StandIn) -> None:
    waiting = cards.charge(entered(cards, peer, CONFIRMED))
    assert cards.withdraw(waiting.reference).state == "withdrawn"
    paid = cards.charge(entered(cards, peer))
    assert cards.withdraw(paid.reference) == paid


def test_a_lost_answer_is_told_from_a_request_that_never_left(cards: StripeCards, peer: StandIn) -> None:
    charge = entered(cards, peer)
    peer.plan("lose", "/v1/payment_intents")
    with pytest.raises(Unanswered):
        cards.charge(charge)
    assert [each.state for each in cards.charges_of(charge.customer, charge.invoice)] == ["paid"]
    away = cards_of(Settings.load({**peer.settings, "CHANDLERY_STRIPE_URL": "http://127.0.0.1:9"}))
    assert away is not None
    with pytest.raises(NotReached):
        away.charge(charge)


@pytest.mark.parametrize(("what", "error"), [("refuse", Unanswered), ("drop", Unanswered), ("limit", NotReached)])
def test_what_is_known_after_a_failure(cards: StripeCards, peer: StandIn, what: str, error: type[Exception]) -> None:
    charge = entered(cards, peer)
    peer.plan(what, "/v1/payment_intents")
    with pytest.raises(error):
        cards.charge(charge)
    assert cards.charges_of(charge.customer, charge.invoice) == []


def test_a_token_is_kept_as_a_card_and_a_declined_one_is_not(cards: StripeCards) -> None:
    customer = cards.open_customer("program")
    card = cards.add_card(customer, "pm_card_mastercard")
    assert (card.brand, card.last4, card.expires) == ("mastercard", "4444", "2034-12")
    with pytest.raises(NotTaken, match="card_declined"):
        cards.add_card(customer, "pm_card_chargeDeclined")
    with pytest.raises(NotTaken, match="authentication_required"):
        cards.add_card(customer, "pm_card_authenticationRequired")


def test_a_removed_card_is_charged_no_more_and_removed_again_without_harm(cards: StripeCards, peer: StandIn) -> None:
    charge = entered(cards, peer)
    cards.remove_card(charge.method)
    cards.remove_card(charge.method)
    with pytest.raises(NotTaken):
        cards.charge(charge)


def test_a_credit_note_is_sent_back_once(cards: StripeCards, peer: StandIn) -> None:
    charge = entered(cards, peer)
    paid = cards.charge(charge)
    sent = cards.refund(paid.reference, "credit-1", Money(900, "USD"))
    peer.forget_keys()
    assert cards.refund(paid.reference, "credit-1", Money(900, "USD")) == sent == cards.refund_of(sent.reference)
    assert (sent.state, sent.credit_note, sent.invoice) == ("sent", "credit-1", charge.invoice)
    with pytest.raises(NotTaken):
        cards.refund(paid.reference, "credit-2", PRICE)


def test_a_refund_that_the_bank_does_not_take_has_failed(cards: StripeCards, peer: StandIn) -> None:
    paid = cards.charge(entered(cards, peer, "4000000000005126"))
    sent = cards.refund(paid.reference, f"credit of {paid.reference}", PRICE)
    assert (cards.refund_of(sent.reference).state, sent.amount) == ("failed", PRICE)


def test_a_dispute_is_opened_with_its_fee_and_lost(cards: StripeCards, peer: StandIn) -> None:
    paid = cards.charge(entered(cards, peer, "4000000000000259"))
    opened = next(each for each in cards.disputes_since(AGO) if each.payment == paid.reference)
    assert (opened.state, opened.amount, opened.fee) == ("open", PRICE, Money(1500, "USD"))
    peer.close_dispute(opened.reference, won=False)
    assert cards.dispute(opened.reference).state == "lost"


AGO = datetime.now(UTC) - timedelta(hours=1)


def test_all_that_happened_since_is_found_page_by_page(cards: StripeCards, peer: StandIn) -> None:
    charge = entered(cards, peer)
    paid = [cards.charge(Charge(f"{charge.invoice}-{number}", 1, *rest(charge))) for number in range(3)]
    back = cards.refund(paid[0].reference, f"{charge.invoice} credit", Money(1, "USD"))
    assert set(paid) <= set(cards.payments_since(AGO))
    assert back in list(cards.refunds_since(AGO))


def rest(charge: Charge) -> tuple[str, str, Money, str, str]:
    return charge.customer, charge.method, charge.amount, charge.subscription, charge.number


def test_a_publisher_is_taken_on_and_its_money_is_sent_once(payouts: StripePayouts, peer: StandIn) -> None:
    opened = payouts.open_account("acme")
    assert (opened.ready, opened.publisher) == (False, "acme")
    assert opened.wanted
    with pytest.raises(NotTaken, match="insufficient_capabilities"):
        payouts.transfer("statement-0", opened.id, PRICE, 1)
    assert peer.press(payouts.onboarding(opened.id, BACK), answer="yes") == BACK
    assert payouts.account_state(opened.id).ready
    sent = payouts.transfer("statement-1", opened.id, PRICE, 1)
    peer.forget_keys()
    assert payouts.transfer("statement-1", opened.id, PRICE, 1) == sent


@pytest.fixture
def taxes(peer: StandIn) -> StripeTaxes:
    made = taxes_of(Settings.load({**peer.settings, "CHANDLERY_STRIPE_TAX": "txcd_10103001"}))
    assert made is not None
    return made


SOLD = Taxable(PRICE, "acme/db/team", "DE", "Unter den Linden 1\n10117 Berlin", "")
NEW_YORK = "12345 Broadway\nNew York, NY 10013"


@pytest.mark.parametrize(
    ("changed", "parts"),
    [
        ({}, [TaxPart("VAT", "19", PRICE, Money(931, "USD"))]),
        ({"country": "FR", "tax_id": "FR40303265045"}, [TaxPart("", "0", PRICE, Money(0, "USD"))]),
        ({"country": "US", "address": NEW_YORK}, [TaxPart("Sales tax", "8.875", PRICE, Money(435, "USD"))]),
        ({"country": "JP", "address": ""}, []),
        ({"net": Money(100, "ISK")}, [TaxPart("VAT", "19", Money(100, "ISK"), Money(19, "ISK"))]),
    ],
)
def test_taxes_go_by_where_the_customer_is(taxes: StripeTaxes, changed: dict[str, Any], parts: list[TaxPart]) -> None:
    assert list(taxes.calculate(replace(SOLD, **changed)).parts) == parts


def test_an_address_without_its_postal_code_is_refused_where_that_says_the_tax(taxes: StripeTaxes) -> None:
    with pytest.raises(NotTaken, match=ADDRESS_UNCLEAR):
        taxes.calculate(replace(SOLD, country="US", address="12345 Broadway\nNew York"))


def test_taxes_are_booked_once_and_taken_back_in_parts(taxes: StripeTaxes, peer: StandIn) -> None:
    calculated = taxes.calculate(SOLD)
    booked = taxes.book(calculated.calculation, "taxed-1")
    assert taxes.book(calculated.calculation, "taxed-1") == booked
    back = taxes.take_back(booked, "credit-of-taxed-1", Money(5_000, "USD"))
    assert taxes.take_back(booked, "credit-of-taxed-1", Money(5_000, "USD")) == back
    with pytest.raises(NotTaken, match="greater than what is left"):
        taxes.take_back(booked, "credit-of-taxed-2", PRICE)
    again = taxes.book(calculated.calculation, "taxed-1-again")  # written off, and paid after all
    assert taxes.take_back(again, "taxed-1-again-credited", Money(5_000, "USD")) not in (again, back)
    peer.plan("refuse", "/v1/tax/calculations")
    with pytest.raises(NotReached):
        taxes.calculate(SOLD)


def test_a_message_counts_with_its_signature_alone(cards: StripeCards, peer: StandIn) -> None:
    told = {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": 1764400000}
    body = json.dumps({**told, "data": {"object": {"id": "pi_1", "object": "payment_intent"}}}).encode()
    word = cards.notice(body, signature(body, SECRET))
    assert (word.id, word.type, word.object) == ("evt_1", "payment_intent.succeeded", "pi_1")
    for wrong in ("", signature(body, "whsec_other"), signature(body, SECRET, at=int(time.time()) - 600)):
        with pytest.raises(NotTaken, match="signature-wrong"):
            cards.notice(body, wrong)
    with pytest.raises(NotTaken):
        cards.notice(body + b" ", signature(body, SECRET))


def test_it_takes_no_live_key_and_speaks_one_version(peer: StandIn) -> None:
    live = Settings.load({**peer.settings, "CHANDLERY_STRIPE_KEY": KEY})
    made = cards_of(Settings(**{**vars(live), "stripe_key": "sk_live_1"}))
    assert made is not None
    with pytest.raises(NotReached, match="no live key"):
        made.open_customer("ada")


def test_while_stripe_takes_its_time_the_store_goes_on(peer: StandIn) -> None:
    """In a process whose sockets are patched as the store's are."""
    peer.plan("slow", "/v1/customers", seconds=1)
    done = subprocess.run(
        [sys.executable, "-c", MEANWHILE, peer.url], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["meanwhile", "answered"], done.stderr


def test_stripe_takes_every_request_that_was_made_here(peer: StandIn, tmp_path: Path) -> None:
    with stripe_mock(tmp_path) as real:
        found = {wrong for line in recorded(peer) for wrong in [refused(real, line)] if wrong}
    assert not found


def refused(real: StripeMock, line: dict[str, str]) -> str:
    body = line["body"]
    if line["rule"] == "/v1/checkout/sessions":
        for now, before in LATER_NAMED.items():
            body = body.replace(now, before)
    wrong = real.complaint(line["method"], line["path"], body)
    return f"{line['method']} {line['rule']}: {wrong}" if wrong else ""


def test_every_answer_has_the_form_that_stripe_describes(peer: StandIn) -> None:
    lines = [line for line in recorded(peer) if line["status"] == 200]
    assert len({(line["method"], line["rule"]) for line in lines}) >= 20
    found = {
        f"{line['method']} {line['rule']} {wrong}"
        for line in lines
        for wrong in complaints_of(line["answer"], line["method"], line["rule"])
    }
    assert not found


def recorded(peer: StandIn) -> list[dict[str, str]]:
    """Each request of the tests above, with its answer."""
    return [json.loads(line) for line in (peer.data / "recorded.jsonl").read_text().splitlines()]
