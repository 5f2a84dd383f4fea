"""The registry's token endpoint (distribution's token authentication): who asks, what is allowed, one signed token."""

import base64
import binascii
import json
import logging
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from uuid import uuid4

import jwt
from flask import Response, request

from eventlog.refusal import Invalid, Refused
from gateway import auth
from gateway.errors import status_of
from gateway.parts import database, parts
from gateway.registry import keys
from gateway.registry.grants import NOBODY, Grant, Holder, alone, grant
from gateway.registry.scopes import Scope, parse
from gateway.registry.sentences import sentence
from vocabulary.access_token import PREFIX

ISSUER = "chandlery"
LIFE = 300
EVERYTHING = frozenset({"pull", "push", "staff"})  # a password speaks for the person
log = logging.getLogger("chandlery.registry.tokens")


def answer() -> Response:
    """GET /registry/token, anonymous or Basic: any name with an access token, or an address with its password."""
    settings = parts().settings
    scopes: list[Scope] = []
    try:
        scopes = parse(request.args.getlist("scope"), settings.registry_host)
        _ours(request.args.get("service", ""))
        holder = _holder(request.headers.get("Authorization", ""))
    except Refused as refused:
        return _turned_down(refused.code, status_of(refused), scopes)
    now = time.time()
    grants = [grant(database(), holder, scope, now) for scope in scopes]
    _note(holder, grants)
    denied = alone(grants)
    if denied is not None and denied.code:
        return _denied(denied.code, 403, denied.scope.repository, denied.product)
    return _granted(holder, grants, int(now))


def jwks() -> Response:
    """GET /registry/jwks.json: the public halves of all live keys."""
    return _json(_ring().jwks(), 200)


def _holder(authorization: str) -> Holder:
    if not authorization:
        return NOBODY
    user, password = _basic(authorization)
    if password.startswith(PREFIX):
        row = auth.token_row(password)
        return Holder(row.account, row.scopes)
    account = parts().rpc.identity.authenticate(user, password, auth.here())["account"]
    return Holder(account, EVERYTHING)


def _basic(authorization: str) -> tuple[str, str]:
    """RFC 7617; refused as `credentials-malformed`."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise Invalid("credentials-malformed") from problem
    if scheme.lower() != "basic" or not colon or "\x00" in user + password:
        raise Invalid("credentials-malformed")
    return user, password


def _ours(service: str) -> None:
    if service not in ("", parts().settings.registry_host):
        raise Invalid("service-unknown")


def _granted(holder: Holder, grants: Sequence[Grant], now: int) -> Response:
    access = [
        {"type": each.scope.type, "name": each.scope.name, "actions": sorted(each.actions)}
        for each in grants
        if each.actions
    ]
    claims = {
        "iss": ISSUER,
        "sub": holder.account,
        "aud": parts().settings.registry_host,
        "exp": now + LIFE,
        "nbf": now - 10,
        "iat": now,
        "jti": uuid4().hex,
        "access": access,
    }
    signing = _ring().signing
    token = jwt.encode(claims, signing.private, "ES256", {"kid": signing.kid})
    issued = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    return _json({"token": token, "access_token": token, "expires_in": LIFE, "issued_at": issued}, 200)


def _turned_down(code: str, status: int, scopes: Sequence[Scope]) -> Response:
    """Credentials or a request that cannot be taken, in words that docker prints."""
    wrong = code in ("wrong-credentials", "token-unknown", "email-not-verified")
    if status == 422:
        status = 400
    elif status != 429 and status < 500:
        status = 401 if wrong else 403
    log.info(json.dumps({"who": "", "asked": [str(each) for each in scopes], "granted": [], "rule": code}))
    return _denied(code, status, scopes[0].repository if scopes else "")


def _denied(code: str, status: int, repository: str, product: str = "") -> Response:
    told = sentence(code, parts().settings, repository, product)
    kind = {401: "UNAUTHORIZED", 403: "DENIED", 429: "TOOMANYREQUESTS", 503: "UNAVAILABLE"}.get(status, "UNSUPPORTED")
    response = _json({"errors": [{"code": kind, "message": told}], "details": told, "code": code}, status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="chandlery"'
    if status in (429, 503):
        response.headers["Retry-After"] = "5"
    return response


def _note(holder: Holder, grants: Sequence[Grant]) -> None:
    """One line a decision: who asked what, what was granted, and by which rule."""
    if log.isEnabledFor(logging.INFO):
        told = {
            "who": holder.account,
            "asked": [str(each.scope) for each in grants],
            "granted": [",".join(sorted(each.actions)) for each in grants],
            "rule": [each.code or each.rule for each in grants],
        }
        log.info(json.dumps(told))


def _json(body: object, status: int) -> Response:
    response = Response(json.dumps(body), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _ring() -> keys.KeyRing:
    settings = parts().settings
    return _loaded(settings.keys, settings.registry_version)


@cache
def _loaded(folder: Path, registry_version: str) -> keys.KeyRing:
    return keys.load(folder, registry_version)
