"""What a client keeps after `docker login`, and what it asks with it by POST (OAuth 2); refusals beside their cures."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.registry import keys
from services.identity import events as identity
from tests.gateway.counter import HOST, Counter, basic
from tests.gateway.opened import Opened, opened
from tests.gateway.registry.asking import code_of, granted
from tests.services.identity.conftest import PASSWORD
from vocabulary.access_token import RefreshToken

KNOWN = "repository:acme/known:pull"


@pytest.fixture
def counter(counter: Counter) -> Counter:
    counter.account("ada")
    counter.account("bob")
    counter.publisher("acme", "ada")
    counter.product("acme/known", access="signed_in")
    return counter


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("store")) as store:
        keys.prepare(store.client.application.extensions["chandlery"].settings.keys)
        yield store


def post(counter: Counter, **told: str) -> TestResponse:
    form = {"service": HOST, "client_id": "docker", "scope": KNOWN, **told}
    return counter.client().post("/registry/token", data=form)


def kept(counter: Counter, token: str, **more: Any) -> str:
    """A refresh token that belongs to an access token of Bob's."""
    made = RefreshToken.make(next(counter.seeds).to_bytes(20, "big"))
    told = identity.RefreshTokenIssued("bob", token, "refresh-1", "docker", made.sha256, made.last_four)
    counter.tell(("account-bob", told))
    return made.text


def test_a_refresh_token_stands_for_the_token_it_belongs_to(counter: Counter) -> None:
    counter.token("bob", "pull")
    refresh = kept(counter, "token-1")
    answer = post(counter, grant_type="refresh_token", refresh_token=refresh)
    assert granted(answer) == {"acme/known": ["pull"]}
    told = answer.get_json()
    assert (told["refresh_token"], told["scope"], told["expires_in"]) == (refresh, KNOWN, 300)


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        (identity.RefreshTokenRevoked("bob", "refresh-1"), "refresh-token-unknown"),
        (identity.TokenRevoked("bob", "token-1"), "refresh-token-unknown"),
        (identity.AccountSuspended("bob", "fraud"), "account-suspended"),
    ],
)
def test_a_refresh_token_ends_with_itself_its_token_and_its_account(counter: Counter, ended: Any, code: str) -> None:
    counter.token("bob", "pull")
    refresh = kept(counter, "token-1")
    assert post(counter, grant_type="refresh_token", refresh_token=refresh).status_code == 200
    counter.tell(("account-bob", ended))
    refused = post(counter, grant_type="refresh_token", refresh_token=refresh)
    assert code_of(refused) == code
    assert refused.get_json()["error"] == "invalid_grant"


def test_a_refresh_token_counts_where_its_token_does(counter: Counter) -> None:
    counter.token("bob", "pull", networks=("10.0.0.0/8",))
    assert code_of(post(counter, grant_type="refresh_token", refresh_token=kept(counter, "token-1"))) == (
        "address-not-allowed"
    )


def test_a_refresh_token_may_no_more_than_its_token(counter: Counter) -> None:
    counter.token("bob", "read")
    refresh = kept(counter, "token-1")
    assert code_of(post(counter, grant_type="refresh_token", refresh_token=refresh)) == "token-without-pull"


def test_an_access_token_serves_as_password_in_a_form(counter: Counter) -> None:
    answer = post(counter, grant_type="password", username="bob", password=counter.token("bob", "pull"))
    assert granted(answer) == {"acme/known": ["pull"]}
    assert "refresh_token" not in answer.get_json()


def test_several_scopes_come_in_one_field(counter: Counter) -> None:
    counter.product("acme/free")
    token, both = counter.token("bob", "pull"), f"{KNOWN} repository:acme/free:pull"
    answer = post(counter, grant_type="password", username="bob", password=token, scope=both)
    assert granted(answer) == {"acme/known": ["pull"], "acme/free": ["pull"]}


@pytest.mark.parametrize(
    ("told", "code", "error"),
    [
        ({"grant_type": "client_credentials"}, "grant-not-supported", "unsupported_grant_type"),
        ({"grant_type": "password", "username": "bob"}, "malformed-request", "invalid_request"),
        ({"grant_type": "refresh_token"}, "malformed-request", "invalid_request"),
        (
            {"grant_type": "refresh_token", "refresh_token": "x", "service": "other"},
            "service-unknown",
            "invalid_request",
        ),
        (
            {"grant_type": "refresh_token", "refresh_token": "x", "client_id": ""},
            "malformed-request",
            "invalid_request",
        ),
        ({"grant_type": "refresh_token", "refresh_token": "x", "scope": "a:b"}, "scope-malformed", "invalid_scope"),
    ],
)
def test_a_form_that_is_wrong_is_told_so(counter: Counter, told: dict[str, str], code: str, error: str) -> None:
    answer = post(counter, **told)
    assert (answer.status_code, answer.get_json()["code"], answer.get_json()["error"]) == (400, code, error)


def test_what_is_no_form_is_refused(counter: Counter) -> None:
    client = counter.client()
    assert client.post("/registry/token", json={"grant_type": "password"}).status_code == 415
    assert client.post("/registry/token", data={"scope": "x" * 70_000}).status_code == 413


def login(store: Opened, token: str) -> TestResponse:
    asked = {"service": "localhost:5000", "client_id": "docker", "offline_token": "true", "account": "ada"}
    store.settle()
    return store.client.get("/registry/token", query_string=asked, headers=basic("ada", token))


def test_a_login_gets_a_refresh_token_that_pulls(store: Opened) -> None:
    token = store.member("ada@example.org", "pull", "read")
    refresh = login(store, token).json["refresh_token"]
    form = {"grant_type": "refresh_token", "service": "localhost:5000", "client_id": "docker", "refresh_token": refresh}
    store.settle()
    answer = store.client.post("/registry/token", data=form)
    assert (answer.status_code, answer.json["refresh_token"]) == (200, refresh)


def test_who_signs_in_again_at_the_same_place_keeps_what_is_there(store: Opened) -> None:
    token = store.member("bob@example.org", "pull", "read")
    assert login(store, token).json["refresh_token"]
    store.settle()
    again = login(store, token)
    assert again.status_code == 200
    assert "refresh_token" not in again.json


def test_a_password_gets_no_refresh_token(store: Opened) -> None:
    store.member("cleo@example.org")
    asked = {"service": "localhost:5000", "client_id": "docker", "offline_token": "true"}
    answer = store.client.get("/registry/token", query_string=asked, headers=basic("cleo@example.org", PASSWORD))
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json
