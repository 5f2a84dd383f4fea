"""Two-factor sign-in by page and API: turned on with an app, asked for at each way in by password, and lifted."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.gateway.counter import basic, bearer
from tests.gateway.opened import Opened
from tests.parts.authenticator import App
from tests.parts.people import new_address
from tests.services.identity.conftest import PASSWORD

WANTED = {"name": "laptop", "scopes": ["pull"]}


@pytest.fixture
def ada() -> str:
    return new_address("ada")


@pytest.fixture
def browser(store: Opened) -> FlaskClient:
    return store.client.application.test_client()


def sends(browser: FlaskClient, page: str, action: str, **fields: str) -> TestResponse:
    """The form of `page`, filled and sent as a browser does."""
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get(page).text)
    assert found
    return browser.post(action, data={"csrf": found[1], **fields})


def signs_in(browser: FlaskClient, email: str, back: str = "") -> TestResponse:
    return sends(browser, "/sign-in", "/sign-in", email=email, password=PASSWORD, next=back)


def guarded(store: Opened, email: str) -> tuple[str, App, list[str]]:
    """A token of an account that has it on, its app, and its recovery codes."""
    token = store.member(email, "read", "pull")
    app = App(store.post("/me/two-factor", {"password": PASSWORD}, **bearer(token)).json["secret"])
    on = store.post("/me/two-factor/enable", {"code": app.code()}, **bearer(token))
    assert on.status_code == 200, on.text
    return token, app, on.json["recovery_codes"]


# by the API


def test_a_token_is_made_with_password_and_code(store: Opened, ada: str) -> None:
    _, app, _ = guarded(store, ada)
    refused = store.post("/tokens", WANTED, **basic(ada, PASSWORD))
    assert (refused.status_code, refused.json["code"]) == (401, "second-factor-needed")
    assert store.post("/tokens", WANTED, **basic(ada, PASSWORD), **{"X-OTP": app.code()}).status_code == 201


def test_ones_data_is_not_taken_along_without_a_code(store: Opened, ada: str) -> None:
    guarded(store, ada)
    refused = store.client.get("/api/v1/me/export", headers=basic(ada, PASSWORD))
    assert (refused.status_code, refused.json["code"]) == (401, "second-factor-needed")


def test_no_secret_is_had_with_a_token_alone(store: Opened, ada: str) -> None:
    token = store.member(ada)
    refused = store.post("/me/two-factor", {"password": "a wrong password"}, **bearer(token))
    assert (refused.status_code, refused.json["code"]) == (401, "wrong-credentials")


def test_it_is_turned_off_with_a_code(store: Opened, ada: str) -> None:
    token, _, words = guarded(store, ada)
    assert store.post("/me/two-factor/disable", {"code": "000000"}, **bearer(token)).status_code == 403
    assert store.post("/me/two-factor/disable", {"code": words[0]}, **bearer(token)).status_code == 200
    assert store.get("/me/two-factor", token).json == {"on": False, "recovery_codes": 0}


def test_nobody_but_an_operator_lifts_it(store: Opened, ada: str) -> None:
    token, _, _ = guarded(store, ada)
    account = store.get("/me", token).json["id"]
    path = f"/accounts/{account}/two-factor"
    assert store.delete(path, token).status_code == 403
    lifted = store.delete(path, store.operator("staff"))
    assert (lifted.status_code, store.get("/me/two-factor", token).json["on"]) == (200, False)


# for docker


def test_docker_is_told_to_take_a_token(store: Opened, ada: str) -> None:
    guarded(store, ada)
    refused = store.client.get("/registry/token", headers=basic(ada, PASSWORD))
    assert refused.status_code == 401
    assert "docker takes an access token" in refused.text


# on the pages


def test_the_password_alone_opens_nothing(store: Opened, browser: FlaskClient, ada: str) -> None:
    guarded(store, ada)
    answer = signs_in(browser, ada, "/my-content")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/code")
    assert browser.get("/account").headers["Location"].startswith("/sign-in")


def test_the_code_signs_in_and_leads_back(store: Opened, browser: FlaskClient, ada: str) -> None:
    _, app, _ = guarded(store, ada)
    signs_in(browser, ada, "/my-content")
    wrong = sends(browser, "/sign-in/code", "/sign-in/code", code="000000")
    assert (wrong.status_code, 'id="code-error"' in wrong.text) == (403, True)
    right = sends(browser, "/sign-in/code", "/sign-in/code", code=app.code())
    assert (right.status_code, right.headers["Location"]) == (303, "/my-content")
    assert browser.get("/account").status_code == 200


def test_nobody_is_asked_for_a_code_who_has_not_shown_the_password(store: Opened, browser: FlaskClient) -> None:
    assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"
    answer = sends(browser, "/sign-in", "/sign-in/code", code="000000")
    assert answer.headers["Location"].startswith("/sign-in?told=")


def test_a_shown_password_counts_no_more_once_it_was_changed(store: Opened, browser: FlaskClient, ada: str) -> None:
    token, app, _ = guarded(store, ada)
    signs_in(browser, ada)
    changed = {"password": PASSWORD, "new_password": "another good password"}
    assert store.post("/accounts/change-password", changed, **bearer(token)).status_code == 200
    store.settle()
    answer = sends(browser, "/sign-in", "/sign-in/code", code=app.code())
    assert answer.headers["Location"].startswith("/sign-in?told=")


@pytest.mark.parametrize("address", ["", "\U0001f511" * 1000])
def test_a_secret_that_was_never_shown_is_not_drawn(
    store: Opened, browser: FlaskClient, ada: str, address: str
) -> None:
    store.member(ada)
    signs_in(browser, ada)
    page = "/account/two-factor"
    answer = sends(browser, page, f"{page}/enable", code="", secret="ABCD", address=address)
    assert (answer.status_code, f'action="{page}/begin"' in answer.text) == (422, True)


def test_it_is_turned_on_on_its_page(store: Opened, browser: FlaskClient, ada: str) -> None:
    store.member(ada)
    signs_in(browser, ada)
    page = "/account/two-factor"
    assert sends(browser, page, f"{page}/begin", password="a wrong password").status_code == 401
    asked = sends(browser, page, f"{page}/begin", password=PASSWORD)
    secret, address = (re.search(rf'name="{name}" value="([^"]+)"', asked.text)[1] for name in ("secret", "address"))
    assert "<svg" in asked.text
    wrong = sends(browser, page, f"{page}/enable", code="000000", secret=secret, address=address)
    assert (wrong.status_code, secret in wrong.text) == (422, True)
    on = sends(browser, page, f"{page}/enable", code=App(secret).code(), secret=secret, address=address)
    assert "Keep your recovery codes" in on.text
    assert on.headers["Cache-Control"] == "no-store"
    assert "10 recovery codes are left" in browser.get(page).text
