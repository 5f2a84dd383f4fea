"""Paying in advance, from the page of billing details."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.checkout.billing_pages import address_of, billing_page
from gateway.checkout.credit_shown import amount_typed
from gateway.checkout.topping_up import top_up as ordered
from gateway.errors import status_of
from gateway.holders import holders, named
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.publishing.pages.dealing import Mistyped

pages = Blueprint("credit_pages", __name__)
BESIDE = {"amount-invalid": "credit_amount", "currency-invalid": "credit_currency", "card-missing": "credit_payment"}


@pages.post("/my-content/billing/credit")
@signed_in
def top_up() -> Response | tuple[str, int]:
    """On to the invoice, where something is still to be done about it."""
    slug, sent = request.form.get("holder", ""), request.form
    try:
        amount, by = amount_typed("credit_amount", sent.get("credit_currency", "")), command_context().dump()
        made = ordered(slug or caller().account, amount, sent.get("credit_payment", "card"), by)
    except Mistyped as wrong:
        return _again(slug, of_fields({wrong.field: wrong.words})), 400
    except Unavailable:
        raise
    except Refused as refused:
        return _again(slug, of_refusal(refused, BESIDE)), status_of(refused)
    invoice = f"/my-content/invoices/{made['invoice']}"
    then = address_of(slug, "topped-up") if made["state"] == "paid" else invoice
    return remember(make_response(redirect(then, 303)), made)


def _again(slug: str, problems: Mistakes | None) -> str:
    return billing_page(named(slug, holders()), credit_problems=problems)
