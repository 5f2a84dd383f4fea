"""What a publisher's months and sales show after what happened, and that the books say the same."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.testing import project
from services.billing.events import MonthClosed
from services.billing.projections import ledger, sales
from tests.controls import invoices as controls
from tests.controls.billing import listing_year
from tests.controls.invoices import usd
from vocabulary.money import Money

EVERYTHING = (controls.prepared, controls.issued, controls.credited, controls.written_off, controls.lost)
PAIRS = [
    (type(event).__name__, event) for event in (*EVERYTHING, controls.write_off_reversed, controls.won, listing_year)
]
MOVED = (
    controls.issued,
    controls.credited,
    controls.written_off,
    controls.write_off_reversed,
    controls.lost,
    listing_year,
)
NOVEMBER = date(2026, 11, 3)


def after(*events: Any) -> Any:
    return project([sales.projection, ledger.projection], [(f"invoice-{id(event)}", event) for event in events])


def month(db: Any, name: str = "2026-01") -> Any:
    (sums,) = sales.sums_of(db, "acme", name)
    return sums


def test_a_sale_counts_in_the_month_of_its_invoice() -> None:
    with after(controls.prepared, controls.issued) as db:
        sums = month(db)
    assert (sums.sales, sums.tax, sums.due) == (usd(4900), usd(931), usd(3675))


def test_a_credit_note_takes_sale_tax_and_share_back() -> None:
    with after(controls.issued, controls.credited) as db:
        sums = month(db)
    assert (sums.sales, sums.refunds, sums.tax, sums.due) == (usd(4900), usd(4900), usd(0), usd(0))


def test_a_dispute_that_is_won_takes_nothing() -> None:
    with after(controls.issued, controls.won) as db:
        assert (month(db).disputes, month(db).due) == (usd(0), usd(3675))


def test_a_dispute_that_is_lost_is_borne_by_both() -> None:
    with after(controls.issued, controls.lost) as db:
        assert (month(db).disputes, month(db).due) == (usd(4900), usd(0))


def test_what_was_given_up_and_is_paid_after_all_counts_again() -> None:
    with after(controls.issued, controls.written_off, controls.write_off_reversed) as db:
        assert (month(db).written_off, month(db).due) == (usd(0), usd(3675))


def test_a_listing_fee_is_taken_from_what_is_due() -> None:
    with after(controls.issued, listing_year) as db:
        sums = month(db)
        by_plan = dict(sales.of_days(db, "acme", date(2026, 1, 15), date(2026, 1, 15), "plan"))
    assert by_plan["acme/db"].due == usd(-9900)
    assert (sums.sales, sums.listing_fees, sums.due) == (usd(4900), usd(9900), usd(3675 - 9900))
    assert sums.store_share == usd(4900 - 3675)


def test_a_year_is_paid_for_once_whatever_is_replayed() -> None:
    with after(listing_year, listing_year) as db:
        assert month(db).listing_fees == usd(9900)


def test_a_year_for_nothing_moves_nothing() -> None:
    with after(replace(listing_year, fee=None)) as db:
        assert (sales.sums_of(db, "acme", "2026-01"), _owed(db)) == ([], 0)


def test_currencies_are_counted_each_by_itself() -> None:
    euro = {name: Money(100, "EUR") for name in ("net", "tax", "total", "publisher_share")}
    with after(controls.issued, replace(controls.issued, invoice="another", **euro)) as db:
        assert [sums.sales for sums in sales.sums_of(db, "acme", "2026-01")] == [Money(100, "EUR"), usd(4900)]


def test_what_is_booked_after_a_month_is_closed_counts_in_the_next() -> None:
    with after(MonthClosed("acme", "2026-01"), controls.issued) as db:
        assert sales.sums_of(db, "acme", "2026-01") == []
        assert month(db, "2026-02").sales == usd(4900)


def test_a_closed_month_moves_nothing_that_is_later_anyway() -> None:
    with after(MonthClosed("acme", "2026-01"), replace(controls.issued, on=NOVEMBER)) as db:
        assert month(db, "2026-11").sales == usd(4900)


def test_another_publishers_month_is_closed_by_itself() -> None:
    with after(MonthClosed("bobs", "2026-01"), controls.issued) as db:
        assert month(db).sales == usd(4900)


def test_sales_are_told_by_plan_and_by_day() -> None:
    with after(controls.prepared, controls.issued) as db:
        first, last = date(2026, 1, 1), date(2026, 1, 31)
        told = {by: sales.of_days(db, "acme", first, last, by)[0][0] for by in ("plan", "day", "month")}
    assert told == {"plan": "acme/db/team", "day": "2026-01-15", "month": "2026-01"}


def test_days_that_were_not_asked_for_do_not_count() -> None:
    with after(controls.issued) as db:
        assert sales.of_days(db, "acme", date(2026, 1, 16), date(2026, 1, 31), "day") == []


@pytest.mark.parametrize(("name", "event"), PAIRS, ids=[name for name, _ in PAIRS])
def test_what_is_due_is_what_the_books_owe(name: str, event: Any) -> None:
    """Each movement by itself, in a month that is open and in one that is closed."""
    with after(MonthClosed("acme", "2025-12"), event) as db:
        assert sum(sums.due.amount for sums in sales.sums_of(db, "acme", "2026-01")) == _owed(db)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(MOVED), st.integers(1, 3)), max_size=12), st.integers(0, 12))
def test_each_movement_stands_on_one_statement_whatever_comes_late(moved: list[tuple[Any, int]], over: int) -> None:
    """January is closed somewhere in between: what it says then stays, and all months say what the books owe."""
    happened = [(f"e-{at}", _another(event, at, date(2026, month, 7))) for at, (event, month) in enumerate(moved)]
    closed = [*happened[:over], ("payee-acme", MonthClosed("acme", "2026-01"))]
    with project([sales.projection], closed) as db:
        january = sales.sums_of(db, "acme", "2026-01")
    with project([sales.projection, ledger.projection], [*closed, *happened[over:]]) as db:
        assert sales.sums_of(db, "acme", "2026-01") == january
        sums = [each for month in (1, 2, 3) for each in sales.sums_of(db, "acme", f"2026-{month:02}")]
        assert sum(each.due.amount for each in sums) == _owed(db)


def _another(event: Any, number: int, day: date) -> Any:
    """The same again, of an invoice of its own."""
    named = {"credit_note": f"c-{number}"} if hasattr(event, "credit_note") else {}
    named |= {"dispute": f"d-{number}"} if hasattr(event, "dispute") else {}
    named |= {"invoice": f"i-{number}"} if hasattr(event, "invoice") else {"product": f"p-{number}"}
    return replace(event, on=day, **named)


def _owed(db: Any) -> int:
    balances = {row["account"]: -int(row["amount"]) for row in ledger.trial_balance(db)}
    return balances.get("publisher:acme", 0)


def test_a_publisher_sees_its_own_sales_alone() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    with after(controls.issued, replace(controls.issued, invoice="another", publisher="bobs", net=usd(100))) as db:
        assert month(db).sales == usd(4900)
        assert [sums.sales for _, sums in sales.of_days(db, "acme", first, last, "month")] == [usd(4900)]
        assert [row["publisher"] for row in sales.each_of_days(db, "acme", first, last)] == ["acme"]


def test_a_payment_in_advance_is_nobodys_sale() -> None:
    with after(replace(controls.issued, publisher="", publisher_share=usd(0))) as db:
        assert sales.sums_of(db, "", "2026-01") == []
