"""Money by card: charged once, whatever the payment company answers, and told of however it is told."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import eventlet
import pytest

from eventlog.refusal import Conflicting, Forbidden, Missing, Unavailable
from services.billing.policies import payments
from tests.parts.stripe import StandIn, stripe
from tests.services.billing.conftest import Books
from tests.services.billing.paying import DETAILS, Keyed, Till, till, told

CONFIRMED, DISPUTED, REFUND_FAILS = "4000002760003184", "4000000000000259", "4000000000005126"
DECLINED_WHEN_CHARGED = "4000000000000341"


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stripe(tmp_path_factory.mktemp("stripe")) as running:
        yield running


@pytest.fixture
def standing(peer: StandIn) -> StandIn:
    peer.begin_anew()
    return peer


@pytest.fixture
def shop(tmp_path: Path, standing: StandIn) -> Iterator[Till]:
    with till(tmp_path, standing) as running:
        running.open()
        yield running


def test_a_card_pays_the_invoice_and_opens_the_repository(shop: Till) -> None:
    bought = shop.buys()
    paid = shop.invoice_becomes(bought, "paid")
    assert paid["paid"]["reference"] == shop.stripe.all("payment_intent")[0]["id"]
    shop.becomes(bought, "active")


def test_a_lost_answer_is_asked_for_and_nothing_is_charged_twice(shop: Till) -> None:
    shop.stripe.plan("lose", "/v1/payment_intents")
    bought = shop.buys()
    shop.invoice_becomes(bought, "paid")
    assert "billing.payment-unknown" in shop.told()
    assert shop.charges() == ["succeeded"]


def test_a_lost_answer_is_found_also_where_stripe_forgot_the_key(shop: Till) -> None:
    shop.stripe.plan("lose", "/v1/payment_intents")
    shop.stripe.plan("refuse", "/v1/payment_intents", method="GET", times=2)
    bought = shop.buys()
    shop.services.until(lambda: "billing.payment-unknown" in shop.told())
    shop.stripe.forget_keys()
    shop.invoice_becomes(bought, "paid")
    assert shop.charges() == ["succeeded"]


def test_a_charge_that_never_arrived_is_sent_again(shop: Till) -> None:
    shop.stripe.plan("drop", "/v1/payment_intents")
    bought = shop.buys()
    shop.invoice_becomes(bought, "paid")
    assert shop.charges() == ["succeeded"]


def test_a_process_that_dies_before_it_notes_a_charge_leaves_one_charge(tmp_path: Path, standing: StandIn) -> None:
    class Dying(Keyed):
        def _note_payment(self, *told: Any) -> bool:
            eventlet.sleep(60)
            return False

    with till(tmp_path, standing, Dying) as dying:
        dying.open()
        bought = dying.buys()
        dying.services.until(lambda: dying.charges() == ["succeeded"])
    standing.forget_keys()
    with till(tmp_path, standing) as reborn:
        reborn.invoice_becomes(bought, "paid")
        assert reborn.charges() == ["succeeded"]


def looks(standing: StandIn) -> int:
    """How often it was asked what charges there are."""
    asked = [json.loads(line) for line in (standing.data / "recorded.jsonl").read_text().splitlines()]
    return sum((each["method"], each["rule"]) == ("GET", "/v1/payment_intents") for each in asked)


def test_what_nobody_ever_began_is_not_looked_for(shop: Till) -> None:
    before = looks(shop.stripe)
    shop.invoice_becomes(shop.buys(), "paid")
    assert looks(shop.stripe) == before


def test_a_charge_that_may_be_of_a_log_that_was_put_back_is_looked_for(shop: Till) -> None:
    bought = shop.buys()
    shop.becomes(bought, "active")
    before = looks(shop.stripe)
    shop.clock.at += timedelta(days=32)  # the period began yesterday
    shop.services.until(lambda: shop.told().count("billing.invoice-paid") == 2, 15)
    assert (looks(shop.stripe), shop.charges()) == (before + 1, ["succeeded", "succeeded"])


def test_a_charge_that_waits_for_its_answer_holds_up_no_other(
    tmp_path: Path, standing: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Waiting(Keyed):
        def _charge(self, state: Any, *told: Any) -> None:
            if state.bill.holder == "ada":
                eventlet.sleep(60)
            super()._charge(state, *told)

    monkeypatch.setattr(payments, "CHARGE", payments.CHARGE[:1])  # all in one lane
    with till(tmp_path, standing, Waiting) as shop:
        shop.open()
        waits, bought = shop.buys(), shop.buys(holder="bob")
        shop.invoice_becomes(bought, "paid")
        assert shop.invoice_of(waits)["state"] == "open"


def test_what_was_declined_and_given_up_is_paid_by_nobody_later(shop: Till) -> None:
    bought = shop.buys(DECLINED_WHEN_CHARGED)
    shop.becomes(bought, "ended")
    shop.services.until(lambda: shop.charges() == ["canceled"], 15)
    assert "billing.payment-declined" in shop.told()


@pytest.mark.parametrize("way", ["once", "twice", "backwards"])
def test_what_the_customer_confirms_at_the_bank_is_paid(shop: Till, way: str) -> None:
    with told(shop, way):
        bought = shop.buys(CONFIRMED)
        shop.invoice_becomes(bought, "action_needed")
        page = shop.rpc.confirmation_of(bought["invoice"])["url"]
        back = shop.stripe.press(page, answer="yes")
        assert back.startswith(f"http://store.example/my-content/invoices/{bought['invoice']}")
        shop.invoice_becomes(bought, "paid")
        shop.becomes(bought, "active")
    assert shop.told().count("billing.invoice-paid") == 1


def test_what_the_customer_refuses_at_the_bank_is_declined(shop: Till) -> None:
    with told(shop):
        bought = shop.buys(CONFIRMED)
        shop.invoice_becomes(bought, "action_needed")
        shop.stripe.press(shop.rpc.confirmation_of(bought["invoice"])["url"], answer="no")
        shop.services.until(lambda: "billing.payment-declined" in shop.told())


def test_lost_messages_are_made_up_for_by_comparing(shop: Till) -> None:
    bought = shop.buys(CONFIRMED)
    shop.invoice_becomes(bought, "action_needed")
    shop.stripe.press(shop.rpc.confirmation_of(bought["invoice"])["url"], answer="yes")
    found = shop.rpc.reconcile_payments(1, shop.by("fay", "finance"))
    assert [(each["what"], each["invoice"]) for each in found] == [("payment", bought["invoice"])]
    assert shop.invoice_of(bought)["state"] == "paid"
    assert shop.rpc.reconcile_payments(1, shop.by("fay", "finance")) == []


def test_comparing_says_when_stripe_does_not_answer(shop: Till) -> None:
    shop.stripe.plan("refuse", "/v1/payment_intents", method="GET")
    with pytest.raises(Unavailable, match="payments-away"):
        shop.rpc.reconcile_payments(1, shop.by("fay", "finance"))
    with pytest.raises(Forbidden, match="staff-only"):
        shop.rpc.reconcile_payments(1, shop.by("ada"))


def test_who_comes_back_from_the_bank_before_the_message_sees_it_paid(shop: Till) -> None:
    bought = shop.buys(CONFIRMED)
    shop.invoice_becomes(bought, "action_needed")
    shop.stripe.press(shop.rpc.confirmation_of(bought["invoice"])["url"], answer="yes")
    assert shop.rpc.confirmation_of(bought["invoice"]) == {"url": ""}
    assert shop.invoice_of(bought)["state"] == "paid"


def test_another_card_pays_and_the_bank_page_of_the_first_leads_nowhere(shop: Till) -> None:
    bought = shop.buys(CONFIRMED)
    shop.invoice_becomes(bought, "action_needed")
    page = shop.rpc.confirmation_of(bought["invoice"])["url"]
    shop.pays_with("5555555555554444")
    shop.rpc.pay(bought["invoice"], shop.by("ada"))
    shop.invoice_becomes(bought, "paid")
    assert "nothing to confirm any more" in shop.stripe.press(page, answer="yes")
    assert shop.charges() == ["succeeded", "canceled"]


def test_a_refund_goes_back_to_the_card_once(shop: Till) -> None:
    bought = shop.buys()
    shop.invoice_becomes(bought, "paid")
    shop.stripe.plan("lose", "/v1/refunds")
    shop.rpc.refund(bought["invoice"], None, "sorry", False, shop.by("fay", "finance"))
    shop.services.until(lambda: "billing.refund-issued" in shop.told(), 15)
    assert [each["status"] for each in shop.stripe.all("refund")] == ["succeeded"]


def test_a_refund_that_came_back_has_failed(shop: Till) -> None:
    with told(shop, "backwards"):
        bought = shop.buys(REFUND_FAILS)
        shop.invoice_becomes(bought, "paid")
        shop.rpc.refund(bought["invoice"], None, "sorry", False, shop.by("fay", "finance"))
        shop.services.until(
            lambda: shop.told()[-1] == "billing.refund-failed" or "billing.refund-failed" in shop.told(), 15
        )
    assert shop.told().count("billing.refund-failed") == 1


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_is_noted_and_how_it_ends(shop: Till, won: bool) -> None:
    with told(shop):
        shop.buys(DISPUTED)
        shop.services.until(lambda: "billing.dispute-opened" in shop.told(), 15)
        shop.stripe.close_dispute(shop.stripe.all("dispute")[0]["id"], won=won)
        shop.services.until(lambda: "billing.dispute-closed" in shop.told(), 15)


def test_a_message_that_stripe_did_not_sign_is_refused(shop: Till) -> None:
    with pytest.raises(Forbidden, match="signature-wrong"):
        shop.rpc.receive_webhook('{"id": "evt_1"}', "t=1,v1=00")


def test_a_card_is_its_holders_alone(shop: Till) -> None:
    shop.rpc.provide_details("ada", DETAILS, shop.by("ada"))
    started = shop.rpc.start_card("ada", "http://store.example/back", shop.by("ada"))
    session = shop.stripe.enter_card(started["url"]).rpartition("session=")[2]
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.finish_card("ada", session, shop.by("mallory"))
    shop.pays_with(holder="mallory")
    with pytest.raises(Conflicting, match="card-not-entered"):
        shop.rpc.finish_card("mallory", session, shop.by("mallory"))


def test_the_newest_card_is_charged_and_a_removed_one_is_gone(shop: Till) -> None:
    shop.pays_with()
    added = shop.rpc.add_card("ada", "pm_card_mastercard", shop.by("ada"))
    methods = shop.rpc.customer_of("ada")["methods"]
    assert [(each["brand"], each["last4"]) for each in methods] == [("mastercard", "4444"), ("visa", "4242")]
    shop.rpc.remove_card("ada", added["id"], shop.by("ada"))
    assert [each["brand"] for each in shop.rpc.customer_of("ada")["methods"]] == ["visa"]
    with pytest.raises(Conflicting, match="card-declined"):
        shop.rpc.add_card("ada", "pm_card_chargeDeclined", shop.by("ada"))


def test_without_a_key_a_store_takes_no_cards(books: Books) -> None:
    assert books.rpc.payments_ready() == {"cards": False}
    assert books.rpc.customer_of("ada") == {"details": None, "methods": [], "currency": None, "pays_by_card": False}
    with pytest.raises(Conflicting, match="cards-not-taken"):
        books.rpc.start_card("ada", "http://store.example/back", books.by("ada"))
    with pytest.raises(Missing, match="cards-not-taken"):
        books.rpc.receive_webhook("{}", "")


def test_what_is_paid_in_advance_pays_first_and_the_card_the_rest_and_comes_back(shop: Till) -> None:
    shop.pays_with()
    wanted = ({"amount": 6000, "currency": "USD"}, "card")
    advance = shop.rpc.top_up("ada", *wanted, shop.by("ada"))["invoice"]
    shop.services.until(lambda: balance(shop) == 6000)
    shop.accept("ada", plan="team")
    dry = shop.subscribe(dry=True)["today"]
    assert (dry["credit"]["amount"], dry["to_pay"]["amount"]) == (4900, 0)
    bought = shop.subscribe()
    first = shop.invoice_becomes(bought, "paid")
    assert (first["paid"]["method"], first["from_credit"]["amount"], balance(shop)) == ("credit", 4900, 1100)
    shop.later(days=32)
    shop.services.until(lambda: len(shop.rpc.invoices_of("ada")) == 3)
    renewal = shop.invoice_becomes({"invoice": shop.of(bought)["invoice"]}, "paid")
    assert (renewal["paid"]["method"], renewal["from_credit"]["amount"], balance(shop)) == ("card", 1100, 0)
    assert sorted(each["amount"] for each in shop.stripe.all("payment_intent")) == [3800, 6000]
    finn = shop.by("finn", "finance")
    back = shop.rpc.refund(renewal["id"], None, "no service", False, finn)["credit_notes"][0]
    assert (back["to_credit"]["amount"], balance(shop)) == (1100, 1100)
    shop.services.until(lambda: shop.rpc.invoice(renewal["id"])["credit_notes"][0]["refund"] == "sent")
    shop.rpc.refund(advance, {"amount": 1100, "currency": "USD"}, "asked for", False, shop.by("finn", "finance"))
    assert balance(shop) == 0
    shop.services.until(lambda: (books(shop)["customers-credit"], books(shop)["top-ups"]) == (0, 0))
    assert sum(books(shop).values()) == 0
    with pytest.raises(Conflicting, match="credit-spent"):
        shop.rpc.refund(advance, {"amount": 1, "currency": "USD"}, "more", True, shop.by("finn", "finance"))


def test_what_is_paid_in_advance_needs_no_card_later_and_a_declined_one_asks_for_nothing(shop: Till) -> None:
    shop.pays_with(DECLINED_WHEN_CHARGED)
    declined = shop.rpc.top_up("ada", {"amount": 6000, "currency": "USD"}, "card", shop.by("ada"))
    assert shop.invoice_becomes(declined, "credited")["owed"]["amount"] == 0
    shop.rpc.remove_card("ada", shop.rpc.customer_of("ada")["methods"][0]["id"], shop.by("ada"))
    shop.accept("ada", plan="team")
    with pytest.raises(Conflicting, match="card-missing"):
        shop.subscribe()
    shop.rpc.grant_credit("ada", {"amount": 4900, "currency": "USD"}, "a gift", "", shop.by("finn", "finance"))
    shop.services.until(lambda: balance(shop) == 4900)
    assert shop.invoice_becomes(shop.subscribe(), "paid")["paid"]["method"] == "credit"


@pytest.mark.parametrize(("won", "left"), [(True, 6000), (False, 0)])
def test_what_is_paid_in_advance_is_held_while_its_bank_disputes_it(shop: Till, won: bool, left: int) -> None:
    with told(shop, "twice"):
        shop.pays_with(DISPUTED)
        shop.rpc.top_up("ada", {"amount": 6000, "currency": "USD"}, "card", shop.by("ada"))
        shop.services.until(
            lambda: [(each["name"], each["held"]) for each in shop.rpc.credits()] == [(DETAILS["name"], 6000)], 15
        )
        assert stands(shop) == [(0, 6000)]
        shop.accept("ada", plan="team")
        assert shop.subscribe(dry=True)["today"]["credit"]["amount"] == 0
        shop.stripe.close_dispute(shop.stripe.all("dispute")[0]["id"], won=won)
        shop.services.until(lambda: stands(shop) == [(left, 0)], 15)
    shop.services.until(lambda: books(shop)["customers-credit"] == -left)


def stands(shop: Till) -> list[tuple[int, int]]:
    return [(each["balance"]["amount"], each["held"]["amount"]) for each in shop.rpc.credit_of("ada")]


def books(shop: Till) -> dict[str, int]:
    return {each["account"]: each["amount"] for each in shop.rpc.trial_balance()}


def balance(shop: Till) -> int:
    return sum(each["balance"]["amount"] for each in shop.rpc.credit_of("ada"))
