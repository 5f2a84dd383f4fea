"""The stand-in as a web application: who asks, with what, and what is answered."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from flask import Flask, Response, request

from demo.peers.faults import Fault, Faults
from demo.peers.stripe import API_VERSION
from demo.peers.stripe.api import Do, add_routes
from demo.peers.stripe.control import control
from demo.peers.stripe.moving import Money
from demo.peers.stripe.pages import pages
from demo.peers.stripe.reading import nested
from demo.peers.stripe.refusing import Refusal, wrong
from demo.peers.stripe.repeating import Given, Keys, print_of
from demo.peers.stripe.state import Object, new_id, shown


class Desk:
    """Answers the API's requests; each is written to `record` with what was answered."""

    def __init__(self, money: Money, faults: Faults, keys: Keys, record: TextIO | None) -> None:
        self._money, self._faults, self._keys, self._record = money, faults, keys, record

    def answering(self, do: Do) -> Callable[..., Response]:
        def view(**path: str) -> Response:
            fault = self._faults.next(request.method, request.path)
            before(fault)
            given, repeated = self._once(do, path)
            self._write(given)
            if fault is not None and fault.what == "lose":
                hang_up()
            return answer(given, repeated=repeated)

        return view

    def _once(self, do: Do, path: dict[str, str]) -> tuple[Given, bool]:
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        asked = print_of(request.method, request.path, request.get_data(cache=True, parse_form_data=False))
        try:
            known = self._keys.begin(key, asked) if key else None
        except Refusal as refused:
            return given_of(refused, asked), False
        if known is not None:
            return known, True
        given: Given | None = None
        kept = False
        try:
            given, kept = self._carried_out(do, path, asked)
        finally:
            if key:
                self._keys.end(key, given if kept else None)
        return given, False

    def _carried_out(self, do: Do, path: dict[str, str], asked: str) -> tuple[Given, bool]:
        try:
            must_be_ours()
            with self._money.state.lock:
                found = do(asked_for(), **path)
        except Refusal as refused:
            return given_of(refused, asked), refused.status == 402
        return Given(asked, 200, json.dumps(shown(found)).encode()), True

    def _write(self, given: Given) -> None:
        if self._record is None:
            return
        rule = request.url_rule.rule if request.url_rule else ""
        asked = {"method": request.method, "path": request.full_path.rstrip("?"), "rule": rule}
        body = request.get_data(as_text=True)
        line = json.dumps({**asked, "body": body, "status": given.status, "answer": json.loads(given.body)})
        with self._money.state.lock:
            self._record.write(line + "\n")
            self._record.flush()


def create_app(money: Money, record: Path | None = None) -> Flask:
    app, faults, keys = Flask(__name__), Faults(), Keys()
    written = None if record is None else record.open("a", encoding="utf-8")
    add_routes(app, money, Desk(money, faults, keys, written).answering)
    app.register_blueprint(pages(money))
    app.register_blueprint(control(money, faults, keys))
    app.register_error_handler(Refusal, lambda refused: answer(given_of(refused, "")))
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    return app


def must_be_ours() -> None:
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if key.startswith(("sk_live_", "rk_live_")):
        raise Refusal(401, "invalid_request_error", "This is a stand-in for Stripe: it takes no live key.")
    if not key.startswith(("sk_test_", "rk_test_")):
        raise Refusal(401, "invalid_request_error", "You did not provide an API key.")
    if request.headers.get("Stripe-Version", API_VERSION) != API_VERSION:
        raise wrong(f"This stand-in speaks version {API_VERSION} alone.")


def asked_for() -> Object:
    pairs = request.args if request.method == "GET" else request.form
    return nested(pairs.items(multi=True))


def before(fault: Fault | None) -> None:
    if fault is None:
        return
    time.sleep(fault.seconds)
    if fault.what == "drop":
        hang_up()
        raise Refusal(500, "api_error", "Nobody hears this.")
    if fault.what == "refuse":
        raise Refusal(500, "api_error", "Something went wrong on Stripe's end.")
    if fault.what == "limit":
        raise Refusal(429, "invalid_request_error", "Too many requests hit the API too quickly.", code="rate_limit")


def hang_up() -> None:
    """Ends the connection, whatever is still to be said on it."""
    with suppress(OSError):
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


def given_of(refused: Refusal, asked: str) -> Given:
    return Given(asked, refused.status, json.dumps({"error": refused.error}).encode())


def answer(given: Given, *, repeated: bool = False) -> Response:
    headers: dict[str, Any] = {"Stripe-Version": API_VERSION, "Request-Id": new_id("req")}
    if repeated:
        headers["Idempotent-Replayed"] = "true"
    return Response(given.body, given.status, headers, content_type="application/json")
