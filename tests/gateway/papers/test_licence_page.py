"""The page of a licence, as its holder uses it."""

import html
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.gateway.opened import Opened
from tests.gateway.papers.test_licences_api import Fleet, fleet
from tests.services.billing.told import started, tell
from tests.services.identity.conftest import PASSWORD

__all__ = ["fleet"]


@pytest.fixture(scope="module")
def browser(store: Opened, ada: tuple[str, str]) -> FlaskClient:
    """Ada's, signed in."""
    client = store.client.application.test_client()
    form = {"email": "ada@example.org", "password": PASSWORD, "csrf": csrf(client.get("/sign-in").text)}
    assert client.post("/sign-in", data=form).status_code == 303
    return client


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_licence_shows_what_it_says_and_its_password(fleet: Fleet, browser: FlaskClient) -> None:
    password = next(each["value"] for each in fleet.licence()["fields"] if each["kind"] == "password")
    page = browser.get(f"/my-content/licences/{fleet.id}").text
    assert "<dt>Nodes</dt><dd>3</dd>" in page
    assert f"<code>{password}</code>" in page
    assert "Cohort" not in page


def test_a_seat_is_freed_on_the_page(fleet: Fleet, browser: FlaskClient) -> None:
    fleet.seat("<db-1>")
    address = f"/my-content/licences/{fleet.id}"
    page = browser.get(address).text
    assert "1 of 2 taken" in page
    assert html.escape("<db-1>") in page
    done = browser.post(f"{address}/free-seat", data={"csrf": csrf(page), "seat": "<db-1>"})
    assert done.status_code == 303
    assert "0 of 2 taken" in browser.get(address).text


def test_a_licence_is_replaced_on_the_page(fleet: Fleet, browser: FlaskClient) -> None:
    before = fleet.licence()["id"]
    address = f"/my-content/licences/{fleet.id}"
    browser.post(f"{address}/replace", data={"csrf": csrf(browser.get(address).text)})
    assert fleet.licence()["id"] != before


def test_somebody_elses_licence_has_no_page(fleet: Fleet, browser: FlaskClient) -> None:
    tell(fleet.store.books, replace(started, subscription="0198a000-0000-7000-8000-00000000bbbb", holder="bob"))
    assert browser.get("/my-content/licences/0198a000-0000-7000-8000-00000000bbbb").status_code == 404


def test_my_licences_are_listed_with_their_state(fleet: Fleet, browser: FlaskClient) -> None:
    fleet.licence()
    fleet.store.services.until(lambda: fleet.id in browser.get("/my-content/licences").text)
    assert "Counts" in browser.get("/my-content/licences").text
