"""The registry's token endpoint (distribution's token authentication): who asks, what is allowed, one signed token."""

import binascii
import json
import time
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from uuid import uuid4

from eventlog.refusal import Invalid, Refused
from gateway.auth import token_row
from gateway.errors import status_of
from gateway.parts import Parts
from gateway.registry.decisions import Decisions
from gateway.registry.grants import NOBODY, NOTHING, Grant, Holder, alone, grant
from gateway.registry.jws import LiveKeys
from gateway.registry.scopes import Scope, parse
from gateway.registry.sentences import sentence
from gateway.registry.turn import Turn
from gateway.views.tables import Database
from vocabulary.access_token import PREFIX

ISSUER = "chandlery"
LIFE = 300
EVERYTHING = frozenset({"pull", "push", "staff"})  # a password speaks for the person
KINDS = {401: "UNAUTHORIZED", 403: "DENIED", 429: "TOOMANYREQUESTS", 503: "UNAVAILABLE"}
JSON = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_encode = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True)
class Answer:
    """What goes back to the client, whichever way it came in."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)


class Tokens:
    """Decides from the read model alone; only a password costs a call."""

    def __init__(self, made_of: Parts) -> None:
        self._parts = made_of
        self._host = made_of.settings.registry_host
        self._keys = LiveKeys(made_of.settings.keys, made_of.settings.registry_version)
        self._turn = Turn()  # decisions only compute: side by side they would fight for the interpreter
        self._decisions = Decisions(made_of.settings.data / "log")

    def answer(self, query: str, authorization: str, address: str) -> Answer:
        """GET /registry/token, anonymous or Basic: any name with an access token, or an address with its password."""
        scopes: list[Scope] = []
        try:
            asked = _asked(query)
            scopes = parse(asked.get("scope", ()), self._host)
            self._must_be_ours(asked.get("service", ()))
            user, password = _basic(authorization)
            person = self._person(user, password, address)
            with self._turn:
                return self._decided(scopes, person, password, address)
        except Refused as refused:
            return self._turned_down(refused, scopes)

    def _decided(self, scopes: Sequence[Scope], person: Holder | None, password: str, address: str) -> Answer:
        now = time.time()
        with self._parts.reader.begin() as db:
            holder = person or _holder(db, password, address)
            grants = [grant(db, holder, scope, now) for scope in scopes]
        self._decisions.note(holder.account, grants, now)
        denied = alone(grants)
        if denied is not None and denied.code:
            return self._denied(denied.code, 403, denied.scope.repository, denied.product)
        return self._granted(holder, grants, int(now))

    def jwks(self) -> Answer:
        """GET /registry/jwks.json: the public halves of all live keys."""
        return Answer(200, _encode(self._keys.now().ring.jwks()).encode())

    def _person(self, user: str, password: str, address: str) -> Holder | None:
        """Of a name and a password, which is asked of identity; None where an access token stands for both."""
        if not password or password.startswith(PREFIX):
            return None
        return Holder(self._parts.rpc.identity.authenticate(user, password, address)["account"], EVERYTHING)

    def _must_be_ours(self, services: Sequence[str]) -> None:
        if any(service != self._host for service in services):
            raise Invalid("service-unknown")

    def _granted(self, holder: Holder, grants: Iterable[Grant], now: int) -> Answer:
        access = [
            {"type": each.scope.type, "name": each.scope.name, "actions": sorted(each.actions)}
            for each in grants
            if each.actions
        ]
        claims = {
            "iss": ISSUER,
            "sub": holder.account,
            "aud": self._host,
            "exp": now + LIFE,
            "nbf": now - 10,
            "iat": now,
            "jti": uuid4().hex,
            "access": access,
        }
        token = self._keys.now().signer.token(claims)
        issued = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
        told = {"token": token, "access_token": token, "expires_in": LIFE, "issued_at": issued}
        return Answer(200, _encode(told).encode())

    def _turned_down(self, refused: Refused, scopes: Sequence[Scope]) -> Answer:
        """Credentials or a request that cannot be taken, in words that docker prints."""
        status = status_of(refused)
        if status == 422:
            status = 400
        elif refused.code == "token-expired":
            status = 403  # it was right once: the person is told what to do, not asked for a password
        refusals = [Grant(scope, NOTHING, "refused", refused.code) for scope in scopes]
        with self._turn:  # the file is begun anew by one thread at a time
            self._decisions.note("", refusals, time.time())
        return self._denied(refused.code, status, scopes[0].repository if scopes else "")

    def _denied(self, code: str, status: int, repository: str, product: str = "") -> Answer:
        told = sentence(code, self._parts.settings, repository, product)
        kind = KINDS.get(status, "UNSUPPORTED")
        headers = dict(JSON)
        if status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="chandlery"'
        if status in (429, 503):
            headers["Retry-After"] = "5"
        body = {"errors": [{"code": kind, "message": told}], "details": told, "code": code}
        return Answer(status, _encode(body).encode(), headers)


def _asked(query: str) -> dict[str, list[str]]:
    try:
        return parse_qs(query, max_num_fields=128)
    except ValueError as problem:
        raise Invalid("malformed-request") from problem


def _holder(db: Database, password: str, address: str) -> Holder:
    if not password:
        return NOBODY
    row = token_row(db, password, address)
    return Holder(row.account, row.scopes)


def _basic(authorization: str) -> tuple[str, str]:
    """RFC 7617, nothing where there is no header; refused as `credentials-malformed`."""
    if not authorization:
        return "", ""
    scheme, _, encoded = authorization.partition(" ")
    try:
        user, colon, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as problem:
        raise Invalid("credentials-malformed") from problem
    if scheme.lower() != "basic" or not colon or not password or "\x00" in user + password:
        raise Invalid("credentials-malformed")
    return user, password
