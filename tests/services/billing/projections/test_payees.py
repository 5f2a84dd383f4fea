"""Statements as they are carried on from one month to the next, each currency and publisher by itself."""

from dataclasses import replace

import pytest

from eventlog.testing import project
from services.billing.projections import payees
from tests.controls import payees as controls
from tests.controls.payees import usd
from vocabulary.money import Money

january = replace(controls.statement_issued, due=usd(-700))
december = replace(january, statement="before", month="2025-12", due=usd(-900))


def carried(month: str, currency: str, *statements: object) -> Money:
    with project([payees.projection], [(f"statement-{id(each)}", each) for each in statements]) as db:
        return payees.carried_on(db, "acme", currency, month)


def test_what_a_month_leaves_below_zero_is_taken_from_the_next() -> None:
    assert carried("2026-02", "USD", december, january) == usd(-700)
    assert carried("2026-04", "USD", january, december) == usd(-700), "months without a statement between them"


def test_what_is_paid_out_is_not_paid_out_again() -> None:
    assert carried("2026-02", "USD", december, controls.statement_issued) == usd(0)
    assert carried("2026-02", "USD") == usd(0)


@pytest.mark.parametrize(("month", "currency"), [("2026-01", "USD"), ("2026-02", "EUR")])
def test_a_month_carries_neither_itself_nor_another_currency(month: str, currency: str) -> None:
    assert carried(month, currency, january) == Money(0, currency)


def test_nor_what_another_publisher_left() -> None:
    assert carried("2026-02", "USD", replace(january, publisher="bobs")) == usd(0)
