"""Orders by the API and on the pages: placed, handed over by a link, accepted, and taken back."""

from collections.abc import Iterator

import pytest

from tests.gateway.checkout.buying import code_of
from tests.gateway.checkout.dealing import KEY, Person, claims, customer, places, put_on_shelves
from tests.gateway.opened import Opened, opened
from tests.parts.people import new_address

TERMS = "/products/acme/db/plans/own/terms"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("orders")) as store:
        put_on_shelves(store)
        yield store


@pytest.fixture(scope="module")
def acme(store: Opened) -> Person:
    email = new_address("bea")
    return Person(store, email, store.joins("acme", email, "owner")).signs_in()


@pytest.fixture
def ada(store: Opened) -> Person:
    return customer(store)


def accepted(acme: Person, ada: Person) -> str:
    """The id of an order that Ada has claimed and accepted."""
    order = places(acme)
    claims(ada, order)
    ada.post(TERMS, {"version": "1"})
    done = ada.post(f"/orders/{order['id']}/accept")
    assert (done.status_code, done.json["state"]) == (200, "fulfilled"), done.text
    return str(order["id"])


def test_a_placed_order_has_a_link_for_its_customer(acme: Person) -> None:
    order = places(acme, metadata=[{"name": "po", "value": "1887"}])
    assert order["claim_url"].startswith(f"http://store.example/orders/{order['id']}/claim/")
    assert (order["state"], order["plan"], order["metadata"]) == (
        "placed",
        "acme/db/own",
        [{"name": "po", "value": "1887"}],
    )
    listed = acme.get("/orders?publisher=acme").json["items"]
    assert order["id"] in [each["id"] for each in listed]


def test_no_answer_tells_a_keys_value_but_the_one_for_its_holder(acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    told = [acme.get(f"/orders/{order}").text, ada.get(f"/orders/{order}").text, ada.get("/orders").text]
    assert KEY["value"] not in "".join(told)
    assert ada.get(f"/orders/{order}/keys").json["items"] == [KEY]


def test_the_publisher_does_not_read_the_keys_back(acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    assert code_of(acme.get(f"/orders/{order}/keys")) == (403, "not-yours")


def test_its_holder_sees_neither_the_link_nor_the_publishers_notes(acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    told = ada.get(f"/orders/{order}").json
    assert not {"claim_url", "metadata"} & set(told)


def test_to_others_an_order_is_unknown(store: Opened, acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    stranger = customer(store)
    assert code_of(stranger.get(f"/orders/{order}")) == (404, "order-unknown")
    assert stranger.get("/orders?publisher=acme").json["items"] == []


def test_an_accepted_order_opens_its_repository(store: Opened, acme: Person, ada: Person) -> None:
    accepted(acme, ada)
    rights = store.services.rpc.billing.entitlements_of
    store.services.until(lambda: [each["repository"] for each in rights(ada.id)] == ["acme/db-own"])


def test_an_organisation_claims_by_its_owner(store: Opened, acme: Person) -> None:
    email = new_address("cem")
    owner = Person(store, email, store.joins("orca", email, "owner"))
    claimed = claims(owner, places(acme), holder="orca")
    assert (claimed.status_code, claimed.json["holder"]) == (200, "orca")


def test_a_wrong_link_claims_nothing(acme: Person, ada: Person) -> None:
    order = places(acme)
    refused = claims(ada, order | {"claim_url": "x/wrong"})
    assert code_of(refused) == (404, "claim-unknown")


def test_its_publisher_cancels_and_extends_it(acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    assert acme.patch(f"/orders/{order}", {"ends": "2091-01-01"}).json["ends"] == "2091-01-01"
    assert acme.patch(f"/orders/{order}", {"state": "cancelled"}).json["state"] == "cancelled"
    assert code_of(acme.patch(f"/orders/{order}", {"ends": None})) == (409, "order-cancelled")


def test_its_holder_changes_nothing(acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    assert ada.patch(f"/orders/{order}", {"state": "cancelled"}).status_code == 403


def test_nobody_places_orders_for_another_publisher(ada: Person) -> None:
    refused = ada.post("/orders", {"plan": "acme/db/own"})
    assert refused.status_code == 403


def test_a_publisher_places_an_order_on_its_pages(acme: Person) -> None:
    page = "/publish/acme/orders"
    told = {"plan": "acme/db/own", "quantity": "3", "components": "nodes = 3", "label": "Key", "key": "SECRET-1"}
    placed = acme.sends(page, page, **told)
    assert placed.status_code == 303, placed.text
    html = acme.sees(placed.headers["Location"])
    assert "/claim/" in html
    assert "SECRET-1" not in html
    assert "<dt>nodes</dt><dd>3</dd>" in html


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"quantity": "none"}, "quantity"),
        ({"ends": "tomorrow"}, "ends"),
        ({"components": "nodes"}, "components"),
        ({"key": "K"}, "label"),
        ({"plan": "acme/db/none"}, "plan"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    acme: Person, told: dict[str, str], field: str
) -> None:
    page = "/publish/acme/orders"
    answer = acme.sends(page, page, **{"plan": "acme/db/own", "quantity": "1", "file_name": "kept.txt", **told})
    assert answer.status_code in {404, 422}
    assert f'id="{field}-error"' in answer.text
    assert 'value="kept.txt"' in answer.text


def test_an_order_is_claimed_and_accepted_on_the_pages(acme: Person, ada: Person) -> None:
    link = places(acme)["claim_url"].removeprefix("http://store.example")
    order = link.partition("/claim/")[0]
    assert "Sign in first" in ada.sees(link)
    ada.signs_in()
    assert ada.sends(link, link).headers["Location"] == f"{order}?told=claimed"
    left_out = ada.sends(order, f"{order}/accept", version="1")
    assert (left_out.status_code, 'id="accept-error"' in left_out.text) == (422, True)
    assert ada.sends(order, f"{order}/accept", version="1", accept="yes").status_code == 303
    assert KEY["value"] in ada.sees(order)


def test_a_dead_link_says_so(ada: Person, acme: Person) -> None:
    order = places(acme)
    answer = ada.browser.get(f"/orders/{order['id']}/claim/wrong")
    assert (answer.status_code, "This link does not work." in answer.text) == (404, True)


def test_others_find_no_page(store: Opened, acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    stranger = customer(store).signs_in().browser
    assert [stranger.get(path).status_code for path in (f"/orders/{order}", "/publish/acme/orders")] == [404, 404]


def test_the_publishers_page_of_an_order_extends_and_cancels_it(acme: Person, ada: Person) -> None:
    order = accepted(acme, ada)
    page = f"/publish/acme/orders/{order}"
    assert acme.sends(page, f"{page}/extend", ends="2092-01-01").status_code == 303
    assert "2092" in acme.sees(page)
    assert acme.sends(page, f"{page}/cancel", reason="never paid").status_code == 303
    assert "Cancelled" in acme.sees(page)
    assert "Cancelled." in ada.signs_in().sees(f"/orders/{order}")
