"""Billing's methods that move money by card, in memory, beside a payment company that has what a test says it has."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from eventlog.claims import Unshared
from eventlog.decider import Context, Decider
from eventlog.generations import create_tables
from eventlog.log import open_log
from eventlog.outbox import Attempt
from eventlog.projection import apply
from eventlog.testing import Keyring
from services.billing.ports import Card, Charge, Dispute, Notice, NotTaken, Payment, Refund
from services.billing.projections import credit
from services.billing.projections import invoices as view
from services.billing.service import Billing
from services.billing.service.turns import Turns
from services.billing.settings import Settings
from tests.controls import invoices, payments
from tests.controls.invoices import ADA, INVOICE, TOTAL, usd

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@dataclass
class Company:
    """`answer` is what becomes of the next charge, or refund: a state, or what is raised."""

    payments: dict[str, Payment] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    answer: Any = "paid"
    at_the_last_moment: str = "withdrawn"  # what is found where a charge is withdrawn
    asked: list[str] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)

    def charge(self, charge: Charge) -> Payment:
        self.sent.append(charge)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.has(f"pi_{charge.attempt}", charge.attempt, self.answer, charge.amount)

    def has(self, reference: str, attempt: int, state: Any, amount: Any = TOTAL, invoice: str = INVOICE) -> Payment:
        fee = usd(199) if state == "paid" else None
        self.payments[reference] = Payment(reference, invoice, attempt, state, amount, "card_declined", fee)
        return self.payments[reference]

    def charges_of(self, customer: str, invoice: str) -> list[Payment]:
        self.asked.append(invoice)
        return [each for each in self.payments.values() if each.invoice == invoice]

    def payment(self, reference: str) -> Payment:
        if reference not in self.payments:
            raise NotTaken("resource_missing")
        return self.payments[reference]

    def withdraw(self, reference: str) -> Payment:
        self.sent.append(f"withdraw {reference}")
        found = replace(self.payments[reference], state=self.at_the_last_moment, fee=usd(199))
        self.payments[reference] = found
        return found

    def refund(self, payment: str, credit_note: str, amount: Any) -> Refund:
        self.sent.append((payment, credit_note, amount))
        if isinstance(self.answer, Exception):
            raise self.answer
        return Refund("re_1", credit_note, payment, INVOICE, "failed" if self.answer == "failed" else "sent", amount)

    def refund_of(self, reference: str) -> Refund:
        return self.refunds[reference]

    def dispute(self, reference: str) -> Dispute:
        return self.disputes[reference]

    def payments_since(self, moment: datetime) -> Iterator[Payment]:
        return iter(list(self.payments.values()))

    def refunds_since(self, moment: datetime) -> Iterator[Refund]:
        return iter(self.refunds.values())

    def disputes_since(self, moment: datetime) -> Iterator[Dispute]:
        return iter(self.disputes.values())

    def notice(self, body: bytes, signature: str) -> Notice:
        if signature != "right":
            raise NotTaken("signature-wrong")
        return Notice("evt_1", body.decode(), "pi_1", NOON)

    def finish_card(self, session: str) -> Card | None:
        self.sent.append(session)
        return Card("cus_Ada", "pm_1", "visa", "4242", "2030-01")

    def start_card(self, customer: str, back: str) -> str:
        self.sent.append(customer)
        return back

    def remove_card(self, method: str) -> None:
        self.sent.append(method)

    def open_customer(self, holder: str) -> str:
        self.sent.append(holder)
        return f"cus_{holder}"


class Views:
    """Of invoices and credit, always as far as the log."""

    shown = (view.projection, credit.projection)

    def __init__(self, log: Any) -> None:
        self.log, self.read = log, 0
        self.db = create_engine("sqlite://", poolclass=StaticPool).connect()
        create_tables(self.db, [table for each in self.shown for table in each.tables])

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        return True

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        found = self.log.read_all(self.read)
        apply([*self.shown], self.db, found)
        self.read = found[-1].position if found else self.read
        yield self.db


class Fixed:
    def now(self) -> datetime:
        return NOON


class Counter:
    """Where cards are charged: `bank` is the company, `billing` the service, and what the invoice's stream tells."""

    def __init__(self, folder: Path) -> None:
        self.bank = Company()
        self.log = open_log("billing", f"sqlite:///{folder}/log.db", keys=Keyring(), secret=b"secret")
        self.billing: Any = Billing()
        vars(self.billing).update(
            log=self.log,
            cards=self.bank,
            payouts=None,
            clock=Fixed(),
            views=Views(self.log),
            turns=Turns(Unshared()),
            settings=Settings.load({}),
        )
        self.tell("customer", ADA, payments.details_provided, payments.account_opened, payments.visa_added)

    def tell(self, category: str, subject: str, *facts: Any) -> None:
        decider: Decider[Any, None, Any] = Decider(category, None, lambda fact, _, by: [fact], lambda state, _: state)
        for fact in facts:
            by = Context(f"{category} {self.log.head()}", "policy:test", NOON)
            self.log.execute(decider, subject, fact, by)

    def owes(self, *facts: Any) -> None:
        self.tell("invoice", INVOICE, invoices.prepared, invoices.issued, *facts)

    def told(self) -> list[str]:
        """What the invoice's stream tells beside what the test told it."""
        return [
            type(each.event).__name__ for each in self.log.read(f"invoice-{INVOICE}") if each.actor != "policy:test"
        ]

    def effect(self, begun: int = 1, at: datetime = NOON, **arguments: Any) -> Attempt:
        """Carried out for the first time, unless `begun` says more."""
        return Attempt("kind", "key", {"invoice": INVOICE, **arguments}, id="effect-1", attempt=begun, at=at)

    def charge(self, number: int, *, begun: int = 1, at: datetime = NOON) -> None:
        self.billing.charge(self.effect(begun, at, attempt=number))


@contextmanager
def counter() -> Iterator[Counter]:
    with tempfile.TemporaryDirectory() as folder:
        opened = Counter(Path(folder))
        try:
            yield opened
        finally:
            opened.billing.views.db.close()
            opened.log.close()
