"""Invoices on the real kernel: numbered without a gap, settled, taken back, and the books that come of them."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from eventlog.settings import BadSettings
from services.billing.service.correcting import selling
from services.billing.settings import Settings
from tests.services.billing.subscribed import Shop, shop

RATES = "country,percent,name,from\nUS,8.25,Sales tax,2020-01-01\n"
CUSTOMERS = count()
SELLER = {"CHANDLERY_SELLER_NAME": "Chandlery Inc.", "CHANDLERY_SELLER_COUNTRY": "US"}


@contextmanager
def store(folder: Path) -> Iterator[Shop]:
    rates = folder / "rates.csv"
    rates.write_text(RATES)
    with shop(folder, CHANDLERY_TAX_RATES=str(rates), **SELLER) as running:
        running.open()
        yield running


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Shop]:
    """A store in which nobody else buys, and whose clock moves."""
    with store(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with store(tmp_path_factory.mktemp("opened")) as running:
        yield running


def buy(opened: Shop, holder: str = "", *, payment: str = "invoice") -> str:
    """The id of somebody's first invoice, once it has its number."""
    holder = holder or f"customer-{next(CUSTOMERS)}"
    opened.customer(holder)
    bought = opened.subscribe(holder, payment=payment)
    opened.services.until(lambda: opened.issued(bought["invoice"]))
    return str(bought["invoice"])


def finn(opened: Shop) -> dict[str, Any]:
    return opened.by("finn", "finance")


def transfer(opened: Shop, invoice: str, amount: int = 5304, reference: str = "statement 7") -> dict[str, Any]:
    paid = {"amount": amount, "currency": "USD"}
    answer: dict[str, Any] = opened.rpc.record_transfer(invoice, paid, reference, "", finn(opened))
    return answer


def refunded(opened: Shop, invoice: str, amount: int | None = None, *, dry: bool = False) -> dict[str, Any]:
    wanted = None if amount is None else {"amount": amount, "currency": "USD"}
    answer: dict[str, Any] = opened.rpc.refund(invoice, wanted, "bought by mistake", dry, finn(opened))
    return answer


def due(opened: Shop) -> list[str]:
    return [each["id"] for each in opened.rpc.refunds("due", "failed")]


def state_of(opened: Shop, invoice: str) -> str:
    return str(opened.rpc.invoice(invoice)["state"])


def books_of(opened: Shop, invoice: str) -> dict[str, int]:
    """What is left on each account of all that happened to the invoice."""
    left: dict[str, int] = defaultdict(int)
    for entry in opened.rpc.journal("2026-01-01", "2026-12-31"):
        left[entry["account"]] += entry["amount"] if entry["subject"] == invoice else 0
    return {account: amount for account, amount in left.items() if amount}


def test_an_invoice_says_who_sells_what_to_whom_at_which_tax(opened: Shop) -> None:
    told = opened.rpc.invoice(buy(opened))
    assert (told["seller"]["name"], told["name"], told["country"]) == ("Chandlery Inc.", "Ada", "US")
    assert (told["net"]["amount"], told["tax"]["amount"], told["total"]["amount"]) == (4900, 404, 5304)
    assert (told["plan"], told["taxes"][0]["percent"], told["due"]) == ("acme/db/team", "8.25", "2026-01-29")


def test_numbers_follow_each_other_without_a_gap_and_begin_anew_each_year(alone: Shop) -> None:
    alone.until(date(2026, 12, 31))
    for holder in (f"holder-{number}" for number in range(4)):
        alone.customer(holder)
        alone.subscribe(holder, payment="invoice")
    alone.services.until(lambda: alone.rpc.all_invoices()["total"] == 4)
    alone.until(date(2027, 1, 1))
    buy(alone)
    alone.services.until(lambda: alone.rpc.all_invoices()["total"] == 5)
    numbers = [each["number"] for each in alone.rpc.all_invoices()["items"]]
    assert numbers == ["2027-000001", *(f"2026-{number:06}" for number in (4, 3, 2, 1))]


