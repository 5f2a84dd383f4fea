"""A publisher and its customers, by the API and on the pages."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.catalog import events as catalog
from tests.controls.billing import DATABASE
from tests.gateway.account.test_pages import sent
from tests.gateway.checkout.buying import Buyer
from tests.gateway.opened import Opened
from tests.parts.people import new_address
from tests.services.billing.conftest import TERMS
from tests.services.identity.conftest import PASSWORD
from vocabulary.money import Money

PLANS = (
    ("own", "byol", TERMS, None),
    ("team", "subscribers", None, catalog.Price((Money(4900, "USD"),), "month", (), 0, False, False)),
)
KEY = {"label": "Activation key", "media_type": "text/plain", "file_name": "db.key", "value": "AAAA-BBBB-CCCC"}


def put_on_shelves(store: Opened) -> None:
    listing = catalog.ListingEdited(DATABASE, "DB", "A database.", "", ("databases",), (), (), "", "MIT")
    store.books.tell(catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False), listing)
    store.books.tell(catalog.PublisherApplied("acme", "bea", "Acme", "https://acme.example", "1", "a@acme.example", ""))
    for plan, access, terms, price in PLANS:
        told = (DATABASE, plan, plan.title(), "", f"acme/db-{plan}", access, terms)
        store.books.tell(catalog.PlanAdded(*told, price=price))
    store.books.tell(catalog.ProductPublished(DATABASE))
    store.books.heard("billing.offering-opened")
    store.settle()


class Person(Buyer):
    """By the API with a token, and in a browser of their own."""

    def __init__(self, store: Opened, email: str, token: str) -> None:
        super().__init__(store, token)
        self.email = email
        self.browser: FlaskClient = store.client.application.test_client()

    @property
    def id(self) -> str:
        return str(self.get("/me").json["id"])

    def signs_in(self) -> "Person":
        answer = sent(self.browser, "/sign-in", "/sign-in", email=self.email, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self

    def sees(self, path: str) -> str:
        self.store.settle()
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def sends(self, page: str, action: str, **fields: str) -> TestResponse:
        self.store.settle()
        return sent(self.browser, page, action, **fields)

    def patch(self, path: str, body: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.store.client.patch(f"/api/v1{path}", json=body, headers=headers)


def customer(store: Opened) -> Person:
    email = new_address("ada")
    return Person(store, email, store.member(email))


def places(publisher: Person, **more: Any) -> Any:
    body = {"plan": "acme/db/own", "ends": "2090-01-01", "quantity": 5, "keys": [KEY], **more}
    placed = publisher.post("/orders", body)
    assert placed.status_code == 201, placed.text
    return placed.json


def claims(person: Person, order: Any, **more: str) -> TestResponse:
    return person.post(f"/orders/{order['id']}/claim", {"claim": order["claim_url"].rpartition("/")[2], **more})
