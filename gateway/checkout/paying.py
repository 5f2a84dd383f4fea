"""An invoice that is paid on the customer's own wish."""

from typing import Any

from eventlog.refusal import Conflicting
from gateway.checkout.settling import paid
from gateway.parts import parts


def pay_now(invoice: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    """The invoice once the bank has answered; refused as `payment-declined`.

    `confirm_url` is among the answer where the customer's bank wants a confirmation (3-D Secure).
    """
    billing = parts().rpc.billing
    asked = billing.pay(invoice["id"], context)
    now = paid(billing.invoice(invoice["id"]), lambda found: found["state"] in ("open", "overdue"))
    if now["state"] == "declined":
        raise Conflicting("payment-declined")
    if now["state"] == "action_needed":
        now = now | {"confirm_url": billing.confirmation_of(invoice["id"])["url"]}
    return now | {"position": asked.get("position")}
