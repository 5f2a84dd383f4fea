"""Billing on the real kernel with a clock that tests move, customers who can pay, and a bank that says what it is told.

The processor stays outside: its word reaches the invoice by the commands that its adapter gives.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided
from eventlog.decider import Context
from eventlog.testing import Keyring
from services.billing.deciders.customer import customer
from services.billing.deciders.invoice import CloseDispute, NoteAction, NoteDecline, OpenDispute, RecordPayment, invoice
from services.billing.deciders.paying import AddPaymentMethod, Details, ProvideDetails
from services.billing.service import Billing
from services.catalog import events as catalog
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import DATABASE
from tests.parts.services import Services, config_in, running
from tests.services.billing.conftest import TERMS, Books, Catalogue
from vocabulary.money import Money

OPENING = datetime(2026, 1, 15, 12, tzinfo=UTC)


@dataclass
class MovedClock:
    at: datetime = OPENING

    def now(self) -> datetime:
        return self.at


class Banked(Billing):
    """Billing whose customers and bank are the test's."""

    keys = Provided(lambda config: Keyring())

    @rpc
    def let_pay(self, holder: str, card: bool, by: dict[str, Any]) -> None:
        details = Details(name="Ada", address="1 High Street", country="US")
        context = Context.load(by)
        self.log.execute(customer, holder, ProvideDetails(holder, details), context)
        if card:
            method = AddPaymentMethod(holder, f"pm_{holder}", "visa", "4242", "2030-01")
            self.log.execute(customer, holder, method, replace(context, command_id=f"card of {holder}"))

    @rpc
    def bank_says(self, id: str, word: str, at: str) -> None:
        state = self.log.fold(invoice, id)
        attempt, total = state.attempt, state.bill.total
        commands = {
            "paid": RecordPayment(total, "card", f"pi_{id}", Money(0, total.currency)),
            "declined": NoteDecline(attempt, "card_declined", f"pi_{id}"),
            "confirm": NoteAction(attempt, f"pi_{id}"),
            "disputed": OpenDispute(f"dp_{id}", total, Money(0, total.currency), "fraudulent", None),
            "lost": CloseDispute(f"dp_{id}", won=False),
        }
        by = Context(f"{id}-{attempt}-{word}", "policy:bank", datetime.fromisoformat(at))
        self.log.execute(invoice, id, commands[word], by)


@dataclass
class Shop(Books):
    clock: MovedClock = field(default_factory=MovedClock)

    def by(self, actor: str, *roles: str, key: str = "") -> dict[str, Any]:
        id = key or f"command-{next(self.commands)}"
        return Context(id, actor, self.clock.at, frozenset(roles), fingerprint=f"request {id}").dump()

    def open(self, *offered: Any) -> None:
        """The database is on the shelves with these plans (PlanOffered), for subscribers."""
        self.tell(catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False))
        for each in offered or (controls.team_offered, controls.fleet_offered):
            self.tell(
                catalog.PlanAdded(
                    product=DATABASE,
                    plan=each.plan,
                    name=each.name,
                    description="",
                    repository=each.repository,
                    access="subscribers",
                    terms=TERMS,
                    price=each.price,
                    licence_fields=each.licence_fields,
                )
            )
        self.tell(catalog.ProductPublished(DATABASE))
        self.heard("billing.offering-opened")

    def customer(self, holder: str = "ada", *, card: bool = True, plans: tuple[str, ...] = ("team", "fleet")) -> None:
        """Who can pay, and has accepted the terms."""
        self.rpc.let_pay(holder, card, self.by(holder))
        for plan in plans:
            self.accept(holder, plan=plan)

    def subscribe(self, holder: str = "ada", plan: str = "team", *, dry: bool = False, **wanted: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.rpc.subscribe(DATABASE, plan, holder, wanted, dry, self.by(holder))
        return answer

    def bank(self, word: str, invoice_id: str) -> None:
        """paid | declined | confirm | disputed | lost; once the invoice has its number."""
        self.services.until(lambda: self.issued(invoice_id))
        self.rpc.bank_says(invoice_id, word, self.clock.at.isoformat())

    def issued(self, invoice_id: str) -> bool:
        found = [line for _, _, line in self.rpc.read_log(0, 1000) if self._type(line) == "billing.invoice-issued"]
        return any(invoice_id in line for line in found)

    def of(self, answer: dict[str, Any]) -> dict[str, Any]:
        now: dict[str, Any] = self.rpc.subscription(answer["id"])
        return now

    def becomes(self, answer: dict[str, Any], state: str) -> dict[str, Any]:
        """The subscription, once it stands so."""
        self.services.until(lambda: self.of(answer)["state"] == state)
        return self.of(answer)

    def until(self, day: date | datetime) -> None:
        """The clock stands on this day, a minute after midnight, or at this time."""
        self.clock.at = day if isinstance(day, datetime) else datetime.combine(day, time(0, 1), UTC)

    def later(self, **spans: float) -> None:
        self.clock.at += timedelta(**spans)

    def right(self, holder: str = "ada") -> list[tuple[str, str, str | None]]:
        """Repository, reason and end of each right."""
        return [(each["repository"], each["reason"], each["until"]) for each in self.rpc.entitlements_of(holder)]

    def has(self, *rights: tuple[str, str, str | None], holder: str = "ada") -> None:
        """The holder comes to have these rights, and no others."""
        self.services.until(lambda: self.right(holder) == list(rights))


@contextmanager
def shop(folder: Path, **environment: str) -> Iterator[Shop]:
    clock = MovedClock()
    config = config_in(folder, **environment)
    config["EVENTLOG"]["clock"] = clock
    with running(config, Catalogue, Banked) as services:
        yield Shop(Services(services.config, services.rpc), clock=clock)
