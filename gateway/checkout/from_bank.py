"""Where somebody goes on who comes back from the bank, having confirmed a payment or refused to (3-D Secure)."""

from contextlib import suppress
from typing import Any

from eventlog.refusal import Conflicting
from gateway.auth import caller
from gateway.checkout.pages import address_of
from gateway.checkout.settling import paid, settled
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.views import listings

WAITING = ("action_needed", "open")


def led_to(invoice: dict[str, Any], *, confirmed: bool) -> str:
    """To the order of which this is the first payment, to the subscription that is paid, or else to the invoice.

    What was confirmed is awaited for some seconds, so that the order's page has its command.
    """
    told = paid(invoice, lambda now: confirmed and now["state"] in WAITING)
    here = f"/my-content/invoices/{told['id']}"
    if not told["subscription"]:
        return here
    subscription = parts().rpc.billing.subscription(told["subscription"])
    order = _order(subscription)
    if order and _is_first(told):
        with suppress(Conflicting):  # the order's page says that nothing was bought
            settled(subscription)
        return order
    return f"/my-content/subscriptions/{subscription['id']}" if told["state"] == "paid" else here


def _order(subscription: Answer) -> str:
    """Empty where the plan is not on the shelves any more."""
    product = listings.product_by_id(database(), subscription["product"])
    plan = product.plan(subscription["plan_id"]) if product else None
    if product is None or plan is None or product.state not in ("published", "held"):
        return ""
    holder = subscription["holder"]
    return address_of(product, plan, "" if holder == caller().account else holder)


def _is_first(invoice: Answer) -> bool:
    every = parts().rpc.billing.invoices_of(invoice["holder"])
    return [one["id"] for one in every if one["subscription"] == invoice["subscription"]] == [invoice["id"]]
