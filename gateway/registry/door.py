"""The registry's way in: tokens, public keys, and its notices."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, request

from gateway.address import client_address
from gateway.parts import Parts
from gateway.registry import notifications
from gateway.registry.tokens import Answer, Tokens

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "/registry/token"  # noqa: S105 — an address
log = logging.getLogger("chandlery.gateway")
door = Blueprint("registry", __name__, url_prefix="/registry")
door.add_url_rule("/notifications", view_func=notifications.take, methods=["POST"])


@door.get("/token")
def token() -> Response:
    return _response(cast("TokenDoor", current_app.wsgi_app).asked(request.environ))


@door.get("/jwks.json")
def jwks() -> Response:
    return _response(cast("TokenDoor", current_app.wsgi_app).tokens.jwks())


class TokenDoor:
    """Stands before the framework: every pull of every customer comes here first, and needs nothing of it."""

    def __init__(self, behind: "WSGIApplication", made_of: Parts) -> None:
        self.tokens = Tokens(made_of)
        self._behind = behind
        self._trusted = made_of.settings.trusted_proxies

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] != TOKEN or environ["REQUEST_METHOD"] != "GET":
            return self._behind(environ, start_response)
        try:
            answer = self.asked(environ)
        except Exception:
            log.exception("GET %s failed", TOKEN)
            answer = Answer(500, b'{"errors":[{"code":"UNKNOWN","message":"something went wrong on our side"}]}')
        headers = [*answer.headers.items(), ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return [answer.body]

    def asked(self, environ: "WSGIEnvironment") -> Answer:
        address = client_address(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), self._trusted)
        return self.tokens.answer(environ.get("QUERY_STRING", ""), environ.get("HTTP_AUTHORIZATION", ""), address)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers))
