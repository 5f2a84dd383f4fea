"""Papers through the gateway: for whom they are made out to, and for nobody else."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from services.catalog import events as catalog
from tests.controls import invoices as controls
from tests.controls import payees
from tests.gateway.opened import Opened
from tests.services.billing.books import tell

INVOICE = f"/invoices/{controls.INVOICE}/pdf"
STATEMENT = f"/statements/{payees.STATEMENT}/pdf"


@pytest.fixture(scope="module")
def paid(store: Opened, ada: tuple[str, str]) -> Opened:
    """Ada's invoice, paid and credited."""
    whose = {"holder": ada[1], "subject": f"billing-{ada[1]}"}
    tell(store.services.rpc.billing, "invoice", controls.INVOICE, replace(controls.prepared, **whose))
    for fact in (controls.issued, controls.paid, controls.credited):
        tell(store.services.rpc.billing, "invoice", controls.INVOICE, replace(fact, holder=ada[1]))
    return store


def read(answer: Any) -> str:
    assert (answer.status_code, answer.content_type) == (200, "application/pdf"), answer.text
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_a_customer_gets_the_invoice_as_pdf(paid: Opened, ada: tuple[str, str]) -> None:
    answer = paid.get(INVOICE, ada[0])
    assert "2026-000001" in read(answer)
    assert answer.headers["Content-Disposition"] == 'inline; filename="2026-000001.pdf"'


def test_and_its_credit_note(paid: Opened, ada: tuple[str, str]) -> None:
    path = f"/invoices/{controls.INVOICE}/credit-notes"
    assert "C2026-000001" in read(paid.get(f"{path}/{controls.CREDIT_NOTE}/pdf", ada[0]))
    assert paid.get(f"{path}/another/pdf", ada[0]).json["code"] == "invoice-unknown"  # type: ignore[index]


def test_nobody_else_gets_them(paid: Opened) -> None:
    bob = paid.member("bob-of-papers@example.org")
    assert paid.get(INVOICE, bob).json["code"] == "invoice-unknown"  # type: ignore[index]


def test_an_invoice_in_german_has_german_words_and_figures(paid: Opened, ada: tuple[str, str]) -> None:
    headers = {"Authorization": f"Bearer {ada[0]}", "Accept-Language": "de"}
    assert "58,31 USD" in read(paid.client.get(f"/api/v1{INVOICE}", headers=headers))


def test_a_publisher_gets_the_statement_and_its_customers_do_not(
    store: Opened, ada: tuple[str, str], editor: str
) -> None:
    store.books.tell(catalog.PublisherApplied("acme", "olga", "Acme Ltd", "", "", "", ""))
    tell(store.services.rpc.billing, "payee", "acme", payees.statement_issued)
    store.services.until(lambda: store.services.rpc.billing.statements_of("acme"))
    assert payees.statement_issued.number in read(store.get(STATEMENT, editor))
    assert store.get(STATEMENT, ada[0]).json["code"] == "scope-missing"  # type: ignore[index]
