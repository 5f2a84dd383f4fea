"""Finance at its desk: by the API and on the pages, before billing on the real kernel."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.checkout import content
from gateway.rpc import Pool
from tests.gateway.counter import EVERY_SCOPE, Counter, bearer
from tests.gateway.operations.conftest import Staff
from tests.services.billing.subscribed import Shop, shop

API = "/api/v1"
CUSTOMERS = count()
PAID = {"amount": {"amount": 4900, "currency": "USD"}, "reference": "statement 7"}


class Desk:
    """Finn is of finance, Olga operates, Rita reviews, Bob has an account."""

    def __init__(self, running: Shop, counter: Counter) -> None:
        self.shop = running
        tokens = {"finn": ("finance",), "olga": ("operator",), "rita": ("reviewer",), "bob": ()}
        for name, roles in tokens.items():
            counter.account(name, *roles)
        self.tokens = {name: counter.token(name, *EVERY_SCOPE) for name in tokens}
        self.staff = Staff(counter, counter.app(), running.services)
        self.client = self.staff.app.test_client()

    def invoice(self) -> str:
        """Of somebody new, by transfer; finance sees it."""
        holder = self.customer()
        id = str(self.shop.subscribe(holder, payment="invoice")["invoice"])
        self.shop.services.until(lambda: self.shop.issued(id) and id in self.owed())
        return id

    def customer(self) -> str:
        """Somebody new, who can pay."""
        holder = f"customer-{next(CUSTOMERS)}"
        self.shop.customer(holder)
        return holder

    def owed(self) -> list[str]:
        return [each["id"] for each in self.shop.rpc.open_invoices()["items"]]

    def get(self, path: str, who: str = "finn") -> TestResponse:
        return self.client.get(API + path, headers=bearer(self.tokens[who]))

    def post(self, path: str, body: Any, who: str = "finn") -> TestResponse:
        return self.client.post(API + path, json=body, headers=bearer(self.tokens[who]))

    def reads(self, path: str, who: str = "finn") -> str:
        return re.sub(r"\s+", " ", self.staff.reads(path, who))

    def sends(self, invoice: str, deed: str, **fields: str) -> TestResponse:
        return self.staff.sends(f"/staff/finance/invoices/{invoice}/{deed}", "finn", **fields)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("finance")
    with shop(folder) as running:
        running.open()
        calls = Pool(running.services.config)
        yield Desk(running, Counter(folder / "gateway", calls))
        calls.close()


def test_a_transfer_is_recorded(desk: Desk) -> None:
    invoice = desk.invoice()
    paid = desk.post(f"/invoices/{invoice}/transfers", PAID)
    assert (paid.status_code, paid.json["state"], paid.json["paid"]["method"]) == (200, "paid", "transfer")


def test_a_transfer_for_the_wrong_invoice_is_taken_back_and_recorded_for_the_right_one(desk: Desk) -> None:
    wrong, right = desk.invoice(), desk.invoice()
    desk.post(f"/invoices/{wrong}/transfers", PAID)
    path, asked = f"/invoices/{wrong}/transfers/take-back", {"reference": "statement 7", "reason": "was for another"}
    shown = desk.post(f"{path}?dry_run=true", asked)
    assert (shown.json["dry_run"], shown.json["owed"]["amount"]) == (True, 4900)
    assert desk.shop.rpc.invoice(wrong)["state"] == "paid"
    assert desk.post(path, asked, "olga").status_code == 403
    for _ in range(2):
        done = desk.post(path, asked)
        assert (done.status_code, done.json["state"], done.json["due"]) == (200, "open", shown.json["due"])
    assert [each["taken_back"]["reason"] for each in done.json["transfers"]] == ["was for another"]
    assert "transfers" not in desk.shop.rpc.invoice(wrong)  # as its customer reads it
    desk.shop.services.until(lambda: wrong in desk.owed())
    assert desk.post(f"/invoices/{right}/transfers", PAID).json["state"] == "paid"
    unknown = desk.post(path, {**asked, "reference": "statement 8"})
    assert (unknown.status_code, unknown.json["code"]) == (404, "transfer-unknown")


def test_a_transfer_is_taken_back_on_its_page_once_it_is_confirmed(desk: Desk) -> None:
    invoice = desk.invoice()
    page = f"/staff/finance/invoices/{invoice}"
    desk.sends(invoice, "transfer", amount="49.00", reference="line 3")
    typed = {"wrong": "line 3", "mistake": "was for another"}
    assert 'id="mistake-error"' in desk.sends(invoice, "take-back-transfer", **{**typed, "mistake": ""}).text
    asked = desk.sends(invoice, "take-back-transfer", **typed).text
    assert ("This would happen" in asked, "are owed again, until" in asked) == (True, True)
    assert desk.shop.rpc.invoice(invoice)["state"] == "paid"
    told = desk.sends(invoice, "take-back-transfer", **typed, confirmed="yes")
    assert told.location == f"{page}?told=transfer-taken-back"
    html = desk.reads(told.location)
    assert ("The transfer is taken back" in html, "was for another" in html, "recorded by mistake" in html) == (
        True,
        True,
        False,
    )


def test_what_rests_on_a_transfer_is_said_with_what_to_do_instead(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.post(f"/invoices/{invoice}/transfers", PAID)
    desk.post(f"/invoices/{invoice}/credit-notes", {"amount": PAID["amount"], "reason": "wrong"})
    refused = desk.sends(invoice, "take-back-transfer", wrong="statement 7", mistake="was for another")
    assert (refused.status_code, "another credit note" in refused.text) == (409, True)


def test_a_credit_note_is_shown_first_and_then_issued(desk: Desk) -> None:
    invoice = desk.invoice()
    wanted = {"amount": {"amount": 900, "currency": "USD"}, "reason": "a week without service"}
    shown = desk.post(f"/invoices/{invoice}/credit-notes?dry_run=true", wanted)
    assert (shown.json["dry_run"], shown.json["credit_note"]["total"]["amount"]) == (True, 900)
    assert desk.shop.rpc.invoice(invoice)["credit_notes"] == []
    made = desk.post(f"/invoices/{invoice}/credit-notes", wanted)
    assert (made.json["owed"]["amount"], made.json["credit_notes"][0]["reason"]) == (4000, "a week without service")


def test_what_goes_back_is_recorded(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.post(f"/invoices/{invoice}/transfers", PAID)
    made = desk.post(f"/invoices/{invoice}/credit-notes", {"reason": "wrong"})
    note = made.json["credit_notes"][0]
    sent = desk.post(f"/invoices/{invoice}/refunds/{note['id']}", {"reference": "statement 8"})
    assert (note["refund"], sent.json["credit_notes"][0]["refund"]) == ("due", "sent")
    desk.shop.services.until(lambda: note["id"] in [each["id"] for each in _items(desk, "/ledger/refunds")])


def test_what_is_never_paid_is_written_off(desk: Desk) -> None:
    answer = desk.post(f"/invoices/{desk.invoice()}/write-off", {"reason": "bankrupt"})
    assert (answer.status_code, answer.json["state"]) == (200, "written_off")


def test_who_lapsed_is_led_to_the_invoice_while_it_can_be_paid(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "comes_back", lambda subscription: True)
    desk.shop.customer("bob")
    bought = desk.shop.subscribe("bob", payment="invoice")
    page, invoice = f"/my-content/subscriptions/{bought['id']}", bought["invoice"]
    desk.shop.services.until(lambda: desk.shop.issued(invoice))
    assert "Pay now" in desk.reads(page, "bob")
    desk.post(f"/invoices/{invoice}/write-off", {"reason": "bankrupt"})
    desk.shop.becomes(bought, "lapsed")
    html = desk.reads(page, "bob")
    assert (bought["id"] in html, "Pay now" in html) == (True, False)


@pytest.fixture(scope="module")
def unpaid(desk: Desk) -> str:
    return desk.invoice()


@pytest.mark.parametrize(
    ("deed", "body", "refusal"),
    [
        ("transfers", {**PAID, "amount": {"amount": 1, "currency": "USD"}}, (422, "amount-differs")),
        ("transfers", {**PAID, "amount": {"amount": 0, "currency": "USD"}}, (422, "invalid-input")),
        ("credit-notes", {"reason": " "}, (422, "explanation-missing")),
        ("write-off", {}, (422, "invalid-input")),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, unpaid: str, deed: str, body: Any, refusal: tuple[int, str]) -> None:
    answer = desk.post(f"/invoices/{unpaid}/{deed}", body)
    assert (answer.status_code, answer.json["code"]) == refusal


@pytest.mark.parametrize("path", ["/ledger", "/ledger/invoices", "/ledger/refunds", "/ledger/disputes"])
def test_finance_and_operators_alone_read_the_books(desk: Desk, path: str) -> None:
    assert [desk.get(path, who).status_code for who in ("finn", "olga", "rita", "bob")] == [200, 200, 403, 403]


def test_nobody_but_finance_changes_them(desk: Desk, unpaid: str) -> None:
    refused = [desk.post(f"/invoices/{unpaid}/transfers", PAID, who).status_code for who in ("olga", "rita", "bob")]
    assert refused == [403, 403, 403]


def test_the_books_balance(desk: Desk) -> None:
    desk.post(f"/invoices/{desk.invoice()}/transfers", PAID)
    desk.shop.services.until(lambda: _items(desk, "/ledger"))
    (usd,) = _items(desk, "/ledger")
    assert usd["debit"] == usd["credit"]
    entries = desk.get("/ledger/accounts/receivable").json
    assert entries["total"] == len(entries["items"]) > 0


def test_the_books_are_had_as_files(desk: Desk, unpaid: str) -> None:
    journal = desk.get("/ledger/journal?from=2026-01-01&to=2026-12-31&format=csv")
    assert journal.content_type == "text/csv; charset=utf-8"
    assert f"2026-01-15,receivable,billing.invoice-issued,{unpaid}," in journal.text
    assert "49.00" in desk.get("/ledger/invoices?format=csv&limit=100").text
    assert desk.get("/ledger/journal?from=2027-01-01&to=2026-01-01").status_code == 422


@pytest.mark.parametrize("part", ["invoices", "accounts/receivable"])
def test_a_file_is_whole_however_short_a_page_is(desk: Desk, unpaid: str, part: str) -> None:
    """Renewals of this moment may come in between."""
    desk.shop.services.until(lambda: _lines(desk, f"/ledger/{part}?limit=1&format=csv") == _total(desk, part) > 1)


def _lines(desk: Desk, path: str) -> int:
    return len(desk.get(path).text.splitlines()) - 1


def _total(desk: Desk, part: str) -> int:
    total: int = desk.get(f"/ledger/{part}").json["total"]
    return total


def test_an_invoice_is_found_by_its_number(desk: Desk, unpaid: str) -> None:
    number = desk.shop.rpc.invoice(unpaid)["number"]
    assert [each["id"] for each in _items(desk, f"/ledger/invoices?number={number}")] == [unpaid]
    assert desk.staff.browser("finn").get(f"/staff/finance/find?number={number}").location.endswith(unpaid)
    assert "There is no invoice" in desk.reads("/staff/finance?missing=1")


def test_a_transfer_is_recorded_on_its_page(desk: Desk) -> None:
    invoice = desk.invoice()
    assert desk.shop.rpc.invoice(invoice)["number"] in desk.reads("/staff/finance")
    told = desk.sends(invoice, "transfer", amount="49.00", reference="statement 7", on="2026-01-20")
    assert told.location.endswith(f"{invoice}?told=paid")
    assert "the customer sees that it is paid" in desk.reads(f"/staff/finance/invoices/{invoice}?told=paid")


def test_a_page_says_beside_the_field_what_is_wrong(desk: Desk, unpaid: str) -> None:
    less = desk.sends(unpaid, "transfer", amount="48.00", reference="x")
    assert (less.status_code, 'id="amount-error"' in less.text) == (422, True)
    assert 'name="q" type="search" value=""' in less.text
    unreadable = desk.sends(unpaid, "transfer", amount="much", reference="x")
    assert (unreadable.status_code, 'id="amount-error"' in unreadable.text) == (400, True)
    assert 'id="why-error"' in desk.sends(unpaid, "write-off", why="").text


def test_what_comes_after_all_is_recorded_on_its_page_and_once(desk: Desk) -> None:
    invoice = desk.invoice()
    page = f"/staff/finance/invoices/{invoice}"
    desk.sends(invoice, "transfer", amount="49.00", reference="2026-1")
    assert "Another transfer has come" in desk.reads(page)
    other = desk.sends(invoice, "transfer", amount="50.00", reference="2026-1")
    assert (other.status_code, 'id="reference-error"' in other.text) == (409, True)
    told = desk.sends(invoice, "transfer", amount="50.00", reference="2026-1, again")
    assert "it is to be sent back" in desk.reads(told.location)
    (over,) = desk.shop.rpc.invoice(invoice)["overpayments"]
    desk.shop.services.until(lambda: ("Ada", over["id"]) in [(a["name"], a["id"]) for a in desk.shop.rpc.refunds()])


def test_no_more_is_taken_back_than_was_shown(desk: Desk) -> None:
    """In another tab a part was taken back meanwhile."""
    invoice = desk.invoice()
    shown = desk.sends(invoice, "refund", credit="", reason="all of it").text
    assert 'name="credit" value="49.00"' in shown
    desk.sends(invoice, "refund", credit="9.00", reason="a part", confirmed="yes")
    refused = desk.sends(invoice, "refund", credit="49.00", reason="all of it", confirmed="yes")
    assert (refused.status_code, 'id="credit-error"' in refused.text) == (422, True)
    assert desk.shop.rpc.invoice(invoice)["owed"]["amount"] == 4000


def test_what_the_bank_has_is_not_offered_to_be_taken_back(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.post(f"/invoices/{invoice}/transfers", PAID)
    for word, told in (("disputed", "Not while the dispute is open"), ("lost", "the customer has the money already")):
        desk.shop.bank(word, invoice)
        page = desk.reads(f"/staff/finance/invoices/{invoice}")
        assert (told in page, "Show what would happen" in page) == (True, False)


def test_a_refund_is_confirmed_on_its_page(desk: Desk) -> None:
    invoice = desk.invoice()
    asked = desk.sends(invoice, "refund", credit="", reason="bought by mistake")
    assert "This would happen" in asked.text
    assert desk.shop.rpc.invoice(invoice)["credit_notes"] == []
    desk.sends(invoice, "refund", credit="", reason="bought by mistake", confirmed="yes")
    assert "bought by mistake" in desk.reads(f"/staff/finance/invoices/{invoice}?told=credited")


def test_money_that_was_sent_back_is_recorded_on_its_page(desk: Desk) -> None:
    invoice = desk.invoice()
    desk.post(f"/invoices/{invoice}/transfers", {**PAID, "amount": {"amount": 5000, "currency": "USD"}})
    (over,) = desk.shop.rpc.invoice(invoice)["overpayments"]
    desk.shop.services.until(lambda: "Nobody owed it" in desk.reads("/staff/finance"))
    desk.sends(invoice, f"refunds/{over['id']}", sent="statement 9")
    assert desk.shop.rpc.invoice(invoice)["overpayments"][0]["refund"] == "sent"


def test_the_pages_of_the_books_show_accounts_and_entries(desk: Desk, unpaid: str) -> None:
    desk.shop.services.until(lambda: "Owed by customers" in desk.reads("/staff/finance/ledger"))
    told = desk.reads("/staff/finance/ledger/receivable")
    assert f'<a href="/staff/finance/invoices/{unpaid}">Invoice issued</a>' in told
    assert "<code>billing.invoice-issued</code>" in told
    assert "All invoices" in desk.reads("/staff/finance/invoices")


def test_credit_is_granted_and_taken_back(desk: Desk) -> None:
    holder = desk.customer()
    wanted = {"holder": holder, "amount": {"amount": 2000, "currency": "USD"}, "reason": "for the outage"}
    granted = desk.post("/ledger/credit", wanted)
    assert (granted.status_code, granted.json["balance"]["amount"]) == (201, 2000)
    named = (holder, "Ada")
    desk.shop.services.until(lambda: named in [(a["holder"], a["name"]) for a in _items(desk, "/ledger/credit")])
    (lot,) = _items(desk, f"/ledger/credit/{holder}")[0]["lots"]
    page = f"/staff/finance/credit?holder={holder}"
    assert "for the outage" in desk.reads(page)
    path, form = f"/staff/finance/credit/{lot['id']}/withdraw", {"holder": holder, "currency": "USD"}
    assert desk.staff.sends(path, "finn", why="", **form).status_code == 422
    assert desk.staff.sends(path, "finn", why="granted twice", **form).location == f"{page}&told=withdrawn"
    assert _items(desk, f"/ledger/credit/{holder}")[0]["balance"]["amount"] == 0
    desk.shop.services.until(lambda: "granted twice" in desk.reads(page))
    told = [(each["kind"], each["reason"]) for each in desk.shop.rpc.credit_history(holder)["items"]]
    assert told == [("withdrawn", ""), ("granted", "for the outage")]  # the customer's own API, and page
    assert [each["reason"] for each in desk.shop.rpc.data_of(holder)["credit"]] == ["", "for the outage"]
    again = desk.post(f"/ledger/credit/grants/{lot['id']}/withdraw", {**form, "reason": "once more"})
    assert (again.status_code, again.json["balance"]["amount"]) == (200, 0)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"holder": "nobody"}, (404, "customer-unknown")),
        ({"reason": " "}, (422, "explanation-missing")),
        ({"expires": "2026-01-01"}, (422, "expiry-past")),
        ({"amount": {"amount": -1, "currency": "USD"}}, (422, "invalid-input")),
    ],
)
def test_what_cannot_be_granted_is_refused(desk: Desk, more: dict[str, Any], refusal: tuple[int, str]) -> None:
    wanted = {"holder": desk.customer(), "amount": {"amount": 2000, "currency": "USD"}, "reason": "a gift", **more}
    answer = desk.post("/ledger/credit", wanted)
    assert (answer.status_code, answer.json["code"]) == refusal


def test_credit_is_granted_on_its_page_by_finance_alone(desk: Desk) -> None:
    holder = desk.customer()
    form = {"holder": holder, "amount": "5.00", "currency": "USD", "reason": "a gift", "expires": "2030-01-01"}
    wrong = desk.staff.sends("/staff/finance/credit", "finn", **{**form, "holder": "nobody"})
    assert (wrong.status_code, 'id="holder-error"' in wrong.text) == (404, True)
    done = desk.staff.sends("/staff/finance/credit", "finn", **form)
    assert done.location == f"/staff/finance/credit?holder={holder}&told=granted"
    desk.shop.services.until(lambda: "Given by the store" in desk.reads(f"/staff/finance/credit?holder={holder}"))
    for whose in (holder, "nobody"):  # whom the store knows is told to finance alone
        by_olga = desk.post("/ledger/credit", {"holder": whose, "amount": PAID["amount"], "reason": "a gift"}, "olga")
        assert (by_olga.status_code, by_olga.json["code"]) == (403, "staff-only")
    found = [desk.get("/ledger/credit", who).status_code for who in ("finn", "olga", "rita", "bob")]
    assert found == [200, 200, 403, 403]


def test_for_others_there_is_no_such_page(desk: Desk) -> None:
    found = [desk.staff.browser(who).get("/staff/finance").status_code for who in ("finn", "olga", "rita", "bob")]
    assert found == [200, 200, 404, 404]


def _items(desk: Desk, path: str) -> list[Any]:
    found: list[Any] = desk.get(path).json["items"]
    return found
