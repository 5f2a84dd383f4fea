"""Who asks: access tokens, sessions, CSRF, and the context that a command goes out with."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote
from uuid import uuid4

from flask import Request, Response, current_app, g, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection

from eventlog import tracing
from eventlog.decider import Context
from eventlog.ids import fresh
from eventlog.refusal import Forbidden, Invalid
from gateway.address import allowed, client_address
from gateway.ended import Ended
from gateway.parts import database, parts
from gateway.views import accounts
from gateway.views.accounts import TokenRow
from vocabulary.access_token import AccessToken

SCOPES = ("pull", "push", "read", "buy", "publish", "certify", "support", "staff")
# What a role may be used with: a token of an operator that may only pull is no operator's.
SCOPE_OF_ROLE = {
    "operator": ("staff",),
    "finance": ("staff",),
    "reviewer": ("certify", "staff"),
    "support": ("support",),
    # in an organisation
    "owner": ("publish", "buy"),
    "billing": ("buy",),
    "editor": ("publish",),
    "member": ("pull", "read", "buy"),
    ":support": ("support", "publish"),  # of a publisher's own desk
}
SESSION, VISIT, POSITION = "chandlery_session", "chandlery_visit", "chandlery_position"
SESSION_LIFE = 14 * 24 * 3600.0
SAFE = ("GET", "HEAD", "OPTIONS")
# What our cookies say nothing to: each knows by itself who sends.
WITHOUT_COOKIES = ("/registry/", "/webhooks/stripe", "/webhooks/tsanet", "/mail/", "/unsubscribe/")
KEY = re.compile(r"[\x21-\x7e]{1,200}")

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Caller:
    """Who sent this request; `roles` are narrowed to what the token's scopes allow."""

    account: str = ""
    scopes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    token: str = ""
    via: str = "nobody"  # session | token | nobody

    def owns(self, publisher: str) -> bool:
        """Whether what the publisher's people do, this caller may do."""
        return not self.roles.isdisjoint({f"{publisher}:owner", f"{publisher}:editor"})


NOBODY = Caller()


def caller() -> Caller:
    """Of this request; refused where an access token is sent that does not count."""
    if "caller" not in g:
        g.caller = _by_header() or _by_session() or NOBODY
    return cast("Caller", g.caller)


def needs(*scopes: str) -> Callable[[View], View]:
    """The view is for callers with one of these scopes, asked before what they sent is read; so the document says."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            must_have(*scopes)
            return view(*args, **kwargs)

        guarded.scopes = scopes  # type: ignore[attr-defined]
        documented = {"security": [*({"bearer": [scope]} for scope in scopes), {"session": []}]}
        guarded._apidoc = dict(getattr(view, "_apidoc", {}))  # type: ignore[attr-defined]
        guarded._apidoc["manual_doc"] = {**guarded._apidoc.get("manual_doc", {}), **documented}  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def must_have(*scopes: str) -> None:
    who = caller()
    if not who.account:
        raise Forbidden("not-signed-in")
    if who.scopes.isdisjoint(scopes):
        raise Forbidden("scope-missing", " or ".join(scopes))


def signed_in(view: View) -> View:
    """The page is for people who are signed in; others are sent to sign in and come back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not caller().account:
            back = request.full_path.rstrip("?") if request.method in SAFE else "/"
            return redirect(f"/sign-in?next={quote(back)}", 303)
        return view(*args, **kwargs)

    return cast("View", guarded)


def here() -> str:
    """The address that this request comes from."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client_address(request.remote_addr or "", forwarded, parts().settings.trusted_proxies)


def token_row(db: Connection, text: str, address: str) -> TokenRow:
    """The access token or robot that this text is; refused where it does not count now, or not from this address."""
    parsed = AccessToken.parse(text)
    row = accounts.by_token(db, parsed.sha256) if parsed else None
    if row is None:
        raise Forbidden("token-unknown")
    must_count(row, address, time.time())
    return row


def must_count(row: TokenRow, address: str, now: float) -> None:
    if row.revoked:
        raise Forbidden("token-unknown")
    if row.expires is not None and row.expires <= now:
        raise Forbidden("token-expired")
    if row.account_state != "active":
        raise Forbidden("account-suspended")
    if row.networks and not allowed(address, row.networks):
        raise Forbidden("address-not-allowed")


def token_of(text: str) -> Caller:
    """The caller that an access token or robot stands for."""
    row = token_row(database(), text, here())
    parts().uses.note((row.id,), time.time(), here())
    if row.kind == "robot":
        return Caller(row.id, row.scopes, _roles_of_robot(row), row.id, "token")
    return Caller(row.account, row.scopes, roles_within(database(), row.account, row.scopes), row.id, "token")


def _roles_of_robot(row: TokenRow) -> frozenset[str]:
    """One that is kept to products is an editor where the address names one of them, and nowhere else."""
    named = request.view_args or {}
    kept_out = row.products and f"{named.get('publisher')}/{named.get('product')}" not in row.products
    return frozenset() if kept_out or "publish" not in row.scopes else frozenset({f"{row.organization}:editor"})


def start_session(response: Response, account: str) -> Response:
    value = _sessions().dumps([account, time.time(), secrets.token_urlsafe(12)])
    _set(response, SESSION, value, SESSION_LIFE)
    return response


def end_session(response: Response) -> Response:
    """The cookie goes, and counts no more where somebody kept a copy of it."""
    session = _session()
    if session is not None:
        _ended().note(session[2])
    response.delete_cookie(SESSION, path="/", httponly=True, samesite="Lax", secure=parts().settings.secure)
    return response


def has_session() -> bool:
    """Whether a session's cookie of ours came along; who that is, and whether they still count, is asked later."""
    return _session() is not None


