"""People sign in with the sign-in service of their house: who is new gets an account, who has one links it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import signs_up
from tests.parts.docker import Docker
from tests.parts.openid import PASSWORD, Provider, Somebody, provider
from tests.parts.people import new_address
from tests.parts.process import free_port
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = [pytest.mark.journey, pytest.mark.pages]

NAME = "Harbour sign-in"
GRACE, MEMBER = Somebody(new_address("grace")), Somebody(new_address("member"))


@dataclass(frozen=True)
class House:
    store: Store
    peer: Provider


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("house"), free_port()
    with provider(folder, f"http://localhost:{port}/sign-in/back", (GRACE, MEMBER)) as peer:
        told: dict[str, Any] = {**peer.settings, "CHANDLERY_PORT": str(port), "CHANDLERY_DEMO": "0"}
        with running_store(folder, **told) as store:
            yield House(store, peer)


@pytest.fixture
def visitor(browser: Browser, house: House) -> Iterator[Page]:
    context = browser.new_context(base_url=house.store.url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def at_the_service(page: Page, who: Somebody) -> None:
    page.get_by_label("Username").fill(who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()


def test_who_is_new_has_an_account_at_once_and_comes_back_to_where_they_were(visitor: Page) -> None:
    visitor.goto("/account")
    visitor.get_by_role("link", name=f"Sign in with {NAME}").click()
    at_the_service(visitor, GRACE)
    expect(visitor).to_have_url(re.compile("/account$"))
    expect(visitor.get_by_role("complementary")).to_contain_text("Grace Hopper")
    expect(visitor.get_by_role("complementary")).to_contain_text(GRACE.email)
    visitor.get_by_role("link", name=NAME).click()
    expect(visitor.get_by_role("main")).to_contain_text("Your account has no password.")


def test_who_has_an_account_shows_its_password_once(
    visitor: Page, house: House, docker: Docker, tmp_path: Path
) -> None:
    ada = signs_up(house.store, docker.as_person(tmp_path), email=MEMBER.email)
    visitor.goto("/sign-in?next=/account/sign-in-service")
    visitor.get_by_role("link", name=f"Sign in with {NAME}").click()
    at_the_service(visitor, MEMBER)
    expect(visitor.get_by_role("main")).to_contain_text("You have an account here already.")
    visitor.get_by_label("E-mail").fill(ada.email)
    visitor.get_by_label("Password").fill(ada.password)
    visitor.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(visitor.get_by_role("main")).to_contain_text("It is linked to your account")
    visitor.context.clear_cookies()
    visitor.goto("/sign-in?next=/account/sign-in-service")
    visitor.get_by_role("link", name=f"Sign in with {NAME}").click()
    at_the_service(visitor, MEMBER)
    visitor.get_by_label("Your password").fill(ada.password)
    visitor.get_by_role("button", name="End the link").click()
    expect(visitor.get_by_role("main")).to_contain_text("It is no longer linked.")
    visitor.get_by_role("link", name=f"Go to {NAME}").click()
    at_the_service(visitor, MEMBER)
    expect(visitor.get_by_role("main")).to_contain_text(f"{NAME} knows you as {MEMBER.email}.")
    visitor.get_by_label("Your password").fill(ada.password)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("main")).to_contain_text("It is linked.")


def test_a_way_back_that_nobody_went_leads_to_the_sign_in(visitor: Page) -> None:
    visitor.goto("/sign-in/back?code=stolen&state=of-somebody-else")
    expect(visitor.get_by_role("main")).to_contain_text("Sign in anew.")
