"""Billing's own methods on a real log, in one thread: time, the bank and the catalogue do as a property test says.

No green threads: what follows an event, and what is due, happens when the test says `settled()`.
"""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from eventlog.deadlines import Deadlines, Fired
from eventlog.decider import Context, Decider
from eventlog.generations import create_tables
from eventlog.log import open_log
from eventlog.projection import apply
from eventlog.recorded import Recorded
from eventlog.refusal import Refused
from eventlog.testing import Keyring
from services.billing import policies
from services.billing.deciders.customer import customer
from services.billing.deciders.paying import AddPaymentMethod, Details, ProvideDetails, RemovePaymentMethod
from services.billing.deciders.rates import STANDARD
from services.billing.deciders.subscribing import EndSubscription
from services.billing.deciders.subscription import subscription
from services.billing.deciders.taxing import Seller
from services.billing.events import (
    Charge,
    InvoiceOverdue,
    InvoicePaid,
    OfferingOpened,
    PaymentActionNeeded,
    PaymentDeclined,
    PlanOffered,
    PlanSwitched,
    ProductNoted,
    SubscriptionStarted,
    TransferTakenBack,
)
from services.billing.policies import subscriptions as asked
from services.billing.projections import subscriptions as view
from services.billing.service import Billing
from services.billing.service.subscription_life import WHEN_DUE
from services.billing.settings import Settings
from tests.controls.subscriptions import DATABASE
from vocabulary.money import Money

ADA = "ada"
OPENING = datetime(2026, 1, 31, 12, tzinfo=UTC)  # a day that many months have not
REACTIONS = (
    (asked.RIGHTS, Billing.entitle),
    (asked.SETTLED, Billing.settle),
    ((PlanOffered,), Billing.announce),
    ((SubscriptionStarted, PlanSwitched), Billing.announce_missed),
)


@dataclass(frozen=True)
class Charged:
    """A charge as the log has it, and what became of it."""

    subscription: str
    charge: Charge
    at: datetime


class Views:
    """The read model of subscriptions, as far as `settled` has brought it."""

    def __init__(self) -> None:
        self.db = create_engine("sqlite://", poolclass=StaticPool).connect()
        create_tables(self.db, [view.subscriptions])

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        return True

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        yield self.db


class World:
    def __init__(self, folder: Path, offered: tuple[PlanOffered, ...]) -> None:
        self.now = OPENING
        self.commands = itertools.count()
        self.log = open_log(
            "billing", f"sqlite:///{folder}/log.db", keys=Keyring(), secret=b"secret", effects=policies.effects
        )
        self.billing = Billing()
        settings = Settings.load({})
        vars(self.billing).update(
            log=self.log, views=Views(), selling=Seller("", STANDARD), taxes=None, settings=settings
        )
        self.deadlines = Deadlines(self.log, self._fire, lambda: self.now)
        self.read = 0
        self.charges: list[Charged] = []
        self.events: list[Recorded] = []
        self.fates: dict[str, str] = {}  # by invoice: paid | declined | confirm | overdue | taken back
        self.paid: set[str] = set()  # also what was taken back since
        self.tell("offering", DATABASE, ProductNoted(DATABASE, "acme/db"), *offered, OfferingOpened(DATABASE))
        self.pay_with(card=True)
        for each in offered:
            self.billing.accept_terms(DATABASE, each.plan, each.terms_version, ADA, self.by().dump())
        self.settled()

    @property
    def today(self) -> date:
        return self.now.date()

    def by(self, actor: str = ADA) -> Context:
        id = f"command-{next(self.commands)}"
        return Context(id, actor, self.now, fingerprint=id)

    def tell(self, category: str, subject: str, *facts: Any) -> None:
        decider: Decider[Any, None, Any] = Decider(category, None, lambda fact, _, by: [fact], lambda state, _: state)
        for fact in facts:
            self.log.execute(decider, subject, fact, self.by("policy:test"))

    def pay_with(self, *, card: bool) -> None:
        details = ProvideDetails(ADA, Details("Ada", "1 High Street", "US"))
        method = AddPaymentMethod(ADA, "pm_1", "visa", "4242", "2030-01") if card else RemovePaymentMethod(ADA, "pm_1")
        for command in (details, method):
            self.log.execute(customer, ADA, command, self.by())

    def bank(self, charged: Charged, word: str) -> None:
        """paid | declined | confirm | overdue; a bank says nothing new of what was paid."""
        invoice, id = charged.charge.invoice, charged.subscription
        nothing = Money(0, "USD")
        facts = {
            "paid": InvoicePaid(invoice, ADA, id, nothing, "card", "pi_1", nothing, self.today),
            "declined": PaymentDeclined(invoice, ADA, id, 1, "card_declined", "pi_1", None),
            "confirm": PaymentActionNeeded(invoice, ADA, id, 1, "pi_1"),
            "overdue": InvoiceOverdue(invoice, ADA, id, self.today),
        }
        self.fates[invoice] = word
        self.paid |= {invoice} if word == "paid" else set()
        self.tell("invoice", invoice, facts[word])

    def take_back(self, charged: Charged) -> None:
        """The transfer that paid it was another's."""
        invoice, zero, due = charged.charge.invoice, Money(0, "USD"), self.today + timedelta(days=14)
        self.fates[invoice] = "taken back"
        whose = (invoice, ADA, charged.subscription, "line 7")
        self.tell("invoice", invoice, TransferTakenBack(*whose, zero, "", zero, due, "another's", self.today, "finn"))

    def refund(self, charged: Charged) -> None:
        """What a credit note over the whole running period asks of the subscription."""
        self.log.execute(subscription, charged.subscription, EndSubscription("refunded"), self.by("policy:test"))

    def later(self, days: int) -> None:
        """Day by day, as deadlines come."""
        for _ in range(days):
            self.now += timedelta(days=1)
            self.settled()

    def settled(self) -> None:
        """All that follows has happened: what is due, and what reacts."""
        while self._react() or self.deadlines.fire_due():
            pass

    def entitled(self, plan: str) -> bool:
        held = self.log.fold(customer, ADA).entitled.get((DATABASE, plan))
        return held is not None and (held.until is None or held.until > self.now)

    def _fire(self, fired: Fired) -> None:
        if fired.name in WHEN_DUE:
            WHEN_DUE[fired.name](self.billing, fired)

    def _react(self) -> int:
        found = self.log.read_all(self.read)
        apply([view.projection], self.billing.views.db, found)
        for recorded in found:
            self.read = recorded.position
            self.events.append(recorded)
            charge = getattr(recorded.event, "charge", None)
            if isinstance(charge, Charge):
                self.charges.append(Charged(recorded.event.subscription, charge, recorded.time))
            for types, react in REACTIONS:
                if isinstance(recorded.event, types):
                    self._try(react, recorded)
        return len(found)

    def _try(self, react: Any, recorded: Recorded) -> None:
        """A refusal is an answer, as it is to a follower."""
        try:
            react(self.billing, recorded.event, recorded)
        except Refused as refused:
            if refused.code != "already-subscribed":
                raise

    def close(self) -> None:
        self.billing.views.db.close()
        self.log.close()


@contextmanager
def world(*offered: PlanOffered) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        opened = World(Path(folder), offered)
        try:
            yield opened
        finally:
            opened.close()
