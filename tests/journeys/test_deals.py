"""Orders, offers and coupons on the running store, down to what docker may pull."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.journeys.people import Offer, Person, offer_with, signs_up
from tests.parts.docker import Docker
from tests.parts.process import wait_until
from tests.parts.store import Store

pytestmark = pytest.mark.journey

LATER = (datetime.now(UTC) + timedelta(days=30)).isoformat()


def asked(store: Store, method: str, path: str, body: Any, token: str) -> Any:
    """The answer to what must succeed."""
    answer = store.api(method, path, body, token=token)
    assert answer.ok, answer.body
    return answer.json()


def publisher(store: Store) -> str:
    return store.accounts["publisher"]["token"]


def accept_terms(store: Store, plan: Offer, person: Person) -> None:
    if plan.terms:
        path = f"/products/{plan.product}/plans/{plan.plan}/terms"
        asked(store, "POST", path, {"version": plan.terms}, person.token)


def provides_details(store: Store, person: Person) -> None:
    details = {"name": "Ada Lovelace", "address": "12 Harbour Street\nDublin", "country": "IE"}
    asked(store, "PUT", "/billing/details", details, person.token)


def sold(store: Store) -> Offer:
    """A plan for subscribers that costs something."""
    return offer_with(store, "subscribers")


def test_an_order_is_claimed_accepted_pulled_and_cancelled(store: Store, docker: Docker) -> None:
    plan, ada = offer_with(store, "byol"), signs_up(store, docker)
    key = {"label": "Activation key", "value": secrets.token_hex(8)}
    wanted = {"plan": f"{plan.product}/{plan.plan}", "ends": LATER[:10], "keys": [key]}
    order = asked(store, "POST", "/orders", wanted, publisher(store))
    path = f"/orders/{order['id']}"
    assert ada.login().ok
    assert not ada.pull(plan.repository, plan.tag).ok
    asked(store, "POST", f"{path}/claim", {"claim": order["claim_url"].rpartition("/")[2]}, ada.token)
    accept_terms(store, plan, ada)
    asked(store, "POST", f"{path}/accept", {}, ada.token)
    assert asked(store, "GET", f"{path}/keys", None, ada.token)["items"][0]["value"] == key["value"]
    ada.pulls_soon(plan.repository, plan.tag)
    asked(store, "PATCH", path, {"state": "cancelled", "reason": "never paid"}, publisher(store))
    ada.is_soon_refused(plan.repository, plan.tag, f"{store.url}/{plan.product}")


def test_no_key_and_no_claim_link_is_left_in_the_stores_folder(store: Store, docker: Docker) -> None:
    plan, key = offer_with(store, "byol"), secrets.token_hex(16)
    wanted = {"plan": f"{plan.product}/{plan.plan}", "keys": [{"label": "Key", "value": key}]}
    order = asked(store, "POST", "/orders", wanted, publisher(store))
    claim = order["claim_url"].rpartition("/")[2]
    assert store.call("GET", f"/orders/{order['id']}/claim/{claim}").status == 200
    kept = [
        file.read_bytes() for file in (store.data.parent).rglob("*") if file.is_file() and "blobs" not in file.parts
    ]
    assert not [1 for each in kept if key.encode() in each or claim.encode() in each]


def test_an_offer_is_accepted_at_its_own_price_and_pulled(store: Store, docker: Docker) -> None:
    plan, ada = sold(store), signs_up(store, docker)
    me = asked(store, "GET", "/me", None, ada.token)["id"]
    price = {"amount": 1100, "currency": "USD"}
    wanted = {"plan": f"{plan.product}/{plan.plan}", "to": me, "price": price, "until": LATER}
    offer = asked(store, "POST", "/offers", wanted, publisher(store))
    provides_details(store, ada)
    accept_terms(store, plan, ada)
    taken = asked(store, "POST", f"/offers/{offer['id']}/accept", {"payment": "invoice"}, ada.token)
    bought = asked(store, "GET", f"/subscriptions/{taken['subscription']}", None, ada.token)
    assert (bought["state"], bought["price"]) == ("active", price)
    wait_until(lambda: charged(store, ada) == [1100], 10, "no invoice of what was offered")
    assert ada.login().ok
    ada.pulls_soon(plan.repository, plan.tag)


def charged(store: Store, person: Person) -> list[int]:
    """The net amounts of somebody's invoices, in minor units."""
    found = asked(store, "GET", "/invoices", None, person.token)["items"]
    return [invoice["net"]["amount"] for invoice in found]


def test_a_coupon_at_its_limit_is_told_to_the_next_customer(store: Store, docker: Docker) -> None:
    plan, code = sold(store), f"ONE-{secrets.token_hex(3)}".upper()
    body = {"publisher": "harbourline", "code": code, "percent": 100, "periods": 1, "limit": 1}
    asked(store, "POST", "/coupons", body, publisher(store))
    wanted = {"plan": f"{plan.product}/{plan.plan}", "payment": "invoice", "coupon": code}
    answers = []
    for person in (signs_up(store, docker), signs_up(store, docker)):
        provides_details(store, person)
        accept_terms(store, plan, person)
        answers.append(store.api("POST", "/subscriptions", wanted, token=person.token))
    assert [answer.status for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "coupon-used-up"