def test_a_transfer_pays_it(opened: Shop) -> None:
    invoice = buy(opened)
    paid = transfer(opened, invoice)
    assert (paid["state"], paid["paid"]["reference"], paid["owed"]["amount"]) == ("paid", "statement 7", 0)
    assert transfer(opened, invoice)["state"] == "paid"
    opened.services.until(lambda: books_of(opened, invoice).get("cash") == 5304)


def test_what_is_owed_is_found_until_it_is_paid(alone: Shop) -> None:
    first, second = buy(alone), buy(alone)
    alone.services.until(lambda: alone.rpc.open_invoices()["total"] == 2)
    page = alone.rpc.open_invoices(0, 1)
    assert [each["id"] for each in page["items"]] == [first]
    assert [each["id"] for each in alone.rpc.open_invoices(page["next"], 1)["items"]] == [second]
    transfer(alone, first)
    alone.services.until(lambda: [each["id"] for each in alone.rpc.open_invoices()["items"]] == [second])
    alone.until(date(2026, 1, 29))
    assert state_of(alone, second) == "open"
    again = alone.rpc.take_back_transfer(first, "statement 7", "was for another", False, finn(alone))
    assert (again["state"], again["due"]) == ("open", "2026-02-12")
    alone.services.until(lambda: alone.rpc.open_invoices()["total"] == 2)
    alone.later(days=1, hours=12)
    alone.services.until(lambda: state_of(alone, second) == "overdue")
    alone.until(date(2026, 2, 12))
    assert state_of(alone, first) == "open"
    alone.later(days=1, hours=12)
    alone.services.until(lambda: state_of(alone, first) == "overdue")


def test_a_declined_card_of_a_renewal_is_charged_again_on_its_day(alone: Shop) -> None:
    alone.bank("paid", buy(alone, "ada", payment="card"))
    alone.services.until(lambda: alone.right("ada"))
    alone.until(date(2026, 2, 15))
    alone.services.until(lambda: len(alone.rpc.invoices_of("ada")) == 2)
    renewal = alone.rpc.invoices_of("ada")[0]["id"]
    alone.bank("declined", renewal)
    alone.services.until(lambda: state_of(alone, renewal) == "declined")
    alone.later(days=1, hours=12)
    alone.services.until(lambda: alone.rpc.invoice(renewal)["attempt"] == 2)


def test_nobody_owes_anything_for_what_never_ran(opened: Shop) -> None:
    invoice = buy(opened, payment="card")
    opened.bank("declined", invoice)
    opened.services.until(lambda: state_of(opened, invoice) == "credited")
    (note,) = opened.rpc.invoice(invoice)["credit_notes"]
    assert (note["number"][:6], note["refunded"]) == ("C2026-", False)
    opened.services.until(lambda: books_of(opened, invoice) == {})


def test_what_nobody_confirms_within_a_day_is_declined(alone: Shop) -> None:
    invoice = buy(alone, payment="card")
    alone.bank("confirm", invoice)
    alone.services.until(lambda: state_of(alone, invoice) == "action_needed")
    alone.later(hours=25)
    alone.services.until(lambda: state_of(alone, invoice) == "credited")


def test_a_refund_is_shown_first_and_then_made_as_shown(opened: Shop) -> None:
    invoice = buy(opened)
    transfer(opened, invoice)
    shown = refunded(opened, invoice, 1000, dry=True)
    assert opened.rpc.invoice(invoice)["credit_notes"] == []
    (made,) = refunded(opened, invoice, 1000)["credit_notes"]
    same = ("net", "tax", "total", "reason", "refunded", "refund")
    assert {each: shown["credit_note"][each] for each in same} == {each: made[each] for each in same}


def test_the_money_is_due_until_finance_has_sent_it(opened: Shop) -> None:
    invoice = buy(opened)
    transfer(opened, invoice)
    (note,) = refunded(opened, invoice)["credit_notes"]
    opened.services.until(lambda: note["id"] in due(opened))
    assert books_of(opened, invoice)["refunds-due"] == -5304
    opened.rpc.record_refund(invoice, note["id"], "statement 8", finn(opened))
    opened.services.until(lambda: note["id"] not in due(opened))
    assert books_of(opened, invoice) == {}


