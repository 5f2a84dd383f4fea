"""Invoices, credit notes and statements as PDF: read back, they say what billing tells."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from eventlog.testing import project
from gateway.papers import invoicing, stating
from services.billing.deciders.invoice import invoice
from services.billing.deciders.invoice_answers import told
from services.billing.deciders.taxing import REVERSE_CHARGE
from services.billing.events import Line, TaxLine
from services.billing.projections import payees as statements
from tests.controls import credit, payees
from tests.controls import invoices as controls
from vocabulary.money import Money

SELLER = {
    "name": "Harbour Store",
    "address": "Am Kai 1\n20457 Hamburg",
    "country": "DE",
    "tax_id": "DE123456788",
    "bank": "DE02 1203 0000 0000 2020 51\nHafenbank",
}


def answer(*facts: Any) -> dict[str, Any]:
    """As billing answers after these facts."""
    return told(invoice.fold(facts), SELLER)  # type: ignore[arg-type]


def read(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages)


def on_paper(*facts: Any) -> str:
    return read(invoicing.invoice(answer(*facts)))


@pytest.fixture
def statement() -> Iterator[dict[str, Any]]:
    facts = (payees.statement_issued, payees.payout_requested, payees.payout_sent)
    with project([statements.projection], [(f"payee-{fact.publisher}", fact) for fact in facts]) as db:
        yield statements.of_publisher(db, "acme")[0]


def test_an_invoice_says_who_pays_whom_for_what() -> None:
    text = on_paper(controls.prepared, controls.issued)
    names = ("Harbour Store", "DE123456788", "Ada Lovelace", "Unter den Linden 1", "10117 Berlin", "Germany")
    facts = ("2026-000001", "15 Jan 2026", "15 Jan 2026 – 14 Feb 2026", "acme/db/team", "acme/db Team")
    assert [each for each in (*names, *facts) if each not in text] == []


def test_its_figures_are_the_invoices() -> None:
    text = on_paper(controls.prepared, controls.issued)
    lines = [line.split() for line in text.splitlines()]
    for figure in ("49.00", "9.31", "58.31"):
        assert any(figure in line for line in lines), (figure, text)
    assert "VAT 19 %" in text
    assert "58.31 USD" in text


def test_what_is_owed_is_asked_for_and_what_is_paid_is_not() -> None:
    by_invoice = replace(controls.prepared, payment="invoice")
    asked = on_paper(by_invoice, controls.issued)
    assert "Please pay 58.31 USD by 15 Jan 2026, with the number 2026-000001." in asked
    assert "To this account: DE02 1203 0000 0000 2020 51, Hafenbank" in asked
    assert "It is charged to your card." in on_paper(controls.prepared, controls.issued)
    paid = on_paper(controls.prepared, controls.issued, controls.paid)
    assert "Paid on 15 Jan 2026 by card. Thank you." in paid
    assert "Please pay" not in paid


def test_where_the_customer_owes_the_tax_the_invoice_says_so() -> None:
    none = Money(0, "USD")
    line = TaxLine(REVERSE_CHARGE, "0", Money(4900, "USD"), none)
    prepared = replace(controls.prepared, taxes=(line,), tax=none, total=Money(4900, "USD"), tax_id="FR40303265045")
    text = on_paper(prepared, controls.issued)
    assert "Reverse charge: the customer owes the tax" in text
    assert "FR40303265045" in text


def test_a_credit_note_says_what_was_credited_and_of_which_invoice() -> None:
    found = answer(controls.prepared, controls.issued, controls.paid, controls.credited, controls.refunded)
    text = read(invoicing.credit_note(found, found["credit_notes"][0]))
    facts = ("C2026-000001", "2026-000001, 15 Jan 2026", "bought by mistake", "49.00", "9.31", "58.31 USD")
    assert [each for each in facts if each not in text] == []


def test_what_credit_pays_is_said_and_what_of_it_comes_back() -> None:
    paid = (controls.prepared, controls.issued, credit.applied, replace(controls.paid, amount=Money(3831, "USD")))
    assert ["Paid", "from", "credit", "-20.00"] in [line.split() for line in on_paper(*paid).splitlines()]
    found = answer(*paid, controls.credited, credit.restored)
    text = read(invoicing.credit_note(found, found["credit_notes"][0]))
    assert "Goes back to your credit 20.00" in text
    assert "The rest goes back to you the way it came." in text


def test_a_statements_figures_are_the_statements(statement: dict[str, Any]) -> None:
    text = read(stating.statement(statement, "Harbour Store", "Acme Ltd"))
    assert statement["number"] in text
    assert "Acme Ltd" in text
    for name in ("sales", "store_share", "due", "tax"):
        assert f"{statement[name]['amount'] / 100:,.2f}" in text, name
    assert "tr_1" in text


def test_a_long_invoice_goes_on_with_more_pages_and_loses_no_line() -> None:
    lines = tuple(Line("use", f"Line {n:03} " + "of many words " * 9, 1, Money(n, "USD")) for n in range(90))
    pdf = invoicing.invoice(answer(replace(controls.prepared, lines=lines), controls.issued))
    text = read(pdf)
    assert [n for n in range(90) if f"Line {n:03}" not in text] == []
    assert len(PdfReader(BytesIO(pdf)).pages) > 4
    assert "1 / " in text


@pytest.mark.parametrize("name", ["Łódź Żegluga Sp. z o.o.", "Αθήνα ΑΕ", "ООО «Ладья»", "Đồng Hồ"])
def test_names_keep_their_letters(name: str) -> None:
    assert name in on_paper(replace(controls.prepared, name=name), controls.issued)


@pytest.mark.parametrize(
    "name", ["株式会社チャンドラー", "船具商有限公司", "주식회사 항구", "عمر", "\U0001f6a2", "a" * 300]
)
def test_no_name_is_too_strange_to_be_printed(name: str) -> None:
    assert "58.31 USD" in on_paper(replace(controls.prepared, name=name), controls.issued)


def test_an_invoice_is_the_same_file_each_time() -> None:
    found = answer(controls.prepared, controls.issued)
    assert invoicing.invoice(found) == invoicing.invoice(found)


def test_amounts_without_minor_units_have_none_on_paper() -> None:
    yen = {"net": Money(4900, "JPY"), "tax": Money(0, "JPY"), "total": Money(4900, "JPY")}
    share = Money(3675, "JPY")
    line = Line("plan", "acme/db Team", 1, Money(4900, "JPY"))
    prepared = replace(controls.prepared, **yen, publisher_share=share, lines=(line,), taxes=())
    issued = replace(controls.issued, **yen, publisher_share=share)
    assert "4,900 JPY" in on_paper(prepared, issued)
