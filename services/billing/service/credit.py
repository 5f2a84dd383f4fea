"""Credit that customers pay in advance, or are granted: balances, top-ups, and what finance does with them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from services.billing.deciders import topping_up
from services.billing.deciders.credit import (
    SPENT,
    ExpireCredit,
    GrantCredit,
    OrderTopUp,
    WithdrawCredit,
    credit,
    subject_of,
)
from services.billing.deciders.credit_state import Credit, Lot
from services.billing.deciders.customer import customer
from services.billing.deciders.invoice import PrepareInvoice, invoice
from services.billing.deciders.subscribing import Payer
from services.billing.events import PaymentDeclined, TopUpOrdered
from services.billing.policies import credit as policies
from services.billing.projections import credit as view
from services.billing.service.correcting import Correcting
from services.billing.service.credit_desk import as_customers_read
from services.billing.service.desk import day_of, money_of, plain
from services.identity.events import SubjectErased
from vocabulary.slug import is_slug

PAGE = 100
Answer = dict[str, Any]


class Credits(Correcting):
    @rpc
    def credit_of(self, holder: str) -> list[Answer]:
        """[{currency, balance, held, lots: [{id, kind: granted | topped_up, left, held, expires}]}], by turn."""
        with self.views.begin() as db:
            found = view.currencies_of(db, holder)
        today = self.clock.now().date()
        return [_told(self._credit_in(holder, currency), currency, today) for currency in found]

    @rpc
    def credit_history(self, holder: str, before: int = 0, limit: int = PAGE, for_finance: bool = False) -> Answer:
        """{items: [{position, day, kind, amount, currency, credit, invoice, number, reason, expires}], next}.

        Why finance took a grant back is told to finance alone.
        """
        most = min(limit, PAGE)
        with self.views.begin() as db:
            rows = view.history(db, holder, before, most)
        more = rows[-1]["position"] if rows and len(rows) == most else None
        return {"items": [plain(row if for_finance else as_customers_read(row)) for row in rows], "next": more}

    @rpc
    def credits(self) -> list[Answer]:
        """[{holder, name, currency, amount, held}] of who has any, the most first; `name` as invoices have it."""
        with self.views.begin() as db:
            found = view.all_balances(db)
        names = {holder: self._named(holder) for holder in {each["holder"] for each in found}}
        return [each | {"name": names[each["holder"]]} for each in found]

    @rpc(expected_exceptions=Refused)
    def top_up(self, holder: str, amount: Mapping[str, Any], payment: str, context: Answer) -> Answer:
        """{invoice, position}: there is credit once the invoice is paid."""
        by, paying = Context.load(context), self.log.fold(customer, holder).paying
        wanted, payer = money_of(amount), Payer(paying.has_details, paying.card is not None)
        executed = self.log.execute(
            credit,
            subject_of(holder, wanted.currency),
            OrderTopUp(holder, wanted, payment, payer),
            replace(by, fingerprint=by.fingerprint or f"top-up {holder} {wanted} {payment}"),
            result=lambda events: {"invoice": events[0].invoice} if events else {"invoice": by.new_id("invoice")},
        )
        return {**(executed.result or {}), "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def grant_credit(
        self, holder: str, amount: Mapping[str, Any], reason: str, expires: str, context: Answer
    ) -> Answer:
        """By finance, to somebody who has dealt with the store; `expires`: YYYY-MM-DD, empty: never."""
        Context.load(context).must_have("finance")  # before others are told whom the store knows
        if not self.log.version(customer, holder):
            raise Missing("customer-unknown", holder[:63])
        granted = money_of(amount)
        return self._on_credit(holder, granted.currency, GrantCredit(holder, granted, reason, day_of(expires)), context)

    @rpc(expected_exceptions=Refused)
    def withdraw_credit(self, holder: str, currency: str, credit: str, reason: str, context: Answer) -> Answer:
        """What is left of a grant; a top-up is paid back by a credit note over its invoice."""
        return self._on_credit(holder, currency, WithdrawCredit(credit, reason), context)

    @follow("billing", TopUpOrdered)
    def invoice_top_up(self, event: TopUpOrdered, recorded: Recorded) -> None:
        if self.log.version(invoice, event.invoice):
            return  # with the details of that moment
        paying = self.log.fold(customer, event.holder).paying
        details = paying.details if paying.has_details else None
        bill = topping_up.bill(event, details, self.settings.payment_days)
        self.log.execute(invoice, event.invoice, PrepareInvoice(bill), recorded.cause())

    def _top_up_settled(self, event: Any, recorded: Recorded) -> None:
        """What is paid is there; what the card did not pay is owed no more, and not charged again."""
        by, told = recorded.cause(), policies.after_top_up(event)
        if told is not None:
            self.log.execute(credit, *told, by)
        elif isinstance(event, PaymentDeclined) and self._is_given_up(event.invoice):
            back = by.follows(recorded.id, "billing.take-back-top-up", event.invoice)
            self._credit(event.invoice, None, policies.NOT_PAID, replace(back, fingerprint="take-back-top-up"))

    def _is_given_up(self, id: str) -> bool:
        """Not where it was paid, or tried again, since; who pays by transfer may do so all the same."""
        state = self._issued(id)
        return state.bill.payment == "card" and state.standing == "declined" and bool(state.owed.amount)

    @follow("identity", SubjectErased)
    def pay_back_erased(self, event: SubjectErased, recorded: Recorded) -> None:
        """What they paid in advance and did not spend: nobody can ask for it any more, so it goes back by itself."""
        if is_slug(event.subject):  # a publisher whose contacts go has its people still
            return
        self._must_have_seen_all("credit")
        with self.views.begin() as db:
            found = view.currencies_of(db, event.subject)
        for currency in found:
            for lot in self._credit_in(event.subject, currency).lots.values():
                if lot.was_paid and lot.left.amount:
                    by = recorded.cause().follows(recorded.id, "billing.pay-back-erased", lot.id)
                    self._pay_back(lot, replace(by, fingerprint="pay-back-erased"))

    def _pay_back(self, lot: Lot, by: Context) -> None:
        """What the bank disputes stays on finance's list of who has credit."""
        try:
            self._credit(lot.id, lot.left, policies.ERASED, by)
        except (Conflicting, Invalid) as refused:
            if refused.code in (SPENT, "more-than-left"):  # an invoice, or a bank, was quicker in this moment
                raise Unavailable("view-behind", "credit") from refused

    def grant_over(self, fired: Fired) -> None:
        self.log.execute(credit, fired.subject, ExpireCredit(str(fired.arguments["credit"])), fired.cause())

    def _named(self, holder: str) -> str:
        paying = self.log.fold(customer, holder).paying
        return paying.details.name if paying.has_details else ""

    def _on_credit(self, holder: str, currency: str, command: Any, context: Answer) -> Answer:
        by = Context.load(context)
        executed = self.log.execute(credit, subject_of(holder, currency), command, by)
        return _told(self._credit_in(holder, currency), currency, by.today) | {"position": executed.position}


def _told(state: Credit, currency: str, today: date) -> Answer:
    return {
        "currency": currency,
        "balance": {"amount": state.usable(today), "currency": currency},
        "held": {"amount": state.held(), "currency": currency},
        "lots": [_lot(lot) for lot in state.there(today)],
    }


def _lot(lot: Lot) -> Answer:
    expires = lot.expires.isoformat() if lot.expires else None
    return {
        "id": lot.id,
        "kind": "topped_up" if lot.was_paid else "granted",
        "left": vars(lot.left),
        "held": {"amount": lot.held, "currency": lot.left.currency},
        "expires": expires,
    }


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {policies.EXPIRE: Credits.grant_over}
