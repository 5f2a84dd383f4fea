"""What facts about invoices cause later, and what a charge and a subscription that never ran ask of invoices."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from eventlog.deadlines import Fired
from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.deciders.invoice import MarkOverdue, NoteDecline, RetryPayment
from services.billing.events import (
    Agreed,
    Charge,
    InvoiceIssued,
    PaymentActionNeeded,
    PaymentDeclined,
    PlanSwitched,
    QuantityChanged,
    SubscriptionEnded,
    SubscriptionRenewed,
    SubscriptionStarted,
    TransferTakenBack,
    TrialEnded,
)

CHARGING = (SubscriptionStarted, TrialEnded, SubscriptionRenewed, PlanSwitched, QuantityChanged, SubscriptionEnded)
NEVER_RAN = "The subscription was given up before it ran."
CONFIRM_WITHIN = timedelta(hours=24)
MORNING = time(6, tzinfo=UTC)
RETRY, OVERDUE, CONFIRM = "retry-payment", "invoice-overdue", "payment-confirmed"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case InvoiceIssued(payment="invoice"):
            yield Due(OVERDUE, _on(event.due + timedelta(days=1)), event.invoice)
        case TransferTakenBack(due=date() as day):
            yield Due(OVERDUE, _on(day + timedelta(days=1)), event.invoice)
        case PaymentDeclined(next_try=date() as day):
            yield Due(RETRY, _on(day), event.invoice, {"attempt": event.attempt + 1})
        case PaymentActionNeeded():
            until = recorded.time + CONFIRM_WITHIN
            yield Due(CONFIRM, until, event.invoice, {"attempt": event.attempt, "reference": event.reference})


def when_due(fired: Fired) -> MarkOverdue | RetryPayment | NoteDecline:
    """The command that a deadline of an invoice gives."""
    match fired.name:
        case "retry-payment":
            return RetryPayment(_attempt(fired))
        case "payment-confirmed":
            return NoteDecline(_attempt(fired), "not-confirmed", str(fired.arguments["reference"]))
        case _:
            return MarkOverdue()


def charge_of(event: Any) -> Charge | None:
    charge: Charge | None = event.charge
    return charge


def agreed_in(history: Sequence[Recorded]) -> Agreed:
    """What a subscription is agreed on after these events of its stream."""
    agreed = [each.event.agreed for each in history if isinstance(each.event, SubscriptionStarted | PlanSwitched)]
    latest: Agreed = agreed[-1]
    return latest


def _on(day: date) -> datetime:
    return datetime.combine(day, MORNING)


def _attempt(fired: Fired) -> int:
    return int(str(fired.arguments["attempt"]))
