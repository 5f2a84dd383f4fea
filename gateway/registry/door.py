"""The registry's way in: tokens, public keys, and its notices."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app

from gateway import observed
from gateway.address import client_address
from gateway.parts import Parts
from gateway.registry import notifications
from gateway.registry.asking import LONGEST_FORM, Asked, of_form, of_query
from gateway.registry.tokens import CHALLENGE, Answer, Tokens

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "/registry/token"  # noqa: S105 — an address
MISTAKE = Answer(
    500, b'{"errors":[{"code":"UNKNOWN","message":"something went wrong on our side"}]}', rule="our-mistake"
)
# podman and what else says no name of its own, and those that do.
ON_CONTAINERS_IMAGE = ("containers/", "podman/", "skopeo/", "buildah/", "cri-o/")
log = logging.getLogger("chandlery.gateway")
door = Blueprint("registry", __name__, url_prefix="/registry")
door.add_url_rule("/notifications", view_func=notifications.take, methods=["POST"])


@door.get("/jwks.json")
def jwks() -> Response:
    answer = cast("TokenDoor", current_app.wsgi_app).tokens.jwks()
    return Response(answer.body, answer.status, dict(answer.headers))


@door.route("/token", methods=["GET", "POST"])
def token() -> Response:
    """Other methods are refused as everywhere; these two never come as far as here, but for a form without end."""
    return Response(status=413)


class TokenDoor:
    """Stands before the framework: every pull of every customer comes here first, and needs nothing of it."""

    def __init__(self, behind: "WSGIApplication", made_of: Parts) -> None:
        self.tokens = Tokens(made_of)
        self._behind = behind
        self._trusted = made_of.settings.trusted_proxies

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        asked = _asked(environ) if environ["PATH_INFO"] == TOKEN else None
        if asked is None:
            return self._behind(environ, start_response)
        answer = self.answer(asked, environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""))
        if answer.status == 403:
            answer = shown_by(environ.get("HTTP_USER_AGENT", ""), answer)
        headers = [*answer.headers.items(), ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return [answer.body]

    def answer(self, asked: Asked, peer: str, forwarded: str) -> Answer:
        began = perf_counter()
        try:
            answer = self.tokens.answer(asked, client_address(peer, forwarded, self._trusted))
        except Exception:
            log.exception("%s failed", TOKEN)
            answer = MISTAKE
        observed.decided(answer.rule, answer.status, perf_counter() - began)
        return answer


def shown_by(agent: str, answer: Answer) -> Answer:
    """A refusal as this client shows its words: those on containers/image print them of a 401, and of no other."""
    if not agent.lower().startswith(ON_CONTAINERS_IMAGE):
        return answer
    return answer._replace(status=401, headers={**answer.headers, **CHALLENGE})


def short(length: str) -> bool:
    """Whether a form says how long it is, and is not too long."""
    return length.isascii() and length.isdigit() and int(length) <= LONGEST_FORM


def _asked(environ: "WSGIEnvironment") -> Asked | None:
    length = environ.get("CONTENT_LENGTH", "")
    if environ["REQUEST_METHOD"] == "GET":
        return of_query(environ.get("QUERY_STRING", ""), environ.get("HTTP_AUTHORIZATION", ""))
    if environ["REQUEST_METHOD"] == "POST" and short(length):
        return of_form(environ.get("CONTENT_TYPE", ""), environ["wsgi.input"].read(int(length)))
    return None
