"""A made-up buyer lives through a plan: each step by billing's own method, and all that follows, in memory."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from eventlog.refusal import Invalid, Missing, Refused
from eventlog.rehearsing import Rehearsal
from services.billing.adapters.pretended import PretendedCards
from services.billing.deciders.agreeing import listed
from services.billing.deciders.invoice import Issued, invoice
from services.billing.deciders.licence import licence
from services.billing.deciders.licence_state import Licence
from services.billing.events import EntitlementEnded, EntitlementGranted, InvoiceIssued
from services.billing.policies import payments
from services.billing.projections import ledger
from services.billing.service import rehearsal_answers as answers
from services.billing.service.rehearsal_steps import LONGEST, Script, Step, too_long, wrong
from vocabulary.money import Money

BUYER = "rehearsal-buyer"
NOON = time(12, tzinfo=UTC)
Answer = dict[str, Any]


@dataclass
class Walk:
    """Through the script, on a rehearsal in which the product `product` is on the shelves."""

    rehearsal: Rehearsal
    cards: PretendedCards
    product: str
    plan: str
    publisher: str
    subscription: str = ""
    _told: list[Answer] = field(default_factory=list)
    _commands: int = 0

    def through(self, script: Script) -> Answer:
        """{steps, subscription, licence, ledger, publisher, next}; raises Invalid where a step cannot be."""
        self._end = self.rehearsal.clock.at + LONGEST
        self._enter(script)
        for step in script.steps:
            self._told.append(self._stepped(step))
        answer, postings = self._standing(), self._postings()
        steps = [self._in_full(each, postings) for each in self._told]
        return {**answer, "steps": steps, "next": self._coming()}

    def _enter(self, script: Script) -> None:
        """With billing details; raises Invalid where country, currency or tax number cannot be."""
        told = {"country": script.country, "currency": script.currency, "tax_id": script.tax_id}
        self.billing.provide_details(BUYER, {"name": "A buyer", "address": "1 High Street", **told}, self._by())
        self.rehearsal.settle()

    @property
    def billing(self) -> Any:
        return self.rehearsal.service

    def _stepped(self, step: Step) -> Answer:
        first, refused = len(self.rehearsal.events), None
        try:
            DEEDS[step.do](self, step)
        except Refused as no:
            if no.code in ("rehearsal-too-long", "rehearsal-step-invalid"):
                raise
            refused = {"code": no.code, "detail": no.detail}
        self.rehearsal.settle()
        events = self.rehearsal.events[first:]
        at = self.rehearsal.clock.at
        return {"step": step.number, "do": step.do, "at": at.isoformat(), "refused": refused, "events": events} | {
            "state": self._state(),
            "rights": list(self._rights().values()),
        }

    # -- what the buyer does

    def subscribe(self, step: Step) -> None:
        asked, offered = step.with_, self.billing._obtainable(self.product, self.plan)
        if "card" in asked:
            self.add_card(step)
        self._accept(self.plan)
        if offered.access == "terms":
            return  # that is all it asks for
        wanted = {name: asked[name] for name in ("payment", "trial", "quantity", "coupon") if name in asked}
        told = self.billing.subscribe(self.product, self.plan, BUYER, wanted, False, self._by())
        self.subscription = told["id"]

    def add_card(self, step: Step) -> None:
        self.billing.add_card(BUYER, step.with_["card"], self._by())

    def cancel(self, step: Step) -> None:
        self.billing.cancel(self._mine(), False, self._by())

    def resume(self, step: Step) -> None:
        self.billing.resume(self._mine(), False, self._by())

    def switch(self, step: Step) -> None:
        plan = step.with_["plan"]
        self._accept(plan)
        self.billing.switch(self._mine(), plan, False, self._by())

    def change_quantity(self, step: Step) -> None:
        self.billing.change_quantity(self._mine(), step.with_["quantity"], False, self._by())

    def change_payment(self, step: Step) -> None:
        self.billing.change_payment(self._mine(), step.with_["payment"], self._by())

    def record_usage(self, step: Step) -> None:
        at, id = self.rehearsal.clock.at.isoformat(), f"step {step.number}"
        used = (step.with_["component"], step.with_["amount"], at, id)
        self.billing.record_usage(self._mine(), *used, self._by(f"{BUYER}:licence"))

    def extend_trial(self, step: Step) -> None:
        """By the publisher."""
        self.billing.extend_trial(self._mine(), step.with_["days"], self._by(f"{self.publisher}:owner"))

    def change_price(self, step: Step) -> None:
        """By the publisher, on the shelf: of one unit, in the currency that the buyer pays in."""
        told = self.billing.subscription(self.subscription) if self.subscription else None
        offered = self.billing._obtainable(self.product, told["plan_id"] if told else self.plan)
        now = listed(offered, told["price"]["currency"] if told and told["price"] else "")
        if now is None:
            raise Invalid("nothing-to-pay")
        amounts = (Money(step.with_["price"], now.currency) if each == now else each for each in offered.price.amounts)
        changed = replace(offered, price=replace(offered.price, amounts=tuple(amounts)))
        self.rehearsal.tell("offering", self.product, changed)

    def pay(self, step: Step) -> None:
        """What is owed: by the card where it is a card's, else by a transfer that finance notes."""
        owed = self._owed()
        if owed.bill.payment == "card":
            self.billing.pay(owed.bill.invoice, self._by())
        else:
            amount = {"amount": owed.owed.amount, "currency": owed.owed.currency}
            self.billing.record_transfer(owed.bill.invoice, amount, f"step {step.number}", "", self._by("finance"))

    def confirm(self, step: Step) -> None:
        """At the bank, which the payment company tells the store of."""
        waiting = next((each for each in reversed(self.cards.payments) if each.state == "action"), None)
        if waiting is None:
            raise Missing("nothing-to-confirm")
        paid, now = self.cards.confirm(waiting.reference), self.rehearsal.clock.at
        told = {"type": "payment_intent.succeeded", "object": paid.reference}
        self.billing.read_back(Attempt(payments.READ_BACK, paid.reference, dict(told), id=paid.reference, at=now))

    # -- what time does

    def move(self, step: Step) -> None:
        """To noon of a day, or by so many days; all that is due meanwhile happens at its own time."""
        now = self.rehearsal.clock.at
        until = step.with_.get("until")
        to = datetime.combine(until, NOON) if until else now + timedelta(days=step.with_["days"])
        if to <= now:
            raise wrong(step.number, "until")
        if to > self._end:
            raise too_long(step.number)
        while self.rehearsal.go_on(to):
            pass
        self.rehearsal.clock.at = to

    def next(self, step: Step) -> None:
        self._go_on()

    def _go_on(self) -> list[Recorded]:
        """To when something of note happens; what does."""
        first = len(self.rehearsal.events)
        while self.rehearsal.go_on(self._end):
            found = [each for each in self.rehearsal.events[first:] if answers.is_of_note(each)]
            if found:
                return found
        return []

    # -- what is told of it

    def _coming(self) -> Answer | None:
        """What would happen next if nothing were done; the rehearsal is over, so it is tried."""
        found = self._go_on()
        if not found:
            return None
        return {"at": found[0].time.isoformat(), "what": [each.type.partition(".")[2] for each in found]}

    def _standing(self) -> Answer:
        log, now = self.rehearsal.log, self.rehearsal.clock.at
        state = log.fold(licence, self.subscription) if self.subscription else None
        balance = self.billing.trial_balance()
        mine = ledger.of_publisher(self.publisher)
        return {
            "at": now.isoformat(),
            "subscription": self.billing.subscription(self.subscription) if self.subscription else None,
            "licence": answers.licensed(state, now) if isinstance(state, Licence) else None,
            "ledger": [{"account": each["account"], "amount": _money(each)} for each in balance],
            "publisher": [_money(each, -1) for each in balance if each["account"] == mine],
        }

    def _in_full(self, told: Answer, postings: Mapping[int, list[Answer]]) -> Answer:
        of_note = [each for each in told["events"] if answers.is_of_note(each)]
        happened = [answers.happened(each, postings.get(each.position, [])) | self._invoice(each) for each in of_note]
        return {name: told[name] for name in told if name != "events"} | {"happened": happened}

    def _postings(self) -> Mapping[int, list[Answer]]:
        found: dict[int, list[Answer]] = defaultdict(list)
        with self.rehearsal.views.begin() as db:
            for each in ledger.journal(db, date.min, date.max):
                found[each["position"]].append({"account": each["account"], "amount": _money(each)})
        return found

    def _invoice(self, recorded: Recorded) -> Answer:
        if not isinstance(recorded.event, InvoiceIssued):
            return {}
        return {"invoice": answers.invoiced(self.rehearsal.log.fold(invoice, recorded.event.invoice))}

    def _state(self) -> Answer | None:
        """Of the subscription: its state, until when it gives a right, and what it charges next."""
        if not self.subscription:
            return None
        told = self.billing.subscription(self.subscription)
        return {name: told[name] for name in ("state", "plan_name", "quantity", "until", "next")}

    def _rights(self) -> dict[str, Answer]:
        """By repository, as the store's door has them: until when, resting on what, and whether it was ended."""
        rights: dict[str, Answer] = {}
        for recorded in self.rehearsal.events:
            match recorded.event:
                case EntitlementGranted() as got:
                    kept = ("repository", "plan", "reason", "until", "terms_version")
                    rights[got.repository] = {name: answers.plain(getattr(got, name)) for name in kept}
                    rights[got.repository]["ended"] = False
                case EntitlementEnded(repository=repository) if repository in rights:
                    rights[repository] |= {"ended": True}
        return rights

    # -- on whose behalf

    def _accept(self, plan: str) -> None:
        """The terms, as a buyer does before anything else."""
        offered = self.billing._obtainable(self.product, plan)
        if offered is not None and offered.terms_version:
            self.billing.accept_terms(self.product, plan, offered.terms_version, BUYER, self._by())

    def _mine(self) -> str:
        if not self.subscription:
            raise Missing("subscription-unknown")
        return self.subscription

    def _owed(self) -> Issued:
        for told in self.billing.invoices_of(BUYER):
            state = self.rehearsal.log.fold(invoice, told["id"])
            if isinstance(state, Issued) and state.owed.amount:
                return state
        raise Missing("nothing-owed")

    def _by(self, *roles: str) -> Answer:
        self._commands += 1
        id = f"command-{self._commands}"
        return Context(id, BUYER, self.rehearsal.clock.at, frozenset(roles), fingerprint=id).dump()


DEEDS: Mapping[str, Callable[[Walk, Step], None]] = {
    "subscribe": Walk.subscribe,
    "move": Walk.move,
    "next": Walk.next,
    "cancel": Walk.cancel,
    "resume": Walk.resume,
    "switch": Walk.switch,
    "change_quantity": Walk.change_quantity,
    "change_payment": Walk.change_payment,
    "record_usage": Walk.record_usage,
    "add_card": Walk.add_card,
    "confirm": Walk.confirm,
    "pay": Walk.pay,
    "extend_trial": Walk.extend_trial,
    "change_price": Walk.change_price,
}


def _money(row: Mapping[str, Any], sign: int = 1) -> Answer:
    return {"amount": sign * row["amount"], "currency": row["currency"]}
