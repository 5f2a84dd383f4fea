"""A payment in advance: what became of it is awaited for some seconds, so that who pays is told at once."""

import time
from typing import Any

from eventlog.refusal import Conflicting, Missing
from gateway.checkout import settling
from gateway.parts import parts

DECLINED = ("declined", "credited")  # what a card did not pay is taken back at once


def top_up(holder: str, amount: dict[str, Any], payment: str, context: dict[str, Any]) -> dict[str, Any]:
    """{invoice, state, position}, and `confirm_url` where the customer's bank wants a confirmation (3-D Secure).

    Refused as `payment-declined`, and as billing's `top_up`.
    """
    billing = parts().rpc.billing
    ordered = billing.top_up(holder, amount, payment, context)
    made = _invoice(ordered["invoice"])
    if made is not None and payment == "card":
        made = settling.paid(made, lambda found: found["state"] == "open")
    state = made["state"] if made else "open"
    if payment == "card" and state in DECLINED:
        raise Conflicting("payment-declined")
    told = {"invoice": ordered["invoice"], "state": state, "position": ordered.get("position")}
    if state != "action_needed":
        return told
    return told | {"confirm_url": billing.confirmation_of(ordered["invoice"])["url"]}


def _invoice(id: str) -> dict[str, Any] | None:
    """Once it is issued; None where that takes longer than anybody waits."""
    end = time.monotonic() + settling.PATIENCE
    while True:
        try:
            return parts().rpc.billing.invoice(id)
        except Missing:
            if time.monotonic() > end:
                return None
            time.sleep(settling.PAUSE)
