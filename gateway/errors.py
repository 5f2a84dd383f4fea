"""Refusals as people and programs get them: kind to status, code to sentence, problem details (RFC 9457) or a page."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused, Unavailable
from gateway.auth import NOBODY
from gateway.parts import parts
from gateway.problems import title_of

log = logging.getLogger("chandlery.gateway")

STATUS: dict[type[Refused], int] = {Invalid: 422, Forbidden: 403, Missing: 404, Conflicting: 409, Unavailable: 503}

# Codes whose status says more than their kind does.
STATUS_OF_CODE = {
    "not-signed-in": 401,
    "token-unknown": 401,
    "token-expired": 401,
    "wrong-credentials": 401,
    "second-factor-needed": 401,
    "malformed-json": 400,
    "malformed-request": 400,
    "body-too-large": 413,
    "attachment-too-large": 413,
    "content-type-not-supported": 415,
    "edited-meanwhile": 412,
    "too-many-sign-ins": 429,
    "too-many-requests": 429,
    "webhook-asked-too-often": 429,
    "payment-declined": 402,
    "authorization-pending": 400,  # RFC 8628, section 3.5
    "slow-down": 400,
    "access-denied": 400,
    "device-code-expired": 400,
}
OF_STATUS = {
    400: "malformed-request",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "too-slow",
    412: "edited-meanwhile",
    413: "body-too-large",
    414: "address-too-long",
    415: "content-type-not-supported",
    422: "invalid-input",
    429: "too-many-requests",
    431: "headers-too-large",
    500: "our-mistake",
    503: "service-unavailable",
}
RETRY_AFTER = {429: "60", 503: "2"}
API = ("/api/", "/registry/", "/webhooks/stripe", "/webhooks/tsanet", "/mail/", "/healthz", "/readyz", "/metrics")


def wants_problem() -> bool:
    """Programs get problem details; people at a page get a page."""
    return request.path.startswith(API)


def status_of(refused: Refused) -> int:
    return STATUS_OF_CODE.get(refused.code) or next(
        status for kind, status in STATUS.items() if isinstance(refused, kind)
    )


def problem(
    status: int,
    code: str,
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that was not done: `type` ends in the code, `detail` is a sentence for people."""
    if not wants_problem():
        return _page(status, code, detail, headers or {})
    body: dict[str, Any] = {
        "type": f"{parts().settings.url}/problems/{code}",
        "title": title_of(code),
        "status": status,
        "code": code,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    return _finished(Response(json.dumps(body), status, mimetype="application/problem+json"), headers or {})


def refuse(refused: Refused) -> Response:
    return problem(status_of(refused), refused.code, refused.detail)


def register(app: Flask) -> None:
    app.register_error_handler(Refused, refuse)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _mistake)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect that routing raised
        return cast("Response", error.get_response())
    messages = getattr(error, "data", {}).get("messages", {})
    headers = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    code = "malformed-json" if status == 400 and "json" in messages else OF_STATUS.get(status, "malformed-request")
    return problem(status, code, errors=list(_fields(messages)), headers=headers)


def _fields(messages: Mapping[str, Any], path: str = "") -> Sequence[dict[str, str]]:
    """webargs' nested messages as a flat list: the field's path, and what is wrong with it."""
    found: list[dict[str, str]] = []
    for name, told in messages.items():
        here = str(name) if not path else f"{path}.{name}"
        if isinstance(told, Mapping):
            found += _fields(told, "" if not path and name in ("json", "query", "form", "headers") else here)
        else:
            texts = told if isinstance(told, list) else [told]
            found += [{"field": "" if here == "_schema" else here, "detail": str(text)} for text in texts]
    return found


def _mistake(error: Exception) -> Response:
    if current_app.testing or current_app.debug:
        raise error
    asked = request.url_rule or "what is no address of ours"  # the rule alone: a path may end in a secret
    log.error("%s %s failed", request.method, asked, exc_info=error)
    return problem(500, "our-mistake")


def _page(status: int, code: str, detail: str, headers: Mapping[str, str]) -> Response:
    g.setdefault("caller", NOBODY)  # whoever it was, the page with the refusal itself is for anybody
    html = render_template("error.html", status=status, code=code, title=title_of(code), detail=detail)
    response = Response(html, status, mimetype="text/html")
    return _finished(response, headers)


def _finished(response: Response, headers: Mapping[str, str]) -> Response:
    status = response.status_code
    response.headers.update(headers)
    if status in RETRY_AFTER:
        response.headers.setdefault("Retry-After", RETRY_AFTER[status])
    if status == 401:
        response.headers.setdefault("WWW-Authenticate", 'Bearer realm="chandlery"')
    response.headers["Cache-Control"] = "no-store"
    return response
