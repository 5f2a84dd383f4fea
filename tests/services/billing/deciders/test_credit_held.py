"""A payment in advance that its bank disputes: it is held, whatever comes first, and freed or taken."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.credit import ReturnCredit, SpendCredit, TopUp, WithdrawCredit, credit
from services.billing.deciders.credit_held import FreeCredit, HoldCredit
from services.billing.deciders.credit_state import Credit
from services.billing.deciders.invoice import CloseDispute, OpenDispute, invoice
from services.billing.events import CreditWithdrawn
from services.billing.policies.credit import after_top_up, beside
from tests.controls import credit as given
from tests.controls import invoices
from tests.controls.credit import DISPUTE, TOP_UP
from tests.controls.invoices import ADA, CREDIT_NOTE, DAY, INVOICE, usd
from tests.services.billing.deciders.test_invoice_to_the_cent import state

ours = acting("policy:payments")
hold = HoldCredit(TOP_UP, DISPUTE, ADA, usd(10000))
free = FreeCredit(TOP_UP, DISPUTE, ADA)
lose = WithdrawCredit(TOP_UP, "dispute-lost", usd(10000), DISPUTE)
gone = CreditWithdrawn(TOP_UP, ADA, usd(10000), True, usd(0), "dispute-lost", DAY, ours.actor)
both = Scenario(credit, ours).given(given.topped_up, given.granted)
disputed = both.given(given.held)
spent = both.given(given.spent)  # all that was granted, and 38.31 of what was paid


def stands(state: Credit) -> tuple[int, int]:
    return state.usable(DAY), state.held()


def test_what_is_disputed_pays_for_nothing() -> None:
    both.when(hold).then(given.held)
    assert stands(disputed.state) == (2000, 10000)
    disputed.when(SpendCredit("another", ADA, usd(2001))).then_refused("credit-spent")
    disputed.when(hold).then()
    disputed.by(acting(ADA)).when(free).then_refused("store-only")


def test_a_part_that_is_disputed_leaves_the_rest() -> None:
    assert stands(both.given(replace(given.held, claimed=usd(3000), amount=usd(3000))).state) == (9000, 3000)


def test_won_it_is_free_again_once() -> None:
    disputed.when(free).then(given.freed)
    assert stands(disputed.given(given.freed).state) == (12000, 0)
    disputed.given(given.freed).when(free).then()


def test_lost_it_is_taken_back() -> None:
    disputed.when(lose).then(given.freed, gone)
    assert stands(disputed.given(given.freed, gone).state) == (2000, 0)


def test_a_dispute_that_is_heard_of_before_its_payment_holds_it() -> None:
    early = Scenario(credit, ours).given(given.ordered).when(hold)
    early.then(replace(given.held, amount=usd(0)))
    heard = Scenario(credit, ours).given(given.ordered, *early.events)
    heard.when(TopUp(TOP_UP, ADA, usd(10000))).then(given.topped_up, given.held)
    heard.when(free).then(replace(given.freed, amount=usd(0)))
    heard.given(replace(given.freed, amount=usd(0))).when(TopUp(TOP_UP, ADA, usd(10000))).then(given.topped_up)


def test_what_was_spent_is_held_as_it_comes_back() -> None:
    there = replace(given.held, amount=usd(10000 - 3831))
    spent.when(hold).then(there)
    back = ReturnCredit(INVOICE, CREDIT_NOTE, usd(4000), refunded=True)
    came = replace(given.held, amount=usd(3831))
    spent.given(there).when(back).then(given.returned, came)
    whole = spent.given(there, given.returned, came)
    assert stands(whole.state) == (169, 10000)
    whole.when(free).then(given.freed)


def test_what_was_spent_of_what_is_lost_is_missing() -> None:
    there = replace(given.held, amount=usd(10000 - 3831))
    freed = replace(given.freed, amount=usd(10000 - 3831))
    spent.given(there).when(lose).then(freed, replace(gone, amount=usd(10000 - 3831), missing=usd(3831)))


def test_what_one_dispute_leaves_is_held_for_the_other() -> None:
    """Who was charged twice may dispute both payments: one of them alone is credit."""
    other = replace(given.held, dispute="dp_2", amount=usd(0))
    twice = disputed.given(other)
    twice.when(free).then(given.freed, replace(other, amount=usd(10000)))
    twice.when(lose).then(given.freed, gone)


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_holds_of_credit_what_is_of_its_invoice(won: bool) -> None:
    bill = replace(invoices.prepared, invoice=TOP_UP, subscription="", publisher="")
    paid = Scenario(invoice, ours).given(bill, replace(invoices.issued, publisher=""), invoices.paid)
    opened = paid.when(OpenDispute(DISPUTE, usd(9000), usd(1500), "fraudulent", None))
    story = paid.given(*opened.events)
    (held,) = beside(state(story), opened.events)
    assert held[2] == HoldCredit(TOP_UP, DISPUTE, ADA, usd(5831))
    closed = story.when(CloseDispute(DISPUTE, won)).events
    freed = [command for _, _, command in beside(state(story), closed)]
    taken = after_top_up(closed[0])
    assert freed == ([free] if won else [])
    assert (taken and taken[1]) == (None if won else replace(lose, amount=usd(5831)))
