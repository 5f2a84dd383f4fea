"""The pages before an account: sign up, confirm, sign in and out, set a new password."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.account import entering, leaving, proving
from gateway.auth import caller, command_context, end_session, here
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal, sentence
from gateway.parts import parts
from gateway.returning import local
from gateway.translation import gettext

pages = Blueprint("account_pages", __name__)

BACK = "chandlery_next"  # where somebody was when they signed up; kept until the link in the mail is followed
DAY = 24 * 3600
FIELD_OF = {
    "name-unfit": "name",
    "email-unfit": "email",
    "password-too-short": "password",
    "password-too-long": "password",
}


@pages.get("/sign-up")
def sign_up() -> str | Response:
    if caller().account:
        return redirect(local(request.args.get("next")), 303)
    return _sign_up_form(local(request.args.get("next"), ""))


@pages.post("/sign-up")
def register() -> str | Response | tuple[str, int]:
    form, back = request.form, local(request.form.get("next"), "")
    missing = of_fields(_missing("name", "email", "password"))
    if missing is not None:
        return _sign_up_form(back, missing), 422
    try:
        context = command_context().dump()
        parts().rpc.identity.register(form["email"].strip(), form["name"].strip(), form["password"], context)
    except Refused as refused:
        return _sign_up_form(back, of_refusal(refused, FIELD_OF)), status_of(refused)
    response = redirect("/sign-up/sent", 303)
    if back:
        response.set_cookie(BACK, back, max_age=DAY, httponly=True, samesite="Lax", secure=parts().settings.secure)
    return response


@pages.get("/sign-up/sent")
def sign_up_sent() -> str:
    return render_template(
        "account/mail_sent.html",
        title=gettext("Look into your mail"),
        text=gettext("Follow the link in our letter, and the account works. Nothing else is needed."),
        again="/verify",
        sends_mail=parts().settings.sends_mail,
    )


@pages.get("/verify")
def ask_verification() -> str:
    missing = {"title": gettext("No mail came?"), "text": gettext("Ask for a new link here."), "code": ""}
    return render_template("account/verify.html", refused=missing)


@pages.post("/verify")
def resend_verification() -> Response:
    parts().rpc.identity.resend_verification(request.form.get("email", "").strip(), command_context().dump())
    return redirect("/sign-up/sent", 303)


@pages.get("/verify/<token>")
def verify(token: str) -> str | Response | tuple[str, int]:
    """A person's browser says that it navigates; what else fetches the link (mail scanners do) only sees a button."""
    by_person = request.headers.get("Sec-Fetch-Mode") == "navigate" and "Sec-Purpose" not in request.headers
    return verify_email(token) if by_person else render_template("account/verify.html")


@pages.post("/verify/<token>")
def verify_email(token: str) -> Response | tuple[str, int]:
    try:
        done = parts().rpc.identity.verify_email(token, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        told = {"title": gettext("This link does not work."), "text": sentence(refused), "code": refused.code}
        return render_template("account/verify.html", refused=told), status_of(refused)
    back = local(request.cookies.get(BACK), "")
    response = redirect("/sign-in?told=confirmed" + (f"&next={quote(back)}" if back else ""), 303)
    response.delete_cookie(BACK, httponly=True, samesite="Lax")
    return remember(make_response(response), done)


@pages.get("/sign-in")
def sign_in() -> str | Response:
    back = local(request.args.get("next"), "")
    if caller().account:
        return redirect(back or "/", 303)
    told = {
        "confirmed": gettext("Your address is confirmed. Sign in, and go on."),
        "password": gettext("The new password is set. Sign in with it."),
        "out": gettext("You are signed out."),
        "slow": gettext("That took longer than ten minutes. Sign in anew."),
        "denied": gettext("The sign-in service did not sign you in."),
        "link": gettext("You have an account here already. Show its password once, and then you sign in without it."),
        "erased": gettext("Your account is deleted, and what was personal in it can be read by nobody any more."),
    }
    return sign_in_form(back, told=told.get(request.args.get("told", ""), ""))


@pages.post("/sign-in")
def authenticate() -> str | Response | tuple[str, int]:
    form, back = request.form, local(request.form.get("next"), "")
    missing = of_fields(_missing("email", "password"))
    if missing is not None:
        return sign_in_form(back, missing), 422
    try:
        known = parts().rpc.identity.begin_sign_in(form["email"].strip(), form["password"], here())
    except Refused as refused:
        return sign_in_form(back, of_refusal(refused, {})), status_of(refused)
    if known["second_factor"]:
        return proving.begin(make_response(redirect("/sign-in/code", 303)), known["account"], back)
    return entering.enter(make_response(redirect(back or "/", 303)), known["account"])


@pages.post("/sign-out")
def sign_out() -> Response:
    return end_session(make_response(redirect("/sign-in?told=out", 303)))


@pages.get("/reset")
def reset() -> str:
    return render_template("account/reset.html", form={"email": ""}, problems=None)


@pages.post("/reset")
def request_password_reset() -> Response | tuple[str, int]:
    missing = of_fields(_missing("email"))
    if missing is not None:
        return render_template("account/reset.html", form=request.form, problems=missing), 422
    parts().rpc.identity.request_password_reset(request.form["email"].strip(), command_context().dump())
    return redirect("/reset/sent", 303)


@pages.get("/reset/sent")
def reset_sent() -> str:
    return render_template(
        "account/mail_sent.html",
        title=gettext("Look into your mail"),
        text=gettext("If an account has this address, a link to set a new password is on its way."),
        again="/reset",
        sends_mail=parts().settings.sends_mail,
    )


@pages.get("/reset/<token>")
def new_password(token: str) -> str:
    return render_template("account/new_password.html", problems=None)


@pages.post("/reset/<token>")
def reset_password(token: str) -> Response | tuple[str, int]:
    missing = of_fields(_missing("password"))
    if missing is not None:
        return render_template("account/new_password.html", problems=missing), 422
    try:
        done = parts().rpc.identity.reset_password(token, request.form["password"], command_context().dump())
    except Refused as refused:
        problems = of_refusal(refused, FIELD_OF)
        return render_template("account/new_password.html", problems=problems), status_of(refused)
    return remember(end_session(make_response(redirect("/sign-in?told=password", 303))), done)


def _missing(*names: str) -> dict[str, str]:
    """Fields that were left empty, each with what to do."""
    words = {
        "name": gettext("Enter your name"),
        "email": gettext("Enter your e-mail address"),
        "password": gettext("Enter a password"),
    }
    return {name: words[name] for name in names if not request.form.get(name, "").strip()}


def _sign_up_form(back: str, problems: Mistakes | None = None) -> str:
    form = {name: request.form.get(name, "") for name in ("name", "email")}
    return _by_provider("account/sign_up.html", form=form, next=back, problems=problems)


def sign_in_form(back: str, problems: Mistakes | None = None, told: str = "") -> str:
    form = {"email": request.form.get("email", "")}
    return _by_provider("account/sign_in.html", form=form, next=back, problems=problems, told=told)


def _by_provider(template: str, **shown: Any) -> str:
    """With the way to the sign-in service, where there is one and they have not just come back from it."""
    provider = "" if leaving.pending() else parts().settings.provider
    return render_template(template, provider=provider, here="sign-in", **shown)
