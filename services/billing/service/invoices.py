"""Invoices: prepared, numbered, settled and corrected, and the books that come of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.recorded import Recorded
from eventlog.refusal import Missing, Refused, Unavailable
from services.billing.deciders import invoicing
from services.billing.deciders.invoice import AskTax, Issued, IssueInvoice, Prepared, RetryPayment, invoice
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import InvoicePrepared, SubscriptionAbandoned, TaxAsked
from services.billing.policies import invoices as policies
from services.billing.projections import invoices as view
from services.billing.service.desk import CATCH_UP
from services.billing.service.taxing import Taxing

PAGE = 100


class Invoices(Taxing):
    @rpc(expected_exceptions=Refused)
    def invoice(self, id: str, for_finance: bool = False) -> dict[str, Any]:
        """Transfers with their references, and why they were taken back, are told to finance alone."""
        return self._told_invoice(id) | (self._transfers(self._issued(id)) if for_finance else {})

    @rpc
    def invoices_of(self, holder: str) -> list[dict[str, Any]]:
        """The newest first."""
        with self.views.begin() as db:
            found = view.of_holder(db, holder)
        return [self._told_invoice(id) for id in found]

    @rpc
    def open_invoices(self, after: int = 0, limit: int = PAGE) -> dict[str, Any]:
        """What is owed, the oldest first: {items, total, next: a place to go on after | None}."""
        with self.views.begin() as db:
            rows, total = view.open_ones(db, after, min(limit, PAGE))
        return self._page(rows, total, limit)

    @rpc
    def all_invoices(self, before: int = 0, limit: int = PAGE) -> dict[str, Any]:
        """The newest first; `next` is a place to go on before."""
        with self.views.begin() as db:
            rows, total = view.all_ones(db, before, min(limit, PAGE))
        return self._page(rows, total, limit)

    @rpc(expected_exceptions=Refused)
    def find_invoice(self, number: str) -> dict[str, Any]:
        """By its number, or by that of one of its credit notes."""
        with self.views.begin() as db:
            found = view.by_number(db, number.strip().upper())
        if found is None:
            raise Missing("invoice-unknown")
        return self._told_invoice(found)

    @follow("billing", *policies.CHARGING)
    def prepare_invoice(self, event: Any, recorded: Recorded) -> None:
        """What is charged is made out to whom the customer says, at the taxes and the share of this day.

        Where the payment company works the taxes out it is asked first, and the invoice waits for the answer. That of a
        renewal is there already.
        """
        charge = policies.charge_of(event)
        if charge is None or self.log.version(invoice, charge.invoice):
            return
        charged = self._charged_at(recorded.stream, recorded.version)
        if charged is None or invoicing.net_of(charged[0]) is None:
            return
        if self.taxes is None:
            self._prepare(charged, None, recorded.cause())
            return
        asked = TaxAsked(charged[0].invoice, event.holder, event.subscription, recorded.version)
        self.log.execute(invoice, asked.invoice, AskTax(asked), recorded.cause())

    @follow("billing", InvoicePrepared)
    def issue_invoice(self, event: InvoicePrepared, recorded: Recorded) -> None:
        """Under the number that the order of preparation gives it."""
        found = self._to_issue(event.invoice)  # that of many is there before their turn
        if found is None and self.views.wait_for(f"billing:{recorded.position}", CATCH_UP):
            found = self._to_issue(event.invoice)
        if found is None:
            raise Unavailable("view-behind", "invoices")
        number, has_credit = found
        if has_credit and event.publisher:
            self._issue_from_credit(event, number, recorded.cause())
            return
        self.log.execute(invoice, event.invoice, IssueInvoice(event.seller, number), recorded.cause())

    @follow("billing", SubscriptionAbandoned)
    def take_back_unpaid(self, event: SubscriptionAbandoned, recorded: Recorded) -> None:
        """Nobody owes anything for a subscription that never ran; what was paid in the last moment goes back."""
        if not self.views.wait_for(f"billing:{recorded.position}", CATCH_UP):
            raise Unavailable("view-behind", "invoices")
        with self.views.begin() as db:
            found = view.of_subscription(db, event.subscription)
        for id in found:
            state = self.log.fold(invoice, id)
            if isinstance(state, Prepared):
                raise Unavailable("view-behind", "invoices")  # its number is on its way
            if isinstance(state, Issued) and state.left.amount:
                by = recorded.cause().follows(recorded.id, "billing.take-back-unpaid", id)
                self._credit(id, None, policies.NEVER_RAN, replace(by, fingerprint="take-back-unpaid"))

    def _page(self, rows: list[Any], total: int, limit: int) -> dict[str, Any]:
        more = rows[-1].position if rows and len(rows) == min(limit, PAGE) else None
        return {"items": [self._told_invoice(row.invoice) for row in rows], "total": total, "next": more}

    def on_time(self, fired: Fired) -> None:
        command = policies.when_due(fired)
        if not isinstance(command, RetryPayment) or not self._period_was_ended(fired.subject):
            self.log.execute(invoice, fired.subject, command, fired.cause())

    def _period_was_ended(self, id: str) -> bool:
        """Revoked, disputed or erased within it: finance decides what is owed of it, and no card is tried again."""
        state = self.log.fold(invoice, id)
        sold = self.log.fold(subscription, state.bill.subscription)
        return isinstance(sold, Subscription) and (sold.phase, sold.period_invoice) == ("ended", id)


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = dict.fromkeys(
    (policies.RETRY, policies.OVERDUE, policies.CONFIRM), Invoices.on_time
)
