"""The page on which a person lets a device in that has no browser: who asks, for what, from where, under which code."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.account.tokens_pages import LIVES, ends, lives, scope_words
from gateway.auth import caller, command_context, here, signed_in
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import parts
from gateway.translation import gettext

pages = Blueprint("device_pages", __name__)

FIELD_OF = {"device-code-unknown": "code"}


@pages.get("/device")
@signed_in
def device() -> Response | tuple[Response, int]:
    code = request.args.get("code", "")
    if not code:
        return _page()
    try:
        return _page(asking=parts().rpc.identity.device_asking(code, caller().account))
    except Unavailable:
        raise
    except Refused as refused:
        return _page(problems=of_refusal(refused, FIELD_OF), code=code), status_of(refused)


@pages.post("/device")
@signed_in
def answer_device() -> Response | tuple[Response, int]:
    """Whether it is let in. The code comes from the page that showed it, to be compared with the device's."""
    form, code = request.form, request.form.get("code", "")
    if form.get("answer") not in ("allow", "deny"):
        problems = of_fields({"code": gettext("Choose whether to let it in")})
        return _page(problems=problems, code=code), 422
    try:
        told = _allow(code, form) if form["answer"] == "allow" else _deny(code)
    except Unavailable:
        raise
    except Refused as refused:
        return _page(problems=of_refusal(refused, FIELD_OF), code=code), status_of(refused)
    return _page(told=told)


def _allow(code: str, form: Mapping[str, str]) -> dict[str, Any]:
    until = ends(form.get("expires", ""), LIVES["90"])
    return parts().rpc.identity.allow_device(code, caller().account, until, command_context().dump())


def _deny(code: str) -> dict[str, Any]:
    return parts().rpc.identity.deny_device(code, caller().account, command_context().dump())


def _page(
    asking: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
    problems: Mistakes | None = None,
    code: str = "",
) -> Response:
    words = dict(scope_words())
    html = render_template(
        "account/device.html",
        asking=asking,
        scopes=[(scope, words.get(scope, "")) for scope in asking["scopes"]] if asking else [],
        same_address=asking is not None and asking["address"] == here(),
        told=told,
        problems=problems,
        code=code,
        lives=lives(),
        form={"expires": "90"},
        here="account",
    )
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    return response
