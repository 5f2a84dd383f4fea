"""Buyers of the journeys: each a new account with its address for invoices, at a store that takes test cards."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.journeys.people import Person, signs_up
from tests.parts.docker import Docker
from tests.parts.moved import Clock
from tests.parts.process import free_port, wait_until
from tests.parts.store import Answer, Store, put_demonstration
from tests.parts.store import store as running_store
from tests.parts.stripe import StandIn, stripe

PRODUCT = "harbourline/tidewater-db"
TEAM = f"{PRODUCT}/team"
REPOSITORY, TAG = "harbourline/tidewater-team", "4.2.1"
DETAILS = {"name": "Ada Marlow", "address": "12 Quay Street\nDublin", "country": "IE"}
PAYS, FAILS = "pm_card_visa", "pm_card_chargeCustomerFail"
ASKS = "4000002760003184"  # a number, which the bank asks about when it is entered, and whenever it is charged
PATIENCE = 60.0  # seconds until what the clock, a card or an invoice brings about is seen on a busy machine


@dataclass(frozen=True)
class Sale:
    """A filled store whose clock can be moved, with the payment company's stand-in beside it."""

    store: Store
    clock: Clock
    cards: StandIn
    docker: Docker

    def buyer(self, name: str) -> "Buyer":
        """Somebody new, signed in with docker, who has accepted the plan's terms."""
        person = signs_up(self.store, self.docker.as_person(self.docker.config.parent / name))
        assert person.login().ok
        buyer = Buyer(self, person)
        buyer.accepts_terms()
        return buyer


@dataclass(frozen=True)
class Buyer:
    sale: Sale
    person: Person

    def api(self, method: str, path: str, body: Any = None) -> Answer:
        return self.sale.store.api(method, path, body, token=self.person.token)

    def does(self, path: str, body: Any = None, method: str = "POST") -> Any:
        done = self.api(method, path, body)
        assert done.ok, done.body
        return done.json()

    def accepts_terms(self, holder: str = "", plan: str = "team") -> None:
        offered = next(each for each in self.does(f"/products/{PRODUCT}", method="GET")["plans"] if each["id"] == plan)
        if offered["terms"]:
            told = {"version": offered["terms"]["version"], "holder": holder}
            self.does(f"/products/{PRODUCT}/plans/{plan}/terms", told)

    def can_pay(self, card: str = PAYS, holder: str = "") -> None:
        """By card; `card` is one of the payment company's test cards."""
        self.does("/billing/details", DETAILS | {"holder": holder}, "PUT")
        self.does("/billing/payment-methods", {"token": card, "holder": holder})

    def enters_card(self, number: str) -> None:
        """On the payment company's page, where the bank asks and is answered."""
        self.does("/billing/details", DETAILS, "PUT")
        place = self.does("/billing/payment-methods/start", {})["url"]
        back = self.sale.cards.press(self.sale.cards.enter_card(place, number), answer="yes")
        (session,) = parse_qs(urlsplit(back).query)["session"]
        self.does("/billing/payment-methods/finish", {"session": session})

    def orders(self, plan: str = TEAM, **wanted: Any) -> Answer:
        """What is answered once the bank has spoken: until then the same order is sent again."""
        key, answers = secrets.token_hex(8), []

        def known() -> bool:
            body = {"plan": plan, **wanted}
            answers.append(
                self.sale.store.api("POST", "/subscriptions", body, token=self.person.token, Idempotency_Key=key)
            )
            told = answers[-1].json()
            return not answers[-1].ok or told["state"] != "awaiting_payment" or "confirm_url" in told

        wait_until(known, PATIENCE, "the bank did not answer")
        return answers[-1]

    def subscribes(self, plan: str = TEAM, **wanted: Any) -> Any:
        bought = self.orders(plan, **wanted)
        assert bought.status == 201, bought.body
        return bought.json()

    def until(self, subscription: str, *states: str, plan: str = "") -> Any:
        """The subscription as soon as it stands so, and is of this plan where one is named."""
        found: list[Any] = []

        def stands() -> bool:
            found[:] = [self.does(f"/subscriptions/{subscription}", method="GET")]
            return found[0]["state"] in states and found[0]["plan"].endswith(plan)

        wait_until(stands, PATIENCE, f"subscription {subscription} did not become {states}")
        return found[0]

    def pulls(self) -> bool:
        return self.person.pull(REPOSITORY, TAG).ok

    def pulls_soon(self) -> None:
        """What was bought, or said by the bank, reaches the registry's door by way of the logs."""
        self.person.pulls_soon(REPOSITORY, TAG)

    def is_told(self, words: str) -> str:
        """What docker prints, as soon as a pull is refused in these words."""
        return self.person.is_soon_refused(REPOSITORY, TAG, words)


@contextmanager
def selling(folder: Path, engine: Docker) -> Iterator[Sale]:
    """The demonstration, whose plan Team can be tried without a card here."""
    clock, port = Clock(folder / "clock"), free_port()
    put_demonstration(folder)
    shutil.copytree(folder / "data" / "stripe-stand-in", folder / "stripe")  # who is paid there is known there
    with ExitStack() as opened:
        with pytest.MonkeyPatch.context() as patched:  # the stand-in goes by the same clock
            for name in ("PYTHONPATH", "MOVED_CLOCK"):
                patched.setenv(name, clock.settings[name])
            cards = opened.enter_context(stripe(folder, webhook=f"http://127.0.0.1:{port}/webhooks/stripe"))
        settings = {**clock.settings, **cards.settings, "CHANDLERY_PORT": str(port)}
        with running_store(folder, **settings) as store:
            publisher = store.accounts["publisher"]["token"]
            changed = store.api(
                "PATCH", f"/products/{PRODUCT}/plans/team", {"trial_needs_card": False}, token=publisher
            )
            assert changed.ok, changed.body
            yield Sale(store, clock, cards, engine.as_person(folder / "docker"))
