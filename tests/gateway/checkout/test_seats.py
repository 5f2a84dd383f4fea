"""Seats by the API and on the pages: given, taken, and good for a pull."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.views import access
from tests.gateway.checkout.buying import code_of
from tests.gateway.checkout.dealing import Person, customer, put_on_shelves
from tests.gateway.opened import Opened, opened
from tests.parts.people import new_address

LINK = re.compile(r"http://store\.example(/invitations/seats/([\w-]+))")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("seats")) as store:
        put_on_shelves(store)
        yield store


@pytest.fixture
def ada(store: Opened) -> Person:
    buyer = customer(store)
    assert buyer.provides_details().status_code == 200
    return buyer


@pytest.fixture
def bob(store: Opened) -> Person:
    return customer(store)


@pytest.fixture
def bought(ada: Person) -> Any:
    """Two seats of Ada's."""
    return ada.buys(quantity=2)


def link(store: Opened, email: str) -> tuple[str, str]:
    """The address in the newest letter to somebody, and its secret end."""

    def found() -> list[tuple[str, str]]:
        return [place for letter in store.desk.letters(email) for place in LINK.findall(str(letter.get_content()))]

    store.services.until(found)
    path, token = found()[-1]
    return path, token


def may_pull(store: Opened, person: Person, repository: str = "acme/db-team") -> access.Decision:
    store.settle()
    with store.reader.begin() as db:
        return access.decide(db, person.id, repository, datetime.now(UTC).timestamp())


def invites(ada: Person, bought: Any, email: str) -> Any:
    invited = ada.post(f"/subscriptions/{bought['id']}/seats", {"email": email})
    assert invited.status_code == 201, invited.text
    return invited.json


def accepts(store: Opened, person: Person) -> Any:
    taken = person.post("/seats/accept", {"token": link(store, person.email)[1]})
    assert taken.status_code == 200, taken.text
    return taken.json


def test_who_takes_a_seat_pulls_with_it_until_it_is_taken_back(
    store: Opened, ada: Person, bob: Person, bought: Any
) -> None:
    (seat,) = invites(ada, bought, bob.email)["items"]
    assert (seat["email"], seat["state"]) == (bob.email, "invited")
    assert accepts(store, bob)["plan"] == "acme/db/team"
    store.services.until(lambda: may_pull(store, bob).allowed)
    assert ada.get(f"/subscriptions/{bought['id']}").json["seats_given"] == 1
    assert ada.get(f"/subscriptions/{bought['id']}/licence").json["given"] == 1
    assert store.delete(f"/subscriptions/{bought['id']}/seats/{seat['id']}", ada.token).status_code == 200
    store.services.until(lambda: may_pull(store, bob).code == "seat-ended")


def test_no_more_are_invited_than_seats_were_bought(ada: Person, bought: Any) -> None:
    for number in range(2):
        invites(ada, bought, f"{number}@example.org")
    refused = ada.post(f"/subscriptions/{bought['id']}/seats", {"email": "2@example.org"})
    assert code_of(refused) == (409, "no-seat-left")
    lowered = ada.post(f"/subscriptions/{bought['id']}/quantity?dry_run=true", {"quantity": 1})
    assert code_of(lowered) == (409, "seats-in-use")
    assert "Take seats back first" in lowered.json["title"]


def test_who_has_a_seat_sees_it_and_gives_it_back(store: Opened, ada: Person, bob: Person, bought: Any) -> None:
    invites(ada, bought, bob.email)
    taken = accepts(store, bob)
    store.services.until(lambda: bob.get("/seats").json["total"] == 1)
    assert bob.get("/seats").json["items"][0]["seat"] == taken["seat"]
    assert store.delete(f"/subscriptions/{bought['id']}/seats/{taken['seat']}", bob.token).status_code == 200
    store.services.until(lambda: bob.get("/seats").json["total"] == 0)


def test_whom_seats_were_given_to_is_for_those_who_buy(store: Opened, ada: Person, bob: Person, bought: Any) -> None:
    invites(ada, bought, bob.email)
    assert code_of(bob.get(f"/subscriptions/{bought['id']}/seats")) == (404, "subscription-unknown")
    stranger = bob.post(f"/subscriptions/{bought['id']}/seats", {"email": "x@example.org"})
    assert code_of(stranger) == (404, "subscription-unknown")
    (seat,) = ada.get(f"/subscriptions/{bought['id']}/seats").json["items"]
    refused = store.delete(f"/subscriptions/{bought['id']}/seats/{seat['id']}", bob.token)
    assert code_of(refused) == (403, "not-yours")


def test_an_owner_invites_for_an_organisation_and_needs_no_seat(store: Opened, bob: Person) -> None:
    email = new_address("cem")
    owner = Person(store, email, store.joins("orca", email, "owner"))
    owner.provides_details(holder="orca")
    bought = owner.buys(holder="orca", quantity=1)
    assert invites(owner, bought, bob.email)["given"] == 1
    accepts(store, bob)
    store.services.until(lambda: may_pull(store, bob).allowed)


def test_a_seat_is_given_taken_and_given_back_on_the_pages(
    store: Opened, ada: Person, bob: Person, bought: Any
) -> None:
    page = f"/my-content/subscriptions/{bought['id']}"
    ada.signs_in()
    assert "Seats: 0 of 2 given" in ada.sees(page)
    sent = ada.sends(f"{page}/seats", f"{page}/seats", email=bob.email)
    assert sent.status_code == 303, sent.text
    told = ada.sees(sent.headers["Location"])
    assert "The invitation is on its way by mail." in told
    assert bob.email in told
    place, _ = link(store, bob.email)
    assert "Take a seat of DB?" in bob.sees(place)
    assert bob.signs_in().sends(place, place).status_code == 303
    assert "You have a seat of DB" in bob.sees(place)
    store.services.until(lambda: "Your seat" in bob.sees("/my-content"))
    assert "1 of 2 given to people" in ada.sees(f"/my-content/licences/{bought['id']}")
    (held,) = bob.get("/seats").json["items"]
    left = bob.sends("/my-content/seats", f"/my-content/seats/{held['subscription']}/{held['seat']}/leave")
    assert "The seat is given back." in bob.sees(left.headers["Location"])
    store.services.until(lambda: "Nobody yet." in ada.sees(f"{page}/seats"))


@pytest.mark.parametrize(("email", "says"), [("", "Enter an e-mail address"), ("bob", "looks like ada@example.org")])
def test_what_is_no_address_is_said_beside_its_field(ada: Person, bought: Any, email: str, says: str) -> None:
    page = f"/my-content/subscriptions/{bought['id']}/seats"
    ada.signs_in()
    answer = ada.sends(page, page, email=email)
    assert answer.status_code == 422
    assert says in answer.text


def test_a_seat_that_somebody_else_took_is_said_to_be_gone(
    store: Opened, ada: Person, bob: Person, bought: Any
) -> None:
    invites(ada, bought, bob.email)
    accepts(store, bob)
    place, token = link(store, bob.email)
    eve = customer(store)
    assert code_of(eve.post("/seats/accept", {"token": token})) == (409, "seat-taken")
    assert "Somebody has taken this seat already." in eve.signs_in().sees(place)


def test_a_made_up_link_says_so(store: Opened, bob: Person) -> None:
    answer = bob.browser.get("/invitations/seats/nothing")
    assert answer.status_code == 404
    assert "This invitation does not work." in answer.text
