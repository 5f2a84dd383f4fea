"""Who has gone to the sign-in service, and who has come back from there and is not let in yet: cookies of minutes."""

import hashlib
import hmac
import time
from typing import Any, NamedTuple

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from gateway.parts import parts
from gateway.returning import local

GONE, PENDING = "chandlery_gone", "chandlery_identity"
LIFE = 600.0  # seconds
PATHS = {GONE: "/sign-in", PENDING: "/"}


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
    return _set(response, GONE, [asked["state"], asked["nonce"], asked["verifier"], back])


def gone() -> Gone | None:
    """What was kept, where the browser comes back with the state that it was sent off with."""
    kept = _kept(GONE)
    if kept is None or not hmac.compare_digest(kept[0].encode(), request.args.get("state", "").encode()):
        return None
    return Gone(kept[1], kept[2], local(kept[3], ""))


def ask_password(response: Response, account: str, identified: dict[str, Any]) -> Response:
    return _set(response, PENDING, [account, identified["issuer"], identified["key"], identified["email"]])


def pending() -> Pending | None:
    kept = _kept(PENDING)
    return Pending(*kept) if kept else None


def end(response: Response, *names: str) -> Response:
    for name in names:
        if name in request.cookies:
            response.delete_cookie(
                name, path=PATHS[name], httponly=True, samesite="Lax", secure=parts().settings.secure
            )
    return response


def _kept(name: str) -> list[str] | None:
    try:
        began, kept = _seal(name).loads(request.cookies.get(name, ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return list(kept) if time.time() - LIFE <= began else None


def _set(response: Response, name: str, kept: list[str]) -> Response:
    value, secure = _seal(name).dumps([time.time(), kept]), parts().settings.secure
    response.set_cookie(name, value, max_age=int(LIFE), path=PATHS[name], httponly=True, samesite="Lax", secure=secure)
    return response


def _seal(name: str) -> URLSafeSerializer:
    return URLSafeSerializer(parts().key("session"), salt=name, signer_kwargs={"digest_method": hashlib.sha256})
