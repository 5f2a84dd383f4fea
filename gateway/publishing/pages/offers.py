"""A publisher's offers: a price for one organisation or account alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request

from eventlog.refusal import Refused
from gateway.checkout.offers_api import must_be_known
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.publishing.pages import pages
from gateway.publishing.pages.business import beside
from gateway.publishing.pages.dealing import (
    Mistyped,
    billing,
    end_of_day_typed,
    money_typed,
    must_be_of,
    plan_typed,
    plans_of,
    whole_typed,
)
from gateway.publishing.pages.entering import EDITORS, context, for_team, to, told_of
from gateway.publishing.pages.forms import lines, mistaken, typed
from gateway.publishing.pages.listing import Page
from gateway.publishing.typed_prices import figure
from gateway.translation import gettext

WHERE = {
    "customer-unknown": "to",
    "offer-kind-unknown": "kind",
    "subscription-unknown": "changes",
    "subscription-over": "changes",
    "by-order": "changes",
    "plan-currency-differs": "price",
    "plan-unknown": "plan",
    "not-for-order": "plan",
    "price-invalid": "price",
    "interval-unknown": "interval",
    "quantity-invalid": "quantity",
    "trial-too-long": "trial_days",
    "offer-until-unfit": "until",
    "text-too-long": "note",
}


@pages.get("/publish/<publisher>/offers")
@for_team(*EDITORS)
def offers(publisher: str) -> str:
    words = {
        "extended": gettext("The offer stands. Your customer finds it under its link."),
        "withdrawn": gettext("The offer is taken back."),
    }
    return _page(publisher, told=told_of(words))


@pages.post("/publish/<publisher>/offers")
@for_team(*EDITORS)
def extend_offer(publisher: str) -> Page:
    try:
        product, plan = plan_typed(publisher)
        wanted = _typed()
        if wanted["to"]:
            must_be_known(wanted["to"])
        done = billing().extend_offer(publisher, product, plan, wanted, context())
    except Mistyped as wrong:
        return _page(publisher, of_fields({wrong.field: wrong.words})), 422
    except Refused as refused:
        return _page(publisher, mistaken(refused, WHERE)), status_of(refused)
    return to(f"/publish/{publisher}/offers?told=extended", done)


@pages.post("/publish/<publisher>/offers/<offer>/withdraw")
@for_team(*EDITORS)
def withdraw_offer(publisher: str, offer: str) -> Page:
    must_be_of(publisher, billing().offer(offer))
    try:
        done = billing().withdraw_offer(offer, context())
    except Refused as refused:
        return _page(publisher, mistaken(refused, {})), status_of(refused)
    return to(f"/publish/{publisher}/offers?told=withdrawn", done)


def _typed() -> dict[str, Any]:
    told = typed("to", "currency", "interval", "kind", "changes")
    until = end_of_day_typed("until")
    changes = told["changes"] if told["kind"] not in ("", "private") else ""
    if not told["to"] and not changes:
        raise Mistyped("to", gettext("Enter an organisation’s short name, or an account’s id"))
    if until is None:
        raise Mistyped("until", gettext("Enter the day on which the offer runs out"))
    return {
        "to": told["to"],
        "price": money_typed("price", told["currency"].upper()),
        "interval": told["interval"],
        "quantity": whole_typed("quantity", gettext("Enter a whole number, 1 or more")),
        "trial_days": whole_typed("trial_days", gettext("Enter a number of days, 0 for none")),
        "until": until,
        "note": lines("note"),
        "kind": told["kind"] or "private",
        "changes": changes,
    }


def _page(publisher: str, problems: Mistakes | None = None, told: str = "") -> str:
    plans = plans_of(publisher)
    return render_template(
        "publishing/private_offers.html",
        **beside(publisher, "offers"),
        offers=billing().offers_of(publisher),
        plans=plans,
        names=dict(plans),
        form=request.form or request.args,
        kinds=[
            ("private", gettext("a new subscription")),
            ("renewal", gettext("their subscription, from its next period on")),
            ("replacement", gettext("their subscription, at once")),
        ],
        again=lambda offer: _again(publisher, offer),
        problems=problems,
        told=told,
    )


def _again(publisher: str, offer: Mapping[str, Any]) -> str:
    """The form with what was offered in it; the day is said anew."""
    kept = {name: offer[name] for name in ("interval", "quantity", "trial_days", "note", "kind", "changes")}
    price = {"price": figure(offer["price"]), "currency": offer["price"]["currency"]} if offer["price"] else {}
    told = {"to": offer["holder"], "plan": f"{offer['address']}/{offer['plan']}", **kept, **price}
    return f"/publish/{publisher}/offers?{urlencode(told)}#make"
