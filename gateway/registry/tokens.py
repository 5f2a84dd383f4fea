"""The registry's token endpoint (distribution's token authentication): who asks, what is allowed, one signed token."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring_ascii as quoted
from secrets import token_hex
from typing import NamedTuple

from eventlog.refusal import Invalid, Refused
from gateway.countries import countries
from gateway.errors import status_of
from gateway.parts import Parts
from gateway.registry.asking import Asked
from gateway.registry.credentials import Credentials, Shown
from gateway.registry.decisions import Decisions, moment
from gateway.registry.exports import Exports
from gateway.registry.grants import NOTHING, Grant, alone, grant
from gateway.registry.jws import LiveKeys
from gateway.registry.scopes import Scope, parse
from gateway.registry.sentences import sentence
from gateway.registry.usual import usual

ISSUER = "chandlery"
NO_SCOPE = Scope("", "", "", NOTHING)
KINDS = {401: "UNAUTHORIZED", 403: "DENIED", 429: "TOOMANYREQUESTS", 503: "UNAVAILABLE"}
OAUTH = {"credentials-malformed": "invalid_request", "malformed-request": "invalid_request"}  # RFC 6749, section 5.2
OAUTH |= {"grant-not-supported": "unsupported_grant_type", "scope-malformed": "invalid_scope"}
OAUTH |= {"service-unknown": "invalid_request", "content-type-not-supported": "invalid_request"}
Judged = tuple[Shown, Sequence[Grant], str]  # and the client that is to get a refresh token
JSON = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
CHALLENGE = {"WWW-Authenticate": 'Basic realm="chandlery"'}


class Answer(NamedTuple):
    """What goes back to the client, whichever way it came in."""

    status: int
    body: bytes
    headers: Mapping[str, str] = JSON
    rule: str = ""  # by which it was granted, or the code of what was refused


class Tokens:
    """Decides from the read model alone; a password costs a call, and so does a refresh token when it is made."""

    def __init__(self, made_of: Parts) -> None:
        self._parts = made_of
        self._host = made_of.settings.registry_host
        self._life = made_of.settings.token_life
        self._quota = made_of.settings.staging_quota
        self._exports = Exports(countries(made_of.settings.countries), made_of.settings.countries_refused)
        self._near = made_of.settings.views_url.startswith("sqlite:")
        self._keys = LiveKeys(made_of.settings.keys, made_of.settings.registry_version)
        self._credentials = Credentials(made_of)
        self._decisions = Decisions(made_of.settings.data / "log")

    def at_once(self, asked: Asked) -> bool:
        """Whether the answer takes no call and no database across a network, only computing."""
        return self._near and not asked.asks_identity

    def answer(self, asked: Asked, address: str) -> Answer:
        scopes: list[Scope] = []
        try:
            if asked.refused is not None:
                raise asked.refused
            scopes = parse(asked.scope, self._host)
            self._must_be_ours(asked.service)
            return self._decided(asked, scopes, address)
        except Refused as refused:
            return self._turned_down(refused, scopes, asked)

    def jwks(self) -> Answer:
        """GET /registry/jwks.json: the public halves of all live keys."""
        return Answer(200, json.dumps(self._keys.now().ring.jwks()).encode())

    def _decided(self, asked: Asked, scopes: Sequence[Scope], address: str) -> Answer:
        now = time.time()
        common = usual(self._parts.reader, asked, scopes, address)
        shown, grants, keeper = self._in_full(asked, scopes, now, address) if common is None else (*common, "")
        grants = self._exports.allowed(grants, address)
        self._parts.uses.note(shown.used, now, address)
        self._decisions.note(shown.holder.name, grants, now)
        denied = alone(grants)
        if denied is not None and denied.code:
            return self._denied(denied, 403, asked)
        kept = self._credentials.issue(shown.row, keeper) if keeper and shown.row else asked.refresh
        return self._granted(shown, grants, int(now), asked.form, kept)

    def _in_full(self, asked: Asked, scopes: Sequence[Scope], now: float, address: str) -> Judged:
        account = self._credentials.account_of(asked, address)
        with self._parts.reader.begin() as db:
            shown = self._credentials.shown(db, asked, account, address)
            grants = [grant(db, shown.holder, scope, now, self._quota) for scope in scopes]
            return shown, grants, self._credentials.keeper(db, asked, shown, address)

    def _must_be_ours(self, services: Sequence[str]) -> None:
        for service in services:
            if service != self._host:
                raise Invalid("service-unknown")

    def _granted(self, shown: Shown, grants: Sequence[Grant], now: int, form: bool, kept: str) -> Answer:
        allowed = [each for each in grants if each.actions]
        token = self._keys.now().signer.token(self._claims(shown.holder.name, allowed, now))
        told = f'{{"token":"{token}","access_token":"{token}","expires_in":{self._life},"issued_at":"{moment(now)}"'
        if form:
            told += f',"scope":{quoted(" ".join(map(_granted_scope, allowed)))}'
        if kept:
            told += f',"refresh_token":"{kept}"'
        return Answer(200, (told + "}").encode(), rule=_rule(grants))

    def _claims(self, who: str, allowed: Iterable[Grant], now: int) -> bytes:
        """Of the token (RFC 7519), written out: an encoder takes three times as long."""
        access = ",".join(map(_access, allowed))
        return (
            f'{{"iss":"{ISSUER}","sub":{quoted(who)},"aud":{quoted(self._host)},"exp":{now + self._life},'
            f'"nbf":{now - 10},"iat":{now},"jti":"{token_hex(16)}","access":[{access}]}}'
        ).encode()

    def _turned_down(self, refused: Refused, scopes: Sequence[Scope], asked: Asked) -> Answer:
        """Credentials or a request that cannot be taken, in words that docker prints."""
        status = status_of(refused)
        if status == 422:
            status = 400
        elif refused.code == "token-expired":
            status = 403  # it was right once: the person is told what to do, not asked for a password
        refusals = [Grant(scope, NOTHING, "refused", refused.code) for scope in scopes]
        self._decisions.note("", refusals, time.time())
        denied = Grant(scopes[0] if scopes else NO_SCOPE, NOTHING, "refused", refused.code)
        return self._denied(denied, status, asked)

    def _denied(self, denied: Grant, status: int, asked: Asked) -> Answer:
        code = denied.code
        told = sentence(code, self._parts.settings, denied.scope.repository, denied.product, denied.plan, asked.user)
        kind = KINDS.get(status, "UNSUPPORTED")
        headers = dict(JSON)
        if status == 401:
            headers |= CHALLENGE
        if status in (429, 503):
            headers["Retry-After"] = "5"
        body = {"errors": [{"code": kind, "message": told}], "details": told, "code": code}
        if asked.form:
            unavailable = "temporarily_unavailable" if status in (429, 503) else "invalid_grant"
            body |= {"error": OAUTH.get(code, unavailable), "error_description": told}
        return Answer(status, json.dumps(body, separators=(",", ":")).encode(), headers, code)


def _rule(grants: Sequence[Grant]) -> str:
    """Of several the first that lacks something, else the first; none is asked for where somebody only signs in."""
    return next((each.code for each in grants if each.code), grants[0].rule) if grants else "signed-in"


def _access(granted: Grant) -> str:
    actions = ",".join(f'"{action}"' for action in sorted(granted.actions))
    return f'{{"type":"{granted.scope.type}","name":{quoted(granted.scope.name)},"actions":[{actions}]}}'


def _granted_scope(granted: Grant) -> str:
    return f"{granted.scope.type}:{granted.scope.name}:{','.join(sorted(granted.actions))}"
