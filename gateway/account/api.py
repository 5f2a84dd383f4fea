"""The API of accounts: registering, passwords, access tokens, who one is; for operators roles and suspension."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Missing
from gateway.account import schemas
from gateway.account.basic import account_by_basic
from gateway.account.shown import SHOWN_ONCE, last_used, membership
from gateway.auth import caller, command_context, here, needs
from gateway.http import Blueprint, done, in_force, page_of
from gateway.parts import database, parts
from gateway.views import accounts
from gateway.views.tables import rfc3339

blp = Blueprint("account", __name__, url_prefix="/api/v1", description="Accounts and access tokens")

BY_PASSWORD: list[dict[str, list[str]]] = [{"basic": []}, {"bearer": []}, {"session": []}]


@blp.route("/accounts", methods=["POST"])
@blp.arguments(schemas.Registration)
@blp.response(201, schemas.Registered)
def register(sent: dict[str, Any]) -> Response:
    """Open an account; its address is confirmed by the link that is mailed to it.

    No position is answered, here and where letters are asked for: it would tell whether the address has an account.
    """
    context = command_context().dump()
    opened = parts().rpc.identity.register(sent["email"], sent["name"], sent["password"], context)
    return done({name: opened[name] for name in ("id", "email", "verified")}, 201)


@blp.route("/accounts/verify", methods=["POST"])
@blp.arguments(schemas.Link)
@blp.response(200, schemas.OfAccount)
def verify_email(sent: dict[str, Any]) -> Response:
    """Confirm the address with what the mailed link ends in."""
    return done(parts().rpc.identity.verify_email(sent["token"], command_context().dump()))


@blp.route("/accounts/resend-verification", methods=["POST"])
@blp.arguments(schemas.Address)
@blp.response(202)
def resend_verification(sent: dict[str, Any]) -> Response:
    """Mail the link once more; the answer is the same whether the address has an account or not."""
    return _under_way(parts().rpc.identity.resend_verification(sent["email"], command_context().dump()))


@blp.route("/accounts/request-password-reset", methods=["POST"])
@blp.arguments(schemas.Address)
@blp.response(202)
def request_password_reset(sent: dict[str, Any]) -> Response:
    """Mail a link to choose a new password; the answer is the same whether the address has an account or not."""
    return _under_way(parts().rpc.identity.request_password_reset(sent["email"], command_context().dump()))


@blp.route("/accounts/reset-password", methods=["POST"])
@blp.arguments(schemas.NewPassword)
@blp.response(200, schemas.OfAccount)
def reset_password(sent: dict[str, Any]) -> Response:
    """Set the password that was chosen by the mailed link; all sessions end."""
    return done(parts().rpc.identity.reset_password(sent["token"], sent["password"], command_context().dump()))


@blp.route("/accounts/change-password", methods=["POST"])
@blp.arguments(schemas.ChangedPassword)
@blp.response(200, schemas.OfAccount)
@needs("read")
def change_password(sent: dict[str, Any]) -> Response:
    """Set another password; all sessions end."""
    who, context = caller().account, command_context().dump()
    return done(parts().rpc.identity.change_password(who, sent["password"], sent["new_password"], here(), context))


@blp.route("/tokens", methods=["POST"])
@blp.arguments(schemas.TokenWanted)
@blp.response(201, schemas.TokenMade)
@blp.doc(security=BY_PASSWORD, parameters=[schemas.ONE_TIME_CODE])
def issue_token(sent: dict[str, Any]) -> Response:
    """Make an access token, by e-mail address and password (Basic), in a session, or with a token that may as much.

    Where two-factor sign-in is on, Basic takes a code in the header X-OTP as well.
    """
    account, context = _by_password_or_caller()
    expires: datetime | None = sent["expires"]
    made = parts().rpc.identity.issue_token(
        account,
        sent["name"],
        sent["scopes"],
        expires.isoformat() if expires else None,
        sent["networks"],
        context.dump(),
        caller().token,
    )
    return done(in_force(made) if made["token"] else {**made, "detail": SHOWN_ONCE}, 201)


@blp.route("/tokens", methods=["GET"])
@blp.response(200, schemas.Tokens)
@needs("read")
def tokens() -> dict[str, Any]:
    """The account's access tokens, newest first, without what opens doors."""
    rows = accounts.tokens_of(database(), caller().account)
    used = last_used([row.id for row in rows])
    found = [_listed(row) | {"last_used": used.get(row.id)} for row in rows]
    return page_of(found, len(found))


@blp.route("/tokens/<token>", methods=["DELETE"])
@blp.response(200, schemas.OfAccount)
@needs("read")
def revoke_token(token: str) -> Response:
    """End an access token; with a token itself, or one that may no more than it."""
    who = caller()
    revoked = parts().rpc.identity.revoke_token(who.account, token, command_context().dump(), who.token)
    return done({"account": who.account, **revoked})


