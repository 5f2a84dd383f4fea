"""An invoice whose taxes the payment company works out waits for them; what it has of them is noted once."""

from dataclasses import replace

from eventlog.testing import Scenario, acting
from services.billing.deciders.invoice import (
    AskTax,
    IssueInvoice,
    NoteTaxBooked,
    NoteTaxCalculated,
    NoteTaxTakenBack,
    PrepareInvoice,
    RecordPayment,
    invoice,
)
from services.billing.deciders.invoice_state import lost_in, write_off_of
from services.billing.events import TaxCalculated, TaxTakenBack
from tests.controls import invoices as given
from tests.controls import taxes
from tests.controls.invoices import CREDIT_NOTE, FINN, INVOICE, TOTAL, usd
from tests.controls.taxes import CALCULATION, REVERSAL, TRANSACTION

story = Scenario(invoice, acting("policy:billing"))
finn = acting(FINN, "finance")
waiting = story.given(taxes.asked)
prepared = waiting.given(given.prepared, taxes.calculated)
issued = prepared.given(given.issued)
booked = issued.given(taxes.booked)
credited = booked.given(given.paid, given.credited)


def test_what_comes_to_it_in_tax_is_asked_first() -> None:
    story.when(AskTax(taxes.asked)).then(taxes.asked)


def test_it_is_asked_once() -> None:
    waiting.when(AskTax(replace(taxes.asked, version=2))).then()
    issued.when(AskTax(taxes.asked)).then()


def test_nobody_asks_by_hand() -> None:
    story.by(finn).when(AskTax(taxes.asked)).then_refused("follows-the-charge")


def test_what_waits_has_no_number_and_is_not_paid() -> None:
    waiting.when(IssueInvoice("store", "2026-000001")).then_refused("invoice-unknown")
    waiting.when(RecordPayment(TOTAL, "transfer", "line 3", usd(0))).then_refused("not-issued")


def test_an_answer_makes_it_out_with_these_taxes() -> None:
    waiting.when(PrepareInvoice(given.prepared, CALCULATION)).then(given.prepared, taxes.calculated)


def test_an_answer_makes_it_out_once() -> None:
    prepared.when(PrepareInvoice(given.prepared, "taxcalc_2")).then()
    issued.when(PrepareInvoice(given.prepared, "taxcalc_2")).then()


def test_where_nobody_is_asked_any_more_the_stores_own_rates_make_it_out() -> None:
    waiting.when(PrepareInvoice(given.prepared)).then(given.prepared)


def test_what_was_made_out_is_issued_like_any_other() -> None:
    prepared.when(IssueInvoice("store", "2026-000001")).then(given.issued)


def test_what_is_issued_is_booked() -> None:
    issued.when(NoteTaxBooked(TRANSACTION)).then(taxes.booked)


def test_it_is_booked_once() -> None:
    booked.when(NoteTaxBooked("tax_9")).then()


def test_what_is_not_issued_is_not_booked() -> None:
    prepared.when(NoteTaxBooked(TRANSACTION)).then_refused("not-issued")


def test_what_a_credit_note_takes_back_is_taken_back_there() -> None:
    credited.when(NoteTaxTakenBack(CREDIT_NOTE, REVERSAL)).then(taxes.taken_back)


def test_it_is_taken_back_once() -> None:
    credited.given(taxes.taken_back).when(NoteTaxTakenBack(CREDIT_NOTE, "tax_9")).then()


def test_without_a_credit_note_nothing_is_taken_back() -> None:
    booked.when(NoteTaxTakenBack(CREDIT_NOTE, REVERSAL)).then_refused("credit-note-unknown")


def test_what_is_written_off_is_taken_back_there_and_booked_again_once_it_is_paid() -> None:
    gone = TaxTakenBack(INVOICE, write_off_of(INVOICE), REVERSAL)
    written_off = booked.given(given.written_off)
    written_off.when(NoteTaxTakenBack(write_off_of(INVOICE), REVERSAL)).then(gone)
    written_off.given(gone).when(NoteTaxBooked("tax_3")).then()
    paid = written_off.given(gone, given.write_off_reversed, given.paid)
    again = replace(taxes.booked, transaction="tax_3")
    paid.when(NoteTaxBooked("tax_3")).then(again)
    paid.given(again).when(NoteTaxBooked("tax_3")).then()


def test_what_is_lost_in_a_dispute_is_taken_back_there_once() -> None:
    gone = TaxTakenBack(INVOICE, lost_in(INVOICE, "dp_1"), REVERSAL)
    take_back = NoteTaxTakenBack(lost_in(INVOICE, "dp_1"), REVERSAL)
    disputed = booked.given(given.paid, given.disputed)
    disputed.given(given.lost).when(take_back).then(gone)
    disputed.given(given.lost, gone).when(take_back).then()
    disputed.given(given.won).when(take_back).then_refused("credit-note-unknown")


def test_a_calculation_that_is_kept_no_more_is_made_anew_once() -> None:
    anew = TaxCalculated(INVOICE, "taxcalc_2")
    booked.when(NoteTaxCalculated("taxcalc_2")).then(anew)
    booked.given(anew).when(NoteTaxCalculated("taxcalc_3")).then()
    story.given(given.prepared, given.issued).when(NoteTaxCalculated("taxcalc_2")).then()


def test_nobody_notes_it_by_hand() -> None:
    issued.by(finn).when(NoteTaxBooked(TRANSACTION)).then_refused("follows-the-charge")
