"""The second proof at a sign-in: asked for after the password, and turned on and off on a page of its own."""

from typing import Any

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Sent

from eventlog.refusal import Refused, Unavailable
from gateway.account import entering, proving
from gateway.auth import caller, command_context, here, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import parts
from gateway.translation import gettext

pages = Blueprint("second_factor_pages", __name__)

PAGE, CODE = "/account/two-factor", "/sign-in/code"
LONGEST = 1000  # letters, more than an app's address has and fewer than a picture holds
WRONG_CODE = {"second-factor-wrong": "code"}
WRONG_PASSWORD = {"wrong-credentials": "password"}


@pages.get(CODE)
def ask_code() -> str | Sent:
    return _code_page() if proving.proving() else redirect("/sign-in", 303)


@pages.post(CODE)
def prove() -> Sent | tuple[str, int]:
    known = proving.proving()
    if known is None:
        return redirect("/sign-in?told=slow", 303)
    account, back = known
    if not request.form.get("code", "").strip():
        return _code_page(_no_code()), 422
    try:
        parts().rpc.identity.finish_sign_in(account, request.form["code"], here())
    except Unavailable:
        raise
    except Refused as refused:
        return _code_page(of_refusal(refused, WRONG_CODE)), status_of(refused)
    response = make_response(redirect(back or "/", 303))
    return entering.enter(proving.end(response), account)


@pages.get(PAGE)
@signed_in
def second_factor() -> Response:
    words = {"off": gettext("Two-factor sign-in is off. Your password alone signs you in.")}
    return _page(told=words.get(request.args.get("told", ""), ""))


@pages.post(f"{PAGE}/begin")
@signed_in
def begin() -> Response | tuple[Response, int]:
    if not request.form.get("password"):
        return _page(of_fields({"password": gettext("Enter your password")})), 422
    try:
        parts().rpc.identity.confirm(caller().account, request.form["password"], here())
        asked = parts().rpc.identity.begin_totp(caller().account, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(of_refusal(refused, WRONG_PASSWORD)), status_of(refused)
    return _page(asked=asked)


@pages.post(f"{PAGE}/enable")
@signed_in
def enable() -> Response | tuple[Response, int]:
    """The secret comes along from the page that showed it, to be shown again where the code is wrong."""
    shown = {name: request.form.get(name, "")[:LONGEST] for name in ("secret", "address")}
    asked = shown if all(shown.values()) and shown["address"].isascii() else None
    if not request.form.get("code", "").strip():
        return _page(_no_code(), asked=asked), 422
    who, context = caller().account, command_context().dump()
    try:
        done = parts().rpc.identity.enable_totp(who, request.form["code"], here(), context)
    except Unavailable:
        raise
    except Refused as refused:
        again = asked if refused.code == "second-factor-wrong" else None
        return _page(of_refusal(refused, WRONG_CODE), asked=again), status_of(refused)
    return remember(_page(recovery_codes=done["recovery_codes"]), done)


@pages.post(f"{PAGE}/disable")
@signed_in
def disable() -> Response | tuple[Response, int]:
    if not request.form.get("code", "").strip():
        return _page(_no_code()), 422
    who, context = caller().account, command_context().dump()
    try:
        done = parts().rpc.identity.disable_totp(who, request.form["code"], here(), context)
    except Unavailable:
        raise
    except Refused as refused:
        return _page(of_refusal(refused, WRONG_CODE)), status_of(refused)
    return remember(make_response(redirect(f"{PAGE}?told=off", 303)), done)


def _no_code() -> Mistakes | None:
    return of_fields({"code": gettext("Enter the code")})


def _code_page(problems: Mistakes | None = None) -> str:
    return render_template("account/sign_in_code.html", problems=problems, here="sign-in")


def _page(
    problems: Mistakes | None = None,
    asked: dict[str, Any] | None = None,
    recovery_codes: list[str] | None = None,
    told: str = "",
) -> Response:
    """`asked`: the secret that an app is to take up; `recovery_codes`: shown this once."""
    response = make_response(
        render_template(
            "account/two_factor.html",
            state=parts().rpc.identity.second_factor(caller().account),
            asked=asked,
            picture=_picture(asked["address"]) if asked else "",
            recovery_codes=recovery_codes,
            problems=problems,
            told=told,
            here="account",
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _picture(address: str) -> Markup:
    """What a phone's camera reads, as SVG; black on white in the dark, too, for cameras need it so."""
    drawn = segno.make_qr(address).svg_inline(border=4, omitsize=True, light="#fff")
    return Markup(drawn)  # noqa: S704 — segno writes numbers alone into it
