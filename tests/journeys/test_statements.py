"""A month ends: what was sold becomes a statement, its money goes to the publisher, and the books say the same."""

import io
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.buying import PATIENCE, Sale
from tests.parts.process import wait_until
from vocabulary.period import month_after, month_of

pytestmark = pytest.mark.journey
ACCOUNT = "publisher:harbourline"


@pytest.fixture(scope="module")
def stated(sale: Sale) -> tuple[Sale, dict[str, Any]]:
    """The store on the first morning of a month, and the statement of the month before, paid out."""
    ada = sale.buyer("before-the-month-ends")
    ada.can_pay()
    ada.subscribes()
    month = month_of(sale.clock.now().date())
    morning = datetime.combine(month_after(month), time(7), UTC)
    sale.clock.move(seconds=(morning - sale.clock.now()).total_seconds())
    found: list[dict[str, Any]] = []

    def paid() -> bool:
        found[:] = [one for one in statements(sale) if (one["month"], one["state"]) == (month, "sent")]
        return bool(found)

    wait_until(paid, 3 * PATIENCE, f"no statement of {month} was paid out")
    return sale, found[0]


def statements(sale: Sale) -> list[dict[str, Any]]:
    token = sale.store.accounts["publisher"]["token"]
    items: list[dict[str, Any]] = sale.store.api("GET", "/publishers/harbourline/statements", token=token).json()[
        "items"
    ]
    return items


def entries(sale: Sale) -> list[dict[str, Any]]:
    """What the books have of the publisher, above zero what it was paid."""
    token = sale.store.accounts["finance"]["token"]
    found: list[dict[str, Any]] = sale.store.api("GET", f"/ledger/accounts/{ACCOUNT}?limit=500", token=token).json()[
        "items"
    ]
    return found


def test_the_money_lies_at_the_payment_company(stated: tuple[Sale, dict[str, Any]]) -> None:
    sale, statement = stated
    sent = {one["id"]: one["amount"] for one in sale.cards.all("transfer")}
    assert sent[statement["payout"]["reference"]] == statement["due"]["amount"]


def test_the_books_say_what_the_statement_says(stated: tuple[Sale, dict[str, Any]]) -> None:
    sale, statement = stated
    booked = [one for one in entries(sale) if one["day"][:7] == statement["month"]]
    earned = -sum(one["amount"] for one in booked if one["what"] != "billing.payout-sent")
    paid = [one["amount"] for one in entries(sale) if one["reference"] == statement["payout"]["reference"]]
    assert (earned, paid) == (statement["due"]["amount"], [statement["due"]["amount"]])


def test_each_movement_of_the_month_adds_up_to_it(stated: tuple[Sale, dict[str, Any]]) -> None:
    sale, statement = stated
    last = month_after(statement["month"]) - timedelta(days=1)
    days = f"from={statement['month']}-01&to={last}&by=movement"
    token = sale.store.accounts["publisher"]["token"]
    moved = sale.store.api("GET", f"/publishers/harbourline/sales?{days}", token=token).json()["items"]
    assert sum(one["share"]["amount"] for one in moved if one["kind"] == "sale") >= statement["due"]["amount"]
    assert {one["month"] for one in moved} == {statement["month"]}


def test_the_paper_says_what_the_statement_says(stated: tuple[Sale, dict[str, Any]]) -> None:
    sale, statement = stated
    token = sale.store.accounts["publisher"]["token"]
    paper = sale.store.api("GET", f"/statements/{statement['id']}/pdf", token=token)
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.body)).pages)
    whole, cents = divmod(statement["due"]["amount"], 100)
    assert statement["number"] in said
    assert f"{whole:,}.{cents:02}" in said
