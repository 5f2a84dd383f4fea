"""Who has gone to the sign-in service, and who has come back from there and is not let in yet: cookies of minutes."""

import hmac
from typing import Any, NamedTuple

from flask import Response, request

from gateway.account.short_cookie import ShortCookie
from gateway.returning import local

GONE, PENDING = ShortCookie("chandlery_gone", "/sign-in"), ShortCookie("chandlery_identity", "/")


class Gone(NamedTuple):
    """`nonce` and `verifier` prove that it is this browser that comes back; `back` is where it was."""

    nonce: str
    verifier: str
    back: str


class Pending(NamedTuple):
    """An identity at the sign-in service that is linked to `account` once its password is shown."""

    account: str
    issuer: str
    key: str
    email: str  # as the sign-in service has it: what the page shows


def leave(response: Response, asked: dict[str, Any], back: str) -> Response:
    """`asked` is what identity's begin_at_provider answers."""
    return GONE.set(response, asked["state"], asked["nonce"], asked["verifier"], back)


def gone() -> Gone | None:
    """What was kept, where the browser comes back with the state that it was sent off with."""
    found = GONE.read()
    if found is None:
        return None
    _, (state, nonce, verifier, back) = found
    same = hmac.compare_digest(state.encode(), request.args.get("state", "").encode())
    return Gone(nonce, verifier, local(back, "")) if same else None


def ask_password(response: Response, account: str, identified: dict[str, Any]) -> Response:
    return PENDING.set(response, account, identified["issuer"], identified["key"], identified["email"])


def pending() -> Pending | None:
    found = PENDING.read()
    return Pending(*found[1]) if found else None
