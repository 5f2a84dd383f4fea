"""What the view of invoices shows, on both kinds of database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from eventlog.testing import MIDDAY, project, recorded
from services.billing.events import CreditRestored
from services.billing.projections import credit, invoices, ledger
from tests.controls import invoices as given
from tests.controls.invoices import ADA, CREDIT_NOTE, INVOICE, OVERPAYMENT, usd

STREAM = f"invoice-{INVOICE}"
Show = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def after(request: pytest.FixtureRequest) -> Show:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("new_database")())
    return lambda *events: project([invoices.projection, ledger.projection], [(STREAM, event) for event in events], url)


def test_every_fact_about_an_invoice_can_be_shown(after: Show) -> None:
    with after(*given.EVERY_EVENT) as db:
        assert invoices.of_holder(db, ADA) == [INVOICE]
        assert [row["outcome"] for row in invoices.disputes_of(db)] == ["lost"]
        assert {row["id"] for row in invoices.refunds_of(db)} == {CREDIT_NOTE, OVERPAYMENT}
        assert sum(row["amount"] for row in ledger.trial_balance(db)) == 0


def test_what_is_owed_is_listed_until_it_is_settled(after: Show) -> None:
    with after(given.prepared, given.issued) as db:
        assert [row.invoice for row in invoices.open_ones(db, 0, 10)[0]] == [INVOICE]
        assert invoices.open_ones(db, 1, 10) == ([], 1)


@pytest.mark.parametrize(
    "events",
    [
        (given.prepared,),  # nobody was sent it yet
        (given.prepared, given.issued, given.paid),
        (given.prepared, given.issued, given.never_paid),
        (given.prepared, given.issued, given.written_off),
    ],
)
def test_what_is_not_owed_is_not(events: tuple[Any, ...]) -> None:
    with project([invoices.projection], [(STREAM, event) for event in events]) as db:
        assert invoices.open_ones(db, 0, 10) == ([], 0)


def test_what_was_given_up_and_is_owed_again_is_listed_again() -> None:
    events = (given.prepared, given.issued, given.written_off, given.write_off_reversed)
    with project([invoices.projection], [(STREAM, event) for event in events]) as db:
        assert invoices.open_ones(db, 0, 10)[1] == 1


def test_numbers_follow_the_order_of_preparation_year_by_year_and_seller_by_seller() -> None:
    told = [
        recorded(replace(given.prepared, invoice=f"i{number}", seller=seller), f"invoice-i{number}", number, at=at)
        for number, (seller, at) in enumerate(
            [
                ("store", MIDDAY),
                ("other", MIDDAY),
                ("store", MIDDAY),
                ("store", datetime(2027, 1, 1, tzinfo=UTC)),
                ("store", MIDDAY),
            ]
        )
    ]
    with project([invoices.projection, credit.projection], told) as db:
        found = [credit.to_issue(db, f"i{number}") for number in range(5)]
    numbers = [each[0] for each in found if each]
    assert numbers == [
        "2026-000001",
        "2026-000001",
        "2026-000002",
        "2027-000001",
        "2026-000003",
    ]


def test_a_refund_is_due_until_it_is_sent() -> None:
    def standing(*events: Any) -> list[str]:
        with project([invoices.projection], [(STREAM, event) for event in (given.prepared, *events)]) as db:
            return [row["standing"] for row in invoices.refunds_of(db)]

    assert standing(given.credited) == ["due"]
    assert standing(given.never_paid) == ["none"]
    assert standing(given.credited, given.refunded) == ["sent"]
    assert standing(given.credited, given.refund_failed) == ["failed"]


def test_credit_notes_are_counted_and_found_by_their_numbers() -> None:
    part = replace(given.credited, total=usd(831))
    with project([invoices.projection], [(STREAM, event) for event in (given.prepared, given.issued, part)]) as db:
        assert (invoices.last_credit_note(db, 2026), invoices.last_credit_note(db, 2027)) == (1, 0)
        assert invoices.by_number(db, "C2026-000001") == invoices.by_number(db, "2026-000001") == INVOICE
        assert invoices.by_number(db, "") is None
        assert invoices.open_ones(db, 0, 10)[0][0].remaining == 5000


def test_what_goes_back_to_credit_is_not_to_be_sent() -> None:
    def refund(*events: Any) -> tuple[int, str]:
        with project([invoices.projection], [(STREAM, event) for event in (given.prepared, *events)]) as db:
            (row,) = invoices.refunds_of(db)
            return row["amount"], row["standing"]

    back = CreditRestored(INVOICE, CREDIT_NOTE, ADA, usd(2000), given.DAY)
    assert refund(given.credited, back) == (3831, "due")
    assert refund(given.credited, replace(back, amount=given.TOTAL)) == (5831, "credit")
    assert refund(given.never_paid, back) == (5831, "none")