def test_credit_notes_that_are_made_at_one_moment_have_numbers_without_a_gap(alone: Shop) -> None:
    invoices = [buy(alone), buy(alone)]
    part = {"amount": 100, "currency": "USD"}
    asked = [alone.rpc.refund.call_async(each, part, "wrong", False, finn(alone)) for each in invoices * 4]
    for reply in asked:
        reply.result()
    numbers = [note["number"] for each in invoices for note in alone.rpc.invoice(each)["credit_notes"]]
    assert sorted(numbers) == [f"C2026-{number:06}" for number in range(1, 9)]


def test_an_invoice_is_found_by_its_number_and_by_a_credit_notes(opened: Shop) -> None:
    invoice = buy(opened)
    credited = refunded(opened, invoice, 100)
    opened.services.until(lambda: any(each["invoice"] == invoice for each in opened.rpc.refunds()))
    numbers = credited["number"], f" {credited['credit_notes'][0]['number'].lower()} "
    assert [opened.rpc.find_invoice(number)["id"] for number in numbers] == [invoice, invoice]
    with pytest.raises(Missing, match="invoice-unknown"):
        opened.rpc.find_invoice("2026-000999")


def test_what_is_given_up_is_borne_by_store_and_publisher(opened: Shop) -> None:
    invoice = buy(opened)
    given_up = opened.rpc.write_off(invoice, "bankrupt", finn(opened))
    assert (given_up["state"], given_up["owed"]["amount"]) == ("written_off", 0)
    opened.services.until(lambda: books_of(opened, invoice) == {"store-share": -1225, "bad-debt": 1225})


def test_invoices_are_in_the_download_of_ones_data(opened: Shop) -> None:
    invoice = buy(opened, "lovelace")
    opened.services.until(lambda: opened.rpc.data_of("lovelace")["invoices"])
    (told,) = opened.rpc.data_of("lovelace")["invoices"]
    assert (told["id"], told["name"], told["address"]) == (invoice, "Ada", "1 High Street")


def test_only_finance_does_any_of_this(opened: Shop) -> None:
    invoice = buy(opened)
    by = opened.by("ada", "operator")
    with pytest.raises(Forbidden, match="staff-only"):
        opened.rpc.record_transfer(invoice, {"amount": 5304, "currency": "USD"}, "x", "", by)
    with pytest.raises(Forbidden, match="staff-only"):
        opened.rpc.refund(invoice, None, "x", True, by)
    with pytest.raises(Forbidden, match="staff-only"):
        opened.rpc.write_off(invoice, "x", by)


def test_what_cannot_be_is_refused(opened: Shop) -> None:
    invoice = buy(opened)
    with pytest.raises(Invalid, match="amount-differs"):
        transfer(opened, invoice, 5303)
    with pytest.raises(Invalid, match="more-than-left"):
        refunded(opened, invoice, 5305, dry=True)
    with pytest.raises(Missing, match="invoice-unknown"):
        transfer(opened, "none")
    transfer(opened, invoice)
    with pytest.raises(Conflicting, match="nothing-owed"):
        opened.rpc.write_off(invoice, "x", finn(opened))


def test_accounts_and_their_entries_can_be_read(opened: Shop) -> None:
    invoice = buy(opened)
    transfer(opened, invoice)
    opened.services.until(lambda: books_of(opened, invoice).get("cash") == 5304)
    page = opened.rpc.ledger_of("receivable", 0, 100)
    assert [each["amount"] for each in page["items"] if each["subject"] == invoice] == [5304, -5304]
    assert sum(each["amount"] for each in opened.rpc.trial_balance()) == 0
    assert opened.rpc.journal("2026-01-16", "2026-01-31") == []


def test_rates_that_cannot_be_read_keep_the_store_from_starting(tmp_path: Path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text(RATES + "US,much\n")
    with pytest.raises(BadSettings, match="CHANDLERY_TAX_RATES: line 3"):
        selling(Settings.load({"CHANDLERY_TAX_RATES": str(rates)}))
