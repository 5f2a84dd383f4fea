"""Somebody turns two-factor sign-in on, signs in with a code, and docker takes their token, not their password."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import Person, signs_up
from tests.parts.authenticator import App
from tests.parts.docker import Docker
from tests.parts.store import Store

pytestmark = [pytest.mark.journey, pytest.mark.pages]


def signs_in(page: Page, who: Person) -> None:
    page.goto("/sign-in?next=/account/two-factor")
    page.get_by_label("E-mail").fill(who.email)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_stolen_password_opens_neither_the_account_nor_the_registry(page: Page, store: Store, docker: Docker) -> None:
    ada = signs_up(store, docker)
    assert docker.login(store.registry, ada.email, ada.password).ok
    signs_in(page, ada)
    page.get_by_label("Your password").fill(ada.password)
    page.get_by_role("button", name="Begin").click()
    app = App(page.locator(".secret").inner_text())
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_label("Recovery codes", exact=True)).to_have_text(re.compile(r"(\w{5}-\w{5}\s*){10}"))
    page.context.clear_cookies()
    signs_in(page, ada)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    expect(page.get_by_role("textbox", name="Code")).to_be_focused()
    page.keyboard.type(app.code())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/two-factor$"))
    refused = docker.login(store.registry, ada.email, ada.password)
    assert not refused.ok
    assert "docker takes an access token" in refused.err
    assert ada.login().ok
