"""What happened in a rehearsal, as it is told: each event of note with its day, its particulars, and its postings."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from eventlog.recorded import Recorded
from services.billing import events as facts
from services.billing.deciders.invoice import Issued
from services.billing.deciders.invoice_answers import line, money
from services.billing.deciders.licence_state import Licence
from services.billing.policies import licence_papers as papers
from vocabulary.money import Money

Answer = dict[str, Any]
SAID_LATER = "made when it is signed"  # of a password


def _of(*names: str) -> Callable[[Any], Answer]:
    """These fields of the event, as JSON has them; `until=access_until` under another name."""
    pairs = [(name.partition("=")[0], name.rpartition("=")[2]) for name in names]
    return lambda event: {shown: plain(getattr(event, field)) for shown, field in pairs}


TOLD: Mapping[type, Callable[[Any], Answer]] = {
    facts.TermsAccepted: _of("version"),
    facts.PaymentMethodAdded: _of("brand"),
    facts.SubscriptionStarted: _of("trial_until", "quantity", "payment", "starts=anchor", "ends"),
    facts.SubscriptionActivated: _of(),
    facts.SubscriptionAbandoned: _of("reason"),
    facts.TrialExtended: _of("until"),
    facts.TrialEnded: _of("goes_on", "starts=anchor", "ends"),
    facts.SubscriptionRenewed: _of("starts", "ends", "quantity", "price"),
    facts.PriceChangeAnnounced: _of("price", "applies"),
    facts.SubscriptionPastDue: _of("since", "grace_until"),
    facts.SubscriptionRecovered: _of(),
    facts.SubscriptionLapsed: _of("reason"),
    facts.SubscriptionCancelled: _of("until=access_until"),
    facts.SubscriptionResumed: _of(),
    facts.SubscriptionEnded: _of("reason"),
    facts.PlanSwitched: lambda event: {"plan": event.agreed.plan_name, "ends": plain(event.ends)},
    facts.SwitchScheduled: lambda event: {"plan": event.agreed.plan_name, "on": plain(event.on)},
    facts.QuantityChanged: _of("quantity"),
    facts.QuantityScheduled: _of("quantity", "on"),
    facts.ScheduleDropped: _of(),
    facts.PaymentChanged: _of("payment"),
    facts.UsageRecorded: _of("component", "amount"),
    facts.InvoiceIssued: _of("number", "payment", "due", "net", "tax", "total", "publisher_share"),
    facts.PaymentRequested: _of("attempt"),
    facts.InvoicePaid: _of("amount", "method"),
    facts.PaymentDeclined: _of("attempt", "code", "next_try"),
    facts.PaymentActionNeeded: _of("attempt"),
    facts.InvoiceOverdue: _of("due"),
    facts.InvoiceWrittenOff: _of("total"),
    facts.OverpaymentReceived: _of("amount", "method"),
    facts.CreditNoteIssued: _of("number", "total", "reason"),
    facts.RefundIssued: _of("amount"),
    facts.EntitlementGranted: _of("repository", "reason", "until"),
    facts.EntitlementEnded: _of("repository", "reason"),
    facts.LicenceIssued: _of("seats", "until"),
    facts.LicenceChanged: _of("seats", "until"),
    facts.LicenceRevoked: _of("reason"),
}


def is_of_note(recorded: Recorded) -> bool:
    return type(recorded.event) in TOLD


def happened(recorded: Recorded, postings: list[Answer]) -> Answer:
    """{at, what: the event's name without the service's, details, postings: [{account, amount}]}."""
    event = recorded.event
    return {
        "at": recorded.time.isoformat(),
        "what": recorded.type.partition(".")[2],
        "details": TOLD[type(event)](event),
        "postings": postings,
    }


def invoiced(state: Issued) -> Answer:
    """What stands on an invoice beside its sums."""
    bill = state.bill
    return {
        "lines": [line(each) for each in bill.lines],
        "taxes": [{"name": each.name, "amount": money(each.amount)} for each in bill.taxes],
        "starts": bill.starts.isoformat(),
        "ends": bill.ends.isoformat(),
    }


def licensed(state: Licence, now: datetime) -> Answer:
    """What its licence would say; nothing is signed."""
    told = papers.told(state, now)
    kept = ("state", "seats", "starts", "until")
    return {**{name: told[name] for name in kept}, "fields": papers.fields(state.says, lambda *_: SAID_LATER)}


def plain(value: Any) -> Any:
    if isinstance(value, Money):
        return money(value)
    return value.isoformat() if isinstance(value, date) else value
