"""What a payment comes to: awaited for some seconds, so that who buys is told at once."""

import time
from collections.abc import Callable
from typing import Any

from eventlog.refusal import Conflicting, Missing
from gateway.parts import parts
from gateway.views import access

PATIENCE = 5.0  # seconds
PAUSE = 0.1
OVER = ("ended", "lapsed")
RIGHTS = ("trialing", "active")
UNSETTLED = ("open", "declined")  # of an invoice by card: not sent to the bank yet, or its answer not yet drawn from


def settled(subscription: dict[str, Any]) -> dict[str, Any]:
    """The subscription once its payment is known, or waits for the customer; refused as `payment-declined`.

    `confirm_url` is among the answer where the customer's bank wants a confirmation (3-D Secure).
    """
    billing, end = parts().rpc.billing, time.monotonic() + PATIENCE
    position = subscription.get("position")
    now, invoice = subscription, None
    while now["state"] == "awaiting_payment" and time.monotonic() < end:
        invoice = _invoice(now)
        if invoice is not None and invoice["state"] not in UNSETTLED:
            break
        time.sleep(PAUSE)
        now = billing.subscription(subscription["id"])
    if now["state"] in OVER and never_paid(now):
        raise Conflicting("payment-declined")
    if now["state"] == "awaiting_payment" and invoice is not None and invoice["state"] == "action_needed":
        now = now | {"confirm_url": billing.confirmation_of(invoice["id"])["url"]}
    _await_right(now, end)
    return now | {"position": now.get("position") or position}


def paid(invoice: dict[str, Any], attempted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The invoice once what was asked of the bank is known; `attempted` says whether that is still to come."""
    end, now = time.monotonic() + PATIENCE, invoice
    while attempted(now) and time.monotonic() < end:
        time.sleep(PAUSE)
        now = parts().rpc.billing.invoice(invoice["id"])
    return now


def never_paid(subscription: dict[str, Any]) -> bool:
    """Given up before it ran; told so again to who sends the same order once more."""
    invoice = _invoice(subscription)
    return invoice is not None and invoice["payment"] == "card" and invoice["paid"] is None


def _invoice(subscription: dict[str, Any]) -> dict[str, Any] | None:
    """None where it is not made out yet."""
    if not subscription.get("invoice"):
        return None
    try:
        return parts().rpc.billing.invoice(subscription["invoice"])
    except Missing:
        return None


def _await_right(subscription: dict[str, Any], end: float) -> None:
    """Until the door of the registry knows of it, too: the command that is shown works."""
    if subscription["state"] not in RIGHTS:
        return
    while time.monotonic() < end:
        with parts().reader.begin() as db:
            right = access.entitlement_of(db, subscription["holder"], subscription["repository"])
        if right is not None and right.runs(time.time()):
            return
        time.sleep(PAUSE / 2)
