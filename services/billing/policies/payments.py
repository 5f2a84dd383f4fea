"""What facts about invoices ask of the payment company, and what its own word causes."""

import zlib
from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.events import (
    CreditNoteIssued,
    InvoiceIssued,
    InvoiceWrittenOff,
    NoticeReceived,
    OverpaymentReceived,
    PaymentRequested,
)

CHARGE = tuple(f"charge-{lane}" for lane in range(4))  # each carried out one after another, beside the others
REFUND, WITHDRAW, READ_BACK = "refund", "withdraw-charge", "read-back"
HEARD = ("payment_intent.", "refund.", "charge.dispute.", "account.updated")  # what word is kept of


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case InvoiceIssued(payment="card"):
            yield _charge(event.invoice, 1)
        case PaymentRequested():
            yield _charge(event.invoice, event.attempt)
        case CreditNoteIssued(refunded=True):
            yield Effect(REFUND, event.credit_note, {"invoice": event.invoice, "credit_note": event.credit_note})
        case OverpaymentReceived(method="card"):
            yield Effect(REFUND, event.overpayment, {"invoice": event.invoice, "credit_note": event.overpayment})
        case CreditNoteIssued() | InvoiceWrittenOff():
            yield Effect(WITHDRAW, recorded.id, {"invoice": event.invoice})
        case NoticeReceived():
            yield Effect(READ_BACK, event.notice, {"type": event.type, "object": event.object})


def is_heard(type: str) -> bool:
    return type.startswith(HEARD)


def _charge(invoice: str, attempt: int) -> Effect:
    lane = CHARGE[zlib.crc32(invoice.encode()) % len(CHARGE)]
    return Effect(lane, f"{invoice}/{attempt}", {"invoice": invoice, "attempt": attempt})
