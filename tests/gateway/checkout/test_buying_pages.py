"""Buying on the pages of running services: what is asked next, what it costs, and what came of it."""

import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from eventlog.decider import Context
from services.catalog import events as catalog
from tests.controls.billing import DATABASE
from tests.gateway.account.test_pages import sent
from tests.gateway.checkout.buying import DETAILS, Buyer
from tests.gateway.checkout.conftest import YEARLY
from tests.gateway.opened import Opened
from tests.pages.shop import session_of
from vocabulary.money import Money

GET = "/acme/db/get"
numbers = itertools.count()


@pytest.fixture
def ada(sale: Opened) -> FlaskClient:
    """Her browser, signed in; billing knows nothing of her yet."""
    app = sale.client.application
    account = sale.desk.member(f"reader-{next(numbers)}@example.org")
    sale.settle()
    browser = app.test_client()
    browser.set_cookie("chandlery_session", session_of(app, account))
    return browser


def details(ada: FlaskClient, **more: str) -> int:
    told = {"plan": "team", "trial": "no", **DETAILS, "tax_id": "", "email": "", "currency": "", **more}
    return sent(ada, f"{GET}?plan=fleet", f"{GET}/details", **told).status_code


def test_what_can_be_tried_is_offered_so_with_the_day_of_the_first_payment(ada: FlaskClient) -> None:
    html = ada.get(f"{GET}?plan=team").text
    assert "Start the trial" in html
    assert "49.00 USD" in html


def test_who_buys_is_asked_whom_the_invoice_is_for(ada: FlaskClient) -> None:
    assert 'id="bill"' in ada.get(f"{GET}?plan=fleet").text
    assert details(ada, name="") == 422
    assert details(ada, country="XX") == 422
    assert details(ada) == 303
    assert "Order for 490.00 USD" in ada.get(f"{GET}?plan=fleet").text


def test_an_order_by_invoice_shows_the_command(ada: FlaskClient, sale: Opened) -> None:
    assert details(ada) == 303
    wanted = {"plan": "team", "trial": "no", "quantity": "2", "payment": "invoice"}
    assert sent(ada, f"{GET}?plan=team", f"{GET}/order", **wanted).headers["Location"] == f"{GET}?plan=team"
    sale.services.until(lambda: "It is yours to pull" in ada.get(f"{GET}?plan=team").text)
    html = ada.get("/my-content").text
    assert ("DB" in html, "× 2" in html, "Manage" in html) == (True, True, True)


@pytest.mark.parametrize(("field", "value"), [("quantity", "none"), ("coupon", "never-made")])
def test_what_cannot_be_ordered_is_said_beside_its_field(ada: FlaskClient, field: str, value: str) -> None:
    assert details(ada) == 303
    html = ada.get(f"{GET}?plan=team&trial=no&{field}={value}").text
    assert f'id="{field}-error"' in html


def test_another_readers_subscription_is_not_there(ada: FlaskClient, sale: Opened) -> None:
    other = Buyer(sale, sale.member(f"other-{next(numbers)}@example.org"))
    tried = other.buys(trial=True)
    for path in ("", "/cancel", "/switch?plan=fleet"):
        assert ada.get(f"/my-content/subscriptions/{tried['id']}{path}").status_code == 404


def test_a_country_stands_where_its_first_letter_is_looked_for(ada: FlaskClient) -> None:
    html = ada.get(f"{GET}?plan=fleet", headers={"Accept-Language": "de"}).text
    assert html.index(">Oman<") < html.index(">Österreich<") < html.index(">Pakistan<")


def test_a_change_says_when_it_comes_whatever_was_asked_for_before(ada: FlaskClient, sale: Opened) -> None:
    """Three, then one less from the next month on; a larger plan comes at once all the same."""
    assert details(ada) == 303
    wanted = {"plan": "team", "trial": "no", "quantity": "3", "payment": "invoice"}
    assert sent(ada, f"{GET}?plan=team", f"{GET}/order", **wanted).status_code == 303
    page = re.findall(r"/my-content/subscriptions/[0-9a-f-]{36}", ada.get("/my-content").text)[0]
    assert "Nothing changes" in ada.get(f"{page}/quantity?quantity=3").text
    assert "It changes on" in ada.get(f"{page}/quantity?quantity=2").text
    assert sent(ada, page, f"{page}/quantity", quantity="2").status_code == 303
    assert "It stays as it is" in ada.get(f"{page}/quantity?quantity=3").text
    larger = ada.get(f"{page}/switch?plan=fleet").text
    assert [words in larger for words in ("at once", "It changes on", "quantity 2", "× 3")] == [True, False, True, True]
    assert "It is not renewed" in ada.get(f"{page}/cancel").text
    assert sent(ada, page, f"{page}/cancel").status_code == 303
    assert "quantity 2" not in ada.get(page).text
    assert sent(ada, page, f"{page}/resume").status_code == 303
    assert "quantity 2" in ada.get(page).text


