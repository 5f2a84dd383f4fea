"""The operator's page of who works for the store: roles are granted and taken away there."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing, Refused, Unavailable
from gateway.auth import caller, command_context
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.operations import working
from gateway.operations.running_pages import for_operators
from gateway.parts import database, parts
from gateway.rpc import Answer, Identity
from gateway.translation import gettext

pages = Blueprint("working_pages", __name__)

PAGE = "/staff/people"
FIELDS = {"account-unknown": "email", "email-not-verified": "email", "role-unknown": "role"}

Page = str | Response | tuple[str, int]


@pages.get(PAGE)
@for_operators
def staff() -> str:
    return _page()


@pages.post(PAGE)
@for_operators
def grant_role() -> Page:
    email, role = request.form.get("email", "").strip(), request.form.get("role", "")
    empty = {"email": gettext("Enter an e-mail address")}
    if not email:
        return _page(of_fields(empty)), 422
    try:
        account = identity().account_of(email)
        if account is None:
            raise Missing("account-unknown")
        done = identity().grant_role(account, role, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(of_refusal(refused, FIELDS)), status_of(refused)
    return _to("granted", done)


@pages.post(f"{PAGE}/<account>/<role>/withdraw")
@for_operators
def withdraw_role(account: str, role: str) -> Page:
    try:
        done = identity().withdraw_role(account, role, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(of_refusal(refused, {})), status_of(refused)
    return _to("withdrawn", done)


def identity() -> Identity:
    return parts().rpc.identity


def _to(told: str, done: Answer) -> Response:
    return remember(make_response(redirect(f"{PAGE}?told={told}", 303)), done)


def _page(problems: Mistakes | None = None) -> str:
    words = {
        "granted": gettext("The role is granted. It counts at once, on every page."),
        "withdrawn": gettext("The role is taken away. It counts no more, on any page."),
    }
    return render_template(
        "operations/people.html",
        people=working.people(database(), identity()),
        roles=[(role, role_words()[role]) for role in working.ROLES],
        words=role_words(),
        me=caller().account,
        typed=request.form,
        problems=problems,
        told=words.get(request.args.get("told", ""), ""),
        here="staff",
    )


def role_words() -> dict[str, str]:
    return {
        "reviewer": gettext("Reviewer: publishers, products, certification"),
        "support": gettext("Support: the desk and its tickets"),
        "finance": gettext("Finance: invoices, refunds, payouts"),
        "operator": gettext("Operator: everything, and who works here"),
    }
