"""The stand-in as a web application: who asks, with what, and what is answered."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from demo.peers.faults import Fault, Faults
from demo.peers.tsanet import fields
from demo.peers.tsanet.api import Do, add_routes, sent
from demo.peers.tsanet.control import control
from demo.peers.tsanet.members import MEMBERS, Member
from demo.peers.tsanet.moving import Cases
from demo.peers.tsanet.reading import must_hold
from demo.peers.tsanet.refusing import Refusal
from demo.peers.tsanet.state import Object, State, new_token
from demo.peers.tsanet.telling import Teller

LIFETIME = 3600  # seconds of a login
PROBLEM = "application/problem+json"


class Desk:
    """Answers the API's requests; each is written to `record` with what was answered."""

    def __init__(self, state: State, faults: Faults, members: tuple[Member, ...], record: Path | None) -> None:
        self._state, self._faults, self._members = state, faults, members
        self._record = None if record is None else record.open("a", encoding="utf-8")

    def answering(self, do: Do) -> Callable[..., Response]:
        return self._view(lambda **path: do(self._who(), **path))

    def signing_in(self) -> Callable[..., Response]:
        return self._view(self._sign_in)

    def giving_tokens(self) -> Callable[..., Response]:
        """As whoever gives tokens to programs does (RFC 6749, section 4.4)."""
        return self._view(self._give_token)

    def _view(self, do: Do) -> Callable[..., Response]:
        def view(**path: Any) -> Response:
            fault = self._faults.next(request.method, request.path)
            if (broken := before(fault)) is not None:
                return broken
            older = fault is not None and fault.what == "message"
            try:
                with self._state.lock:
                    found = do(**path)
                answer = Response(json.dumps(found), 200, content_type="application/json")
            except Refusal as refused:
                answer = refusal(refused, older=older)
            self._write(answer)
            if fault is not None and fault.what == "lose":
                hang_up()
            return answer

        return view

    def _sign_in(self) -> Object:
        given = must_hold(sent(), fields.LOGIN, "username", "password")
        token = self._signed_in(given["username"], given["password"])
        return {"accessToken": token, "tokenType": "Bearer", "expiresIn": LIFETIME}

    def _give_token(self) -> Object:
        given = request.form
        if given.get("grant_type") != "client_credentials" or not given.get("scope"):
            raise Refusal(400, "Bad Request", "grant_type and scope are needed")
        token = self._signed_in(given.get("client_id", ""), given.get("client_secret", ""))
        return {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME}

    def _signed_in(self, user: str, password: str) -> str:
        for member in self._members:
            if (member.username, member.password) == (user, password):
                token = new_token()
                self._state.logins[token] = member.id
                return token
        raise Refusal(401, "Unauthorized", "Bad credentials")

    def _who(self) -> Member:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        company = self._state.logins.get(token)
        for member in self._members:
            if member.id == company:
                return member
        raise Refusal(401, "Unauthorized", "Full authentication is required to access this resource")

    def _write(self, answer: Response) -> None:
        if self._record is None:
            return
        rule = request.url_rule.rule if request.url_rule else ""
        by = self._state.logins.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        asked = {"method": request.method, "path": request.full_path.rstrip("?"), "rule": rule, "body": sent()}
        told = {"by": by, "status": answer.status_code, "answer": json.loads(answer.get_data())}
        with self._state.lock:
            self._record.write(json.dumps({**asked, **told}) + "\n")
            self._record.flush()


def create_app(kept: Path | None = None, record: Path | None = None, members: tuple[Member, ...] = MEMBERS) -> Flask:
    app, faults, state = Flask(__name__), Faults(), State(kept)
    cases, desk = Cases(state, Teller(state)), Desk(state, faults, members, record)
    app.add_url_rule("/v1/login", "login", desk.signing_in(), methods=["POST"])
    app.add_url_rule("/oauth2/token", "token", desk.giving_tokens(), methods=["POST"])
    add_routes(app, cases, members, desk.answering)
    app.register_blueprint(control(cases, faults))
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    return app


def before(fault: Fault | None) -> Response | None:
    """What happens before anything is done; an answer where nothing is done at all."""
    if fault is None:
        return None
    time.sleep(fault.seconds)
    if fault.what == "drop":
        hang_up()
        return Response("", 500)
    if fault.what == "fail":
        return Response("<html><body>Bad Gateway</body></html>", 502, content_type="text/html")
    if fault.what == "limit":
        return Response("", 429)
    return None


def refusal(refused: Refusal, *, older: bool) -> Response:
    """A login that ran out is told by its status in either form."""
    if not older and PROBLEM in request.headers.get("Accept", ""):
        told = {"type": "about:blank", "title": refused.title, "status": refused.status, "detail": refused.detail}
        body = json.dumps(told | {"instance": request.path})
        return Response(body, refused.status, content_type=PROBLEM)
    status = 401 if refused.status == 401 and request.path != "/v1/login" else 500
    return Response(json.dumps({"message": refused.detail}), status, content_type="application/json")


def hang_up() -> None:
    """Ends the connection, whatever is still to be said on it."""
    with suppress(OSError):
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
