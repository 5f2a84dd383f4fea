"""Stripe's objects as billing speaks of them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

import stripe

from services.billing.adapters.stripe.amounts import loaded
from services.billing.ports import Account, Card, Dispute, Payment, Refund, Transfer
from vocabulary.money import Money, nothing

PAID = ["latest_charge.balance_transaction"]
TO_CONFIRM = ("requires_action", "requires_confirmation")
LOST = ("lost",)
WON = ("won", "prevented")
ASKED = "warning_"  # of an inquiry: the bank asks, and has taken nothing


def payment_of(intent: Any) -> Payment:
    """Of an intent with PAID expanded: a stripe.PaymentIntent, or the JSON of one."""
    state, code = _state_of(intent)
    attempt = _noted(intent, "attempt")
    return Payment(
        reference=intent["id"],
        invoice=_noted(intent, "invoice"),
        attempt=int(attempt) if attempt.isdecimal() else 0,
        state=state,
        amount=loaded(intent["amount"], intent["currency"]),
        code=code,
        fee=_fee_of(intent) if state == "paid" else None,
    )


def _state_of(intent: Any) -> tuple[Any, str]:
    status = intent["status"]
    if status == "succeeded":
        return "paid", ""
    if status == "canceled":
        return "withdrawn", _said(intent, "cancellation_reason") or "canceled"
    if status in TO_CONFIRM:
        return "action", ""
    if status != "requires_payment_method":
        return "processing", ""
    error = intent["last_payment_error"]
    if _said(error, "code") == "authentication_required":
        return "action", ""
    said = _said(error, "decline_code")
    code = said if said != "generic_decline" else ""
    return "declined", code or _said(error, "code") or "card_declined"


def _fee_of(intent: Any) -> Money | None:
    """In the charge's currency, also where the store is paid out in another."""
    charge = _expanded(intent["latest_charge"])
    booked = None if charge is None else _expanded(charge["balance_transaction"])
    if booked is None:
        return None
    currency, paid = booked["currency"], intent["currency"]
    fee = loaded(booked["fee"], currency)
    if currency == paid or not booked["exchange_rate"]:
        return Money(fee.amount, paid.upper()) if currency == paid else None
    charged = loaded(intent["amount"], paid)
    return (
        charged.part(Decimal(booked["fee"]), Decimal(booked["amount"]))
        if booked["amount"]
        else nothing(charged.currency)
    )


def card_of(method: stripe.PaymentMethod, customer: str) -> Card:
    card = method.card
    if card is None:
        raise ValueError(f"{method.id} is not a card")
    return Card(customer, method.id, card.brand, card.last4 or "", f"{card.exp_year}-{card.exp_month:02}")


def refund_of(refund: stripe.Refund) -> Refund:
    """Of a refund with its payment intent expanded."""
    intent = refund.payment_intent
    failed = refund.status in ("failed", "canceled")
    return Refund(
        reference=refund.id,
        credit_note=_noted(refund, "credit_note"),
        payment=id_of(intent),
        invoice=_noted(intent, "invoice") if isinstance(intent, stripe.PaymentIntent) else "",
        state="failed" if failed else "sent",
        amount=loaded(refund.amount, refund.currency),
        reason=(_said(refund, "failure_reason") or refund.status or "") if failed else "",
    )


def dispute_of(dispute: stripe.Dispute) -> Dispute:
    currency = dispute.currency
    fees = sum(booked.fee for booked in dispute.balance_transactions if booked.currency == currency)
    until = dispute.evidence_details.due_by
    return Dispute(
        reference=dispute.id,
        payment=id_of(dispute.payment_intent),
        state=_stage(dispute.status),
        amount=loaded(dispute.amount, currency),
        fee=loaded(fees, currency),
        reason=dispute.reason,
        answer_until=datetime.fromtimestamp(until, UTC) if until else None,
    )


def _stage(status: str) -> Literal["asked", "open", "won", "lost"]:
    if status.startswith(ASKED):
        return "asked"
    return "won" if status in WON else "lost" if status in LOST else "open"


def account_of(account: stripe.Account) -> Account:
    wants = account.requirements.currently_due if account.requirements else None
    able = account.capabilities.transfers if account.capabilities else None
    ready = bool(account.payouts_enabled) and able == "active"
    return Account(account.id, ready, tuple(wants or ()), _noted(account, "publisher"))


def transfer_of(transfer: stripe.Transfer) -> Transfer:
    return Transfer(transfer.id, _noted(transfer, "statement"), loaded(transfer.amount, transfer.currency))


def _noted(found: Any, name: str) -> str:
    """What we wrote beside it when it was made."""
    noted = found["metadata"]
    return str(noted[name]) if noted is not None and name in noted else ""


def _said(found: Any, name: str) -> str:
    """Empty where it is null, or not there: Stripe leaves out what does not apply."""
    return str(found[name] or "") if found is not None and name in found else ""


def _expanded(found: Any) -> Any | None:
    """None where there is its id alone, or nothing."""
    return None if isinstance(found, str) else found


def id_of(found: Any) -> str:
    """Of an object or its id."""
    return found if isinstance(found, str) else str(found.id) if found is not None else ""
