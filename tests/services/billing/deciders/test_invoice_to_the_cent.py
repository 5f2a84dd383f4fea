"""Invoices and credit to the cent and the day: what is owed, by when, and what goes back which way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders import rates, topping_up
from services.billing.deciders.credit import GrantCredit, OrderTopUp, ReturnCredit, SpendCredit, credit
from services.billing.deciders.invoice import (
    IssueCreditNote,
    Issued,
    IssueFromCredit,
    MarkOverdue,
    NoteDecline,
    PayInvoice,
    RecordPayment,
    RetryPayment,
    invoice,
)
from services.billing.deciders.subscribing import Payer
from services.billing.deciders.taxing import Buyer, Seller, taxes
from services.billing.events import CreditPart, CreditReturned, InvoicePaid, TaxTakenBack
from tests.controls import credit as of_credit
from tests.controls import invoices as given
from tests.controls.credit import GRANT, OVER, TOP_UP
from tests.controls.invoices import ADA, DAY, FINN, INVOICE, TOTAL, usd
from tests.services.billing.deciders.test_taxing import ada
from vocabulary.money import Money

finn, ours = acting(FINN, "finance"), acting("policy:billing")
owed = Scenario(invoice, ours).given(given.prepared, given.issued)
settled = owed.given(given.paid)
declined = owed.given(given.declined)
transfer = RecordPayment(TOTAL, "transfer", "line 3", usd(0))
empty = Scenario(credit, finn)
both = empty.given(of_credit.topped_up, of_credit.granted).by(ours)
spent = both.given(of_credit.spent)
in_part = owed.given(of_credit.applied)


Story = Scenario[Any, Any, Any]


def state(story: Story) -> Issued:
    assert isinstance(story.state, Issued)
    return story.state


# -- how it stands


@pytest.mark.parametrize(
    ("stands", "told"),
    [
        (owed, "open"),
        (owed.given(given.overdue), "overdue"),
        (declined, "declined"),
        (declined.given(given.overdue), "declined"),
        (owed.given(given.action_needed), "action_needed"),
        (owed.given(given.unknown), "unknown"),
        (settled, "paid"),
        (declined.given(given.paid), "paid"),
        (declined.given(given.written_off), "written_off"),
        (declined.given(given.written_off, given.write_off_reversed, given.paid), "paid"),
        (settled.given(given.credited), "credited"),
        (owed.given(given.never_paid), "credited"),
    ],
)
def test_it_stands_as_it_is(stands: Story, told: str) -> None:
    assert state(stands).state == told


def test_of_what_was_given_up_nothing_is_asked_for() -> None:
    given_up = declined.given(given.written_off)
    assert state(given_up).owed == usd(0)
    given_up.by(acting(ADA)).when(PayInvoice()).then_refused("nothing-owed")
    for command in (RetryPayment(2), MarkOverdue(), NoteDecline(1, "card_declined", "pi_1")):
        given_up.when(command).then()


# -- money that comes


@pytest.mark.parametrize(("day", "code"), [(14, "day-invalid"), (15, ""), (18, ""), (19, "day-invalid")])
def test_a_transfer_came_between_its_issue_and_today(day: int, code: str) -> None:
    outcome = owed.by(finn).on(date(2026, 1, 18)).when(replace(transfer, on=date(2026, 1, day)))
    assert (outcome.refused.code if outcome.refused else "") == code
    assert [event.on.day for event in outcome.events if isinstance(event, InvoicePaid)] == ([] if code else [day])


def test_what_came_too_much_came_on_the_same_day() -> None:
    on = date(2026, 1, 16)
    events = owed.by(finn).on(date(2026, 1, 18)).when(replace(transfer, amount=usd(6000), on=on)).events
    assert [event.on for event in events] == [on, on]


def test_what_comes_for_what_is_credited_and_given_up_goes_back_as_a_whole() -> None:
    """Nothing is owed of it again by that."""
    gone = declined.given(given.written_off, given.never_paid)
    (event,) = gone.when(replace(transfer, amount=usd(100))).events
    assert event == replace(given.overpaid, **{**vars(event), "amount": usd(100)})


# -- what credit pays, and what goes back


def test_what_credit_paid_alone_comes_back_as_credit_and_no_money_goes_back() -> None:
    whole = replace(of_credit.applied, amount=TOTAL)
    covered = replace(given.paid, amount=usd(0), method="credit", reference=f"credit-{INVOICE}", fee=usd(0))
    paid = owed.given(whole, covered).by(finn)
    note = paid.when(IssueCreditNote("C1", usd(1000), "late"))
    then = state(paid.given(*note.events))
    assert (dict(then.refunds), [*then.restored.values()]) == ({}, [usd(1000)])
    assert (then.from_credit, then.rest) == (usd(4831), usd(0))
    assert len(note.events) == 2, "it is paid already"


def test_credit_notes_that_follow_give_back_what_is_left_of_the_credit() -> None:
    paid = in_part.given(replace(given.paid, amount=usd(3831))).by(finn)
    first = paid.when(IssueCreditNote("C1", usd(4831), "late"))
    second = paid.given(*first.events).by(replace(finn, command_id="second")).when(IssueCreditNote("C2", None, "late"))
    then = state(paid.given(*first.events, *second.events))
    assert [each.amount for each in then.restored.values()] == [1000, 1000]
    assert (then.from_credit, then.left, then.rest) == (usd(0), usd(0), usd(0))


def test_what_was_not_paid_when_it_was_credited_is_not_sent_back_once_the_rest_is() -> None:
    credited = owed.given(replace(given.never_paid, total=usd(831)), replace(given.paid, amount=usd(5000)))
    assert dict(state(credited).refunds) == {}


def test_credit_is_spent_to_the_last_cent() -> None:
    assert both.when(SpendCredit(INVOICE, ADA, usd(12000))).refused is None
    both.when(SpendCredit(INVOICE, ADA, usd(0))).then_refused("credit-spent")
    both.when(SpendCredit(INVOICE, ADA, usd(12001))).then_refused("credit-spent")


def test_all_that_was_spent_can_come_back() -> None:
    (back,) = spent.when(ReturnCredit(INVOICE, "a note", usd(5831), refunded=True)).events
    assert isinstance(back, CreditReturned)
    assert back.parts == (CreditPart(TOP_UP, usd(3831)), CreditPart(GRANT, usd(2000)))


def test_a_grant_can_be_spent_until_the_day_on_which_it_is_over() -> None:
    assert both.on(OVER - timedelta(days=1)).when(SpendCredit(INVOICE, ADA, usd(12000))).refused is None
    both.on(OVER).when(SpendCredit(INVOICE, ADA, usd(10001))).then_refused("credit-spent")


def test_what_is_granted_for_good_is_spent_after_what_runs_out() -> None:
    for_good = replace(of_credit.granted, credit="for-good", expires=None, amount=usd(500))
    three = empty.given(of_credit.topped_up, for_good, of_credit.granted).by(ours)
    (event,) = three.when(SpendCredit(INVOICE, ADA, usd(2600))).events
    assert event.parts == (CreditPart(GRANT, usd(2000)), CreditPart("for-good", usd(500)), CreditPart(TOP_UP, usd(100)))
    assert three.on(date(2040, 1, 1)).state.usable(date(2040, 1, 1)) == 10500
    assert empty.when(GrantCredit(ADA, usd(500), "sorry", None)).refused is None


@pytest.mark.parametrize("amount", [usd(0), usd(-100), Money(100, "XXQ")])
def test_nobody_pays_nothing_in_advance(amount: Money) -> None:
    order = OrderTopUp(ADA, amount, "card", Payer(details=True, card=True))
    assert empty.by(acting(ADA)).when(order).refused is not None


# -- a payment in advance


@pytest.mark.parametrize(("payment", "due"), [("card", DAY), ("invoice", date(2026, 1, 29))])
def test_a_payment_in_advance_is_due_as_any_other_and_bears_no_tax(payment: str, due: date) -> None:
    known = replace(ada, tax_id="DE136695976")
    bill = topping_up.bill(replace(of_credit.ordered, payment=payment), known, 14)
    assert (bill.due, bill.total, bill.tax, bill.publisher_share) == (due, usd(10000), usd(0), usd(0))
    assert (bill.name, bill.address, bill.email) == (ada.name, ada.address, ada.email)
    assert (bill.country, bill.tax_id) == ("DE", "DE136695976")


def test_a_payment_in_advance_of_somebody_erased_names_nobody() -> None:
    bill = topping_up.bill(of_credit.ordered, None, 14)
    assert (bill.name, bill.address, bill.email, bill.tax_id, bill.country) == ("", "", "", "", "")


# -- taxes


def test_where_the_operators_file_knows_no_rate_no_tax_is_made_up() -> None:
    table = rates.read(["country,percent,name,from", "DE,19,VAT,2021-01-01"])
    assert taxes(usd(4900), Seller("DE", table), Buyer("FR", is_business=False), DAY) == ()
    assert taxes(usd(4900), Seller("DE", table), Buyer("DE", is_business=False), date(2020, 12, 31)) == ()


def test_a_store_outside_the_union_taxes_at_home_alone() -> None:
    swiss = Seller("CH", rates.STANDARD)
    (line,) = taxes(usd(4900), swiss, Buyer("CH", is_business=True), DAY)
    assert (line.percent, line.amount) == ("8.1", usd(397))
    assert taxes(usd(4900), swiss, Buyer("DE", is_business=False), DAY) == ()


def test_of_no_balance_nothing_is_spent() -> None:
    made_out = Scenario(invoice, ours).given(given.prepared)
    made_out.when(IssueFromCredit("store", "2026-000001", usd(0))).then(given.issued)


def test_what_credit_paid_of_what_is_booked_again_was_never_written_off() -> None:
    assert state(owed).tax_never_written_off == usd(0)
    restored = replace(of_credit.restored, amount=usd(500))
    back = in_part.given(given.never_paid, restored)
    assert state(back).tax_never_written_off == usd(2000)
    assert state(back.given(TaxTakenBack(INVOICE, restored.credit_note, "tax_2"))).tax_never_written_off == usd(1500)
