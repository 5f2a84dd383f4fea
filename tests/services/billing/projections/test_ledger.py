"""The books balance, whatever happens: every entry sums to nothing in each currency."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventlog.decider import Context
from eventlog.refusal import Refused
from eventlog.testing import MIDDAY, acting, project
from services.billing.deciders import topping_up
from services.billing.deciders.credit import GrantCredit, credit
from services.billing.deciders.credit_state import Credit
from services.billing.deciders.invoice import (
    CloseDispute,
    IssueCreditNote,
    Issued,
    IssueFromCredit,
    IssueInvoice,
    NoteDecline,
    NoteRefund,
    NoteRefundFailed,
    OpenDispute,
    PrepareInvoice,
    RecordPayment,
    TakeBackTransfer,
    WriteOff,
    invoice,
)
from services.billing.deciders.invoicing import Sale, Terms, bill
from services.billing.deciders.taxing import Seller
from services.billing.events import Charge, Line, PayoutFailed, PayoutSent, TopUpOrdered
from services.billing.policies import credit as policies
from services.billing.projections import ledger
from tests.controls import credit as prepaid
from tests.controls import invoices as control
from tests.controls import subscriptions
from tests.controls.billing import listing_year
from tests.controls.invoices import DAY, TOTAL, usd
from tests.services.billing.deciders.test_taxing import ada, german
from vocabulary.money import Money

ours = acting("policy:billing", "finance")
STREAM = f"invoice-{control.INVOICE}"
FROM_CREDIT = "issued, and paid from credit as far as there is any"
CURRENCIES = st.sampled_from(["USD", "JPY"])


def books(*events: Any) -> dict[str, int]:
    with project([ledger.projection], [(STREAM, event) for event in events]) as db:
        return {row["account"]: row["amount"] for row in ledger.trial_balance(db) if row["amount"]}


def test_what_is_sold_is_owed_and_divided() -> None:
    assert books(control.issued) == {"receivable": 5831, "tax": -931, "publisher:acme": -3675, "store-share": -1225}


def test_what_is_paid_is_there_but_for_the_fee() -> None:
    paid = books(control.issued, control.paid)
    assert (paid["cash"], paid["processor-fee"], "receivable" in paid) == (5632, 199, False)


def test_what_is_taken_back_was_never_sold() -> None:
    assert books(control.issued, control.never_paid) == {}


def test_what_was_paid_and_is_taken_back_goes_back() -> None:
    assert books(control.issued, control.paid, control.credited)["refunds-due"] == -5831
    after = books(control.issued, control.paid, control.credited, control.refunded)
    assert after == {"cash": -199, "processor-fee": 199}


def test_a_refund_that_comes_back_is_due_again() -> None:
    came_back = replace(control.refund_failed, was_sent=True)
    before = books(control.issued, control.paid, control.credited)
    assert books(control.issued, control.paid, control.credited, control.refunded, came_back) == before


def test_what_is_given_up_is_borne_by_store_and_publisher() -> None:
    assert books(control.issued, control.written_off) == {"store-share": -1225, "bad-debt": 1225}


def test_what_is_paid_after_all_was_never_given_up() -> None:
    given_up = books(control.issued, control.written_off, control.write_off_reversed, control.paid)
    assert given_up == books(control.issued, control.paid)


def test_of_a_transfer_that_is_taken_back_nothing_is_left_in_the_books() -> None:
    assert books(control.issued, control.by_transfer, control.transfer_taken_back) == books(control.issued)
    twice = replace(control.overpaid, method="transfer", fee=usd(0), amount=usd(169))
    both = replace(control.transfer_taken_back, overpayment=twice.overpayment, too_much=usd(169))
    assert books(control.issued, control.by_transfer, twice, both) == books(control.issued)


def test_a_dispute_takes_the_money_until_it_is_won() -> None:
    opened = books(control.issued, control.paid, control.disputed)
    assert (opened["disputes"], opened["cash"], opened["processor-fee"]) == (5831, -1699, 1699)
    assert books(control.issued, control.paid, control.disputed, control.won)["cash"] == 4132


def test_a_dispute_that_is_lost_is_borne_by_store_and_publisher() -> None:
    after = books(control.issued, control.paid, control.disputed, control.lost)
    assert after == {"cash": -1699, "processor-fee": 1699, "store-share": -1225, "bad-debt": 1225}


def test_of_a_lost_dispute_the_store_bears_what_was_refunded_before() -> None:
    rest = replace(control.lost, net=usd(4060), tax=usd(771), publisher_share=usd(3045))
    assert books(control.disputed, rest)["bad-debt"] == 4060 - 3045 + 1000


def test_a_payout_pays_what_is_due_and_a_failed_one_does_not() -> None:
    sent = PayoutSent("s", "acme", usd(3675), "stripe", "tr_1", DAY)
    failed = PayoutFailed("s", "acme", usd(3675), "account closed")
    assert "publisher:acme" not in books(control.issued, sent)
    assert books(control.issued, sent, failed) == books(control.issued)
    assert books(control.issued, failed) == books(control.issued)


def test_a_year_on_the_shelves_is_taken_from_what_the_publisher_is_owed() -> None:
    after = books(control.issued, listing_year)
    assert (after["publisher:acme"], after["listing-fees"]) == (9900 - 3675, -9900)


def test_a_fee_in_another_currency_balances_as_well() -> None:
    paid = replace(control.paid, fee=Money(180, "EUR"))
    with project([ledger.projection], [(STREAM, control.issued), (STREAM, paid)]) as db:
        assert off_balance(db) == {"USD": 0, "EUR": 0}


def test_entries_of_an_account_are_paged_without_a_gap() -> None:
    events = [(STREAM, control.issued)] * 5
    with project([ledger.projection], events) as db:
        first, total = ledger.of_account(db, "tax", 0, 3)
        rest, _ = ledger.of_account(db, "tax", first[-1]["place"], 3)
    assert (len(first), len(rest), total) == (3, 2, 5)


def off_balance(db: Any) -> dict[str, int]:
    found = db.execute(select(ledger.entries.c.currency, func.sum(ledger.entries.c.amount)).group_by("currency"))
    return dict(found.tuples().all())


def money(currency: str, top: int = 7_000) -> st.SearchStrategy[Money]:
    return st.integers(1, top).map(lambda amount: Money(amount, currency))


def moves(currency: str) -> st.SearchStrategy[Any]:
    """Commands as finance and the payment company may give them, in any order, also where they make no sense."""
    ids = st.sampled_from(["note-0", "note-1", "over-0", "over-1", "over-2"])
    numbers = st.integers(1, 2)
    reference, line = numbers.map("pi_{}".format), numbers.map("line {}".format)
    return st.one_of(
        st.builds(RecordPayment, money(currency, 20_000), st.just("card"), reference, money(currency, 300)),
        st.builds(RecordPayment, money(currency, 20_000), st.just("transfer"), line, st.just(Money(0, currency))),
        st.builds(TakeBackTransfer, line, st.just("for another"), st.just(14)),
        st.builds(NoteDecline, numbers, st.just("card_declined"), reference),
        st.builds(
            IssueCreditNote, st.integers(1, 999).map("C{}".format), st.none() | money(currency), st.just("wrong")
        ),
        st.builds(NoteRefund, ids, st.just("card"), reference),
        st.builds(NoteRefundFailed, ids, st.just("card gone")),
        st.builds(WriteOff, st.just("bankrupt")),
        st.builds(OpenDispute, reference, money(currency), money(currency, 300), st.just("fraud"), st.none()),
        st.builds(CloseDispute, reference, st.booleans()),
    )


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """What the deciders make of any commands to some invoices, with their customer's credit beside them."""
    told: list[tuple[str, Any]] = []
    currency = draw(CURRENCIES)
    top_up, grant = draw(money(currency)), GrantCredit("ada", draw(money(currency)), "a gift", None)
    told += beside(told, [(credit, f"ada-{currency}", grant)] if draw(st.booleans()) else [])
    paid = RecordPayment(top_up, "card", "pi_0", Money(0, currency))
    ordered = TopUpOrdered("top-up", "ada", top_up, "card", DAY, "ada")
    commands = [PrepareInvoice(topping_up.bill(ordered, ada, 14)), IssueInvoice("store", currency), paid]
    told += decided("invoice-top-up", [*commands, *draw(st.lists(moves(currency), max_size=1))], told)
    for number in range(draw(st.integers(1, 3))):
        currency = draw(CURRENCIES)
        line = Line("plan", "Team", 1, draw(money(currency)))
        charge = Charge(
            f"invoice-{number}", (line,), DAY, date(2026, 2, 15), draw(st.sampled_from(["card", "invoice"]))
        )
        terms = Terms(Seller("DE", german.rates), draw(st.integers(0, 100)), 14)
        prepared = bill(charge, Sale("ada", "subscription", subscriptions.team), ada, terms, DAY)
        assert prepared is not None
        commands = [
            PrepareInvoice(prepared),
            draw(st.sampled_from([IssueInvoice("store", f"{number}"), FROM_CREDIT])),
            *draw(st.lists(moves(currency), min_size=3, max_size=10)),
        ]
        told += decided(f"invoice-{number}", commands, told)
    years = draw(st.lists(st.none() | CURRENCIES.flatmap(money), max_size=3))
    told += [(f"offering-{number}", replace(listing_year, fee=fee)) for number, fee in enumerate(years)]
    return told


