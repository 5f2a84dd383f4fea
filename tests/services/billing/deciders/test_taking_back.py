"""A transfer that was recorded by mistake is taken back, while nothing rests on it that cannot be undone."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.effects import Due
from eventlog.testing import Scenario, acting, recorded
from services.billing.deciders.invoice import Issued, MarkOverdue, PayInvoice, RecordPayment, TakeBackTransfer, invoice
from services.billing.policies.invoices import caused
from tests.controls import invoices as given
from tests.controls.invoices import ADA, FINN, OVERPAYMENT, TOTAL, usd

finn, ours = acting(FINN, "finance"), acting("policy:billing")
REFERENCE = given.by_transfer.reference
issued = (given.prepared, given.issued)
settled = Scenario(invoice, finn).given(*issued, given.by_transfer)
take_back = TakeBackTransfer(REFERENCE, " it was for another invoice ", 14)
taken_back = settled.given(given.transfer_taken_back)
transfer = RecordPayment(TOTAL, "transfer", REFERENCE, usd(0))
too_much = replace(given.overpaid, method="transfer", reference=REFERENCE, fee=usd(0), amount=usd(169))
late_then = replace(given.overdue, due=date(2026, 1, 29))


def test_it_is_taken_back_and_the_customer_has_days_to_pay() -> None:
    settled.when(take_back).then(given.transfer_taken_back)
    assert isinstance(taken_back.state, Issued)
    assert (taken_back.state.state, taken_back.state.owed, taken_back.state.due) == ("open", TOTAL, date(2026, 1, 29))


def test_twice_it_is_taken_back_once() -> None:
    taken_back.when(take_back).then()


def test_the_day_to_pay_is_never_before_the_one_on_the_invoice() -> None:
    (event,) = settled.when(replace(take_back, days=0)).events
    assert event == replace(given.transfer_taken_back, due=given.DAY)


def test_the_same_reference_can_be_recorded_again_and_taken_back_again() -> None:
    taken_back.when(transfer).then(given.by_transfer)
    again = taken_back.given(given.by_transfer)
    again.when(take_back).then(given.transfer_taken_back)


def test_what_was_too_much_of_it_does_not_go_back() -> None:
    both = replace(given.transfer_taken_back, overpayment=OVERPAYMENT, too_much=usd(169))
    story = settled.given(too_much)
    story.when(take_back).then(both)
    then = story.given(both).state
    assert isinstance(then, Issued)
    assert (dict(then.refunds), dict(then.payments), then.owed) == ({}, {}, TOTAL)


def test_of_what_nobody_owed_nothing_is_owed_again() -> None:
    other = replace(too_much, reference="line 9")
    expected = replace(
        given.transfer_taken_back,
        reference="line 9",
        amount=usd(0),
        overpayment=OVERPAYMENT,
        too_much=usd(169),
        due=None,
    )
    story = settled.given(other)
    story.when(replace(take_back, reference="line 9")).then(expected)
    assert story.given(expected).state.state == "paid"


def test_it_is_late_after_the_new_day_and_not_after_the_old_one() -> None:
    late = taken_back.by(ours)
    late.on(date(2026, 1, 29)).when(MarkOverdue()).then()
    late.on(date(2026, 1, 30)).when(MarkOverdue()).then(late_then)
    was_late = Scenario(invoice, ours).given(*issued, given.overdue, given.by_transfer, given.transfer_taken_back)
    was_late.on(date(2026, 1, 30)).when(MarkOverdue()).then(late_then)
    (due,) = caused(given.transfer_taken_back, recorded(given.transfer_taken_back, "invoice-1"))
    assert isinstance(due, Due)
    assert (due.name, due.at.date()) == ("invoice-overdue", date(2026, 1, 30))


def test_its_customer_may_pay_by_card_meanwhile() -> None:
    (asked,) = taken_back.by(acting(ADA)).when(PayInvoice()).events
    assert asked == given.requested


@pytest.mark.parametrize(
    ("more", "command", "code"),
    [
        ((), replace(take_back, reason=" "), "explanation-missing"),
        ((), replace(take_back, reference="line 9"), "transfer-unknown"),
        ((given.credited,), take_back, "transfer-credited"),
        ((given.disputed, given.won), take_back, "transfer-disputed"),
        ((too_much, replace(given.refunded, credit_note=OVERPAYMENT)), take_back, "transfer-sent-back"),
    ],
)
def test_what_rests_on_it_keeps_it(more: tuple[object, ...], command: TakeBackTransfer, code: str) -> None:
    settled.given(*more).when(command).then_refused(code)


def test_what_came_by_card_goes_back_by_a_credit_note() -> None:
    paid = Scenario(invoice, finn).given(*issued, given.paid)
    paid.when(replace(take_back, reference="pi_1")).then_refused("transfer-unknown")


def test_what_had_been_given_up_keeps_its_payment() -> None:
    after_all = Scenario(invoice, finn).given(*issued, given.written_off, given.write_off_reversed, given.by_transfer)
    after_all.when(take_back).then_refused("paid-after-write-off")


def test_what_gave_credit_is_taken_back_by_a_credit_note() -> None:
    top_up = replace(given.prepared, publisher="", subscription="")
    Scenario(invoice, finn).given(top_up, given.issued, given.by_transfer).when(take_back).then_refused(
        "transfer-gave-credit"
    )


def test_finance_alone_takes_it_back() -> None:
    settled.by(acting(ADA, "operator")).when(take_back).then_refused("staff-only")