def csrf_token() -> str:
    """For forms' hidden field `csrf`, and for the header X-CSRF-Token of calls made with the session."""
    return _csrf(_seat())


def check_csrf() -> None:
    """Refused where an unsafe request with our cookies does not carry their CSRF token."""
    sent = request.headers.get("X-CSRF-Token", "") or request.form.get("csrf", "")
    if not hmac.compare_digest(sent.encode(), _csrf(_seat()).encode()):
        raise Forbidden("csrf-missing")


def check_request() -> None:
    """Before every request: the view's scope, and that what our cookies speak for was meant."""
    scopes = getattr(current_app.view_functions.get(request.endpoint or ""), "scopes", ())
    if scopes:
        must_have(*scopes)
    if request.method in SAFE or request.path.startswith(WITHOUT_COOKIES):
        return
    if request.path.startswith("/api/"):
        if caller().via == "session":
            check_csrf()
    elif request.endpoint is not None:
        check_csrf()


def command_context() -> Context:
    """The context of the command that this request gives: the same key and body come to the same command."""
    who = caller()
    key = request.headers.get("Idempotency-Key", request.form.get("command") or fresh())
    if not KEY.fullmatch(key):
        raise Invalid("invalid-input", "Idempotency-Key: 1 to 200 printable characters without spaces")
    actor = who.account or f"visitor:{_digest('visitor', here())[:32]}"
    trail = tracing.here()
    return Context(
        command_id=key,
        actor=actor,
        at=datetime.now(UTC),
        roles=who.roles,
        correlation=trail.correlation or str(uuid4()),
        traceparent=trail.traceparent,
        fingerprint=_fingerprint(request, actor),
    )


def leave_cookies(response: Response) -> Response:
    """After every request: the visit that a CSRF token was made for."""
    if "new_visit" in g:
        _set(response, VISIT, g.new_visit, SESSION_LIFE)
    return response


def set_position(response: Response, position: str) -> None:
    """The next page waits until it shows this change."""
    _set(response, POSITION, position, 60)


def _by_header() -> Caller | None:
    """Pages know sessions alone: they ask for no scopes, so one that may only pull would do there what people do."""
    if not request.path.startswith("/api/"):
        return None
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return token_of(text.strip()) if scheme.lower() == "bearer" else None


def _by_session() -> Caller | None:
    session = _session()
    if session is None:
        return None
    account_id, began, name = session
    if _ended().has(name):
        return None
    account = accounts.account(database(), account_id)
    if account is None or not account.active or began < account.sessions_from or began + SESSION_LIFE < time.time():
        return None
    scopes = frozenset(SCOPES)
    return Caller(account_id, scopes, roles_within(database(), account_id, scopes), "", "session")


def _session() -> tuple[str, float, str] | None:
    cookie = request.cookies.get(SESSION, "")
    if not cookie:
        return None
    try:
        account, began, nonce = _sessions().loads(cookie)
    except (BadSignature, ValueError, TypeError):
        return None
    return account, began, nonce


def _ended() -> Ended:
    return Ended(parts().settings.data / "signed-out", SESSION_LIFE)


def _sessions() -> URLSafeSerializer:
    return URLSafeSerializer(parts().key("session"), salt="session", signer_kwargs={"digest_method": hashlib.sha256})


def roles_within(db: Connection, account: str, scopes: frozenset[str]) -> frozenset[str]:
    """The account's roles that count in what carries these scopes."""
    held = accounts.roles_of(db, account)
    return frozenset(role for role in held if scopes.intersection(_scopes_of(role)))


def _scopes_of(role: str) -> tuple[str, ...]:
    _, colon, name = role.rpartition(":")
    return SCOPE_OF_ROLE.get(f"{colon}{name}") or SCOPE_OF_ROLE.get(name, ())


def _seat() -> str:
    """What a CSRF token is bound to: the session, or before one the visit."""
    session = _session()
    if session is not None:
        return f"session {session[2]}"
    if "new_visit" not in g and not re.fullmatch(r"[\w-]{16,64}", request.cookies.get(VISIT, "")):
        g.new_visit = secrets.token_urlsafe(18)
    return f"visit {g.get('new_visit') or request.cookies[VISIT]}"


def _csrf(seat: str) -> str:
    return _digest("csrf", seat)


def _digest(purpose: str, text: str) -> str:
    return hmac.digest(parts().key(purpose), text.encode(), "sha256").hex()


def _fingerprint(sent: Request, actor: str) -> str:
    body = sent.get_data(cache=True) if sent.mimetype == "application/json" else _form(sent)
    head = f"{sent.method}\n{sent.full_path}\n{actor}\n".encode()
    return hmac.digest(parts().key("fingerprint"), head + body, "sha256").hex()


def _form(sent: Request) -> bytes:
    fields = sorted((name, value) for name, value in sent.form.items(multi=True) if name not in ("csrf", "command"))
    return repr(fields).encode()


def _set(response: Response, name: str, value: str, life: float) -> None:
    response.set_cookie(
        name, value, max_age=int(life), path="/", httponly=True, samesite="Lax", secure=parts().settings.secure
    )
