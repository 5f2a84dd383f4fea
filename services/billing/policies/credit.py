"""What facts about customers' credit cause later, and what an invoice's decision asks of the credit beside it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from eventlog.decider import Decider
from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.deciders.credit import (
    DISPUTE_LOST,
    Command,
    PayBackCredit,
    ReturnCredit,
    SpendCredit,
    TopUp,
    WithdrawCredit,
    credit,
    subject_of,
)
from services.billing.deciders.credit_held import FreeCredit, HoldCredit
from services.billing.deciders.invoice_state import Issued
from services.billing.events import (
    CreditApplied,
    CreditGranted,
    CreditNoteIssued,
    CreditRestored,
    DisputeClosed,
    DisputeOpened,
    InvoicePaid,
)
from vocabulary.money import Money

EXPIRE = "expire-credit"
NOT_PAID = "It was not paid: there is no credit of it."
ERASED = "The account was deleted: what was not spent of it goes back."
MORNING = time(6, tzinfo=UTC)
Beside = tuple[Decider[Any, Any, Any], str, Command]


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    if isinstance(event, CreditGranted) and event.expires is not None:
        subject = subject_of(event.holder, event.amount.currency)
        yield Due(EXPIRE, datetime.combine(event.expires, MORNING), subject, {"credit": event.credit})


def beside(after: Issued, events: Iterable[Any]) -> Iterator[Beside]:
    """What is decided on its customer's credit in the same append as these events of an invoice."""
    subject = subject_of(after.bill.holder, after.currency)
    for event in events:
        match event:
            case CreditApplied(invoice=id, holder=holder, amount=amount):
                yield credit, subject, SpendCredit(id, holder, amount)
            case CreditRestored(invoice=id, credit_note=note, amount=amount):
                yield credit, subject, ReturnCredit(id, note, amount, after.credits[note].refunded)
            case CreditNoteIssued(publisher="", refunded=True, invoice=id, credit_note=note, total=amount):
                yield credit, subject, PayBackCredit(id, note, amount)
            case DisputeOpened(publisher="", invoice=id, dispute=dispute, holder=holder, amount=amount):
                of_it = min(amount, after.rest - after.lost_in_disputes, key=lambda money: money.amount)
                if after.paid and of_it.amount > 0:
                    yield credit, subject, HoldCredit(id, dispute, holder, of_it)
            case DisputeClosed(publisher="", won=won) if won or not _taken(event).amount:
                yield credit, subject, FreeCredit(event.invoice, event.dispute, event.holder)


def after_top_up(event: Any) -> tuple[str, Command] | None:
    """What became of an invoice for credit, as a command to the credit.

    Of a lost dispute as much is gone as was of the invoice: what was paid beside it, or after it was taken back, never
    was credit.
    """
    match event:
        case InvoicePaid(invoice=id, holder=holder, amount=amount) if amount.amount:
            return subject_of(holder, amount.currency), TopUp(id, holder, amount)
        case DisputeClosed(invoice=id, holder=holder, dispute=dispute, won=False) if _taken(event).amount:
            taken = _taken(event)
            return subject_of(holder, taken.currency), WithdrawCredit(id, DISPUTE_LOST, taken, dispute)
        case _:
            return None


def _taken(closed: DisputeClosed) -> Money:
    """What of the invoice the bank has, where the dispute is lost."""
    return closed.net + closed.tax
