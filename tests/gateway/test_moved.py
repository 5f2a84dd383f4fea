"""A product that passed to another publisher is found at its old address, too."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from services.catalog.events import ProductTransferred
from tests.gateway.counter import Counter, bearer


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    counter = Counter(tmp_path_factory.mktemp("shop"))
    counter.account("ada")
    counter.publisher("acme", "ada")
    product = counter.product("acme/db", access="terms", terms="1")
    hidden = counter.product("acme/draft", published=False)
    for passed, slug in ((product, "db"), (hidden, "draft")):
        counter.tell((f"product-{passed}", ProductTransferred(passed, "bobs", slug, f"acme/{slug}")))
    return counter


@pytest.fixture
def client(shop: Counter) -> Iterator[FlaskClient]:
    with shop.client() as client:
        yield client


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/acme/db", "/bobs/db"),
        ("/acme/db/versions?plan=pro", "/bobs/db/versions?plan=pro"),
        ("/acme/db/get?plan=pro", "/bobs/db/get?plan=pro"),
        ("/terms/acme/db/pro", "/terms/bobs/db/pro"),
        ("/api/v1/products/acme/db", "/api/v1/products/bobs/db"),
        ("/api/v1/products/acme/db/versions?plan=pro", "/api/v1/products/bobs/db/versions?plan=pro"),
    ],
)
def test_its_old_address_leads_to_the_new_one(client: FlaskClient, old: str, new: str) -> None:
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (308, new)
    assert "no-cache" in answer.headers["Cache-Control"]
    assert client.get(new).status_code == 200


def test_a_command_is_sent_on_as_it_came(shop: Counter, client: FlaskClient) -> None:
    signed = bearer(shop.token("ada"))
    for command in ("plans/pro/terms", "submit"):
        answer = client.post(f"/api/v1/products/acme/db/{command}", json={"version": "1"}, headers=signed)
        assert (answer.status_code, answer.headers["Location"]) == (308, f"/api/v1/products/bobs/db/{command}")


def test_a_draft_that_passed_on_is_told_to_nobody(shop: Counter, client: FlaskClient) -> None:
    signed = bearer(shop.token("ada"))
    assert client.get("/acme/draft").status_code == 404
    for part in ("", "/editing", "/plans/pro/staged", "/plans/pro/releases", "/pulls"):
        answer = client.get(f"/api/v1/products/acme/draft{part}", headers=signed)
        assert (answer.status_code, answer.json["code"]) == (404, "no-such-product")


def test_what_never_was_leads_nowhere(client: FlaskClient) -> None:
    assert client.get("/acme/none").status_code == 404
