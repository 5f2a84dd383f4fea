"""Credit: granted, paid in advance, spent on invoices, given back, over; and the invoices that it pays."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.credit import (
    ExpireCredit,
    GrantCredit,
    OrderTopUp,
    PayBackCredit,
    ReturnCredit,
    SpendCredit,
    TopUp,
    WithdrawCredit,
    credit,
)
from services.billing.deciders.invoice import (
    CloseDispute,
    IssueCreditNote,
    IssueFromCredit,
    PayInvoice,
    RecordPayment,
    invoice,
)
from services.billing.deciders.subscribing import Payer
from services.billing.events import CreditWithdrawn, DisputeClosed, InvoicePaid
from tests.controls import credit as given
from tests.controls import invoices
from tests.controls.credit import GRANT, OVER, REASON, TOP_UP
from tests.controls.invoices import ADA, CREDIT_NOTE, DAY, FINN, INVOICE, TOTAL, usd
from vocabulary.money import Money, nothing

finn = acting(FINN, "finance")
ours = acting("policy:billing")
grant = GrantCredit(ADA, usd(2000), f" {REASON} ", OVER)
order = OrderTopUp(ADA, usd(10000), "card", Payer(details=True, card=True))
spend = SpendCredit(INVOICE, ADA, TOTAL)
none = Scenario(credit, finn)
both = none.given(given.topped_up, given.granted).by(ours)
spent = both.given(given.spent)


def test_finance_grants_credit_with_a_reason() -> None:
    granted = replace(given.granted, credit=finn.new_id("credit"))
    none.when(grant).then(granted)
    none.given(granted).when(grant).then()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(grant, amount=usd(0)), "amount-invalid"),
        (replace(grant, amount=Money(100, "XXQ")), "currency-invalid"),
        (replace(grant, reason=" "), "explanation-missing"),
        (replace(grant, reason="x" * 2_001), "explanation-too-long"),
        (replace(grant, expires=DAY), "expiry-past"),
        (WithdrawCredit("another", REASON), "credit-unknown"),
        (WithdrawCredit(TOP_UP, REASON), "credit-was-paid"),
        (WithdrawCredit(GRANT, ""), "explanation-missing"),
    ],
)
def test_what_finance_cannot_do_is_refused(command: GrantCredit | WithdrawCredit, code: str) -> None:
    both.by(finn).when(command).then_refused(code)


@pytest.mark.parametrize("command", [grant, WithdrawCredit(GRANT, REASON), ReturnCredit(INVOICE, "n", TOTAL, True)])
def test_only_finance_gives_and_takes_credit(command: GrantCredit) -> None:
    both.by(acting(ADA)).when(command).then_refused("staff-only")


@pytest.mark.parametrize("command", [spend, TopUp(TOP_UP, ADA, TOTAL), ExpireCredit(GRANT)])
def test_nobody_spends_by_hand(command: SpendCredit) -> None:
    both.by(finn).when(command).then_refused("store-only")


def test_a_customer_pays_in_advance() -> None:
    ada = acting(ADA)
    ordered = replace(given.ordered, invoice=ada.new_id("invoice"))
    none.by(ada).when(order).then(ordered)
    none.by(ada).given(ordered).when(order).then()
    none.by(acting("bob")).when(order).then_refused("not-yours")
    none.by(ada).when(replace(order, payer=Payer(details=True))).then_refused("card-missing")
    none.by(ada).when(replace(order, payer=Payer(card=True))).then_refused("billing-details-missing")


def test_what_is_paid_in_advance_is_there_once() -> None:
    paid = TopUp(TOP_UP, ADA, usd(10000))
    none.by(ours).given(given.ordered).when(paid).then(given.topped_up)
    none.by(ours).given(given.ordered, given.topped_up).when(paid).then()


def test_what_runs_out_is_spent_first_and_each_invoice_once() -> None:
    both.when(spend).then(given.spent)
    spent.when(spend).then()
    assert spent.state.usable(DAY) == 12000 - 5831


def test_no_more_is_spent_than_is_there() -> None:
    both.when(replace(spend, amount=usd(12001))).then_refused("credit-spent")
    both.on(OVER).when(replace(spend, amount=usd(10001))).then_refused("credit-spent")


def test_a_credit_note_gives_back_what_was_spent_last_first() -> None:
    back = ReturnCredit(INVOICE, CREDIT_NOTE, usd(4000), refunded=True)
    spent.when(back).then(given.returned)
    spent.given(given.returned).when(back).then()
    assert spent.given(given.returned).state.usable(DAY) == 12000 - 1831
    more = replace(back, credit_note="another", amount=usd(1832))
    spent.given(given.returned).when(more).then_refused("credit-spent")


def test_what_comes_back_to_a_grant_that_is_over_is_over_too() -> None:
    returned = replace(given.returned, on=OVER)
    over = replace(given.expired, amount=usd(169))
    soon = spent.on(OVER).when(ReturnCredit(INVOICE, CREDIT_NOTE, usd(4000), refunded=True))
    soon.then(returned, over)
    assert spent.given(returned, over).state.usable(OVER) == 10000


def test_a_grant_is_over_on_its_day() -> None:
    both.on(OVER).when(ExpireCredit(GRANT)).then(given.expired)
    both.when(ExpireCredit(GRANT)).then()
    spent.on(OVER).when(ExpireCredit(GRANT)).then()


def test_only_what_was_not_spent_is_paid_back() -> None:
    back = PayBackCredit(TOP_UP, CREDIT_NOTE, usd(10000))
    both.by(finn).when(back).then(given.paid_back)
    both.given(given.paid_back).when(back).then()
    spent.when(back).then_refused("credit-spent")
    none.by(ours).when(back).then_refused("not-topped-up")


def test_a_grant_by_mistake_is_withdrawn_as_far_as_it_is_there() -> None:
    withdraw = WithdrawCredit(GRANT, "granted twice")
    both.by(finn).when(withdraw).then(given.withdrawn)
    spent.by(finn).when(withdraw).then()


def test_a_lost_dispute_takes_no_more_than_the_bank_did() -> None:
    gone = CreditWithdrawn(TOP_UP, ADA, usd(3000), True, usd(0), "dispute-lost", DAY, ours.actor)
    both.when(WithdrawCredit(TOP_UP, "dispute-lost", usd(3000))).then(gone)
    assert both.given(gone).state.usable(DAY) == 9000


def test_what_a_bank_took_back_after_it_was_spent_is_withdrawn_as_it_comes_back() -> None:
    lost = spent.when(WithdrawCredit(TOP_UP, "dispute-lost", usd(10000)))
    (gone,) = lost.events
    assert isinstance(gone, CreditWithdrawn)
    assert (gone.amount, gone.missing) == (usd(10000 - 3831), usd(3831))
    later = replace(gone, amount=usd(3831), missing=usd(0))
    back = ReturnCredit(INVOICE, CREDIT_NOTE, usd(4000), refunded=True)
    spent.given(gone).when(back).then(given.returned, later)
    assert spent.given(gone, given.returned, later).state.usable(DAY) == 169


# -- an invoice that it pays

issue = IssueFromCredit("store", "2026-000001", usd(2000))
made_out = Scenario(invoice, ours).given(invoices.prepared)
in_part = made_out.given(invoices.issued, given.applied)
rest = RecordPayment(usd(3831), "card", "pi_1", nothing("USD"))
covered = replace(invoices.paid, amount=usd(0), method="credit", reference=f"credit-{INVOICE}", fee=usd(0))


def test_credit_pays_its_part_and_the_rest_is_asked_for() -> None:
    made_out.when(issue).then(invoices.issued, given.applied)
    state = in_part.state
    assert (state.owed, state.from_credit) == (usd(3831), usd(2000))  # type: ignore[union-attr]


def test_an_invoice_that_credit_covers_is_paid_by_it() -> None:
    whole = replace(given.applied, amount=TOTAL)
    made_out.when(replace(issue, balance=usd(9000))).then(invoices.issued, whole, covered)
    paid = made_out.given(invoices.issued, whole, covered)
    paid.by(acting(ADA)).when(PayInvoice()).then_refused("nothing-owed")


def test_an_invoice_is_issued_once_whatever_the_balance_is_then() -> None:
    in_part.when(replace(issue, balance=usd(7000))).then()


def test_the_rest_is_what_is_charged() -> None:
    (paid,) = in_part.when(rest).events
    assert isinstance(paid, InvoicePaid)
    assert paid.amount == usd(3831)
    in_part.when(replace(rest, amount=usd(3830))).then_refused("amount-differs")


@pytest.mark.parametrize(("amount", "to_credit", "money"), [(3000, 0, 3000), (4831, 1000, 3831), (5831, 2000, 3831)])
def test_of_what_was_paid_money_goes_back_first(amount: int, to_credit: int, money: int) -> None:
    paid = in_part.given(replace(invoices.paid, amount=usd(3831))).by(finn)
    told = paid.when(IssueCreditNote("C1", usd(amount), "wrong"))
    assert told.refused is None
    state = paid.given(*told.events).state
    assert sum(each.amount.amount for each in state.refunds.values()) == money  # type: ignore[union-attr]
    assert sum(each.amount for each in state.restored.values()) == to_credit  # type: ignore[union-attr]


def test_of_what_was_not_paid_the_rest_is_owed_no_more_first() -> None:
    note = in_part.by(finn).when(IssueCreditNote("C1", usd(3831), "wrong"))
    state = in_part.given(*note.events).state
    assert (state.state, state.owed, state.from_credit) == ("paid", usd(0), usd(2000))  # type: ignore[union-attr]
    assert note.events[-1] == covered


def test_what_was_never_paid_but_from_credit_gives_it_back() -> None:
    note = in_part.by(finn).when(IssueCreditNote("C1", None, "never ran"))
    restored = replace(given.restored, credit_note=finn.new_id("credit-note"))
    assert note.events[1:] == [restored]


def test_a_bank_takes_back_no_more_than_money_has_paid() -> None:
    """Credit pays the rest: the publisher keeps its share of that, and the tax is still to be declared."""
    paid = in_part.given(replace(invoices.paid, amount=usd(3831)))
    note = paid.by(finn).when(IssueCreditNote("C1", usd(1000), "late"))
    disputed = paid.given(*note.events, replace(invoices.disputed, amount=usd(3831)))
    (closed,) = disputed.when(CloseDispute("dp_1", won=False)).events
    assert isinstance(closed, DisputeClosed)
    assert (closed.amount, closed.net + closed.tax) == (usd(3831), usd(2831))
