"""A seat on the running store: given by a letter, taken, good for docker, and taken back."""

import pytest

from tests.journeys.people import Person, signs_up
from tests.journeys.test_deals import accept_terms, asked, provides_details, sold
from tests.parts.docker import Docker
from tests.parts.process import PATIENCE, wait_until
from tests.parts.store import Store

pytestmark = pytest.mark.journey


def link_to(store: Store, person: Person) -> str:
    """The link to the seat in the newest letter to somebody."""

    def links() -> list[str]:
        return [word for word in store.mail_to(person.email).split() if "/invitations/seats/" in word]

    wait_until(links, PATIENCE, "no letter about a seat came")
    return links()[-1]


def test_who_is_given_a_seat_pulls_with_it_as_long_as_it_is_theirs(store: Store, docker: Docker) -> None:
    plan, ada, bob = sold(store), signs_up(store, docker), signs_up(store, docker)
    provides_details(store, ada)
    accept_terms(store, plan, ada)
    wanted = {"plan": f"{plan.product}/{plan.plan}", "payment": "invoice", "quantity": 2}
    seats = f"/subscriptions/{asked(store, 'POST', '/subscriptions', wanted, ada.token)['id']}/seats"
    (seat,) = asked(store, "POST", seats, {"email": bob.email}, ada.token)["items"]
    token = link_to(store, bob).rpartition("/")[2]
    asked(store, "POST", "/seats/accept", {"token": token}, bob.token)
    assert bob.login().ok
    bob.pulls_soon(plan.repository, plan.tag)
    asked(store, "DELETE", f"{seats}/{seat['id']}", None, ada.token)
    bob.is_soon_refused(plan.repository, plan.tag, "your seat")
