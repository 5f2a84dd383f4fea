"""Buying on the pages of running services: what is asked next, what it costs, and what came of it."""

import itertools
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

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


def test_a_new_price_is_shown_before_it_comes(ada: FlaskClient, sale: Opened) -> None:
    assert details(ada) == 303
    wanted = {"plan": "yearly", "trial": "no", "quantity": "1", "payment": "invoice"}
    assert sent(ada, f"{GET}?plan=yearly", f"{GET}/order", **wanted).status_code == 303
    dearer = replace(YEARLY, amounts=(Money(59000, "USD"),))
    plan = (DATABASE, "yearly", "Yearly", "", "subscribers", None)
    sale.books.tell(catalog.PlanChanged(*plan, price=dearer))
    sale.services.until(lambda: "DB costs 590.00 USD a year from " in ada.get("/my-content").text)
