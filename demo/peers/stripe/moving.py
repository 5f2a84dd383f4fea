"""What becomes of cards and charges: paid, declined, to be confirmed, sent back, argued about."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from demo.peers.stripe import cards, shapes
from demo.peers.stripe.cards import TestCard
from demo.peers.stripe.refusing import Refusal, codes, declined, missing, wrong
from demo.peers.stripe.state import Object, State, new_id, shown
from demo.peers.stripe.telling import Teller

WAITING = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass
class Money:
    state: State
    teller: Teller
    url: str  # where the stand-in's own pages are

    def must_get(self, kind: str, id: str, param: str = "id") -> Object:
        found = self.state.get(id)
        if found is None or found["object"] != kind:
            raise missing(kind, id, param)
        return found

    def change(self, found: Object, told: str = "", **to: Any) -> Object:
        changed = self.state.put(found | to)
        if told:
            self.teller.tell(told, changed)
        return changed

    # -- cards

    def card_of(self, method: Object) -> TestCard:
        return cards.BY_NUMBER[method["_number"]]

    def method(self, token: str, customer: str) -> Object:
        """The card kept for this customer; a test token becomes a card of its own."""
        card = cards.named(token)
        if card is not None:
            return shapes.payment_method(card, None)
        found = self.must_get("payment_method", token, "payment_method")
        if found["customer"] not in (None, customer):
            raise wrong("The payment method belongs to another customer.", "payment_method")
        return found

    def set_up(self, setup: Object, method: Object) -> Object:
        """Attaches the card, unless it is declined; one that is to be confirmed waits for that."""
        outcome = self.card_of(method).on_setup
        if outcome == "action":
            url = f"{self.url}/confirm/{setup['id']}"
            redirect = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": None}}
            self.state.put(method)
            return self.change(setup, status="requires_action", payment_method=method["id"], next_action=redirect)
        if outcome:
            error = {"type": "card_error", "message": cards.WORDS[outcome], **codes(outcome)}
            failed = self.change(setup, "setup_intent.setup_failed", last_setup_error=error)
            raise declined(outcome, setup_intent=shown(failed))
        return self.finish_setup(setup, method)

    def finish_setup(self, setup: Object, method: Object) -> Object:
        self.change(method, "payment_method.attached", customer=setup["customer"])
        done = {"status": "succeeded", "payment_method": method["id"], "next_action": None, "last_setup_error": None}
        return self.change(setup, "setup_intent.succeeded", **done)

    # -- charges

    def confirm(self, intent: Object, token: str, return_url: str | None, *, absent: bool) -> Object:
        """`absent`: the customer is not there to confirm anything."""
        if intent["status"] not in WAITING:
            message = f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}."
            raise wrong(message, code="payment_intent_unexpected_state")
        if not token:
            raise wrong(
                "You cannot confirm this PaymentIntent because it's missing a payment method.", "payment_method"
            )
        method = self.must_get("payment_method", token, "payment_method")
        if method["customer"] is None or method["customer"] != intent["customer"]:
            raise wrong("The customer does not have a payment method with this ID.", "payment_method")
        outcome = self.card_of(method).on_charge
        intent = {**intent, "payment_method": method["id"]}
        if outcome == "action" and not absent:
            if not return_url:
                raise wrong("A `return_url` must be provided to confirm this PaymentIntent.", "return_url")
            url = f"{self.url}/confirm/{intent['id']}"
            redirect = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": return_url}}
            told = "payment_intent.requires_action"
            return self.change(intent, told, status="requires_action", next_action=redirect, last_payment_error=None)
        if outcome:
            raise self.fail(intent, "authentication_required" if outcome == "action" else outcome)
        return self.succeed(intent, self.card_of(method))

    def succeed(self, intent: Object, card: TestCard) -> Object:
        paid = shapes.charge(intent)
        fee = intent["amount"] * 29 // 1000 + 30
        booked = self.state.put(shapes.balance_transaction(paid, intent["amount"], fee, "charge"))
        taken = {"paid": True, "captured": True, "status": "succeeded", "amount_captured": intent["amount"]}
        paid = self.change(
            paid, "charge.succeeded", **taken, balance_transaction=booked["id"], metadata=intent["metadata"]
        )
        done = {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": paid["id"]}
        clean = {"next_action": None, "last_payment_error": None}
        intent = self.change(intent, "payment_intent.succeeded", **done, **clean)
        if card.disputed:
            self.dispute(paid)
        return intent

    def fail(self, intent: Object, code: str) -> Refusal:
        """Notes that it was declined; the refusal to be raised."""
        error = {"type": "card_error", "message": cards.WORDS[code], **codes(code)}
        failed = self.state.put(shapes.charge(intent, failure_code=error["code"], failure_message=error["message"]))
        method = self.must_get("payment_method", intent["payment_method"])
        told = {**error, "charge": failed["id"], "payment_method": shown(method)}
        waits = {"status": "requires_payment_method", "payment_method": None, "next_action": None}
        intent = self.change(
            intent, "payment_intent.payment_failed", **waits, latest_charge=failed["id"], last_payment_error=told
        )
        return declined(code, charge=failed["id"], payment_intent=shown(intent), payment_method=shown(method))

    def cancel(self, intent: Object) -> Object:
        if intent["status"] not in WAITING:
            message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
            raise wrong(message, code="payment_intent_unexpected_state")
        return self.change(intent, "payment_intent.canceled", status="canceled", next_action=None)

    def answered(self, intent: Object, *, yes: bool) -> str:
        """The customer confirmed, or not, on the bank's page; where the page leads on to."""
        back = intent["next_action"]["redirect_to_url"]["return_url"]
        method = self.must_get("payment_method", intent["payment_method"])
        if yes:
            self.succeed(intent, self.card_of(method))
        else:
            self.fail(intent, "payment_intent_authentication_failure")
        told = {"payment_intent": intent["id"], "redirect_status": "succeeded" if yes else "failed"}
        return f"{back}{'&' if '?' in back else '?'}{urlencode(told)}"

    # -- money that goes back

    def refund(self, given: Object) -> Object:
        intent = self.must_get("payment_intent", given.get("payment_intent", ""), "payment_intent")
        paid = self.state.get(intent["latest_charge"] or "")
        if paid is None or not paid["paid"]:
            raise wrong("This PaymentIntent does not have a successful charge to refund.", "payment_intent")
        left = paid["amount"] - paid["amount_refunded"]
        amount = int(given.get("amount", left))
        if not left:
            raise wrong(f"Charge {paid['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise wrong(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount")
        back = self.state.put(shapes.refund(paid, amount, given))
        booked = self.state.put(shapes.balance_transaction(back, -amount, 0, "refund"))
        back = self.change(back, "refund.created", balance_transaction=booked["id"])
        refunded = paid["amount_refunded"] + amount
        self.change(paid, "charge.refunded", amount_refunded=refunded, refunded=refunded == paid["amount"])
        method = self.must_get("payment_method", paid["payment_method"])
        if self.card_of(method).refund_fails:
            self.change(back, "refund.failed", status="failed", failure_reason="expired_or_canceled_card")
        return back

    def dispute(self, paid: Object) -> Object:
        self.change(paid, disputed=True)
        return self.change(shapes.dispute(paid), "charge.dispute.created")

    def close_dispute(self, id: str, *, won: bool) -> Object:
        return self.change(self.must_get("dispute", id), "charge.dispute.closed", status="won" if won else "lost")

    # -- publishers

    def onboard(self, id: str) -> Object:
        wants = self.must_get("account", id)["requirements"]
        settled = wants | {"currently_due": [], "eventually_due": [], "disabled_reason": None}
        ready = {"details_submitted": True, "payouts_enabled": True, "capabilities": {"transfers": "active"}}
        return self.change(self.must_get("account", id), "account.updated", **ready, requirements=settled)

    def transfer(self, given: Object) -> Object:
        to = self.must_get("account", given.get("destination", ""), "destination")
        if to["capabilities"]["transfers"] != "active":
            code = "insufficient_capabilities_for_transfer"
            raise wrong("Your destination account needs to have at least the transfers capability.", code=code)
        new = shapes.transfer(given)
        booked = self.state.put(shapes.balance_transaction(new, -new["amount"], 0, "transfer"))
        payment = new_id("py")
        return self.change(new, "transfer.created", balance_transaction=booked["id"], destination_payment=payment)
