"""Billing whose cards are kept by the stand-in for Stripe: bought, charged and told of as by the real one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import eventlet
from eventlet import wsgi
from eventlet.semaphore import Semaphore
from nameko.standalone.rpc import ClusterRpcProxy

from eventlog.amqp import Provided
from eventlog.refusal import Refused
from eventlog.testing import Keyring
from services.billing.service import Billing
from tests.parts.services import config_in, running
from tests.parts.stripe import StandIn
from tests.services.billing.conftest import Catalogue
from tests.services.billing.subscribed import MovedClock, Shop

KEYRING = Keyring()
DETAILS = {"name": "Ada Lovelace", "address": "12 St James's Square\nLondon", "country": "GB"}


class Keyed(Billing):
    keys = Provided(lambda config: KEYRING)


@dataclass
class TickingClock(MovedClock):
    """What is tried again later is tried while a test waits."""

    since: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.since)


@dataclass
class Till(Shop):
    """A shop that takes cards."""

    stripe: StandIn = field(kw_only=True)

    def pays_with(self, number: str = "4242424242424242", holder: str = "ada") -> None:
        """The holder gives details and enters this card on the stand-in's page."""
        self.rpc.provide_details(holder, DETAILS, self.by(holder))
        started = self.rpc.start_card(holder, "http://store.example/back", self.by(holder))
        led = self.stripe.enter_card(started["url"], number)
        if "/confirm/" in led:
            led = self.stripe.press(led, answer="yes")
        self.rpc.finish_card(holder, led.rpartition("session=")[2], self.by(holder))

    def buys(self, number: str = "4242424242424242", holder: str = "ada", plan: str = "team") -> dict[str, Any]:
        self.pays_with(number, holder)
        self.accept(holder, plan=plan)
        return self.subscribe(holder, plan)

    def invoice_of(self, bought: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.rpc.invoice(bought["invoice"])
        return found

    def invoice_becomes(self, bought: dict[str, Any], state: str) -> dict[str, Any]:
        self.services.until(lambda: self.has_invoice(bought) and self.invoice_of(bought)["state"] == state)
        return self.invoice_of(bought)

    def has_invoice(self, bought: dict[str, Any]) -> bool:
        return bool(self.issued(bought["invoice"]))

    def charges(self) -> list[str]:
        """What became of all that was ever sent, newest first."""
        return [each["status"] for each in self.stripe.all("payment_intent")]


@contextmanager
def till(folder: Path, standing: StandIn, billing: type = Keyed, **settings: str) -> Iterator[Till]:
    """Opened again in the same folder it is the same shop."""
    clock = TickingClock()
    config = config_in(folder, **standing.settings, **settings)
    config["EVENTLOG"]["clock"] = clock
    with running(config, Catalogue, billing) as services:
        shop = Till(services, clock=clock, stripe=standing)
        yield shop


@contextmanager
def told(shop: Till, way: str = "once") -> Iterator[None]:
    """While the block lasts the stand-in's messages come in as over the gateway."""

    alone = Semaphore()

    def receive(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read().decode()
        try:
            with alone, ClusterRpcProxy(shop.services.config, timeout=60) as rpc:
                rpc.billing.receive_webhook(body, environ.get("HTTP_STRIPE_SIGNATURE", ""))
        except Refused:
            start_response("503 Later", [])
        else:
            start_response("200 OK", [])
        return [b""]

    listening = eventlet.listen(("127.0.0.1", 0))
    server = eventlet.spawn(wsgi.server, listening, receive, log_output=False)
    shop.stripe.send_messages(way, f"http://127.0.0.1:{listening.getsockname()[1]}/")
    try:
        yield
    finally:
        shop.stripe.send_messages("lost", "")
        server.kill()
        listening.close()
