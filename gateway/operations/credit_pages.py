"""Finance's pages of credit: who has how much, what is granted, and what is taken back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context
from gateway.checkout.credit_shown import amount_typed, credit_shown
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.operations.finance import billing
from gateway.operations.payouts_pages import for_finance
from gateway.publishing.pages.dealing import Mistyped, day_typed
from gateway.rpc import Answer
from gateway.translation import gettext

pages = Blueprint("finance_credit_pages", __name__)

PAGE = "/staff/finance/credit"
BESIDE = {
    "customer-unknown": "holder",
    "amount-invalid": "amount",
    "currency-invalid": "currency",
    "expiry-past": "expires",
    "explanation-missing": "reason",
    "explanation-too-long": "reason",
}
LONGEST_ID = 63

Page = str | Response | tuple[str, int]


@pages.get(PAGE)
@for_finance
def every_credit() -> str:
    return _page(request.args.get("holder", ""))


@pages.post(PAGE)
@for_finance
def grant_credit() -> Page:
    holder, sent = request.form.get("holder", "").strip()[:LONGEST_ID], request.form

    def command(context: dict[str, Any]) -> Answer:
        amount = amount_typed("amount", sent.get("currency", ""))
        return billing().grant_credit(holder, amount, sent.get("reason", ""), day_typed("expires") or "", context)

    return _on(holder, command, "granted", BESIDE)


@pages.post(f"{PAGE}/<credit>/withdraw")
@for_finance
def withdraw_credit(credit: str) -> Page:
    holder, currency = (request.form.get(name, "")[:LONGEST_ID] for name in ("holder", "currency"))
    why = request.form.get("why", "")
    return _on(
        holder, lambda context: billing().withdraw_credit(holder, currency, credit, why, context), "withdrawn", {}
    )


def _on(holder: str, command: Callable[[dict[str, Any]], Answer], told: str, beside: dict[str, str]) -> Page:
    """On to the customer, with a word of what was done, or back to the form."""
    try:
        done = command(command_context().dump())
    except Mistyped as wrong:
        return _page(holder, of_fields({wrong.field: wrong.words})), 400
    except Unavailable:
        raise
    except Refused as refused:
        return _page(holder, of_refusal(refused, beside)), status_of(refused)
    return remember(make_response(redirect(f"{PAGE}?holder={holder}&told={told}", 303)), done)


def _page(holder: str, problems: Mistakes | None = None) -> str:
    """All balances, and beside them those of one customer."""
    words = {"granted": gettext("The credit is granted."), "withdrawn": gettext("The credit is taken back.")}
    return render_template(
        "operations/credit.html",
        every=billing().credits(),
        holder=holder,
        name=(billing().customer_of(holder)["details"] or {}).get("name", "") if holder else "",
        credit=credit_shown(holder, for_finance=True),
        may_act="finance" in caller().roles,
        typed=request.form,
        problems=problems,
        told=words.get(request.args.get("told", "")),
        here="staff",
    )