@blp.route("/refresh-tokens", methods=["GET"])
@blp.arguments(schemas.OfHolder, location="query")
@blp.response(200, schemas.RefreshTokens)
@needs("read")
def refresh_tokens(sent: dict[str, Any]) -> dict[str, Any]:
    """What docker clients keep of the account's tokens, or of a robot's, newest first."""
    rows = accounts.refresh_tokens_of(database(), _holder(sent["organization"]))
    used = last_used([row.id for row in rows])
    found = [_kept(row) | {"last_used": used.get(row.id)} for row in rows]
    return page_of(found, len(found))


@blp.route("/refresh-tokens/<refresh>", methods=["DELETE"])
@blp.arguments(schemas.OfHolder, location="query")
@blp.response(200, schemas.OfRefresh)
@needs("read")
def revoke_refresh(sent: dict[str, Any], refresh: str) -> Response:
    """The client signs in again; with a token itself only where that may as much as the one it belongs to."""
    holder, context = _holder(sent["organization"]), command_context().dump()
    revoked = parts().rpc.identity.revoke_refresh(holder, refresh, context, caller().token)
    return done({"id": refresh, **revoked})


@blp.route("/me", methods=["GET"])
@blp.response(200, schemas.Me)
@needs("read")
def me() -> dict[str, Any]:
    """Who one is to the store."""
    account = caller().account
    roles = sorted(accounts.roles_of(database(), account))
    mine = [membership(each) for each in accounts.organizations_of(database(), account)]
    return {**parts().rpc.identity.profile(account), "organizations": mine, "roles": roles}


@blp.route("/accounts", methods=["GET"])
@blp.arguments(schemas.AccountSought, location="query")
@blp.response(200, schemas.OfAccount)
@needs("staff")
def account_of(sent: dict[str, Any]) -> dict[str, str]:
    """For operators: the account with this address."""
    _must_be_operator()
    found = parts().rpc.identity.account_of(sent["email"])
    if found is None:
        raise Missing("account-unknown")
    return {"account": found}


@blp.route("/accounts/<account>/roles", methods=["POST"])
@blp.arguments(schemas.Role)
@blp.response(200, schemas.OfAccount)
@needs("staff")
def grant_role(sent: dict[str, Any], account: str) -> Response:
    """For operators: make somebody staff."""
    return done(
        {"account": account, **parts().rpc.identity.grant_role(account, sent["role"], command_context().dump())}
    )


@blp.route("/accounts/<account>/roles/<role>", methods=["DELETE"])
@blp.response(200, schemas.OfAccount)
@needs("staff")
def withdraw_role(account: str, role: str) -> Response:
    """For operators: take a role back."""
    return done({"account": account, **parts().rpc.identity.withdraw_role(account, role, command_context().dump())})


@blp.route("/accounts/<account>/suspend", methods=["POST"])
@blp.arguments(schemas.Suspension)
@blp.response(200, schemas.OfAccount)
@needs("staff")
def suspend(sent: dict[str, Any], account: str) -> Response:
    """For operators: shut an account out; nothing of it is lost."""
    return done({"account": account, **parts().rpc.identity.suspend(account, sent["reason"], command_context().dump())})


@blp.route("/accounts/<account>/reinstate", methods=["POST"])
@blp.response(200, schemas.OfAccount)
@needs("staff")
def reinstate(account: str) -> Response:
    """For operators: let a suspended account in again."""
    return done({"account": account, **parts().rpc.identity.reinstate(account, command_context().dump())})


def _by_password_or_caller() -> tuple[str, Context]:
    """Whose token it will be."""
    known = account_by_basic()
    if known:
        return known, replace(command_context(), actor=known)
    if not caller().account:
        raise Forbidden("not-signed-in")
    return caller().account, command_context()


def _holder(organization: str) -> str:
    """Oneself, or an organisation that one belongs to."""
    account = caller().account
    if organization and accounts.member(database(), account, organization) is None:
        raise Missing("organization-unknown")
    return organization or account


def _under_way(executed: dict[str, Any]) -> Response:
    return done({"state": "under-way"}, 202)


def _must_be_operator() -> None:
    if "operator" not in caller().roles:
        raise Forbidden("staff-only")


def _kept(row: accounts.RefreshRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "token": row.token,
        "client": row.client,
        "created": rfc3339(row.issued),
        "last_four": row.last_four,
    }


def _listed(token: accounts.TokenRow) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.label,
        "scopes": sorted(token.scopes),
        "networks": list(token.networks),
        "created": rfc3339(token.issued),
        "expires": rfc3339(token.expires) or None,
        "last_four": token.last_four,
    }
