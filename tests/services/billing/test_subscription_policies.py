"""What facts of subscriptions cause later, and the right that a subscription gives as it stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eventlog.effects import Due
from eventlog.testing import MIDDAY, recorded
from services.billing.deciders.customer import EndEntitlement, GrantEntitlement
from services.billing.deciders.invoice import invoice as invoice_decider
from services.billing.deciders.subscribing import EndSubscription, Lapse, NotePaid, NoteUnpaid
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.policies.subscriptions import after_invoice, caused, right_of
from tests.controls import invoices
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, INVOICE, NEXT_INVOICE, SUBSCRIPTION
from vocabulary.money import Money

FEBRUARY = datetime(2026, 2, 15, tzinfo=UTC)
paid = (controls.started, controls.activated)
behind = (*paid, replace(controls.past_due, invoice=INVOICE, grace_until=date(2026, 1, 29)))
free = replace(controls.started, agreed=replace(controls.team, price=None), payment="none", charge=None, ends=None)
order = replace(free, source="order-1", ends=date(2026, 2, 15))


def state(*events: Any) -> Subscription:
    folded = subscription.fold(events)
    assert isinstance(folded, Subscription)
    return folded


@pytest.mark.parametrize(
    ("event", "due"),
    [
        (controls.tried, [("end-trial", controls.tried.trial_until, {})]),
        (
            controls.started,
            [
                ("end-period", FEBRUARY, {"ends": "2026-02-15"}),
                ("abandon", MIDDAY + timedelta(hours=25), {"invoice": INVOICE}),
            ],
        ),
        (controls.renewed, [("end-period", datetime(2026, 3, 15, tzinfo=UTC), {"ends": "2026-03-15"})]),
        (controls.past_due, [("lapse", datetime(2026, 3, 1, tzinfo=UTC), {"invoice": NEXT_INVOICE})]),
        (controls.trial_extended, [("end-trial", controls.trial_extended.until, {})]),
        (free, []),
        (
            replace(controls.started, charge=replace(controls.charge, payment="invoice")),
            [("end-period", FEBRUARY, {"ends": "2026-02-15"})],
        ),
        (controls.trial_ended, [("end-period", datetime(2026, 2, 28, tzinfo=UTC), {"ends": "2026-02-28"})]),
        (controls.switched, [("end-period", FEBRUARY, {"ends": "2026-02-15"})]),
        (replace(controls.switched, ends=None), []),
    ],
)
def test_a_fact_sets_its_deadlines(event: Any, due: list[tuple[str, datetime, dict[str, str]]]) -> None:
    expected = [Due(name, at, SUBSCRIPTION, arguments) for name, at, arguments in due]
    assert list(caused(event, recorded(event, f"subscription-{SUBSCRIPTION}"))) == expected


@pytest.mark.parametrize(
    ("events", "reason", "until"),
    [
        ((controls.tried,), "trial", controls.tried.trial_until),
        (paid, "subscription", FEBRUARY + timedelta(days=14)),
        ((*paid, controls.cancelled), "subscription", FEBRUARY),
        (behind, "grace", datetime(2026, 1, 29, tzinfo=UTC)),
        ((*paid, replace(controls.past_due, invoice=INVOICE)), "grace", datetime(2026, 3, 1, tzinfo=UTC)),
        ((*behind, controls.cancelled), "grace", datetime(2026, 1, 29, tzinfo=UTC)),
        ((*paid, replace(controls.past_due, invoice=INVOICE), controls.cancelled), "grace", FEBRUARY),
        ((free,), "subscription", None),
        ((order,), "order", FEBRUARY),
    ],
)
def test_it_gives_a_right_until_what_is_paid_or_given_ends(
    events: tuple[Any, ...], reason: str, until: datetime | None
) -> None:
    right = right_of(state(*events))
    assert isinstance(right, GrantEntitlement)
    assert (right.granted.reason, right.granted.until) == (reason, until)
    assert (right.granted.holder, right.granted.repository) == (ADA, "acme/db-team")
    assert right.granted.terms_version == "1"


@pytest.mark.parametrize("over", [controls.ended, controls.lapsed])
def test_what_is_over_gives_none(over: Any) -> None:
    assert isinstance(right_of(state(*paid, over)), EndEntitlement)


def test_what_is_not_paid_yet_gives_none() -> None:
    assert isinstance(right_of(state(controls.started)), EndEntitlement)


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (invoices.paid, NotePaid(INVOICE, (ADA, DATABASE, "team"))),
        (invoices.declined, NoteUnpaid(INVOICE, "card-declined")),
        (replace(invoices.declined, code="not-confirmed"), NoteUnpaid(INVOICE, "not-confirmed")),
        (invoices.overdue, NoteUnpaid(INVOICE, "overdue")),
        (invoices.written_off, Lapse(INVOICE, "written-off")),
        (invoices.lost, EndSubscription("dispute-lost")),
    ],
)
def test_what_became_of_an_invoice_reaches_its_subscription(event: Any, command: Any) -> None:
    assert after_invoice(replace(event, invoice=INVOICE), state(*paid), lambda: None) == command


@pytest.mark.parametrize("event", [invoices.declined, invoices.action_needed])
def test_a_card_that_fails_leaves_who_pays_by_invoice_the_days_to_pay(event: Any) -> None:
    bill, issued = (replace(each, payment="invoice") for each in (invoices.prepared, invoices.issued))
    assert after_invoice(event, state(*paid), lambda: invoice_decider.fold([bill, issued, event])) is None


def test_a_dispute_that_was_won_ends_nothing() -> None:
    assert after_invoice(invoices.won, state(*paid), lambda: None) is None


def credited(net: int) -> Any:
    """What the credit note asks of the subscription, on an invoice that so much of is taken back."""
    bill = replace(invoices.prepared, invoice=INVOICE)
    note = replace(invoices.credited, invoice=INVOICE, total=Money(net, bill.total.currency))
    issued = replace(invoices.issued, invoice=INVOICE)
    return after_invoice(note, state(*paid), lambda: invoice_decider.fold([bill, issued, note]))


def test_only_a_credit_note_over_the_whole_running_period_ends_it() -> None:
    whole = invoices.prepared.total.amount
    assert credited(whole) == EndSubscription("refunded")
    assert credited(whole - 1) is None


def test_a_credit_note_over_something_else_as_a_whole_settles_it() -> None:
    bill, note = (replace(each, invoice=NEXT_INVOICE) for each in (invoices.prepared, invoices.credited))
    issued = replace(invoices.issued, invoice=NEXT_INVOICE)
    told = after_invoice(note, state(*paid), lambda: invoice_decider.fold([bill, issued, note]))
    assert told == NotePaid(NEXT_INVOICE, (ADA, DATABASE, "team"))
