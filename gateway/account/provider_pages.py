"""Signing in with the operator's sign-in service (OpenID Connect): there, back, and the page where it is linked."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Sent

from eventlog.refusal import Conflicting, Refused, Unavailable
from gateway.account import entering, leaving, proving
from gateway.account.pages import sign_in_form
from gateway.auth import caller, command_context, here, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import parts
from gateway.returning import local
from gateway.translation import gettext

pages = Blueprint("provider_pages", __name__)

PAGE, BACK = "/account/sign-in-service", "/sign-in/back"
WRONG_PASSWORD = {"wrong-credentials": "password"}


@pages.get("/sign-in/with")
def leave() -> Sent | tuple[str, int]:
    """Off to the sign-in service; whoever is signed in comes back to link what they are there."""
    _must_be_one()
    back = local(request.args.get("next"), "")
    try:
        asked = parts().rpc.identity.begin_at_provider(_redirect())
    except Refused as refused:
        return sign_in_form(back, of_refusal(refused, {})), status_of(refused)
    response = make_response(redirect(asked["address"], 303))
    response.headers["Cache-Control"] = "no-store"
    return leaving.leave(response, asked, back)


@pages.get(BACK)
def come_back() -> Sent | tuple[str, int]:
    _must_be_one()
    kept = leaving.gone()
    if kept is None:
        return redirect("/sign-in?told=slow", 303)
    if "code" not in request.args:
        return redirect("/sign-in?told=denied", 303)
    try:
        known = parts().rpc.identity.identify_at_provider(request.args["code"], kept.nonce, kept.verifier, _redirect())
        response = _linking(known) if caller().account else _entering(known, kept.back)
    except Refused as refused:
        return sign_in_form(kept.back, of_refusal(refused, {})), status_of(refused)
    return leaving.GONE.end(response)


def _linking(known: dict[str, str]) -> Response:
    return leaving.ask_password(make_response(redirect(PAGE, 303)), caller().account, known)


def _entering(known: dict[str, str], back: str) -> Response:
    try:
        signed = parts().rpc.identity.sign_in_by_identity(known, command_context().dump())
    except Conflicting as taken:
        holder = parts().rpc.identity.account_of(known["email"])
        if taken.code != "address-has-account" or holder is None:
            raise
        waits = make_response(redirect("/sign-in?told=link" + (f"&next={quote(back)}" if back else ""), 303))
        return leaving.ask_password(waits, holder, known)
    if signed["second_factor"]:
        return proving.begin(make_response(redirect("/sign-in/code", 303)), signed["account"], back)
    response = make_response(redirect(back or "/", 303))
    return remember(entering.enter(response, signed["account"]), signed)


@pages.get(PAGE)
@signed_in
def service() -> Sent:
    _must_be_one()
    words = {
        "linked": gettext("It is linked. From now on you sign in with either."),
        "unlinked": gettext("It is no longer linked. Your password signs you in."),
    }
    return _page(told=words.get(request.args.get("told", ""), ""))


@pages.post(f"{PAGE}/link")
@signed_in
def link() -> Sent | tuple[Response, int]:
    _must_be_one()
    known = leaving.pending()
    if known is None or known.account != caller().account:
        return redirect(PAGE, 303)
    refused = _confirmed()
    if refused is not None:
        return refused
    try:
        done = entering.link(known)
    except Unavailable:
        raise
    except Refused as refusal:
        response = _page(of_refusal(refusal, {}), asks=False)
        return leaving.PENDING.end(response), status_of(refusal)
    response = make_response(redirect(f"{PAGE}?told=linked", 303))
    return remember(leaving.PENDING.end(response), done)


@pages.post(f"{PAGE}/unlink")
@signed_in
def unlink() -> Sent | tuple[Response, int]:
    _must_be_one()
    refused = _confirmed()
    if refused is not None:
        return refused
    done = parts().rpc.identity.unlink_identity(caller().account, command_context().dump())
    return remember(make_response(redirect(f"{PAGE}?told=unlinked", 303)), done)


def _must_be_one() -> None:
    if not parts().settings.provider:
        abort(404)


def _redirect() -> str:
    return f"{parts().settings.url}{BACK}"


def _confirmed() -> tuple[Response, int] | None:
    """The page again, where the password is not theirs."""
    password = request.form.get("password", "")
    if not password:
        return _page(of_fields({"password": gettext("Enter your password")})), 422
    try:
        parts().rpc.identity.confirm(caller().account, password, here())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(of_refusal(refused, WRONG_PASSWORD)), status_of(refused)
    return None


def _page(problems: Mistakes | None = None, told: str = "", asks: bool = True) -> Response:
    """`asks`: whether who came back from the sign-in service is asked for the password now."""
    known = leaving.pending() if asks else None
    response = make_response(
        render_template(
            "account/sign_in_service.html",
            state=parts().rpc.identity.identity(caller().account),
            provider=parts().settings.provider,
            pending=known if known and known.account == caller().account else None,
            problems=problems,
            told=told,
            here="account",
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
