"""The pages of an account: sign up, confirm, sign in and out, set a new password, make and revoke tokens."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.account.pull_secret import PullSecret
from gateway.auth import caller, command_context, end_session, here, signed_in, start_session
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal, sentence
from gateway.parts import close_database, database, parts
from gateway.returning import local
from gateway.translation import gettext
from gateway.views import accounts

pages = Blueprint("account_pages", __name__)

BACK = "chandlery_next"  # where somebody was when they signed up; kept until the link in the mail is followed
DAY = 24 * 3600
LIVES = {"30": 30, "90": 90, "365": 365, "0": 0}  # days that a token lasts; 0: until it is revoked
FIELD_OF = {
    "name-unfit": "name",
    "email-unfit": "email",
    "password-too-short": "password",
    "password-too-long": "password",
    "label-unfit": "label",
    "scopes-missing": "scopes",
    "scope-unknown": "scopes",
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
    }
    return _sign_in_form(back, told=told.get(request.args.get("told", ""), ""))


@pages.post("/sign-in")
def authenticate() -> str | Response | tuple[str, int]:
    form, back = request.form, local(request.form.get("next"), "")
    missing = of_fields(_missing("email", "password"))
    if missing is not None:
        return _sign_in_form(back, missing), 422
    try:
        known = parts().rpc.identity.authenticate(form["email"].strip(), form["password"], here())
    except Refused as refused:
        return _sign_in_form(back, of_refusal(refused, {})), status_of(refused)
    response = make_response(redirect(back or "/", 303))
    return start_session(response, known["account"])


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


@pages.get("/account")
@signed_in
def account() -> str:
    words = {
        "revoked": gettext("The token is revoked, with all that docker clients keep for it."),
        "client": gettext("That client has to sign in again."),
    }
    return _account_page(told=words.get(request.args.get("told", ""), ""))


@pages.post("/account/tokens")
@signed_in
def issue_token() -> Response | tuple[str, int]:
    form = request.form
    days = LIVES.get(form.get("expires", ""), 0)
    expires = (datetime.now(UTC) + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        made = parts().rpc.identity.issue_token(
            caller().account,
            form.get("label", "").strip(),
            form.getlist("scopes"),
            expires.isoformat() if days else None,
            [],
            command_context().dump(),
        )
    except Refused as refused:
        return _account_page(problems=of_refusal(refused, FIELD_OF), form=_typed(form)), status_of(refused)
    parts().reader.wait_for(made["position"])
    close_database()  # what is read from here on shows the new token
    response = remember(make_response(_account_page(made=made)), made)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/account/tokens/<token>/revoke")
@signed_in
def revoke_token(token: str) -> Response:
    done = parts().rpc.identity.revoke_token(caller().account, token, command_context().dump())
    return remember(make_response(redirect("/account?told=revoked", 303)), done)


@pages.post("/account/refresh-tokens/<refresh>/revoke")
@signed_in
def revoke_refresh(refresh: str) -> Response:
    done = parts().rpc.identity.revoke_refresh(caller().account, refresh, command_context().dump())
    return remember(make_response(redirect("/account?told=client", 303)), done)


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
    return render_template("account/sign_up.html", form=form, next=back, problems=problems, here="sign-in")


def _sign_in_form(back: str, problems: Mistakes | None = None, told: str = "") -> str:
    form = {"email": request.form.get("email", "")}
    return render_template("account/sign_in.html", form=form, next=back, problems=problems, told=told, here="sign-in")


def _account_page(
    problems: Mistakes | None = None,
    form: Mapping[str, Any] | None = None,
    made: Mapping[str, Any] | None = None,
    told: str = "",
) -> str:
    who, db = caller(), database()
    profile = _profile(who.account)
    tokens = [listed(token) for token in accounts.tokens_of(db, who.account)]
    return render_template(
        "account/account.html",
        profile=profile,
        tokens=with_uses(tokens),
        clients=clients(who.account, tokens),
        organizations=accounts.organizations_of(db, who.account),
        scopes=_scopes(who.roles),
        lives=lives(),
        form=form or {"label": "", "scopes": ["pull"], "expires": "90"},
        problems=problems,
        made=made,
        secret=_pull_secret(profile, made),
        pulls="pull" in request.form.getlist("scopes"),
        told=told,
        here="account",
    )


def _profile(account: str) -> dict[str, Any] | None:
    """Name and address lie with identity alone; the rest of the page does without them."""
    try:
        return parts().rpc.identity.profile(account)
    except Unavailable:
        return None


def _pull_secret(profile: Mapping[str, Any] | None, made: Mapping[str, Any] | None) -> PullSecret | None:
    """Of the token that was just made: it is shown this once."""
    if made is None or not made["token"]:
        return None
    user = profile["email"] if profile else "you@example.org"
    return PullSecret(parts().settings.registry_host, user, made["token"], request.form.get("label", "").strip())


def clients(holder: str, tokens: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What docker clients keep for an account or an organisation's robots, instead of the token itself."""
    labels = {token["id"]: token["label"] for token in tokens}
    kept = accounts.refresh_tokens_of(database(), holder)
    told = [
        {"id": row.id, "token": labels.get(row.token, ""), "client": row.client, "issued": moment(row.issued)}
        for row in kept
    ]
    return with_uses(told)


def with_uses(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each with when and from where it was used last."""
    last = parts().uses.last([row["id"] for row in rows])
    return [
        {**row, "used": moment(last[row["id"]].at), "used_from": last[row["id"]].address}
        if row["id"] in last
        else {**row}
        for row in rows
    ]


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def listed(token: accounts.TokenRow) -> dict[str, Any]:
    """A token or a robot, as a table shows it."""
    now = datetime.now(UTC)
    expires = moment(token.expires) if token.expires else None
    return {
        "id": token.id,
        "label": token.label,
        "last_four": token.last_four,
        "scopes": sorted(token.scopes),
        "networks": token.networks,
        "issued": moment(token.issued),
        "expires": expires,
        "over": expires is not None and expires <= now,
    }


def _typed(form: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": form.get("label", ""),
        "scopes": request.form.getlist("scopes"),
        "expires": form.get("expires", "90"),
    }


def _scopes(roles: frozenset[str]) -> list[tuple[str, str]]:
    words = [
        ("pull", gettext("images that you may have; what docker login needs")),
        ("push", gettext("versions of your own products to staging")),
        ("read", gettext("everything that your account may see")),
        ("buy", gettext("accept terms, and what costs money")),
        ("publish", gettext("your publisher’s products and releases")),
    ]
    if roles & {"reviewer", "operator"}:
        words.append(("certify", gettext("review what publishers submit")))
    if roles & {"support", "operator"}:
        words.append(("support", gettext("the support desk")))
    if roles & {"reviewer", "finance", "operator"}:
        words.append(("staff", gettext("approve, and run the store")))
    return words


def lives() -> list[tuple[str, str]]:
    return [
        ("30", gettext("30 days")),
        ("90", gettext("90 days")),
        ("365", gettext("a year")),
        ("0", gettext("until it is revoked")),
    ]
