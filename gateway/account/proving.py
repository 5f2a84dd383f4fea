"""Between the password and the second proof: a cookie that says, for minutes, who has shown the password."""

import hashlib
import time

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from gateway.parts import database, parts
from gateway.returning import local
from gateway.views import accounts

COOKIE = "chandlery_proving"
LIFE = 600.0  # seconds


def begin(response: Response, account: str, back: str) -> Response:
    """`back`: where they go once they are signed in."""
    value = _proofs().dumps([account, time.time(), back])
    return _set(response, value, int(LIFE))


def proving() -> tuple[str, str] | None:
    """Account and way back of who has shown the password just now, and has not set another since."""
    try:
        account, began, back = _proofs().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return None
    known = accounts.account(database(), account)
    if known is None or not known.active or not max(known.sessions_from, time.time() - LIFE) <= began:
        return None
    return account, local(back, "")


def end(response: Response) -> Response:
    return _set(response, "", 0)


def _proofs() -> URLSafeSerializer:
    return URLSafeSerializer(parts().key("session"), salt="proving", signer_kwargs={"digest_method": hashlib.sha256})


def _set(response: Response, value: str, life: int) -> Response:
    secure = parts().settings.secure
    response.set_cookie(COOKIE, value, max_age=life, path="/sign-in", httponly=True, samesite="Lax", secure=secure)
    return response