def test_who_has_to_wait_for_another_plan_is_told_why(ada: FlaskClient) -> None:
    assert details(ada) == 303
    for mine, why in (("yearly", "not used yet, 490.00 USD without tax"), ("fleet", "The new plan costs less")):
        wanted = {"plan": mine, "trial": "no", "quantity": "1", "payment": "invoice"}
        assert sent(ada, f"{GET}?plan={mine}", f"{GET}/order", **wanted).status_code == 303
        pages = re.findall(r"/my-content/subscriptions/[0-9a-f-]{36}", ada.get("/my-content").text)
        html = next(page for page in (ada.get(f"{each}/switch?plan=team").text for each in pages) if why in page)
        assert "Why not at once?" in html


def test_a_new_price_is_shown_before_it_comes(ada: FlaskClient, sale: Opened) -> None:
    assert details(ada) == 303
    wanted = {"plan": "yearly", "trial": "no", "quantity": "1", "payment": "invoice"}
    assert sent(ada, f"{GET}?plan=yearly", f"{GET}/order", **wanted).status_code == 303
    dearer = replace(YEARLY, amounts=(Money(59000, "USD"),))
    plan = (DATABASE, "yearly", "Yearly", "", "subscribers", None)
    sale.books.tell(catalog.PlanChanged(*plan, price=dearer))
    sale.services.until(lambda: "DB costs 590.00 USD a year from " in ada.get("/my-content").text)


def test_what_is_charged_for_use_is_said_before_anything_is_bought(ada: FlaskClient, sale: Opened) -> None:
    plan = (DATABASE, "metered", "Metered", "", "acme/db-metered", "subscribers", None)
    sale.books.tell(catalog.PlanAdded(*plan, price=by_terabyte("1800")))
    sale.settle()
    assert details(ada) == 303
    html = ada.get(f"{GET}?plan=metered").text
    told = "Stored: 18.00 USD for each terabyte over 5"
    assert (html.count(told), "what was used in it" in html) == (2, True)
    wanted = {"plan": "metered", "trial": "no", "quantity": "1", "payment": "invoice"}
    assert sent(ada, f"{GET}?plan=metered", f"{GET}/order", **wanted).status_code == 303
    page = re.findall(r"/my-content/subscriptions/[0-9a-f-]{36}", ada.get("/my-content").text)[0]
    assert "<dt>Stored</dt><dd>0 terabyte</dd>" in ada.get(page).text


def test_what_use_costs_stays_as_it_was_agreed_on(ada: FlaskClient, sale: Opened) -> None:
    """On the subscription's page and on the order's: who comes later is asked for the new price."""
    plan, shelf = (DATABASE, "frozen", "Frozen", ""), ("subscribers", None)
    sale.books.tell(catalog.PlanAdded(*plan, "acme/db-frozen", *shelf, price=by_terabyte("1800")))
    sale.settle()
    assert details(ada) == 303
    wanted = {"plan": "frozen", "trial": "no", "quantity": "1", "payment": "invoice"}
    assert sent(ada, f"{GET}?plan=frozen", f"{GET}/order", **wanted).status_code == 303
    page = re.findall(r"/my-content/subscriptions/[0-9a-f-]{36}", ada.get("/my-content").text)[0]
    id, now = page.rpartition("/")[2], datetime.now(UTC)
    by = Context(f"report of {id}", sale.services.rpc.billing.subscription(id)["holder"], now)
    sale.services.rpc.billing.record_usage(id, "stored", 7, now.isoformat(), "report-1", by.dump())
    sale.books.tell(catalog.PlanChanged(*plan, *shelf, price=by_terabyte("9900")))
    sale.services.until(lambda: "99.00 USD for each terabyte" in ada.get("/acme/db").text)
    agreed = "Stored: 18.00 USD for each terabyte over 5"
    html, order = ada.get(page).text, ada.get(f"{GET}?plan=frozen").text
    assert (agreed in html, "comes to 36.00 USD" in html) == (True, True)
    assert (agreed in order, "99.00 USD" in order) == (True, False)


def by_terabyte(amount: str) -> catalog.Price:
    tiers = (catalog.Tier(5, "0"), catalog.Tier(None, amount))
    return replace(YEARLY, components=(catalog.Component("stored", "Stored", "terabyte", tiers),))


