"""A publisher's orders: what was sold elsewhere is placed, its claim link handed out; changed, or cancelled."""

from typing import Any

from flask import render_template, request

from eventlog.refusal import Refused
from gateway.checkout.orders_api import claim_url
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.publishing.pages import pages
from gateway.publishing.pages.business import beside
from gateway.publishing.pages.dealing import (
    Mistyped,
    billing,
    day_typed,
    must_be_of,
    pairs_typed,
    plan_typed,
    plans_of,
    whole_typed,
)
from gateway.publishing.pages.entering import EDITORS, context, for_team, to, told_of
from gateway.publishing.pages.forms import lines, mistaken, typed
from gateway.publishing.pages.listing import Page
from gateway.translation import gettext

WHERE = {
    "plan-unknown": "plan",
    "not-for-order": "plan",
    "period-invalid": "ends",
    "quantity-invalid": "quantity",
    "order-invalid": "keys",
}


@pages.get("/publish/<publisher>/orders")
@for_team(*EDITORS)
def orders(publisher: str) -> str:
    return _page(publisher)


@pages.post("/publish/<publisher>/orders")
@for_team(*EDITORS)
def place_order(publisher: str) -> Page:
    try:
        product, plan = plan_typed(publisher)
        placed = billing().place_order(publisher, product, plan, _typed(), context())
    except Mistyped as wrong:
        return _page(publisher, of_fields({wrong.field: wrong.words})), 422
    except Refused as refused:
        return _page(publisher, mistaken(refused, WHERE)), status_of(refused)
    return to(f"/publish/{publisher}/orders/{placed['id']}?told=placed", placed)


@pages.get("/publish/<publisher>/orders/<order>")
@for_team(*EDITORS)
def order(publisher: str, order: str) -> Page:
    words = {
        "placed": gettext("The order is placed. Send the link below to your customer."),
        "extended": gettext("The order has another last day."),
        "cancelled": gettext("The order is cancelled. It opens nothing any more."),
    }
    return _one(publisher, order, told=told_of(words))


@pages.post("/publish/<publisher>/orders/<order>/extend")
@for_team(*EDITORS)
def extend_order(publisher: str, order: str) -> Page:
    must_be_of(publisher, billing().order(order))
    try:
        done = billing().extend_order(order, day_typed("ends"), context())
    except Mistyped as wrong:
        return _one(publisher, order, of_fields({wrong.field: wrong.words})), 422
    except Refused as refused:
        return _one(publisher, order, mistaken(refused, WHERE)), status_of(refused)
    return to(f"/publish/{publisher}/orders/{order}?told=extended", done)


@pages.post("/publish/<publisher>/orders/<order>/cancel")
@for_team(*EDITORS)
def cancel_order(publisher: str, order: str) -> Page:
    must_be_of(publisher, billing().order(order))
    try:
        done = billing().cancel_order(order, lines("reason"), context())
    except Refused as refused:
        return _one(publisher, order, mistaken(refused, {"text-too-long": "reason"})), status_of(refused)
    return to(f"/publish/{publisher}/orders/{order}?told=cancelled", done)


def _typed() -> dict[str, Any]:
    """The form has room for one key; the API takes many."""
    key = typed("label", "file_name") | {"media_type": "text/plain", "value": lines("key")}
    if bool(key["label"]) != bool(key["value"]):
        field = "key" if key["label"] else "label"
        raise Mistyped(field, gettext("A product key has a name and a value"))
    return {
        "starts": day_typed("starts"),
        "ends": day_typed("ends"),
        "quantity": whole_typed("quantity", gettext("Enter a whole number, 1 or more")),
        "components": pairs_typed("components"),
        "keys": [key] if key["value"] else [],
        "metadata": pairs_typed("metadata"),
    }


def _page(publisher: str, problems: Mistakes | None = None) -> str:
    plans = plans_of(publisher)
    return render_template(
        "publishing/orders.html",
        **beside(publisher, "orders"),
        orders=billing().orders_placed_by(publisher),
        plans=plans,
        names=dict(plans),
        form=request.form,
        problems=problems,
    )


def _one(publisher: str, order: str, problems: Mistakes | None = None, told: str = "") -> str:
    found = must_be_of(publisher, billing().order(order))
    return render_template(
        "publishing/order.html",
        **beside(publisher, "orders"),
        order=found,
        name=dict(plans_of(publisher)).get(f"{found['address']}/{found['plan']}", found["plan"]),
        link=claim_url(order, found["claim"]),
        form=request.form,
        problems=problems,
        told=told,
    )
