"""The page of one's own data: a download of all of it, and the end of the account; the password is asked each time."""

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Sent

from eventlog.refusal import Refused, Unavailable
from gateway.account.own_data import FILE, gathered
from gateway.auth import caller, command_context, end_session, here, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import parts
from gateway.rpc import Answer
from gateway.translation import gettext
from vocabulary.money import Money

pages = Blueprint("data_pages", __name__)

EXPORT, ERASE = "export", "erase"
FIELDS = {EXPORT: "password", ERASE: "own_password"}  # a page has each name once


@pages.get("/account/data")
@signed_in
def own_data() -> str:
    return _page()


@pages.post("/account/data/export")
@signed_in
def export() -> Response | tuple[str, int]:
    refused = _confirmed(EXPORT)
    if refused is not None:
        return refused
    told = current_app.json.dumps(gathered(caller().account), indent=2)
    response = Response(told, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/account/data/erase")
@signed_in
def erase() -> Sent | tuple[str, int]:
    if not request.form.get("sure"):
        return _page(ERASE, of_fields({"sure": gettext("Say that you understand")})), 422
    refused = _confirmed(ERASE)
    if refused is not None:
        return refused
    try:
        done = parts().rpc.identity.erase(caller().account, command_context().dump())
    except Unavailable:
        raise
    except Refused as refusal:
        return _page(ERASE, of_refusal(refusal, {})), status_of(refusal)
    return remember(end_session(make_response(redirect("/sign-in?told=erased", 303))), done)


def _confirmed(what: str) -> tuple[str, int] | None:
    """The page again, where the password is not theirs."""
    field = FIELDS[what]
    password = request.form.get(field, "")
    if not password:
        return _page(what, of_fields({field: gettext("Enter your password")})), 422
    try:
        parts().rpc.identity.confirm(caller().account, password, here())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(what, of_refusal(refused, {"wrong-credentials": field})), status_of(refused)
    return None


def _page(wrong: str = "", problems: Mistakes | None = None) -> str:
    """`wrong`: the form that the mistakes are of."""
    mistakes = {name: problems if name == wrong else None for name in (EXPORT, ERASE)}
    return render_template("account/data.html", mistakes=mistakes, credit=_credit(), here="account")


def _credit() -> dict[str, list[Money]] | None:
    """What is left of it in each currency, by `topped_up` and `granted`; None where billing does not answer."""
    try:
        found = parts().rpc.billing.credit_of(caller().account)
    except Unavailable:
        return None
    return {kind: [money for each in found if (money := _left(each, kind)).amount] for kind in ("topped_up", "granted")}


def _left(credit: Answer, kind: str) -> Money:
    """Of the lots of this kind in one currency."""
    return Money(sum(lot["left"]["amount"] for lot in credit["lots"] if lot["kind"] == kind), credit["currency"])
