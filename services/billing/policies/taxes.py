"""What facts about invoices ask of who works their taxes out."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.events import (
    CreditNoteIssued,
    DisputeClosed,
    InvoiceWrittenOff,
    TaxAsked,
    TaxCalculated,
    WriteOffReversed,
)

ASK, BOOK, TAKE_BACK = "ask-tax", "book-tax", "take-back-tax"
WRITE_OFF, BOOK_AGAIN, LOSE = "write-off-tax", "book-tax-again", "lose-tax"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case TaxAsked(invoice=invoice):
            yield Effect(ASK, invoice, {"invoice": invoice})
        case TaxCalculated(invoice=invoice):
            yield Effect(BOOK, invoice, {"invoice": invoice})
        case CreditNoteIssued(invoice=invoice, credit_note=id):
            yield Effect(TAKE_BACK, id, {"invoice": invoice, "credit_note": id})
        case InvoiceWrittenOff(invoice=invoice, total=total):
            yield Effect(WRITE_OFF, invoice, {"invoice": invoice, "amount": total.amount, "currency": total.currency})
        case WriteOffReversed(invoice=invoice):
            yield Effect(BOOK_AGAIN, invoice, {"invoice": invoice})
        case DisputeClosed(invoice=invoice, dispute=dispute, won=False):
            yield Effect(LOSE, f"{invoice}/{dispute}", {"invoice": invoice, "dispute": dispute})
