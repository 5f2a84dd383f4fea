"""Invoices: prepared, numbered, paid by card or transfer, declined, tried again."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.invoice import (
    IssueInvoice,
    MarkOverdue,
    NoteAction,
    NoteDecline,
    NoteUnknown,
    PayInvoice,
    PrepareInvoice,
    RecordPayment,
    RetryPayment,
    invoice,
)
from services.billing.events import PaymentDeclined
from tests.controls import invoices as given
from tests.controls.invoices import ADA, FINN, TOTAL, usd

ours = acting("policy:billing")
ada, finn, mallory = acting(ADA), acting(FINN, "finance"), acting("mallory")
story = Scenario(invoice, ours)
owed = story.given(given.prepared, given.issued)
settled = owed.given(given.paid)
by_transfer = RecordPayment(TOTAL, "transfer", "statement 7, line 3", usd(0))
by_card = RecordPayment(TOTAL, "card", "pi_1", usd(199))
declined_first = given.declined
declined_last = replace(given.declined, attempt=5, next_try=None)


def test_what_is_charged_is_made_out() -> None:
    story.when(PrepareInvoice(given.prepared)).then(given.prepared)


def test_what_is_charged_is_made_out_once() -> None:
    owed.when(PrepareInvoice(given.prepared)).then()


def test_nobody_makes_out_an_invoice() -> None:
    story.by(finn).when(PrepareInvoice(given.prepared)).then_refused("follows-the-charge")


def test_what_was_made_out_gets_its_number() -> None:
    story.given(given.prepared).when(IssueInvoice("store", "2026-000001")).then(given.issued)


def test_an_invoice_has_one_number() -> None:
    owed.when(IssueInvoice("store", "2026-000002")).then()


def test_what_was_never_made_out_gets_no_number() -> None:
    story.when(IssueInvoice("store", "2026-000001")).then_refused("invoice-unknown")


def test_a_number_is_of_one_invoice_alone() -> None:
    reserved = invoice.reserves(IssueInvoice("store", "2026-000001"))
    assert [(one.stream, one.taken) for one in reserved] == [("invoice-number-store-2026-000001", "number-taken")]


def test_a_charged_card_pays_it() -> None:
    owed.when(by_card).then(given.paid)


def test_a_payment_that_is_told_again_is_booked_once() -> None:
    settled.when(by_card).then()


def test_finance_records_a_transfer() -> None:
    owed.by(finn).when(by_transfer).then(given.by_transfer)


def test_nobody_else_records_one() -> None:
    owed.by(ada).when(by_transfer).then_refused("staff-only")


def test_a_transfer_counts_from_its_day_at_the_bank() -> None:
    command = replace(by_transfer, on=date(2026, 1, 16))
    owed.by(finn).on(date(2026, 1, 18)).when(command).then(replace(given.by_transfer, on=date(2026, 1, 16)))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(by_transfer, amount=usd(5830)), "amount-differs"),
        (replace(by_transfer, amount=replace(TOTAL, currency="EUR")), "currency-differs"),
        (replace(by_transfer, reference=" "), "reference-missing"),
        (replace(by_transfer, on=date(2026, 1, 16)), "day-invalid"),
        (replace(by_transfer, on=date(2026, 1, 14)), "day-invalid"),
        (replace(by_transfer, method="cheque"), "method-unknown"),
        (replace(by_transfer, amount=usd(0)), "amount-invalid"),
    ],
)
def test_money_that_cannot_be_this_is_refused(command: RecordPayment, code: str) -> None:
    owed.by(finn).when(command).then_refused(code)


def test_what_nobody_owed_goes_back() -> None:
    command = RecordPayment(TOTAL, "card", "pi_2", usd(199))
    overpayment = ours.new_id("overpayment")
    settled.when(command).then(replace(given.overpaid, overpayment=overpayment))


def test_of_a_transfer_that_is_too_large_the_rest_goes_back() -> None:
    outcome = owed.by(finn).when(replace(by_transfer, amount=usd(6000)))
    assert outcome.events[0] == given.by_transfer
    assert (outcome.events[1].amount, outcome.events[1].fee) == (usd(169), usd(0))
    larger = owed.by(finn).given(*outcome.events)
    larger.when(replace(by_transfer, amount=usd(6000))).then()


def test_another_transfer_under_the_same_reference_is_not_taken_for_the_first() -> None:
    paid = owed.by(finn).given(given.by_transfer)
    paid.when(by_transfer).then()
    paid.when(replace(by_transfer, amount=usd(6000))).then_refused("reference-recorded")
    paid.on(date(2026, 1, 20)).when(by_transfer).then_refused("reference-recorded")


def test_what_was_given_up_and_is_paid_after_all_is_owed_again_first() -> None:
    owed.given(declined_last, given.written_off).when(by_card).then(given.write_off_reversed, given.paid)


def test_what_is_owed_is_less_what_was_credited() -> None:
    credited = replace(given.never_paid, total=usd(831))
    owed.given(credited).when(replace(by_card, amount=usd(5000))).then(replace(given.paid, amount=usd(5000)))


def test_a_declined_card_is_tried_again_on_the_next_day() -> None:
    owed.when(NoteDecline(1, "card_declined", "pi_1")).then(given.declined)


def test_the_card_is_tried_on_days_one_three_five_and_seven() -> None:
    days = [date(2026, 1, day) for day in (15, 16, 18, 20, 22)]
    tries, soon = [], owed
    for attempt, day in enumerate(days, 1):
        (told,) = soon.on(day).when(NoteDecline(attempt, "card_declined", "pi_1")).events
        tries.append(told.next_try)
        soon = soon.given(told, replace(given.requested, attempt=attempt + 1))
    assert tries == [*days[1:], None]


def test_a_decline_that_is_told_again_is_noted_once() -> None:
    owed.given(given.declined).when(NoteDecline(1, "card_declined", "pi_1")).then()


def test_a_decline_after_the_payment_says_nothing_new() -> None:
    settled.when(NoteDecline(1, "card_declined", "pi_1")).then()


def test_a_decline_of_an_attempt_before_says_nothing_new() -> None:
    owed.given(given.declined, given.requested).when(NoteDecline(1, "card_declined", "pi_1")).then()


def test_only_the_payment_company_says_what_became_of_a_charge() -> None:
    owed.by(ada).when(NoteDecline(1, "card_declined", "pi_1")).then_refused("follows-the-payment")


def test_who_pays_by_invoice_is_charged_by_no_card_of_itself() -> None:
    by_invoice = story.given(replace(given.prepared, payment="invoice"), replace(given.issued, payment="invoice"))
    outcome = by_invoice.given(replace(given.requested, attempt=1)).when(NoteDecline(1, "card_declined", "pi_1"))
    assert [event.next_try for event in outcome.events if isinstance(event, PaymentDeclined)] == [None]


def test_the_bank_may_want_the_customer_to_confirm() -> None:
    owed.when(NoteAction(1, "pi_1")).then(given.action_needed)


def test_that_it_wants_so_is_noted_once() -> None:
    owed.given(given.action_needed).when(NoteAction(1, "pi_1")).then()


def test_what_was_confirmed_is_paid() -> None:
    owed.given(given.action_needed).when(by_card).then(given.paid)


def test_what_was_never_answered_is_unknown() -> None:
    owed.when(NoteUnknown(1)).then(given.unknown)


def test_what_is_unknown_is_noted_once() -> None:
    owed.given(given.unknown).when(NoteUnknown(1)).then()


def test_what_was_unknown_may_turn_out_declined() -> None:
    owed.given(given.unknown).when(NoteDecline(1, "card_declined", "pi_1")).then(given.declined)


def test_the_card_is_charged_again_on_its_day() -> None:
    owed.given(given.declined).when(RetryPayment(2)).then(replace(given.requested, by="policy:billing"))


def test_an_attempt_is_made_once() -> None:
    owed.given(given.declined, given.requested, replace(given.declined, attempt=2)).when(RetryPayment(2)).then()


def test_what_is_unknown_is_not_charged_again() -> None:
    owed.given(given.declined, given.requested, replace(given.unknown, attempt=2)).when(RetryPayment(3)).then()


def test_nobody_charges_a_card_but_the_store() -> None:
    owed.given(given.declined).by(finn).when(RetryPayment(2)).then_refused("follows-the-payment")


def test_the_customer_pays_now() -> None:
    owed.given(given.declined).by(ada).when(PayInvoice()).then(given.requested)


def test_paying_twice_at_once_is_one_charge() -> None:
    owed.given(given.declined, given.requested).by(ada).when(PayInvoice()).then()


def test_nobody_pays_with_anothers_card() -> None:
    owed.given(given.declined).by(mallory).when(PayInvoice()).then_refused("not-yours")


def test_nobody_pays_what_may_have_been_paid() -> None:
    owed.given(given.unknown).by(ada).when(PayInvoice()).then_refused("payment-under-way")


def test_nobody_pays_what_is_paid() -> None:
    settled.by(ada).when(PayInvoice()).then_refused("nothing-owed")


def test_what_was_not_paid_in_time_is_overdue() -> None:
    late = story.given(
        replace(given.prepared, payment="invoice", due=date(2026, 1, 29)), replace(given.issued, payment="invoice")
    )
    late.when(MarkOverdue()).then(given.overdue)
    late.given(given.overdue).when(MarkOverdue()).then()
    late.by(finn).when(MarkOverdue()).then_refused("follows-the-payment")


def test_what_is_paid_is_never_overdue() -> None:
    settled.when(MarkOverdue()).then()
