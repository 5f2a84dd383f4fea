"""What the OpenAPI document says of an operation's scope is what its door asks for."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.gateway.counter import EVERY_SCOPE, Counter, bearer

METHODS = ("get", "post", "put", "patch", "delete")
OPEN = {
    ("get", "/api/v1/search"),
    ("get", "/api/v1/suggestions"),
    ("get", "/api/v1/categories"),
    ("get", "/api/v1/products/{publisher}/{product}"),
    ("get", "/api/v1/products/{publisher}/{product}/versions"),
    ("get", "/api/v1/products/{publisher}/{product}/reviews"),
    ("get", "/api/v1/products/{publisher}/{product}/versions/{digest}/sbom"),  # as far as its publisher shows it
    ("get", "/api/v1/products/{publisher}/{product}/plans/{plan}/terms"),  # to be read before one has an account
    ("get", "/api/v1/products/{publisher}/{product}/plans/{plan}/compose"),  # a plan for anyone asks for no account
    ("get", "/api/v1/products/{publisher}/{product}/plans/{plan}/compose.yaml"),
    ("get", "/api/v1/store"),  # what it is, for programs that sign in there next
    ("post", "/api/v1/accounts"),
    ("post", "/api/v1/accounts/verify"),
    ("post", "/api/v1/accounts/resend-verification"),
    ("post", "/api/v1/accounts/request-password-reset"),
    ("post", "/api/v1/accounts/reset-password"),
    ("get", "/api/v1/me/export"),  # Basic, too: a token alone opens nobody's whole data
    ("get", "/api/v1/certification/policy"),  # what is asked of images is no secret
    ("get", "/api/v1/certification/infrastructures"),
    ("get", "/api/v1/licence-keys"),
    ("get", "/api/v1/licences/revoked"),
    ("post", "/api/v1/licences/check"),  # the licence itself is the credential, here and below
    ("post", "/api/v1/licences/seats"),
    ("post", "/api/v1/licences/seats/leave"),
    ("post", "/api/v1/licences/usage"),
    ("get", "/api/v1/bundles/{publisher}/{product}"),  # who may pull it may carry it
    ("post", "/api/v1/device"),  # a person lets it in, on a page
    ("post", "/api/v1/device/token"),
    ("post", "/api/v1/updates"),  # the less one may see, the less it knows
    ("post", "/api/v1/tokens"),  # Basic: it is how the first token is made
}

with tempfile.TemporaryDirectory() as folder:
    DOCUMENT = Counter(Path(folder)).client().get("/api/openapi.json").get_json()
SCOPED = [
    (method, path, tuple(scope for way in told.get("security", ()) for scope in way.get("bearer", ())))
    for path, item in DOCUMENT["paths"].items()
    for method, told in item.items()
    if method in METHODS and (method, path) not in OPEN
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    """Ada, who is on the staff."""
    counter = Counter(tmp_path_factory.mktemp("shop"))
    counter.account("ada", "operator", "reviewer", "support")
    return counter


@pytest.fixture(scope="module")
def client(shop: Counter) -> Iterator[FlaskClient]:
    """The application, once."""
    with shop.client() as client:
        yield client


def test_every_operation_has_a_scope_or_is_open_on_purpose() -> None:
    unknown = [path for _, path, scopes in SCOPED if not scopes or not set(scopes) <= set(EVERY_SCOPE)]
    assert unknown == []


@pytest.mark.parametrize(("method", "path", "scopes"), SCOPED)
def test_nobody_and_a_token_of_other_scopes_are_turned_away(
    shop: Counter, client: FlaskClient, method: str, path: str, scopes: tuple[str, ...]
) -> None:
    others = shop.token("ada", *(each for each in EVERY_SCOPE if each not in scopes))
    address = path.replace("{", "").replace("}", "")
    assert client.open(address, method=method).get_json()["code"] == "not-signed-in"
    answer = client.open(address, method=method, headers=bearer(others)).get_json()
    assert (answer["code"], answer["detail"]) == ("scope-missing", " or ".join(scopes))
