"""A publisher's coupons: what is taken off for whoever enters the code."""

from typing import Any

from flask import render_template, request

from eventlog.refusal import Refused
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.publishing.pages import pages
from gateway.publishing.pages.business import beside
from gateway.publishing.pages.dealing import (
    Mistyped,
    billing,
    end_of_day_typed,
    money_typed,
    products_of,
    whole_typed,
)
from gateway.publishing.pages.entering import EDITORS, context, for_team, to, told_of
from gateway.publishing.pages.forms import mistaken, typed
from gateway.publishing.pages.listing import Page
from gateway.translation import gettext

WHERE = {
    "coupon-code-invalid": "code",
    "coupon-taken": "code",
    "coupon-worthless": "percent",
    "product-of-another": "address",
    "day-past": "until",
}


@pages.get("/publish/<publisher>/coupons")
@for_team(*EDITORS)
def coupons(publisher: str) -> str:
    words = {
        "created": gettext("The coupon counts from now on."),
        "retired": gettext("The coupon counts no more. Who redeemed it keeps what it takes off."),
    }
    return _page(publisher, told=told_of(words))


@pages.post("/publish/<publisher>/coupons")
@for_team(*EDITORS)
def create_coupon(publisher: str) -> Page:
    try:
        done = billing().create_coupon(publisher, _typed(), context())
    except Mistyped as wrong:
        return _page(publisher, of_fields({wrong.field: wrong.words})), 422
    except Refused as refused:
        return _page(publisher, mistaken(refused, WHERE)), status_of(refused)
    return to(f"/publish/{publisher}/coupons?told=created", done)


@pages.post("/publish/<publisher>/coupons/<code>/retire")
@for_team(*EDITORS)
def retire_coupon(publisher: str, code: str) -> Page:
    try:
        done = billing().retire_coupon(publisher, code, context())
    except Refused as refused:
        return _page(publisher, mistaken(refused, {})), status_of(refused)
    return to(f"/publish/{publisher}/coupons?told=retired", done)


def _typed() -> dict[str, Any]:
    told = typed("code", "address", "currency")
    if not told["code"]:
        raise Mistyped("code", gettext("Enter a code, such as SPRING25"))
    return {
        **told,
        "percent": whole_typed("percent", gettext("Enter 1 to 100, or 0 for an amount")),
        "amount": money_typed("amount", told["currency"].upper()),
        "periods": whole_typed("periods", gettext("Enter a number of periods, 0 for all")),
        "limit": whole_typed("limit", gettext("Enter a number of customers, 0 for any number")),
        "until": end_of_day_typed("until"),
    }


def _page(publisher: str, problems: Mistakes | None = None, told: str = "") -> str:
    return render_template(
        "publishing/coupons.html",
        **beside(publisher, "coupons"),
        coupons=billing().coupons_of(publisher),
        products=products_of(publisher),
        form=request.form,
        problems=problems,
        told=told,
    )
