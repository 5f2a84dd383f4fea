"""Objects as Stripe's API shows them, when they are new."""

from typing import Any

from demo.peers.stripe.cards import TestCard
from demo.peers.stripe.state import Object, new_id, now

NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
NOBODY: Object = {"address": NO_ADDRESS, "email": None, "name": None, "phone": None, "tax_id": None}


def made(code: str, kind: str, **more: Any) -> Object:
    return {"id": new_id(code), "object": kind, "created": now(), "livemode": False, "metadata": {}, **more}


def customer(given: Object) -> Object:
    more = {name: given.get(name) for name in ("email", "name", "description")}
    return made("cus", "customer", **more, balance=0, delinquent=False) | {"metadata": given.get("metadata", {})}


def payment_method(card: TestCard, customer: str | None) -> Object:
    face = {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": card.number[-8:],
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return made("pm", "payment_method", billing_details=NOBODY, card=face, customer=customer, type="card") | {
        "_number": card.number
    }


def setup_intent(customer: str, given: Object) -> Object:
    return made(
        "seti",
        "setup_intent",
        customer=customer,
        payment_method=None,
        payment_method_types=["card"],
        status="requires_payment_method",
        usage=given.get("usage", "off_session"),
        next_action=None,
        last_setup_error=None,
    ) | {"metadata": given.get("metadata", {})}


def session(customer: str, setup: str, given: Object) -> Object:
    nothing = dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"))
    return made(
        "cs",
        "checkout.session",
        automatic_tax={"enabled": False, "liability": None, "status": None, "provider": None},
        cancel_url=given.get("cancel_url"),
        currency=None,
        custom_fields=[],
        custom_text=nothing,
        customer=customer,
        expires_at=now() + 24 * 3600,
        mode="setup",
        payment_intent=None,
        payment_method_types=["card"],
        payment_status="no_payment_required",
        setup_intent=setup,
        shipping_options=[],
        status="open",
        success_url=given.get("success_url"),
        url=None,
    )


def payment_intent(given: Object) -> Object:
    return made(
        "pi",
        "payment_intent",
        amount=int(given["amount"]),
        amount_capturable=0,
        amount_received=0,
        cancellation_reason=None,
        capture_method=given.get("capture_method", "automatic_async"),
        client_secret=None,
        confirmation_method="automatic",
        currency=given["currency"],
        customer=given.get("customer"),
        description=given.get("description"),
        last_payment_error=None,
        latest_charge=None,
        next_action=None,
        payment_method=None,
        payment_method_types=["card"],
        status="requires_payment_method",
        transfer_group=given.get("transfer_group"),
    ) | {"metadata": given.get("metadata", {})}


def charge(intent: Object, **more: Any) -> Object:
    return made(
        "ch",
        "charge",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        balance_transaction=None,
        billing_details=NOBODY,
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        disputed=False,
        paid=False,
        payment_intent=intent["id"],
        payment_method=intent["payment_method"],
        refunded=False,
        status="failed",
        **more,
    )


def balance_transaction(source: Object, amount: int, fee: int, kind: str) -> Object:
    fees = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": "Stripe",
        "type": "stripe_fee",
    }
    transaction = made(
        "txn",
        "balance_transaction",
        amount=amount,
        available_on=now(),
        balance_type="payments",
        currency=source["currency"],
        description=None,
        exchange_rate=None,
        fee=fee,
        fee_details=[fees] if fee else [],
        net=amount - fee,
        reporting_category=kind,
        source=source["id"],
        status="available",
        type=kind,
    )
    return {name: value for name, value in transaction.items() if name not in ("livemode", "metadata")}


def refund(paid: Object, amount: int, given: Object) -> Object:
    new = made(
        "re",
        "refund",
        amount=amount,
        balance_transaction=None,
        charge=paid["id"],
        currency=paid["currency"],
        payment_intent=paid["payment_intent"],
        reason=given.get("reason"),
        status="succeeded",
    )
    return {name: value for name, value in new.items() if name != "livemode"} | {"metadata": given.get("metadata", {})}


def dispute(paid: Object) -> Object:
    taken = balance_transaction(paid, -paid["amount"], 1500, "adjustment") | {"reporting_category": "dispute"}
    return made(
        "du",
        "dispute",
        amount=paid["amount"],
        balance_transactions=[taken],
        charge=paid["id"],
        currency=paid["currency"],
        enhanced_eligibility_types=[],
        evidence={"enhanced_evidence": {}},
        evidence_details={
            "due_by": now() + 7 * 24 * 3600,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        payment_intent=paid["payment_intent"],
        reason="fraudulent",
        status="needs_response",
    )


def account(given: Object) -> Object:
    wanted = ["business_profile.url", "external_account", "tos_acceptance.date"]
    needs: Object = {name: [] for name in ("alternatives", "errors", "past_due", "pending_verification")}
    new = made(
        "acct",
        "account",
        business_profile=None,
        capabilities={"transfers": "inactive"},
        charges_enabled=False,
        country=given.get("country", "US"),
        default_currency="usd",
        details_submitted=False,
        email=given.get("email"),
        payouts_enabled=False,
        requirements={
            **needs,
            "current_deadline": None,
            "currently_due": wanted,
            "disabled_reason": "requirements.past_due",
            "eventually_due": wanted,
        },
        type="express",
    )
    return {name: value for name, value in new.items() if name != "livemode"} | {"metadata": given.get("metadata", {})}


def transfer(given: Object) -> Object:
    new = made(
        "tr",
        "transfer",
        amount=int(given["amount"]),
        amount_reversed=0,
        balance_transaction=None,
        currency=given["currency"],
        description=given.get("description"),
        destination=given["destination"],
        reversed=False,
        source_transaction=None,
        source_type="card",
        transfer_group=given.get("transfer_group"),
    ) | {"metadata": given.get("metadata", {})}
    reversals = {"data": [], "has_more": False, "object": "list", "url": f"/v1/transfers/{new['id']}/reversals"}
    return new | {"reversals": reversals}
