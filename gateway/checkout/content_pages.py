"""My content: what somebody has and what it costs, their licences and their invoices."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing
from gateway.auth import signed_in
from gateway.checkout import content
from gateway.checkout.cards import charged_card
from gateway.checkout.from_bank import led_to
from gateway.checkout.present import confirm_url
from gateway.checkout.whose import buys_for, seen
from gateway.holders import Holder, holders, named
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.views import listings

pages = Blueprint("content_pages", __name__)


def shown_holder() -> tuple[Holder, list[Holder]]:
    every = holders()
    return named(request.args.get("holder", ""), every), every


@pages.get("/my-content")
@signed_in
def my_content() -> str:
    holder, every = shown_holder()
    told = content.subscriptions(holder)
    return render_template(
        "checkout/my_content.html",
        subscriptions=told or [],
        silent=told is None,
        items=content.rights(holder, told or []),
        ahead=content.payments_ahead(told or []),
        holders=every,
        holder=holder,
        section="subscriptions",
        here="my-content",
    )


@pages.get("/my-content/licences")
@signed_in
def licences() -> str:
    holder, every = shown_holder()
    found = [_licence(each) for each in parts().rpc.billing.licences_of(holder.id)]
    return render_template(
        "checkout/licences.html",
        licences=found,
        holders=every,
        holder=holder,
        section="licences",
        here="my-content",
    )


@pages.get("/my-content/invoices")
@signed_in
def invoices() -> str:
    holder, every = shown_holder()
    found = parts().rpc.billing.invoices_of(holder.id) if holder.buys else []
    return render_template(
        "checkout/invoices.html",
        invoices=found,
        holders=every,
        holder=holder,
        section="invoices",
        here="my-content",
    )


@pages.get("/my-content/invoices/<invoice>")
@signed_in
def invoice(invoice: str) -> str | Response:
    found = invoice_or_404(invoice)
    outcome = request.args.get("redirect_status")  # who comes back from the bank: Stripe adds it to the address
    if outcome is not None and buys_for(found["holder"]):
        return redirect(led_to(found, confirmed=outcome == "succeeded"), 303)
    subscription = parts().rpc.billing.subscription(found["subscription"]) if found["subscription"] else None
    asked = found["state"] == "action_needed" and buys_for(found["holder"])
    confirm = parts().rpc.billing.confirmation_of(invoice)["url"] if asked else ""
    return render_template(
        "checkout/invoice.html",
        invoice=found,
        subscription=subscription,
        card=charged_card(found["holder"]) if found["state"] in ("declined", "overdue") or found["due_again"] else None,
        takes_cards=parts().rpc.billing.payments_ready()["cards"],
        confirm_url=confirm or (confirm_url(subscription) if subscription else ""),
        here="my-content",
    )


def invoice_or_404(invoice: str) -> dict[str, Any]:
    """The invoice, where the reader may see it: refused as `invoice-unknown`."""
    found = parts().rpc.billing.invoice(invoice)
    if not found:
        raise Missing("invoice-unknown")
    return seen(found, "invoice-unknown", buys=True)


def _licence(told: Answer) -> Answer:
    """With the names of its product and its plan."""
    product = listings.product_by_id(database(), told["product_id"])
    plan = product.plan(told["plan"]) if product else None
    names = {"name": product.name if product else told["product"], "plan_name": plan.name if plan else told["plan"]}
    return {**told, **names}
