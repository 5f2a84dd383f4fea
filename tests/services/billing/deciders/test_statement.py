"""A publisher's month as it was issued, and its money on the way."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.statement import (
    IssueStatement,
    NotePayout,
    NotePayoutFailed,
    RecordPayout,
    RequestPayout,
    statement,
)
from services.billing.events import PayoutSent, Sums
from tests.controls import payees as controls
from tests.controls.payees import ACCOUNT, STATEMENT, usd
from vocabulary.money import Money

sums = Sums(usd(10_000), usd(2_000), usd(0), usd(1_000), usd(100), usd(1_900), usd(5_250))
issue = IssueStatement("acme", "2026-01", sums, usd(-250), 120, 34)
day = controls.statement_issued.on
none = Scenario(statement, acting("policy:billing")).on(day)
issued = none.given(controls.statement_issued)
requested = issued.given(controls.payout_requested)
by_bank = issued.given(controls.payout_by_transfer).by(acting("fay", "finance"))
failed = requested.given(controls.payout_failed)
sent = requested.given(controls.payout_sent)
below_zero = none.given(replace(controls.statement_issued, due=usd(-1)))
finance, publisher = acting("fay", "finance"), acting("ada", "acme:owner")
again = RequestPayout("stripe", ACCOUNT)


def test_a_month_is_issued_with_what_the_store_keeps_of_it() -> None:
    none.when(issue).then(controls.statement_issued)


def test_a_month_is_issued_once() -> None:
    issued.when(replace(issue, sums=replace(sums, sales=usd(99_000)))).then()


def test_publishers_issue_no_statements() -> None:
    none.by(publisher).when(issue).then_refused("staff-only")


def test_currencies_are_not_added_to_each_other() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        none.when(replace(issue, carried=Money(-250, "EUR")))


def test_its_money_is_asked_for() -> None:
    issued.when(again).then(controls.payout_requested)


def test_its_money_is_asked_for_once() -> None:
    requested.when(again).then()
    sent.when(again).then()


def test_what_is_below_zero_is_not_paid_out() -> None:
    below_zero.when(again).then()


def test_publishers_do_not_ask_for_it_themselves() -> None:
    issued.by(publisher).when(again).then_refused("staff-only")


def test_it_was_sent() -> None:
    requested.when(NotePayout(1, "tr_1")).then(controls.payout_sent)


def test_it_is_sent_once() -> None:
    sent.when(NotePayout(1, "tr_1")).then()


def test_it_could_not_be_sent() -> None:
    requested.when(NotePayoutFailed(1, "account_closed")).then(controls.payout_failed)


def test_what_was_sent_did_not_fail() -> None:
    sent.when(NotePayoutFailed(1, "account_closed")).then()


def test_what_failed_waits_for_finance() -> None:
    failed.when(again).then()


def test_finance_tries_again_what_failed() -> None:
    failed.by(finance).when(again).then(replace(controls.payout_requested, attempt=2))


def test_an_answer_to_the_attempt_before_counts_no_more() -> None:
    second = failed.given(replace(controls.payout_requested, attempt=2))
    second.when(NotePayoutFailed(1, "account_closed")).then()


@pytest.mark.parametrize("command", [NotePayout(1, "tr_1"), NotePayoutFailed(1, "x")])
def test_publishers_do_not_say_how_it_went(command: NotePayout | NotePayoutFailed) -> None:
    requested.by(publisher).when(command).then_refused("staff-only")


def test_finance_records_a_bank_transfer() -> None:
    by_bank.when(RecordPayout(" SEPA 77 ")).then(PayoutSent(STATEMENT, "acme", usd(5_000), "transfer", "SEPA 77", day))


def test_what_the_company_could_not_send_goes_by_bank() -> None:
    recorded = PayoutSent(STATEMENT, "acme", usd(5_000), "transfer", "SEPA 78", day)
    failed.by(finance).when(RecordPayout("SEPA 78")).then(recorded)


def test_a_transfer_is_recorded_once() -> None:
    by_transfer = requested.given(replace(controls.payout_sent, processor="transfer", reference="SEPA 77"))
    by_transfer.by(finance).when(RecordPayout(" SEPA 77")).then()


@pytest.mark.parametrize("reference", ["SEPA 77", "tr_2"])
def test_what_was_sent_already_is_not_told_as_recorded_again(reference: str) -> None:
    sent.by(finance).when(RecordPayout(reference)).then_refused("sent-already")


def test_what_the_company_is_sending_is_not_sent_by_bank_as_well() -> None:
    requested.by(finance).when(RecordPayout("SEPA 77")).then_refused("payout-under-way")


def test_there_is_nothing_to_record_below_zero() -> None:
    below_zero.by(finance).when(RecordPayout("SEPA 77")).then_refused("nothing-to-pay-out")


@pytest.mark.parametrize("reference", ["", "  ", "x" * 201])
def test_a_transfer_has_a_reference(reference: str) -> None:
    by_bank.when(RecordPayout(reference)).then_refused("reference-missing")


def test_publishers_record_no_transfers() -> None:
    issued.by(publisher).when(RecordPayout("SEPA 77")).then_refused("staff-only")


def test_a_statement_that_is_not_there_is_missing() -> None:
    none.by(finance).when(RecordPayout("SEPA 77")).then_refused("no-such-statement")
