"""What facts about invoices ask of who works their taxes out."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.events import CreditNoteIssued, InvoiceWrittenOff, TaxAsked, TaxCalculated, WriteOffReversed

ASK, BOOK, TAKE_BACK, WRITE_OFF = "ask-tax", "book-tax", "take-back-tax", "write-off-tax"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case TaxAsked(invoice=invoice):
            yield Effect(ASK, invoice, {"invoice": invoice})
        case TaxCalculated(invoice=invoice):
            yield Effect(BOOK, invoice, {"invoice": invoice})
        case CreditNoteIssued(invoice=invoice, credit_note=id):
            yield Effect(TAKE_BACK, id, {"invoice": invoice, "credit_note": id})
        case InvoiceWrittenOff(invoice=invoice):
            yield Effect(WRITE_OFF, f"{invoice}-gone", {"invoice": invoice})
        case WriteOffReversed(invoice=invoice):
            yield Effect(WRITE_OFF, f"{invoice}-back", {"invoice": invoice})
