"""Billing whose cards are kept by the stand-in for Stripe: bought, charged and told of as by the real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eventlog.amqp import Provided
from eventlog.testing import Keyring
from services.billing.service import Billing
from tests.parts.services import config_in, running
from tests.parts.stripe import StandIn, stripe
from tests.services.billing.conftest import Catalogue
from tests.services.billing.subscribed import MovedClock, Shop

KEYRING = Keyring()
DETAILS = {"name": "Ada Lovelace", "address": "12 St James's Square\nLondon", "country": "GB"}


class Keyed(Billing):
    keys = Provided(lambda config: KEYRING)


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
        self.services.until(lambda: self.has_invoice(bought) and self.invoice_of(bought)["state"] == state, 15)
        return self.invoice_of(bought)

    def has_invoice(self, bought: dict[str, Any]) -> bool:
        return bool(self.issued(bought["invoice"]))

    def charges(self) -> list[str]:
        """What became of all that was ever sent, newest first."""
        return [each["status"] for each in self.stripe.all("payment_intent")]


@contextmanager
def till(folder: Path, standing: StandIn) -> Iterator[Till]:
    clock = MovedClock()
    config = config_in(folder, **standing.settings)
    config["EVENTLOG"]["clock"] = clock
    with running(config, Catalogue, Keyed) as services:
        shop = Till(services, clock=clock, stripe=standing)
        yield shop


@contextmanager
def stand_in(folder: Path) -> Iterator[StandIn]:
    with stripe(folder) as standing:
        yield standing
