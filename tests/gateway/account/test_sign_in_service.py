"""The sign-in service on pages: not there where none is set, no hindrance where it is away, ways back from nowhere."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from gateway.parts import EXTENSION
from tests.gateway.account.test_second_factor import sends, signs_in
from tests.gateway.opened import Opened
from tests.parts.people import new_address

PAGES = ("/sign-in/with", "/sign-in/back?code=1&state=2", "/account/sign-in-service")


@pytest.fixture
def browser(store: Opened) -> FlaskClient:
    return store.client.application.test_client()


@pytest.fixture
def served(store: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway knows of a service that identity was told nothing of."""
    known = store.client.application.extensions
    settings = replace(known[EXTENSION].settings, provider="Harbour sign-in")
    monkeypatch.setitem(known, EXTENSION, replace(known[EXTENSION], settings=settings))


def test_a_store_without_one_has_no_page_of_it(store: Opened, browser: FlaskClient) -> None:
    email = new_address("ada")
    store.member(email)
    assert "Sign in with" not in browser.get("/sign-in").text
    assert signs_in(browser, email).status_code == 303
    assert [browser.get(page).status_code for page in PAGES] == [404, 404, 404]


@pytest.mark.usefixtures("served")
def test_a_password_signs_in_where_the_service_does_not(store: Opened, browser: FlaskClient) -> None:
    email = new_address("ada")
    store.member(email)
    away = browser.get("/sign-in/with?next=/account")
    assert away.status_code == 404
    assert "This store has no sign-in service." in away.text
    assert 'name="next" value="/account"' in away.text
    assert sends(browser, "/sign-in", "/sign-in", email=email, password="x").status_code == 401


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("back", ["", "?error=access_denied&state=1", "?code=1", "?code=1&state=\u00e9"])
def test_a_way_back_that_nobody_went_begins_anew(browser: FlaskClient, back: str) -> None:
    answer = browser.get(f"/sign-in/back{back}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?told=slow")


@pytest.mark.usefixtures("served")
def test_nothing_is_linked_that_nobody_came_back_with(store: Opened, browser: FlaskClient) -> None:
    email = new_address("ada")
    store.member(email)
    signs_in(browser, email)
    page = "/account/sign-in-service"
    assert "It is not linked to your account" in browser.get(page).text
    answer = sends(browser, page, f"{page}/link", password="whatever it is")
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert sends(browser, page, f"{page}/unlink", password="").status_code == 422
    assert sends(browser, page, f"{page}/unlink", password="a wrong one").status_code == 401
