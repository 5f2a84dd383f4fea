"""The subscription that a holder has of a plan, as the pages show it."""

from typing import Any

from eventlog.refusal import Missing
from gateway.checkout.settling import OVER, never_paid
from gateway.checkout.whose import buys_for
from gateway.holders import Holder
from gateway.parts import parts
from gateway.views.listings import Plan, Product


def present(holder: Holder, product: Product, plan: Plan) -> tuple[dict[str, Any] | None, bool]:
    """The running one, with `confirm_url` where the customer's bank waits for the customer; else None, and whether
    the bank turned the last order down.
    """
    every = parts().rpc.billing.subscriptions_of(holder.id)
    mine = [each for each in every if (each["product"], each["plan_id"]) == (product.id, plan.id)]
    found = next((each for each in mine if each["state"] not in OVER), None)
    if found is None:
        return None, bool(mine) and mine[0]["state"] == "ended" and never_paid(mine[0])
    return found | {"confirm_url": confirm_url(found)}, False


def confirm_url(subscription: dict[str, Any]) -> str:
    """The bank's page for a payment that it wants confirmed; empty where it wants nothing, or not of the caller."""
    if subscription["state"] not in ("awaiting_payment", "past_due") or not subscription.get("invoice"):
        return ""
    if not buys_for(subscription["holder"]):
        return ""
    billing = parts().rpc.billing
    try:
        invoice = billing.invoice(subscription["invoice"])
    except Missing:  # not made out yet
        return ""
    return str(billing.confirmation_of(invoice["id"])["url"]) if invoice["state"] == "action_needed" else ""
