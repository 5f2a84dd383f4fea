"""What finance does with invoices: transfers that came, credit notes and refunds, what is given up; and the books."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from itertools import count
from pathlib import Path
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided
from eventlog.decider import Context
from eventlog.log import Executed
from eventlog.refusal import Conflicting, Missing, Refused
from eventlog.settings import BadSettings
from services.billing.deciders import invoice_answers, rates
from services.billing.deciders.invoice import (
    NUMBER_TAKEN,
    IssueCreditNote,
    Issued,
    NoteRefund,
    RecordPayment,
    TakeBackTransfer,
    WriteOff,
    invoice,
)
from services.billing.deciders.invoice_state import after
from services.billing.deciders.payee import payee
from services.billing.deciders.taxing import Seller
from services.billing.policies import credit as beside
from services.billing.projections import invoices as view
from services.billing.projections import ledger
from services.billing.service.credit_desk import CreditDesk
from services.billing.service.desk import day_of, money_of, plain
from services.billing.settings import Settings
from vocabulary.money import Money, nothing

LONGEST_PAGE = 500


def selling(settings: Settings) -> Seller:
    """Where the store sells from, at which rates; raises BadSettings where its own cannot be read."""
    if not settings.tax_rates:
        return Seller(settings.seller_country, rates.STANDARD)
    try:
        return Seller(settings.seller_country, rates.read(Path(settings.tax_rates).read_text().splitlines()))
    except ValueError as wrong:
        raise BadSettings([f"CHANDLERY_TAX_RATES: {line}" for line in str(wrong).splitlines()]) from wrong


class Correcting(CreditDesk):
    selling = Provided(lambda config: selling(Settings.load(config["CHANDLERY"])))

    @rpc(expected_exceptions=Refused)
    def record_transfer(
        self, invoice_id: str, amount: dict[str, Any], reference: str, on: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        """Money came to the store's bank; `on` is its day there, empty: today."""
        paid = money_of(amount)
        command = RecordPayment(paid, "transfer", reference.strip(), nothing(paid.currency), day_of(on))
        return self._after(invoice_id, self.log.execute(invoice, invoice_id, command, Context.load(context)))

    @rpc(expected_exceptions=Refused)
    def take_back_transfer(
        self, invoice_id: str, reference: str, reason: str, dry_run: bool, context: dict[str, Any]
    ) -> dict[str, Any]:
        """It was recorded for the wrong invoice, or wrongly: what it paid is owed again, from today on."""
        by, command = Context.load(context), TakeBackTransfer(reference.strip(), reason, self.settings.payment_days)
        if not dry_run:
            done = self.log.execute(invoice, invoice_id, command, by)
            return self._after(invoice_id, done) | self._transfers(self._issued(invoice_id)) | {"dry_run": False}
        before = self._issued(invoice_id)
        then = reduce(after, self.log.rehearse(invoice, invoice_id, command, by), before)
        return invoice_answers.told(then, self._seller()) | self._transfers(then) | {"dry_run": True}

    @rpc(expected_exceptions=Refused)
    def refund(
        self, invoice_id: str, amount: dict[str, Any] | None, reason: str, dry_run: bool, context: dict[str, Any]
    ) -> dict[str, Any]:
        """A credit note over the amount with tax, None: over all that is left; what was paid goes back."""
        by, wanted = Context.load(context), money_of(amount) if amount else None
        if not dry_run:
            return self._after(invoice_id, self._credit(invoice_id, wanted, reason, by))
        before = self._issued(invoice_id)
        events = self.log.rehearse(invoice, invoice_id, IssueCreditNote("draft", wanted, reason), by)
        then = reduce(after, events, before)
        for decider, subject, command in beside.beside(then, events):
            self.log.rehearse(decider, subject, command, by)
        told = invoice_answers.told(then, self._seller())
        return told | {"dry_run": True, "credit_note": told["credit_notes"][-1] if events else None}

    @rpc(expected_exceptions=Refused)
    def record_refund(
        self, invoice_id: str, credit_note: str, reference: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        """Finance sent the money back from the store's bank."""
        command = NoteRefund(credit_note, "transfer", reference.strip())
        return self._after(invoice_id, self.log.execute(invoice, invoice_id, command, Context.load(context)))

    @rpc(expected_exceptions=Refused)
    def write_off(self, invoice_id: str, reason: str, context: dict[str, Any]) -> dict[str, Any]:
        executed = self.log.execute(invoice, invoice_id, WriteOff(reason), Context.load(context))
        return self._after(invoice_id, executed)

    @rpc
    def refunds(self, *standings: str) -> list[dict[str, Any]]:
        """Credit notes and overpayments, the newest first, with the invoice's name; `standing`: none | due | sent …"""
        with self.views.begin() as db:
            found = [plain(row) for row in view.refunds_of(db, *standings)]
        return [each | {"name": self._issued(each["invoice"]).bill.name} for each in found]

    @rpc
    def disputes(self) -> list[dict[str, Any]]:
        with self.views.begin() as db:
            return [plain(row) for row in view.disputes_of(db)]

    @rpc
    def trial_balance(self) -> list[dict[str, Any]]:
        """{account, currency, amount (minor units; debits above zero), entries}: per currency the sum is 0."""
        with self.views.begin() as db:
            return ledger.trial_balance(db)

    @rpc
    def ledger_of(self, account: str, after: int, limit: int) -> dict[str, Any]:
        """{items: [{place, position, account, currency, amount, day, what, subject, reference}], total, next}."""
        with self.views.begin() as db:
            rows, total = ledger.of_account(db, account, after, min(limit, LONGEST_PAGE))
        more = rows[-1]["place"] if rows and len(rows) == min(limit, LONGEST_PAGE) else None
        return {"items": [plain(row) for row in rows], "total": total, "next": more}

    @rpc
    def journal(self, first: str, last: str) -> list[dict[str, Any]]:
        """All entries of these days, both among them."""
        with self.views.begin() as db:
            return [plain(row) for row in ledger.journal(db, date.fromisoformat(first), date.fromisoformat(last))]

    def _credit(self, id: str, amount: Money | None, reason: str, by: Context) -> Executed:
        """Under the next number that is free: others may be giving some at this moment."""
        numbers = self._credit_note_numbers(by.today.year)
        while True:
            try:
                command = IssueCreditNote(next(numbers), amount, reason)
                executed: Executed = self.log.execute(invoice, id, command, by, also=beside.beside)
            except Conflicting as taken:
                if taken.code != NUMBER_TAKEN:
                    raise
            else:
                return executed

    def _credit_note_numbers(self, year: int) -> Iterator[str]:
        with self.views.begin() as db:
            last = view.last_credit_note(db, year)
        return (f"C{year}-{number:06}" for number in count(last + 1))

    def _after(self, id: str, executed: Executed) -> dict[str, Any]:
        return self._told_invoice(id) | {"position": executed.position}

    def _told_invoice(self, id: str) -> dict[str, Any]:
        return invoice_answers.told(self._issued(id), self._seller())

    def _transfers(self, state: Issued) -> dict[str, Any]:
        return {"transfers": invoice_answers.transfers(state)}

    def _issued(self, id: str) -> Issued:
        state = self.log.fold(invoice, id)
        if not isinstance(state, Issued):
            raise Missing("invoice-unknown")
        return state

    def _seller(self) -> dict[str, str]:
        told = self.settings
        return {
            "name": told.seller_name,
            "address": told.seller_address,
            "country": told.seller_country,
            "tax_id": told.seller_tax_id,
            "bank": told.seller_bank,
        }

    def _share_of(self, publisher: str) -> int:
        agreed: int | None = self.log.fold(payee, publisher).share
        return int(self.settings.share) if agreed is None else agreed
