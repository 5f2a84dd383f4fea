"""Cards at Stripe: kept there, charged off-session, confirmed at the bank, and sent back (docs.stripe.com/api)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import stripe

from services.billing.adapters.stripe.amounts import dumped
from services.billing.adapters.stripe.api import Api
from services.billing.adapters.stripe.reading import PAID, card_of, dispute_of, id_of, payment_of, refund_of
from services.billing.ports import Card, Charge, Dispute, Notice, NotTaken, Payment, Refund
from vocabulary.money import Money

PAGE = 100
GONE = ("resource_missing", "payment_method_unexpected_state")


class StripeCards:
    def __init__(self, api: Api, webhook_secret: str) -> None:
        self._api, self._secret = api, webhook_secret

    # -- cards

    def open_customer(self, holder: str) -> str:
        with self._api.sending() as v1:
            made = v1.customers.create({"metadata": {"holder": holder}}, {"idempotency_key": f"customer-{holder}"})
        return made.id

    def start_card(self, customer: str, back: str) -> str:
        then = f"{back}{'&' if urlsplit(back).query else '?'}session={{CHECKOUT_SESSION_ID}}"
        with self._api.sending() as v1:
            opened = v1.checkout.sessions.create(
                {
                    "mode": "setup",
                    "customer": customer,
                    "allowed_payment_method_types": ["card"],
                    "success_url": then,
                    "cancel_url": back,
                }
            )
        return opened.url or ""

    def finish_card(self, session: str) -> Card | None:
        with self._api.reading() as v1:
            found = v1.checkout.sessions.retrieve(session, {"expand": ["setup_intent.payment_method"]})
        setup = found.setup_intent
        if found.status != "complete" or not isinstance(setup, stripe.SetupIntent) or setup.status != "succeeded":
            return None
        method = setup.payment_method
        return card_of(method, id_of(found.customer)) if isinstance(method, stripe.PaymentMethod) else None

    def add_card(self, customer: str, token: str) -> Card:
        with self._api.sending() as v1:
            setup = v1.setup_intents.create(
                {
                    "customer": customer,
                    "payment_method": token,
                    "allowed_payment_method_types": ["card"],
                    "usage": "off_session",
                    "confirm": True,
                    "expand": ["payment_method"],
                }
            )
        if setup.status != "succeeded" or not isinstance(setup.payment_method, stripe.PaymentMethod):
            raise NotTaken("authentication_required", "this card is to be confirmed on the payment company's page")
        return card_of(setup.payment_method, customer)

    def remove_card(self, method: str) -> None:
        try:
            with self._api.sending() as v1:
                v1.payment_methods.detach(method)
        except NotTaken as refused:
            if refused.code not in (*GONE, "invalid-request"):
                raise

    # -- charges

    def charge(self, charge: Charge) -> Payment:
        told = {"invoice": charge.invoice, "attempt": str(charge.attempt), "subscription": charge.subscription}
        asked = {
            "amount": dumped(charge.amount),
            "currency": charge.amount.currency.lower(),
            "customer": charge.customer,
            "payment_method": charge.method,
            "allowed_payment_method_types": ["card"],
            "capture_method": "automatic",
            "confirm": True,
            "off_session": True,
            "description": f"Invoice {charge.number}",
            "metadata": told,
            "expand": PAID,
        }
        try:
            intent = self._api.send("/v1/payment_intents", asked, f"charge-{charge.key}")
        except NotTaken as refused:
            declined = _intent_in(refused)
            if declined is None:
                raise
            return self.payment(declined)
        return payment_of(intent)

    def charges_of(self, customer: str, invoice: str) -> list[Payment]:
        with self._api.reading() as v1:
            found = v1.payment_intents.list({"customer": customer, "limit": PAGE, "expand": [f"data.{PAID[0]}"]})
            payments = [payment_of(intent) for intent in found.auto_paging_iter()]
        return [payment for payment in payments if payment.invoice == invoice]

    def payment(self, reference: str) -> Payment:
        with self._api.reading() as v1:
            return payment_of(v1.payment_intents.retrieve(reference, {"expand": PAID}))

    def withdraw(self, reference: str) -> Payment:
        try:
            with self._api.sending() as v1:
                v1.payment_intents.cancel(reference)
        except NotTaken as refused:
            if refused.code != "payment_intent_unexpected_state":
                raise
        return self.payment(reference)

    def confirmation(self, reference: str, method: str, back: str) -> str:
        """Stripe gives the bank's page anew for an intent that is confirmed with a place to come back to."""
        with self._api.reading() as v1:
            intent = v1.payment_intents.retrieve(reference)
        if intent.status == "requires_payment_method":
            with self._api.sending() as v1:
                intent = v1.payment_intents.confirm(reference, {"payment_method": method, "return_url": back})
        leads = intent.next_action.redirect_to_url if intent.next_action else None
        return (leads.url or "") if leads else ""

    # -- money that goes back

    def refund(self, payment: str, credit_note: str, amount: Money) -> Refund:
        known = self._refund_for(payment, credit_note)
        if known is not None:
            return known
        with self._api.sending() as v1:
            made = v1.refunds.create(
                {
                    "payment_intent": payment,
                    "amount": dumped(amount),
                    "metadata": {"credit_note": credit_note},
                    "expand": ["payment_intent"],
                },
                {"idempotency_key": f"refund-{credit_note}"},
            )
        return refund_of(made)

    def refund_of(self, reference: str) -> Refund:
        with self._api.reading() as v1:
            return refund_of(v1.refunds.retrieve(reference, {"expand": ["payment_intent"]}))

    def _refund_for(self, payment: str, credit_note: str) -> Refund | None:
        with self._api.reading() as v1:
            found = v1.refunds.list({"payment_intent": payment, "limit": PAGE, "expand": ["data.payment_intent"]})
            refunds = [refund_of(refund) for refund in found.auto_paging_iter()]
        return next((refund for refund in refunds if refund.credit_note == credit_note), None)

    # -- what happened there

    def dispute(self, reference: str) -> Dispute:
        with self._api.reading() as v1:
            return dispute_of(v1.disputes.retrieve(reference))

    def payments_since(self, moment: datetime) -> Iterator[Payment]:
        with self._api.reading() as v1:
            found = v1.payment_intents.list(
                {"created": {"gte": int(moment.timestamp())}, "limit": PAGE, "expand": [f"data.{PAID[0]}"]}
            )
            yield from (payment_of(intent) for intent in found.auto_paging_iter())

    def refunds_since(self, moment: datetime) -> Iterator[Refund]:
        with self._api.reading() as v1:
            found = v1.refunds.list(
                {"created": {"gte": int(moment.timestamp())}, "limit": PAGE, "expand": ["data.payment_intent"]}
            )
            yield from (refund_of(refund) for refund in found.auto_paging_iter())

    def disputes_since(self, moment: datetime) -> Iterator[Dispute]:
        with self._api.reading() as v1:
            found = v1.disputes.list({"created": {"gte": int(moment.timestamp())}, "limit": PAGE})
            yield from (dispute_of(dispute) for dispute in found.auto_paging_iter())

    def notice(self, body: bytes, signature: str) -> Notice:
        try:
            event = stripe.Webhook.construct_event(body, signature, self._secret)
        except (stripe.SignatureVerificationError, ValueError) as wrong:
            raise NotTaken("signature-wrong", str(wrong)[:200]) from wrong
        about = event.data.object
        created = datetime.fromtimestamp(event.created, UTC)
        return Notice(event.id, event.type, str(about["id"]) if "id" in about else "", created)


def _intent_in(refused: NotTaken) -> str | None:
    """The declined intent that Stripe tells of with its refusal."""
    error = refused.__cause__
    told = error.error if isinstance(error, stripe.CardError) else None
    return told.payment_intent.id if told is not None and told.payment_intent is not None else None
