"""Offers and coupons by the API and on the pages."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from tests.gateway.checkout.buying import code_of
from tests.gateway.checkout.dealing import Person, customer, put_on_shelves
from tests.gateway.opened import Opened, opened
from tests.parts.people import new_address

PRICE = {"amount": 3900, "currency": "USD"}
LAST_DAY = (datetime.now(UTC) + timedelta(days=100)).date().isoformat()
UNTIL = f"{LAST_DAY}T00:00:00+00:00"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("offers")) as store:
        put_on_shelves(store)
        yield store


@pytest.fixture(scope="module")
def acme(store: Opened) -> Person:
    email = new_address("bea")
    return Person(store, email, store.joins("acme", email, "owner")).signs_in()


@pytest.fixture
def ada(store: Opened) -> Person:
    buyer = customer(store)
    assert buyer.provides_details().status_code == 200
    return buyer


def made(acme: Person, to: str, **more: Any) -> Any:
    """An offer of the team plan."""
    body = {"plan": "acme/db/team", "to": to, "price": PRICE, "until": UNTIL, "note": "As we said.", **more}
    answer = acme.post("/offers", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_an_offer_is_seen_by_whom_it_is_made_to_alone(store: Opened, acme: Person, ada: Person) -> None:
    offer = made(acme, ada.id)
    assert offer["offer_url"] == f"http://store.example/offers/{offer['id']}"
    assert [each["id"] for each in ada.get("/offers").json["items"]] == [offer["id"]]
    assert code_of(customer(store).get(f"/offers/{offer['id']}")) == (404, "offer-unknown")


def test_it_is_accepted_at_its_price(acme: Person, ada: Person) -> None:
    offer = made(acme, ada.id)
    rehearsed = ada.post(f"/offers/{offer['id']}/accept?dry_run=true", {"payment": "invoice"})
    assert rehearsed.json["today"]["total"] == PRICE, rehearsed.text
    accepted = ada.post(f"/offers/{offer['id']}/accept", {"payment": "invoice"})
    assert (accepted.status_code, accepted.json["state"]) == (200, "accepted"), accepted.text
    bought = ada.get(f"/subscriptions/{accepted.json['subscription']}").json
    assert (bought["price"], bought["state"]) == (PRICE, "active")


def test_an_organisations_owner_accepts_for_it(store: Opened, acme: Person) -> None:
    email = new_address("cem")
    owner = Person(store, email, store.joins("orca", email, "owner"))
    offer = made(acme, "orca", price=None)
    assert owner.post(f"/offers/{offer['id']}/accept").json["state"] == "accepted"
    html = owner.signs_in().sees(f"/offers/{offer['id']}?told=accepted")
    assert '<a href="/my-content?holder=orca">See it in My content</a>' in html


@pytest.mark.parametrize("to", ["nobody-there", "ada@example.org"])
def test_an_offer_is_made_to_somebody_known_here_and_to_no_address(acme: Person, to: str) -> None:
    refused = acme.post("/offers", {"plan": "acme/db/team", "to": to, "price": PRICE, "until": UNTIL})
    assert code_of(refused) == (404, "customer-unknown")


def test_what_is_taken_back_is_not_accepted(acme: Person, ada: Person) -> None:
    offer = made(acme, ada.id)
    assert acme.post(f"/offers/{offer['id']}/withdraw").json["state"] == "withdrawn"
    refused = ada.post(f"/offers/{offer['id']}/accept", {"payment": "invoice"})
    assert code_of(refused) == (409, "offer-withdrawn")


def test_an_offer_is_made_and_accepted_on_the_pages(acme: Person, ada: Person) -> None:
    page = "/publish/acme/offers"
    told = {"to": ada.id, "plan": "acme/db/team", "price": "39.00", "currency": "usd", "interval": "month"}
    more = {"quantity": "2", "trial_days": "0", "until": LAST_DAY, "note": "As we said."}
    assert acme.sends(page, page, **told, **more).status_code == 303
    (offer,) = ada.get("/offers").json["items"]
    html = ada.signs_in().sees(f"/offers/{offer['id']}?payment=invoice")
    assert "As we said." in html
    assert "78.00" in html
    accepted = ada.sends(f"/offers/{offer['id']}", f"/offers/{offer['id']}/accept", payment="invoice")
    assert accepted.status_code == 303, accepted.text
    assert "The offer is accepted." in ada.sees(accepted.headers["Location"])
    assert "Accepted" in ada.sees("/offers")
    taken = ada.get(f"/offers/{offer['id']}").json
    runs = f"/my-content/subscriptions/{taken['subscription']}"
    assert f'href="{runs}/cancel"' in ada.sees(runs)
    assert ada.sends(f"{runs}/cancel", f"{runs}/cancel").status_code == 303
    assert f'action="{runs}/resume"' in ada.sees(runs)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"to": ""}, "to"),
        ({"to": "nobody-there"}, "to"),
        ({"price": "much"}, "price"),
        ({"price": "39.001"}, "price"),
        ({"price": "NaN"}, "price"),
        ({"currency": "XXX"}, "price"),
        ({"until": ""}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"quantity": "-1"}, "quantity"),
        ({"trial_days": "91"}, "trial_days"),
        ({"interval": "week"}, "interval"),
    ],
)
def test_what_is_wrong_with_an_offer_is_said_beside_its_field(acme: Person, told: dict[str, str], field: str) -> None:
    page = "/publish/acme/offers"
    right = {"to": "acme", "plan": "acme/db/team", "price": "39", "currency": "USD", "interval": "month"}
    more = {"quantity": "1", "trial_days": "0", "until": LAST_DAY, "note": ""}
    answer = acme.sends(page, page, **{**right, **more, **told})
    assert answer.status_code in {404, 422}
    assert f'id="{field}-error"' in answer.text


def test_an_offer_is_taken_back_on_the_pages(acme: Person, ada: Person) -> None:
    offer = made(acme, ada.id)["id"]
    page = "/publish/acme/offers"
    assert acme.sends(page, f"{page}/{offer}/withdraw").status_code == 303
    assert "The publisher has taken the offer back." in ada.signs_in().sees(f"/offers/{offer}")


def test_an_offer_is_declined_on_its_page_and_made_anew(acme: Person, ada: Person) -> None:
    offer, why = made(acme, ada.id, quantity=2), "Too dear by half."
    at = f"/offers/{offer['id']}"
    assert ada.signs_in().sends(at, f"{at}/decline", reason=f" {why}\r\n").status_code == 303
    assert why in ada.sees(f"{at}?told=declined")
    refused = ada.post(f"{at}/accept", {"payment": "invoice"})
    assert code_of(refused) == (409, "offer-declined")
    listed = {each["id"]: each for each in acme.get("/offers?publisher=acme").json["items"]}
    assert (listed[offer["id"]]["state"], listed[offer["id"]]["reason"]) == ("declined", why)
    html = acme.sees("/publish/acme/offers")
    assert why in html
    again = re.search(rf'href="([^"]*offers\?to={ada.id}[^"]*)#make"', html)
    assert again
    html = acme.sees(unescape(again[1]))
    for value in (ada.id, "39.00", "2"):
        assert f'value="{value}"' in html
    assert "As we said.</textarea>" in html


def test_an_offer_is_declined_by_the_api_by_whom_it_is_made_to_alone(acme: Person, ada: Person) -> None:
    at = f"/offers/{made(acme, ada.id)['id']}"
    assert code_of(acme.post(f"{at}/decline")) == (403, "not-yours")
    assert code_of(ada.post(f"{at}/decline", {"reason": "r" * 1001})) == (422, "text-too-long")
    for _ in range(2):
        declined = ada.post(f"{at}/decline")
        assert (declined.status_code, declined.json["state"], declined.json["reason"]) == (200, "declined", "")


def test_a_coupon_is_made_redeemed_and_counted(acme: Person, ada: Person) -> None:
    body = {"publisher": "acme", "code": "once", "percent": 50, "limit": 1}
    coupon = acme.post("/coupons", body)
    assert (coupon.status_code, coupon.json["code"], coupon.json["redeemed"]) == (201, "ONCE", 0)
    ada.buys(coupon="once")
    listed = {each["code"]: each for each in acme.get("/coupons?publisher=acme").json["items"]}
    assert listed["ONCE"]["redeemed"] == 1


def test_the_next_customer_finds_a_coupon_used_up(store: Opened, acme: Person, ada: Person) -> None:
    acme.post("/coupons", {"publisher": "acme", "code": "single", "percent": 50, "limit": 1})
    ada.buys(coupon="single")
    other = customer(store)
    other.provides_details()
    refused = other.post("/subscriptions", {"plan": "acme/db/team", "payment": "invoice", "coupon": "single"})
    assert code_of(refused) == (409, "coupon-used-up")


def test_coupons_are_for_their_publishers_eyes(ada: Person) -> None:
    assert ada.get("/coupons?publisher=acme").status_code == 403


def test_a_coupon_is_made_and_retired_on_the_pages(acme: Person) -> None:
    page = "/publish/acme/coupons"
    told = {"code": "autumn", "address": "", "percent": "0", "amount": "10.00", "currency": "USD"}
    answer = acme.sends(page, page, **told, periods="0", limit="0", until="")
    assert answer.status_code == 303, answer.text
    html = acme.sees(page)
    assert "AUTUMN" in html
    assert "every period" in html
    assert acme.sends(page, f"{page}/AUTUMN/retire").status_code == 303
    assert code_of(acme.post("/coupons", {"publisher": "acme", "code": "autumn", "percent": 5})) == (
        409,
        "coupon-taken",
    )


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "a b"}, "code"),
        ({"percent": "0"}, "percent"),
        ({"address": "borealis/db"}, "address"),
        ({"until": "2020-01-01"}, "until"),
        ({"limit": "some"}, "limit"),
    ],
)
def test_what_is_wrong_with_a_coupon_is_said_beside_its_field(acme: Person, told: dict[str, str], field: str) -> None:
    page = "/publish/acme/coupons"
    right = {"code": "winter", "address": "", "percent": "5", "amount": "", "currency": "USD", "periods": "1"}
    answer = acme.sends(page, page, **{**right, "limit": "0", "until": "", **told})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def renews(acme: Person, bought: Any, kind: str = "renewal", **more: Any) -> Any:
    return made(acme, "", kind=kind, changes=bought["id"], **more)


def test_a_renewal_is_offered_to_who_has_the_subscription_and_counts_from_its_next_period(
    acme: Person, ada: Person
) -> None:
    bought = ada.buys()
    offer = renews(acme, bought, quantity=2)
    assert (offer["to"], offer["kind"], offer["changes"]) == (ada.id, "renewal", bought["id"])
    shown = ada.post(f"/offers/{offer['id']}/accept?dry_run=true").json
    assert (shown["today"], shown["then"]["total"]["amount"]) == (None, 7800)
    assert ada.post(f"/offers/{offer['id']}/accept").json["subscription"] == bought["id"]
    now = ada.get(f"/subscriptions/{bought['id']}").json
    assert (now["price"]["amount"], now["scheduled"]["quantity"]) == (4900, 2)
    assert now["next"]["amount"]["amount"] == 7800


def test_a_replacement_costs_what_its_dry_run_said(acme: Person, ada: Person) -> None:
    bought = ada.buys()
    offer = renews(acme, bought, "replacement", quantity=3)
    shown = ada.post(f"/offers/{offer['id']}/accept?dry_run=true").json
    assert ada.post(f"/offers/{offer['id']}/accept").status_code == 200
    now = ada.get(f"/subscriptions/{bought['id']}").json
    assert (now["price"], now["quantity"], now["source"]) == (PRICE, 3, f"offer-{offer['id']}")
    ada.store.services.until(lambda: ada.get(f"/invoices/{now['invoice']}").status_code == 200)
    assert ada.get(f"/invoices/{now['invoice']}").json["total"] == shown["today"]["total"]


def test_an_offer_for_a_subscription_of_somebody_else_is_refused(acme: Person, ada: Person, store: Opened) -> None:
    told = {"plan": "acme/db/team", "price": PRICE, "until": UNTIL, "kind": "renewal"}
    bought = ada.buys()
    other = customer(store)
    refused = acme.post("/offers", {**told, "to": other.id, "changes": bought["id"]})
    assert code_of(refused) == (404, "subscription-unknown")
    assert code_of(acme.post("/offers", told)) == (404, "customer-unknown")


def test_a_renewal_is_made_from_the_customers_page_and_accepted_on_its_own(acme: Person, ada: Person) -> None:
    bought = ada.buys()
    assert f"changes={bought['id']}" in acme.sees("/publish/acme/customers")
    page = "/publish/acme/offers"
    told = {"plan": "acme/db/team", "price": "39.00", "currency": "USD", "interval": "month", "quantity": "1"}
    more = {"trial_days": "0", "until": LAST_DAY, "note": "", "kind": "renewal", "changes": bought["id"], "to": ""}
    assert acme.sends(page, page, **told, **more).status_code == 303
    (offer,) = ada.get("/offers").json["items"]
    html = ada.signs_in().sees(f"/offers/{offer['id']}")
    assert "from its next period on" in html
    accepted = ada.sends(f"/offers/{offer['id']}", f"/offers/{offer['id']}/accept")
    assert accepted.status_code == 303, accepted.text
    assert ada.get(f"/subscriptions/{bought['id']}").json["next"]["amount"]["amount"] == 3900
