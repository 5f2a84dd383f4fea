"""The operator's page of one account: shut out and let in again, and what signs in to it taken away."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing, Refused, Unavailable
from gateway.auth import command_context
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.operations.running_pages import for_operators
from gateway.operations.working_pages import identity, role_words
from gateway.parts import parts
from gateway.rpc import Answer
from gateway.translation import gettext

pages = Blueprint("accounts_pages", __name__)

PAGE = "/staff/accounts"

Page = str | Response | tuple[str, int]


@pages.get(PAGE)
@for_operators
def accounts() -> str:
    return _search()


@pages.post(PAGE)
@for_operators
def find() -> Page:
    """By a form that is sent, for an address in an address would lie in every log on its way."""
    email = request.form.get("email", "").strip()
    if not email:
        return _search(of_fields({"email": gettext("Enter an e-mail address")})), 422
    found = identity().account_of(email)
    if found is None:
        missing = Missing("account-unknown")
        return _search(of_refusal(missing, {"account-unknown": "email"})), status_of(missing)
    return redirect(f"{PAGE}/{found}", 303)


@pages.get(f"{PAGE}/<account>")
@for_operators
def account(account: str) -> Page:
    words = {
        "suspended": gettext("The account is suspended: nobody signs in to it, and its tokens count no more."),
        "reinstated": gettext("The account is open again, with all that it had."),
        "lifted": gettext("Two-factor sign-in is off. A letter tells its owner."),
        "unlinked": gettext("The sign-in service opens the account no more. A letter tells its owner."),
    }
    return _page(account, told=words.get(request.args.get("told", ""), ""))


@pages.post(f"{PAGE}/<account>/suspend")
@for_operators
def suspend(account: str) -> Page:
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _page(account, of_fields({"reason": gettext("Say why; it stays in the books")})), 422
    return _done(account, "suspended", lambda context: identity().suspend(account, reason, context))


@pages.post(f"{PAGE}/<account>/reinstate")
@for_operators
def reinstate(account: str) -> Page:
    return _done(account, "reinstated", lambda context: identity().reinstate(account, context))


@pages.post(f"{PAGE}/<account>/lift-two-factor")
@for_operators
def lift_second_factor(account: str) -> Page:
    return _done(account, "lifted", lambda context: identity().lift_second_factor(account, context))


@pages.post(f"{PAGE}/<account>/unlink")
@for_operators
def unlink(account: str) -> Page:
    return _done(account, "unlinked", lambda context: identity().unlink_identity(account, context))


def _done(account: str, told: str, deed: Callable[[dict[str, Any]], Answer]) -> Page:
    try:
        done = deed(command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(account, of_refusal(refused, {})), status_of(refused)
    return remember(make_response(redirect(f"{PAGE}/{account}?told={told}", 303)), done)


def _search(problems: Mistakes | None = None) -> str:
    return render_template("operations/accounts.html", typed=request.form, problems=problems, here="staff")


def _page(account: str, problems: Mistakes | None = None, told: str = "") -> str:
    return render_template(
        "operations/account.html",
        who=identity().account_standing(account),
        words=role_words(),
        provider=parts().settings.provider,
        typed=request.form,
        problems=problems,
        told=told,
        here="staff",
    )
