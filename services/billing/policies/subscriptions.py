"""What facts about subscriptions cause later, what an invoice's fate asks of them, and the right that they give."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.deciders.customer import EndEntitlement, GrantEntitlement
from services.billing.deciders.invoice_state import Issued
from services.billing.deciders.subscribing import Command, EndSubscription, Lapse, NotePaid, NoteUnpaid
from services.billing.deciders.subscription_state import GRACE, Subscription, midnight
from services.billing.events import (
    CreditNoteIssued,
    DisputeClosed,
    EntitlementGranted,
    InvoiceOverdue,
    InvoicePaid,
    InvoiceWrittenOff,
    PaymentActionNeeded,
    PaymentDeclined,
    PlanSwitched,
    SubscriptionAbandoned,
    SubscriptionActivated,
    SubscriptionCancelled,
    SubscriptionEnded,
    SubscriptionLapsed,
    SubscriptionPastDue,
    SubscriptionRecovered,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionStarted,
    TrialEnded,
    TrialExtended,
)

RIGHTS = (
    SubscriptionStarted,
    SubscriptionActivated,
    SubscriptionAbandoned,
    TrialExtended,
    TrialEnded,
    SubscriptionRenewed,
    SubscriptionPastDue,
    SubscriptionRecovered,
    SubscriptionLapsed,
    SubscriptionCancelled,
    SubscriptionResumed,
    SubscriptionEnded,
    PlanSwitched,
)
SETTLED = (
    InvoicePaid,
    PaymentDeclined,
    PaymentActionNeeded,
    InvoiceOverdue,
    InvoiceWrittenOff,
    CreditNoteIssued,
    DisputeClosed,
)
WAITED_FOR = timedelta(hours=25)  # a first payment: the invoice itself gives up after a day


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case SubscriptionStarted(subscription=id):
            yield from _started(event, recorded)
        case TrialExtended(subscription=id, until=until):
            yield Due("end-trial", until, id)
        case (
            TrialEnded(subscription=id, goes_on=True, ends=ends)
            | SubscriptionRenewed(subscription=id, ends=ends)
            | PlanSwitched(subscription=id, ends=ends)
        ) if ends is not None:
            yield Due("end-period", midnight(ends), id, {"ends": ends.isoformat()})
        case SubscriptionPastDue(subscription=id, invoice=invoice):
            yield Due("lapse", midnight(event.grace_until), id, {"invoice": invoice})


def _started(event: SubscriptionStarted, recorded: Recorded) -> Iterable[Due]:
    id, charge = event.subscription, event.charge
    if event.trial_until is not None:
        yield Due("end-trial", event.trial_until, id)
    elif event.ends is not None:
        yield Due("end-period", midnight(event.ends), id, {"ends": event.ends.isoformat()})
    if charge is not None and charge.payment == "card":
        yield Due("abandon", recorded.time + WAITED_FOR, id, {"invoice": charge.invoice})


def after_invoice(event: Any, state: Subscription, invoice: Callable[[], Any]) -> Command | None:
    """What became of an invoice of the subscription, as a command to it; `invoice()` is the invoice as it stands."""
    place = (state.holder, state.agreed.product, state.agreed.plan)
    match event:
        case InvoicePaid(invoice=id):
            return NotePaid(id, place)
        case PaymentDeclined() | PaymentActionNeeded() if _has_days_to_pay(invoice()):
            return None
        case PaymentDeclined(invoice=id, code=code):
            return NoteUnpaid(id, "not-confirmed" if code == "not-confirmed" else "card-declined")
        case PaymentActionNeeded(invoice=id):
            return NoteUnpaid(id, "action-needed")
        case InvoiceOverdue(invoice=id):
            return NoteUnpaid(id, "overdue")
        case InvoiceWrittenOff(invoice=id):
            return Lapse(id, "written-off")
        case CreditNoteIssued(invoice=id):
            return _after_credit(id, state, invoice(), place)
        case DisputeClosed(won=False):
            return EndSubscription("dispute-lost")
        case _:
            return None


def _has_days_to_pay(invoice: Any) -> bool:
    """By transfer, or anew: what a card did meanwhile changes nothing, and its due day is told of as InvoiceOverdue."""
    return isinstance(invoice, Issued) and (invoice.bill.payment == "invoice" or invoice.due_again is not None)


def _after_credit(id: str, state: Subscription, invoice: Any, place: tuple[str, str, str]) -> Command | None:
    """The running period was taken back as a whole, or nothing is owed any more of something else."""
    if not isinstance(invoice, Issued) or invoice.left.amount:
        return None
    return EndSubscription("refunded") if id == state.period_invoice else NotePaid(id, place)


def right_of(state: Subscription) -> GrantEntitlement | EndEntitlement:
    """What its holder may pull by it, and until when if nothing more happens."""
    agreed = state.agreed
    if state.over or state.phase == "awaiting_payment":
        return EndEntitlement(agreed.product, agreed.plan, _why_over(state))
    granted = EntitlementGranted(
        holder=state.holder,
        repository=agreed.repository,
        product=agreed.product,
        plan=agreed.plan,
        until=None,
        reason=_reason(state),
        terms_version=agreed.terms_version,
    )
    return GrantEntitlement(_until(granted, state))


def _until(granted: EntitlementGranted, state: Subscription) -> EntitlementGranted:
    until = state.access_until
    if granted.reason == "grace" and state.grace_until is not None and not state.cancelled:
        until = midnight(state.grace_until)
    if granted.reason == "subscription" and state.renews and not state.cancelled and until is not None:
        until += GRACE
    return replace(granted, until=until)


def _reason(state: Subscription) -> str:
    if state.phase == "trialing":
        return "trial"
    if state.past_due:
        return "grace"
    return "order" if state.source.startswith("order-") else "subscription"


def _why_over(state: Subscription) -> str:
    return {"lapsed": "not-paid", "abandoned": "not-paid"}.get(state.phase, "subscription-ended")
