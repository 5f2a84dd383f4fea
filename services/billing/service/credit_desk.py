"""What every method that touches a customer's credit stands on: its balance, and how it pays an invoice."""

from dataclasses import replace
from datetime import date
from typing import Any

from eventlog.decider import Context
from eventlog.refusal import Conflicting
from services.billing.deciders.credit import DISPUTE_LOST, SPENT, credit, subject_of
from services.billing.deciders.credit_state import Credit
from services.billing.deciders.invoice import IssueFromCredit, IssueInvoice, invoice
from services.billing.events import InvoicePrepared
from services.billing.policies import credit as policies
from services.billing.projections import credit as view
from services.billing.service.desk import Desk
from vocabulary.money import Money


def as_customers_read(row: dict[str, Any]) -> dict[str, Any]:
    """A movement without what finance wrote for itself: who is granted credit reads why, and who loses it does not."""
    is_theirs = row["kind"] == "granted" or row["reason"] == DISPUTE_LOST
    return row if is_theirs else row | {"reason": ""}


class CreditDesk(Desk):
    def _credit_in(self, holder: str, currency: str) -> Credit:
        found: Credit = self.log.fold(credit, subject_of(holder, currency))
        return found

    def _balance(self, holder: str, currency: str, today: date) -> Money:
        return Money(self._credit_in(holder, currency).usable(today), currency)

    def _to_issue(self, id: str) -> tuple[str, bool] | None:
        """The number that the order of preparation gives it, and whether its customer has credit; None: not seen."""
        with self.views.begin() as db:
            return view.to_issue(db, id)

    def _issue_from_credit(self, bill: InvoicePrepared, number: str, by: Context) -> None:
        """Another invoice may spend the same at this moment: one of them has what the other leaves.

        Told again, it is issued no more, whatever the balance is by then.
        """
        named = replace(by.follows(by.causation, "billing.issue-invoice", bill.invoice), fingerprint="issue")
        while True:
            balance = self._balance(bill.holder, bill.total.currency, by.today)
            if not balance.amount:
                self.log.execute(invoice, bill.invoice, IssueInvoice(bill.seller, number), named)
                return
            command = IssueFromCredit(bill.seller, number, balance)
            try:
                self.log.execute(invoice, bill.invoice, command, named, also=policies.beside)
            except Conflicting as refused:
                if refused.code != SPENT:
                    raise
            else:
                return

    def _with_credit(self, answer: dict[str, Any], holder: str, today: date) -> dict[str, Any]:
        """A dry run, with what the holder's credit would pay of what is due today, and what is to be paid then."""
        due = answer["today"]
        if due is None:
            return answer
        total = Money(due["total"]["amount"], due["total"]["currency"])
        used = min(self._balance(holder, total.currency, today), total, key=lambda money: money.amount)
        return answer | {"today": due | {"credit": vars(used), "to_pay": vars(total - used)}}