def decided(stream: str, commands: list[Any], before: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """With what is decided on the credit beside it; what one of them refuses is refused to all, as in the log."""
    told: list[tuple[str, Any]] = []
    ids: dict[str, int] = defaultdict(int)
    for one in commands:
        command, history = one, [event for its, event in told if its == stream]
        state = invoice.fold(history)
        if command is FROM_CREDIT:
            total = state.bill.total  # type: ignore[union-attr]
            usable = held([*before, *told], f"ada-{total.currency}").usable(DAY)
            command = IssueFromCredit("store", stream, Money(usable, total.currency))
        try:
            events = invoice.decide(command, state, _by(ids))
            after = invoice.fold([*history, *events])
            further = list(policies.beside(after, events)) if isinstance(after, Issued) else []
            told += [*((stream, event) for event in events), *beside([*before, *told], further)]
        except Refused:
            continue
        for event in events if isinstance(after, Issued) and not after.bill.publisher else ():
            settled = policies.after_top_up(event)
            told += beside([*before, *told], [(credit, *settled)] if settled else [])
    return told


def beside(before: list[tuple[str, Any]], further: list[Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for decider, subject, command in further:
        events = decider.decide(command, held([*before, *found], subject), ours)
        found += [(decider.stream(subject), event) for event in events]
    return found


def held(told: list[tuple[str, Any]], subject: str) -> Credit:
    return credit.fold([event for its, event in told if its == credit.stream(subject)])


def _by(ids: dict[str, int]) -> Context:
    """Ids that the commands to come can guess."""

    class Guessable(Context):
        def new_id(self, what: str = "") -> str:
            short = {"credit-note": "note", "overpayment": "over"}[what]
            ids[short] += 1
            return f"{short}-{ids[short] - 1}"

    return Guessable("command", "policy:billing", MIDDAY, ours.roles)


@settings(max_examples=40, deadline=None)
@given(stories())
def test_whatever_happens_the_books_balance(told: list[tuple[str, Any]]) -> None:
    with project([ledger.projection], told) as db:
        assert {currency: amount for currency, amount in off_balance(db).items() if amount} == {}
        for row in ledger.trial_balance(db):
            mine = select(func.sum(ledger.entries.c.amount)).where(
                ledger.entries.c.account == row["account"], ledger.entries.c.currency == row["currency"]
            )
            assert db.scalar(mine) == row["amount"]


@settings(max_examples=40, deadline=None)
@given(stories())
def test_customers_owe_what_the_invoices_say(told: list[tuple[str, Any]]) -> None:
    owed: dict[str, int] = defaultdict(int)
    due: dict[str, int] = defaultdict(int)
    for stream in {stream for stream, _ in told if stream.startswith("invoice-")}:
        state = invoice.fold([event for its, event in told if its == stream])
        assert isinstance(state, Issued)
        owed[state.currency] += state.owed.amount
        due[state.currency] -= sum(each.amount.amount for each in state.refunds.values() if each.standing != "sent")
    with project([ledger.projection], told) as db:
        balance = {(row["account"], row["currency"]): row["amount"] for row in ledger.trial_balance(db)}
    for currency in ("USD", "JPY"):
        lots = held(told, f"ada-{currency}").lots.values()
        assert all(lot.left.amount >= 0 for lot in lots)
        assert balance.get(("customers-credit", currency), 0) == -sum(lot.left.amount + lot.held for lot in lots)
    for currency, amount in owed.items():
        assert balance.get(("receivable", currency), 0) == amount
        assert balance.get(("refunds-due", currency), 0) == due[currency]


@pytest.mark.parametrize(
    "event", [*control.EVERY_EVENT, *prepaid.EVERY_EVENT, listing_year], ids=lambda event: type(event).__name__
)
def test_each_movement_balances_by_itself(event: Any) -> None:
    with project([ledger.projection], [(STREAM, event)]) as db:
        assert set(off_balance(db).values()) <= {0}


def test_what_was_paid_in_advance_is_owed_in_goods_until_it_is_spent() -> None:
    ordered = replace(
        control.issued, publisher="", tax=usd(0), publisher_share=usd(0), total=usd(10000), net=usd(10000)
    )
    assert books(ordered) == {"receivable": 10000, "top-ups": -10000}
    paid = replace(control.paid, amount=usd(10000), fee=usd(0))
    assert books(ordered, paid, prepaid.topped_up) == {"cash": 10000, "customers-credit": -10000}
    note = replace(control.credited, publisher="", tax=usd(0), publisher_share=usd(0), total=usd(10000), net=usd(10000))
    back = books(ordered, paid, prepaid.topped_up, note, prepaid.paid_back)
    assert back == {"cash": 10000, "refunds-due": -10000}


def test_what_is_granted_is_borne_by_the_store_until_it_is_over() -> None:
    assert books(prepaid.granted) == {"goodwill": 2000, "customers-credit": -2000}
    assert books(prepaid.granted, prepaid.expired) == books(prepaid.granted, prepaid.withdrawn) == {}


def test_what_credit_paid_and_is_taken_back_is_credit_again() -> None:
    spent = books(control.issued, prepaid.topped_up, prepaid.granted, prepaid.spent)
    assert (spent["customers-credit"], "receivable" in spent) == (5831 - 12000, False)
    back = replace(prepaid.returned, amount=TOTAL)
    told = (control.issued, prepaid.topped_up, prepaid.granted, prepaid.spent, control.credited, back)
    assert books(*told) == books(prepaid.topped_up, prepaid.granted)


def test_what_is_paid_twice_is_due_to_the_customer() -> None:
    assert books(control.issued, control.paid, control.overpaid)["refunds-due"] == -TOTAL.amount


def test_a_lost_dispute_about_what_was_paid_in_advance_is_borne_by_the_store_alone() -> None:
    """The credit is withdrawn beside it, which gives back what is still there."""
    lost = replace(control.lost, publisher="", net=usd(5831), tax=usd(0), publisher_share=usd(0))
    assert books(replace(control.disputed, publisher=""), lost)["bad-debt"] == 5831
    withdrawn = replace(prepaid.withdrawn, credit=prepaid.TOP_UP, amount=usd(5831), was_paid=True)
    assert "bad-debt" not in books(prepaid.topped_up, replace(control.disputed, publisher=""), lost, withdrawn)


def test_a_payout_that_comes_back_twice_came_back_once() -> None:
    sent = PayoutSent("s", "acme", usd(3675), "stripe", "tr_1", DAY)
    failed = PayoutFailed("s", "acme", usd(3675), "account closed")
    assert books(control.issued, sent, failed, failed) == books(control.issued)
