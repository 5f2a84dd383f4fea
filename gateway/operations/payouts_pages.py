"""Finance's page of payouts: what is due to publishers, how it goes there, and what was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.publishing.selling import FINANCE, billing
from gateway.rpc import Answer
from gateway.translation import gettext

pages = Blueprint("payouts_pages", __name__)

PAGE = "/staff/payouts"
STATEMENT = f"{PAGE}/<statement>"
BESIDE = {"reference-missing": "reference", "sent-already": "reference"}
SHARE = 3  # digits of a percentage

Page = str | Response | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])


def for_finance(view: View) -> View:
    """To others there is nothing at its address."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not caller().roles & FINANCE:
            abort(404)
        return view(*args, **kwargs)

    return cast("View", signed_in(guarded))


@pages.get(PAGE)
@for_finance
def payouts() -> str:
    return _payouts()


@pages.get(STATEMENT)
@for_finance
def statement(statement: str) -> str:
    return _statement(statement)


@pages.post(f"{STATEMENT}/record")
@for_finance
def record_payout(statement: str) -> Page:
    reference = request.form.get("reference", "")
    return _on(statement, billing().record_payout, "recorded", reference, where=BESIDE)


@pages.post(f"{STATEMENT}/retry")
@for_finance
def retry_payout(statement: str) -> Page:
    return _on(statement, billing().retry_payout, "requested")


@pages.post(f"{PAGE}/share")
@for_finance
def set_share() -> Page:
    """Agreed with one publisher, for invoices from now on."""
    publisher, percent = request.form.get("publisher", "").strip(), request.form.get("percent", "").strip()
    fits = percent.isascii() and percent.isdecimal() and len(percent) <= SHARE
    try:
        done = billing().set_share(publisher, int(percent) if fits else -1, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _payouts(of_refusal(refused, {"share-invalid": "percent"})), status_of(refused)
    return remember(make_response(redirect(f"{PAGE}?told=share", 303)), done)


def _on(
    statement: str, command: Callable[..., Answer], told: str, *arguments: Any, where: dict[str, str] | None = None
) -> Page:
    try:
        done = command(statement, *arguments, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _statement(statement, of_refusal(refused, where or {})), status_of(refused)
    return remember(make_response(redirect(f"{PAGE}/{statement}?told={told}", 303)), done)


def _payouts(problems: Mistakes | None = None) -> str:
    return render_template(
        "operations/payouts.html",
        unsettled=billing().unsettled_payouts(),
        debts=billing().debts(),
        settled=billing().settled_payouts()[:50],
        typed=request.form,
        problems=problems,
        told=_told(),
        here="staff",
    )


def _statement(id: str, problems: Mistakes | None = None) -> str:
    found = billing().statement(id)
    return render_template(
        "operations/payout.html",
        statement=found,
        payee=billing().payee(found["publisher"]),
        typed=request.form,
        problems=problems,
        told=_told(),
        here="staff",
    )


def _told() -> str:
    words = {
        "recorded": gettext("The transfer is recorded; the publisher sees it."),
        "requested": gettext("It is on its way once more."),
        "share": gettext("Invoices from now on are shared so."),
    }
    return words.get(request.args.get("told", ""), "")
