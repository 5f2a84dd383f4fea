"""Plans tried, bought, changed and cancelled by the API, on running services."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import render_template

from eventlog.decider import Context
from gateway.support import looked, looks_pages
from tests.gateway.checkout.buying import Buyer, code_of
from tests.gateway.counter import bearer
from tests.gateway.opened import API, Opened
from tests.parts.people import new_address


@pytest.fixture
def ada(sale: Opened) -> Buyer:
    """Ada, whose billing details are known."""
    buyer = Buyer(sale, sale.member(new_address("ada")))
    assert buyer.provides_details().status_code == 200
    return buyer


def test_a_dry_run_says_what_is_due_and_buys_nothing(ada: Buyer) -> None:
    told = ada.post("/subscriptions?dry_run=true", {"plan": "acme/db/team", "payment": "invoice"})
    assert told.status_code == 200, told.text
    assert (told.json["dry_run"], told.json["today"]["total"]) == (True, {"amount": 4900, "currency": "USD"})
    assert ada.get("/subscriptions").json["items"] == []


def test_what_is_bought_by_invoice_can_be_pulled_at_once(ada: Buyer) -> None:
    bought = ada.buys()
    assert (bought["state"], bought["plan"], bought["cancel_at_period_end"]) == ("active", "acme/db/team", False)
    assert bought["licence_url"] == f"http://store.example/api/v1/subscriptions/{bought['id']}/licence"
    listed = ada.get("/subscriptions").json
    assert (listed["total"], listed["items"][0]["id"]) == (1, bought["id"])


def test_the_same_key_buys_once(ada: Buyer) -> None:
    body = {"plan": "acme/db/team", "payment": "invoice"}
    first, again = (ada.post("/subscriptions", body, key="once") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert ada.get("/subscriptions").json["total"] == 1


def test_a_trial_needs_neither_details_nor_a_card(sale: Opened) -> None:
    grace = Buyer(sale, sale.member(new_address("grace")))
    tried = grace.buys(trial=True, payment="card")
    assert (tried["state"], tried["until"]) == ("trialing", tried["trial_until"])


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"plan": "acme/db/none"}, (404, "plan-unknown")),
        ({"plan": "acme/none/team"}, (404, "product-unknown")),
        ({"plan": "team"}, (422, "invalid-input")),
        ({"plan": "acme/db/team", "payment": "card"}, (409, "card-missing")),
        ({"plan": "acme/db/fleet", "trial": True}, (422, "trial-not-offered")),
        ({"plan": "acme/db/team", "quantity": 0}, (422, "quantity-invalid")),
        ({"plan": "acme/db/team", "coupon": "none"}, (404, "coupon-unknown")),
        ({"plan": "acme/db/team", "holder": "somebody"}, (403, "not-yours")),
    ],
)
def test_what_cannot_be_bought_is_refused_by_its_code(
    ada: Buyer, wanted: dict[str, object], refusal: tuple[int, str]
) -> None:
    assert code_of(ada.post("/subscriptions", {"payment": "invoice", **wanted})) == refusal


def test_nothing_is_sold_to_whom_no_invoice_can_be_made_out(sale: Opened) -> None:
    grace = Buyer(sale, sale.member(new_address("grace")))
    refused = grace.post("/subscriptions", {"plan": "acme/db/team", "payment": "invoice"})
    assert code_of(refused) == (409, "billing-details-missing")


def test_a_plan_is_subscribed_to_once_at_a_time(ada: Buyer) -> None:
    ada.buys()
    assert code_of(ada.post("/subscriptions", {"plan": "acme/db/team", "payment": "invoice"})) == (
        409,
        "already-subscribed",
    )


def test_cancelled_it_runs_on_to_its_periods_end_and_can_be_resumed(ada: Buyer) -> None:
    bought = ada.buys()
    path = f"/subscriptions/{bought['id']}"
    shown = ada.post(f"{path}/cancel?dry_run=true").json
    cancelled = ada.post(f"{path}/cancel").json
    assert (cancelled["state"], cancelled["cancel_at_period_end"]) == ("cancelled", True)
    assert cancelled["until"] == shown["until"]
    assert ada.post(f"{path}/resume?dry_run=true").json["state"] == "active"
    assert ada.get(path).json["state"] == "cancelled"
    assert ada.post(f"{path}/resume").json["cancel_at_period_end"] is False


def test_a_larger_plan_is_switched_to_at_once_and_a_smaller_one_at_the_periods_end(ada: Buyer) -> None:
    path = f"/subscriptions/{ada.buys()['id']}"
    told = ada.post(f"{path}/switch?dry_run=true", {"plan": "acme/db/fleet"}).json
    assert told["today"]["net"] == {"amount": 49000 - 4900, "currency": "USD"}
    larger = ada.post(f"{path}/switch", {"plan": "fleet"}).json
    assert (larger["plan"], larger["scheduled"]) == ("acme/db/fleet", None)
    smaller = ada.post(f"{path}/switch", {"plan": "team"}).json
    assert (smaller["plan"], smaller["scheduled"]["plan"]) == ("acme/db/fleet", "acme/db/team")


def test_a_switch_that_is_only_scheduled_can_be_dropped(ada: Buyer) -> None:
    path = f"/subscriptions/{ada.buys('fleet')['id']}"
    ada.post(f"{path}/switch", {"plan": "team"})
    dropped = ada.store.delete(f"{path}/schedule", ada.token)
    assert (dropped.status_code, dropped.json["scheduled"]) == (200, None)


def test_another_sees_and_changes_nothing_of_it(ada: Buyer) -> None:
    path, mallory = f"/subscriptions/{ada.buys()['id']}", Buyer(ada.store, ada.store.member(new_address("mallory")))
    assert code_of(mallory.get(path)) == (404, "subscription-unknown")
    assert code_of(mallory.post(f"{path}/cancel")) == (404, "subscription-unknown")


def test_a_member_sees_the_organisations_subscription_and_cannot_cancel_it(sale: Opened) -> None:
    owner = Buyer(sale, sale.joins("northwick", new_address("olga"), "owner"))
    assert owner.provides_details(holder="northwick").status_code == 200
    path = f"/subscriptions/{owner.buys(holder='northwick')['id']}"
    account, address = sale.desk.member(member := new_address("mo")), "founder-of-northwick@example.org"
    founder = sale.services.rpc.identity.account_of(address)
    sale.desk.rpc.invite("northwick", member, "member", sale.desk.by(founder))
    sale.desk.rpc.accept_invitation(sale.desk.link(member, 2), sale.desk.by(account))
    mo = Buyer(sale, sale.token(member, "pull", "read", "buy"))
    assert mo.get(path).json["holder"] == "northwick"
    assert code_of(mo.post(f"{path}/cancel")) == (403, "not-yours")


def test_invoices_are_listed_with_what_they_are_for(ada: Buyer) -> None:
    bought = ada.buys()
    ada.store.services.until(lambda: ada.get("/invoices").json["items"])
    invoice = ada.get("/invoices").json["items"][0]
    assert (invoice["subscription"], invoice["total"]["amount"]) == (bought["id"], 4900)
    assert ada.get(f"/invoices/{invoice['id']}").json["name"] == "Ada Lovelace"


def test_support_is_shown_what_was_bought_and_nothing_secret_of_it(ada: Buyer) -> None:
    holder = ada.buys()["holder"]
    ada.store.services.until(lambda: ada.get("/invoices").json["items"] and ada.get("/licences").json["items"])
    told = {"number": "T-1", "holder": holder, "customer": "Ada", "until": "2026-11-30T08:00:00+00:00"}
    with ada.store.client.application.test_request_context():
        rows = {page: looked.page_of(page, holder) for page in ("subscriptions", "licences", "invoices")}
        around = {"told": told, "sections": looks_pages.sections(), "address": ""}
        drawn = {page: render_template("support/looked.html", page=page, rows=rows[page], **around) for page in rows}
    kept = {page: sorted(found[0]) for page, found in rows.items()}
    assert kept == {
        "subscriptions": ["interval", "name", "plan", "price", "publisher", "quantity", "renews", "state", "until"],
        "licences": ["name", "plan", "state", "until"],
        "invoices": ["due", "for", "number", "on", "state", "total"],
    }
    assert all(word in drawn[page] for page, word in (("licences", "Counts"), ("subscriptions", "Active")))
    assert "49.00" in drawn["invoices"]


def test_another_sees_no_invoice_of_it(ada: Buyer) -> None:
    ada.buys()
    ada.store.services.until(lambda: ada.get("/invoices").json["items"])
    invoice = ada.get("/invoices").json["items"][0]["id"]
    mallory = Buyer(ada.store, ada.store.member(new_address("mallory")))
    assert code_of(mallory.get(f"/invoices/{invoice}")) == (404, "invoice-unknown")
    assert mallory.get("/invoices").json["items"] == []


def test_details_that_do_not_fit_are_refused(ada: Buyer) -> None:
    assert ada.provides_details(country="XX").status_code == 422
    assert ada.get("/billing/details").json["details"]["country"] == "IE"


def test_where_no_cards_are_taken_none_is_kept(ada: Buyer) -> None:
    told = ada.store.client.get(f"{API}/billing/details", headers=bearer(ada.token)).json
    assert (told["methods"], told["pays_by_card"]) == ([], False)
    assert ada.post("/billing/payment-methods", {"token": "pm_card_visa"}).status_code >= 400


def test_from_the_month_to_the_year_a_new_period_starts_and_back_it_waits_for_the_years_end(ada: Buyer) -> None:
    path = f"/subscriptions/{(monthly := ada.buys())['id']}"
    told = ada.post(f"{path}/switch?dry_run=true", {"plan": "yearly"}).json
    assert told["today"]["net"] == {"amount": 49000 - 4900, "currency": "USD"}
    yearly = ada.post(f"{path}/switch", {"plan": "yearly"}).json
    assert (yearly["interval"], yearly["starts"]) == ("year", monthly["starts"])
    assert int(yearly["ends"][:4]) == int(yearly["starts"][:4]) + 1
    waits = ada.post(f"{path}/switch?dry_run=true", {"plan": "team"}).json
    assert (waits["unused"], told["unused"]) == ({"amount": 49000, "currency": "USD"}, None)
    back = ada.post(f"{path}/switch", {"plan": "team"}).json
    assert (back["interval"], back["scheduled"]) == (
        "year",
        {"plan": "acme/db/team", "quantity": None, "on": yearly["ends"]},
    )


@pytest.mark.parametrize(("path", "field"), [("", "token"), ("/finish", "session")])
def test_what_cannot_be_an_id_of_the_payment_company_never_gets_there(ada: Buyer, path: str, field: str) -> None:
    assert code_of(ada.post(f"/billing/payment-methods{path}", {field: "../customers?x"})) == (422, "invalid-input")


def test_what_is_paid_in_advance_pays_the_next_invoice(ada: Buyer, sale: Opened) -> None:
    wanted = {"amount": {"amount": 5000, "currency": "USD"}, "payment": "invoice"}
    advance = ada.post("/billing/credit/top-ups", wanted)
    assert (advance.status_code, advance.json["state"]) == (201, "open")
    id = advance.json["invoice"]
    sale.services.until(lambda: ada.get(f"/invoices/{id}").status_code == 200)
    asked = ada.get(f"/invoices/{id}").json
    assert (asked["taxes"], asked["owed"]["amount"], ada.get("/billing/credit").json["total"]) == ([], 5000, 0)
    by = Context(f"pays {id}", "finn", datetime.now(UTC), frozenset({"finance"}), fingerprint=f"pays {id}").dump()
    sale.services.rpc.billing.record_transfer(id, wanted["amount"], "statement 7", "", by)
    sale.services.until(lambda: balance(ada) == 5000)
    told = ada.post("/subscriptions?dry_run=true", {"plan": "acme/db/team", "payment": "card"})
    assert (told.json["today"]["credit"]["amount"], told.json["today"]["to_pay"]["amount"]) == (4900, 0)
    bought = ada.buys(payment="card")
    sale.services.until(lambda: ada.get(f"/subscriptions/{bought['id']}").json["state"] == "active")
    paid = ada.get(f"/invoices/{bought['invoice']}").json
    assert (paid["paid"]["method"], paid["from_credit"]["amount"], balance(ada)) == ("credit", 4900, 100)
    sale.services.until(lambda: len(ada.get("/billing/credit/movements").json["items"]) == 2)
    spent, paid_in = ada.get("/billing/credit/movements").json["items"]
    assert [(each["kind"], each["amount"]) for each in (spent, paid_in)] == [("spent", -4900), ("topped_up", 5000)]
    assert ada.get(f"/invoices/{bought['invoice']}/pdf").data.startswith(b"%PDF")
    assert ada.get(f"/invoices/{id}/pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"payment": "card"}, (409, "card-missing")),
        ({"amount": {"amount": 0, "currency": "USD"}}, (422, "invalid-input")),
        ({"amount": {"amount": 5, "currency": "XXQ"}}, (422, "currency-invalid")),
        ({"holder": "somebody"}, (403, "not-yours")),
    ],
)
def test_what_cannot_be_paid_in_advance_is_refused(ada: Buyer, more: dict[str, Any], refusal: tuple[int, str]) -> None:
    wanted = {"amount": {"amount": 5000, "currency": "USD"}, "payment": "invoice", **more}
    assert code_of(ada.post("/billing/credit/top-ups", wanted)) == refusal


def balance(buyer: Buyer) -> int:
    return sum(each["balance"]["amount"] for each in buyer.get("/billing/credit").json["items"])
