"""The page of an account: its access tokens, made and revoked, and what docker clients keep of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.account.pull_secret import PullSecret
from gateway.auth import caller, command_context, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.parts import close_database, database, parts
from gateway.translation import gettext, pgettext
from gateway.views import accounts

pages = Blueprint("tokens_pages", __name__)

LIVES = {"30": 30, "90": 90, "365": 365, "0": 0}  # days that a token lasts; 0: until it is revoked
FIELD_OF = {"label-unfit": "label", "scopes-missing": "scopes", "scope-unknown": "scopes"}


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
    try:
        made = parts().rpc.identity.issue_token(
            caller().account,
            form.get("label", "").strip(),
            form.getlist("scopes"),
            ends(form.get("expires", "")),
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
        provider=parts().settings.provider,
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
    """Those that who has these roles may choose from."""
    asked = {"certify": {"reviewer", "operator"}, "support": {"support", "operator"}}
    asked["staff"] = {"reviewer", "finance", "operator"}
    return [(scope, words) for scope, words in scope_words() if scope not in asked or roles & asked[scope]]


def scope_words() -> list[tuple[str, str]]:
    """Every scope, with what it lets somebody do."""
    return [
        ("pull", gettext("images that you may have; what docker login needs")),
        ("push", gettext("versions of your own products to staging")),
        ("read", gettext("everything that your account may see")),
        ("buy", gettext("accept terms, and what costs money")),
        ("publish", gettext("your publisher’s products and releases")),
        ("certify", gettext("review what publishers submit")),
        ("support", gettext("the support desk")),
        ("staff", gettext("approve, and run the store")),
    ]


def ends(life: str, usual: int = 0) -> str | None:
    """When a token that is made now ends: at the beginning of a day in UTC, RFC 3339; None: when it is revoked."""
    days = LIVES.get(life, usual)
    until = (datetime.now(UTC) + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    return until.isoformat() if days else None


def lives() -> list[tuple[str, str]]:
    return [
        ("30", gettext("30 days")),
        ("90", gettext("90 days")),
        ("365", pgettext("lifetime", "a year")),
        ("0", gettext("until it is revoked")),
    ]
