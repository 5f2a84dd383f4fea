"""Invoices corrected: credit notes, refunds, write-offs, disputes."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.invoice import (
    CloseDispute,
    IssueCreditNote,
    NoteRefund,
    NoteRefundFailed,
    OpenDispute,
    WriteOff,
    invoice,
)
from tests.controls import invoices as given
from tests.controls.invoices import ADA, CREDIT_NOTE, FINN, TOTAL, usd
from vocabulary.money import total

finn = acting(FINN, "finance")
ours = acting("policy:billing")
story = Scenario(invoice, finn).given(given.prepared, given.issued)
settled = story.given(given.paid)
declined = story.given(given.declined)
noted = replace(given.credited, credit_note=finn.new_id("credit-note"))
whole = IssueCreditNote("C2026-000001", None, "bought by mistake")
dispute = OpenDispute("dp_1", TOTAL, usd(1500), "fraudulent", date(2026, 1, 25))


def test_a_credit_note_takes_the_whole_back() -> None:
    settled.when(whole).then(noted)


def test_what_was_never_paid_is_not_refunded() -> None:
    story.when(whole).then(replace(noted, refunded=False))


def test_a_credit_note_takes_a_part_back_with_its_tax_and_share() -> None:
    (note,) = settled.when(replace(whole, amount=usd(1000))).events
    assert (note.net, note.tax, note.total, note.publisher_share) == (usd(840), usd(160), usd(1000), usd(630))


def test_parts_together_take_back_the_whole_to_the_cent() -> None:
    soon, notes = settled, []
    for number in range(59):
        amount = usd(100) if number < 58 else None
        command = replace(whole, number=f"C{number}", amount=amount)
        (note,) = soon.by(replace(finn, command_id=f"{number}")).when(command).events
        soon, notes = soon.given(note), [*notes, note]
    assert total((note.tax for note in notes), "USD") == given.TAX
    assert total((note.publisher_share for note in notes), "USD") == given.SHARE


def test_what_is_credited_as_a_whole_is_credited_once() -> None:
    settled.given(given.credited).when(whole).then()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(whole, amount=usd(5832)), "more-than-left"),
        (replace(whole, amount=usd(0)), "amount-invalid"),
        (replace(whole, amount=replace(TOTAL, currency="EUR")), "currency-differs"),
        (replace(whole, reason=" "), "explanation-missing"),
        (replace(whole, reason="x" * 2_001), "explanation-too-long"),
    ],
)
def test_a_credit_note_that_cannot_be_is_refused(command: IssueCreditNote, code: str) -> None:
    settled.when(command).then_refused(code)


def test_only_finance_credits() -> None:
    settled.by(acting(ADA)).when(whole).then_refused("staff-only")


def test_what_the_bank_took_back_is_not_refunded_as_well() -> None:
    settled.given(given.disputed).when(whole).then_refused("disputed")
    settled.given(given.disputed, given.lost).when(whole).then_refused("dispute-lost")
    settled.given(given.disputed, given.won).when(whole).then(noted)


def test_after_a_dispute_that_took_a_part_the_rest_can_be_taken_back_to_the_cent() -> None:
    part = replace(given.lost, amount=usd(1000), net=usd(840), tax=usd(160), publisher_share=usd(630))
    story = settled.given(replace(given.disputed, amount=usd(1000)), part)
    story.when(replace(whole, amount=usd(4832))).then_refused("more-than-left")
    (note,) = story.when(whole).events
    assert (note.net, note.tax, note.total, note.publisher_share) == (usd(4060), usd(771), usd(4831), usd(3045))
    story.given(note).when(replace(whole, amount=usd(1))).then_refused("dispute-lost")


def test_a_number_is_of_one_credit_note_alone() -> None:
    assert [one.stream for one in invoice.reserves(whole)] == ["credit-note-number-C2026-000001"]
    first = replace(given.credited, total=usd(1000))
    settled.given(first).when(replace(whole, amount=usd(1000))).then_refused("number-taken")


def test_the_money_of_a_credit_note_goes_back() -> None:
    settled.given(given.credited).by(ours).when(NoteRefund(CREDIT_NOTE, "card", "re_1")).then(given.refunded)


def test_it_goes_back_once() -> None:
    settled.given(given.credited, given.refunded).by(ours).when(NoteRefund(CREDIT_NOTE, "card", "re_1")).then()


def test_nothing_goes_back_without_a_credit_note() -> None:
    settled.when(NoteRefund(CREDIT_NOTE, "card", "re_1")).then_refused("credit-note-unknown")


def test_nothing_goes_back_for_what_was_never_paid() -> None:
    story.given(given.never_paid).when(NoteRefund(CREDIT_NOTE, "card", "re_1")).then_refused("credit-note-unknown")


def test_what_was_paid_too_much_goes_back() -> None:
    twice = settled.given(given.overpaid)
    (sent,) = twice.by(ours).when(NoteRefund(given.OVERPAYMENT, "card", "re_2")).events
    assert (sent.credit_note, sent.amount) == (given.OVERPAYMENT, TOTAL)


def test_a_refund_that_failed_is_sent_another_way() -> None:
    failed = settled.given(given.credited, given.refund_failed)
    (sent,) = failed.when(NoteRefund(CREDIT_NOTE, "transfer", "statement 8")).events
    assert (sent.method, sent.reference) == ("transfer", "statement 8")


def test_money_that_was_sent_back_twice_is_not_told_as_recorded() -> None:
    sent = settled.given(given.credited, given.refunded)
    sent.when(NoteRefund(CREDIT_NOTE, "transfer", "statement 8")).then_refused("sent-already")
    sent.when(NoteRefund(CREDIT_NOTE, "transfer", given.refunded.reference)).then()


def test_a_refund_may_fail() -> None:
    command = NoteRefundFailed(CREDIT_NOTE, "expired_or_canceled_card")
    settled.given(given.credited).by(ours).when(command).then(given.refund_failed)


def test_a_refund_may_come_back_after_it_was_sent() -> None:
    command = NoteRefundFailed(CREDIT_NOTE, "expired_or_canceled_card")
    sent = settled.given(given.credited, given.refunded)
    sent.by(ours).when(command).then(replace(given.refund_failed, was_sent=True))


def test_that_it_failed_is_noted_once() -> None:
    command = NoteRefundFailed(CREDIT_NOTE, "expired_or_canceled_card")
    settled.given(given.credited, given.refund_failed).by(ours).when(command).then()


def test_what_is_never_paid_is_given_up() -> None:
    declined.when(WriteOff("bankrupt")).then(given.written_off)


def test_it_is_given_up_once() -> None:
    declined.given(given.written_off).when(WriteOff("bankrupt")).then()


def test_what_credit_notes_left_is_given_up() -> None:
    credited = replace(given.never_paid, net=usd(840), tax=usd(160), total=usd(1000), publisher_share=usd(630))
    (gone,) = declined.given(credited).when(WriteOff("bankrupt")).events
    assert (gone.net, gone.tax, gone.total, gone.publisher_share) == (usd(4060), usd(771), usd(4831), usd(3045))


def test_nobody_gives_up_what_is_paid_or_being_paid() -> None:
    settled.when(WriteOff("bankrupt")).then_refused("nothing-owed")
    story.when(WriteOff("bankrupt")).then_refused("payment-under-way")
    declined.when(WriteOff(" ")).then_refused("explanation-missing")
    declined.by(acting(ADA)).when(WriteOff("bankrupt")).then_refused("staff-only")


def test_what_was_given_up_is_not_credited() -> None:
    declined.given(given.written_off).when(whole).then_refused("written-off")


def test_what_was_paid_after_all_is_credited_as_any_other() -> None:
    paid_late = declined.given(given.written_off, given.write_off_reversed, given.paid)
    paid_late.when(whole).then(noted)


def test_the_customers_bank_disputes_a_payment() -> None:
    settled.by(ours).when(dispute).then(given.disputed)


def test_a_dispute_is_opened_once() -> None:
    settled.given(given.disputed).by(ours).when(dispute).then()


def test_nobody_disputes_what_was_never_paid() -> None:
    story.by(ours).when(dispute).then_refused("not-paid")
    settled.when(dispute).then_refused("follows-the-payment")


@pytest.mark.parametrize("event", [given.won, given.lost])
def test_a_dispute_is_won_or_lost(event: object) -> None:
    settled.given(given.disputed).by(ours).when(CloseDispute("dp_1", event.won)).then(event)


def test_it_is_decided_once() -> None:
    settled.given(given.disputed, given.lost).by(ours).when(CloseDispute("dp_1", won=False)).then()


def test_what_was_never_opened_is_not_decided() -> None:
    settled.by(ours).when(CloseDispute("dp_1", won=True)).then_refused("dispute-unknown")


def test_of_a_lost_dispute_the_publisher_bears_no_more_than_is_left_of_its_share() -> None:
    credited = replace(given.credited, net=usd(840), tax=usd(160), total=usd(1000), publisher_share=usd(630))
    (closed,) = settled.given(credited, given.disputed).by(ours).when(CloseDispute("dp_1", won=False)).events
    assert (closed.amount, closed.net, closed.tax) == (TOTAL, usd(4060), usd(771))
    assert closed.publisher_share == usd(3045)


def test_what_was_lost_once_is_not_borne_again() -> None:
    """The same invoice was paid twice, and both payments are disputed."""
    twice = settled.given(given.overpaid, given.disputed, given.lost, replace(given.disputed, dispute="dp_2"))
    (closed,) = twice.by(ours).when(CloseDispute("dp_2", won=False)).events
    assert (closed.amount, closed.net, closed.tax, closed.publisher_share) == (TOTAL, usd(0), usd(0), usd(0))


def test_a_payment_that_nobody_owed_can_be_disputed_too() -> None:
    """It is to be booked: the bank took the money."""
    credited = story.given(replace(given.credited, refunded=False), given.overpaid)
    (opened,) = credited.by(ours).when(dispute).events
    assert (opened.dispute, opened.amount) == ("dp_1", TOTAL)
    (closed,) = credited.given(opened).by(ours).when(CloseDispute("dp_1", won=False)).events
    assert (closed.amount, closed.net, closed.publisher_share) == (TOTAL, usd(0), usd(0))