def test_who_comes_back_from_the_bank_is_led_to_what_was_paid(ada: FlaskClient, sale: Opened) -> None:
    """To the order's page with its command at first; what is still owed later, to its invoice."""
    assert details(ada) == 303
    wanted = {"plan": "team", "trial": "no", "quantity": "1", "payment": "invoice"}
    assert sent(ada, f"{GET}?plan=team", f"{GET}/order", **wanted).status_code == 303
    sale.services.until(lambda: "/my-content/invoices/" in ada.get("/my-content/invoices").text)
    (first,) = invoices(ada)
    asked = ada.get(first).text
    assert re.search(r"Transfer 49.00 USD by [^,]+, and name 20\d\d-\d{6},", asked)
    assert ("which account it is to go to" in asked, "Pay now" in asked) == (True, False)
    assert ada.get(f"{first}?redirect_status=succeeded").headers["Location"] == f"{GET}?plan=team"
    page = re.findall(r"/my-content/subscriptions/[0-9a-f-]{36}", ada.get("/my-content").text)[0]
    assert sent(ada, page, f"{page}/quantity", quantity="2").status_code == 303
    sale.services.until(lambda: len(invoices(ada)) == 2)
    later = next(one for one in invoices(ada) if one != first)
    assert ada.get(f"{later}?redirect_status=failed").headers["Location"] == later


def invoices(ada: FlaskClient) -> set[str]:
    return set(re.findall(r"/my-content/invoices/[0-9a-f-]{36}", ada.get("/my-content/invoices").text))


def test_paying_in_advance_leads_to_its_invoice(ada: FlaskClient, sale: Opened) -> None:
    assert details(ada) == 303
    form = {"credit_amount": "50.00", "credit_currency": "USD", "credit_payment": "invoice", "holder": ""}
    page = "/my-content/billing"
    assert "There is none. Pay in advance here" in ada.get(page).text
    wrong = sent(ada, page, f"{page}/credit", **{**form, "credit_amount": ""})
    assert (wrong.status_code, 'id="credit_amount-error"' in wrong.text) == (400, True)
    refused = sent(ada, page, f"{page}/credit", **{**form, "credit_payment": "card"})
    assert (refused.status_code, 'id="credit_payment-error"' in refused.text) == (409, True)
    led = sent(ada, page, f"{page}/credit", **form)
    assert led.status_code == 303
    sale.services.until(lambda: "Prepaid credit" in ada.get(led.location).text)
    assert "Period" not in ada.get(led.location).text


def test_what_credit_would_pay_is_said_before_it_is_ordered(ada: FlaskClient, sale: Opened) -> None:
    assert details(ada) == 303
    form = {"credit_amount": "50.00", "credit_currency": "USD", "credit_payment": "invoice", "holder": ""}
    led = sent(ada, "/my-content/billing", "/my-content/billing/credit", **form).location
    sale.services.until(lambda: "Prepaid credit" in ada.get(led).text)
    holder = sale.services.rpc.billing.invoice(led.rpartition("/")[2])["holder"]
    for number, told in enumerate(("Order for 390.00 USD", "Order and pay from credit")):
        by = Context(f"gift {number} {holder}", "finn", datetime.now(UTC), frozenset({"finance"}))
        gift = {"amount": 10000 + 39000 * number, "currency": "USD"}
        sale.services.rpc.billing.grant_credit(holder, gift, "a gift", "", by.dump())
        html = ada.get(f"{GET}?plan=fleet").text
        assert ("Paid from credit" in html, told in html) == (True, True)


def test_who_deletes_the_account_is_told_first_what_becomes_of_the_credit(ada: FlaskClient, sale: Opened) -> None:
    assert "in advance" not in ada.get("/account/data").text
    assert details(ada) == 303
    form = {"credit_amount": "60.00", "credit_currency": "USD", "credit_payment": "invoice", "holder": ""}
    led = sent(ada, "/my-content/billing", "/my-content/billing/credit", **form).location
    sale.services.until(lambda: "Prepaid credit" in ada.get(led).text)
    billing, invoice = sale.services.rpc.billing, led.rpartition("/")[2]
    holder = billing.invoice(invoice)["holder"]
    by = [Context(f"{what} {holder}", "finn", datetime.now(UTC), frozenset({"finance"})).dump() for what in "ab"]
    billing.record_transfer(invoice, {"amount": 6000, "currency": "USD"}, f"statement {holder}", "", by[0])
    billing.grant_credit(holder, {"amount": 700, "currency": "USD"}, "a gift", "", by[1])
    sale.services.until(lambda: "You have 60.00 USD that you paid in advance" in ada.get("/account/data").text)
    assert "7.00 USD that the store gave you are lost" in ada.get("/account/data").text
