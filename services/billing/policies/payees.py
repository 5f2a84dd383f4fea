"""What facts about payees cause later, and outside."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from eventlog.effects import JSON, Due, Effect
from eventlog.recorded import Recorded
from services.billing.events import ListingYearBegun, MonthClosed, PayoutRequested, PayoutsConnected
from vocabulary.period import month_after, month_of

CLOSE_MONTH = "close-month"
PAYOUT = "payout"
SETTLED = time(6, tzinfo=UTC)  # on the first day of the next month: what was decided about the last hours is written


def caused(event: object, recorded: Recorded) -> Iterable[Due | Effect]:
    """Months are closed one after the other, from the one in which a publisher connected its payouts or owes a fee."""
    match event:
        case PayoutsConnected(publisher=publisher):
            yield _close(publisher, month_of(recorded.time.astimezone(UTC).date()))
        case MonthClosed(publisher=publisher, month=month):
            yield _close(publisher, month_of(month_after(month)))
        case ListingYearBegun(publisher=publisher, fee=fee, on=day) if fee is not None:
            yield _close(publisher, month_of(day))
        case PayoutRequested(processor="stripe"):
            told: dict[str, JSON] = {"statement": event.statement, "account": event.account, "attempt": event.attempt}
            told |= {"amount": event.amount.amount, "currency": event.amount.currency}
            yield Effect(PAYOUT, f"{event.statement}/{event.attempt}", told)


def _close(publisher: str, month: str) -> Due:
    first: date = month_after(month)
    return Due(CLOSE_MONTH, datetime.combine(first, SETTLED), publisher, {"month": month})
