"""Search → product → sign up → get → the command: as a developer does it who needs an image now."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import offer_with
from tests.parts.store import Store

pytestmark = [pytest.mark.journey, pytest.mark.pages]


def test_an_official_image_is_found_as_one_types_and_shows_its_command(page: Page, store: Store) -> None:
    page.goto("/")
    finder = page.get_by_role("combobox")
    finder.press_sequentially("ngi", delay=30)
    expect(page.get_by_role("option").first).to_contain_text("nginx", ignore_case=True)
    finder.press("ArrowDown")
    finder.press("Enter")
    expect(page).to_have_url(re.compile(r"/library/nginx$"))
    expect(page.locator(".pull code").first).to_have_text(re.compile(r"^docker pull nginx:"))


def test_somebody_new_gets_an_image_that_asks_for_terms(page: Page, store: Store) -> None:
    offer = offer_with(store, "terms")
    email = f"grace-{secrets.token_hex(4)}@example.org"
    page.goto(f"/{offer.product}")
    page.get_by_role("link", name=re.compile("get", re.IGNORECASE)).first.click()
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("sign up|create an account", re.IGNORECASE)
    ).first.click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label(re.compile("^Name|Your name")).fill("Grace")
    page.get_by_label("Password", exact=False).first.fill("seven harbours at dusk")
    page.get_by_role("main").get_by_role("button").first.click()
    link = next(word for word in store.mail_to(email).split() if "/verify/" in word)
    page.goto(link)
    page.goto(f"/sign-in?next=/{offer.product}/get?plan={offer.plan}")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("seven harbours at dusk")
    page.get_by_role("main").get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    page.get_by_role("checkbox", name=re.compile("accept|agree", re.IGNORECASE)).check()
    page.get_by_role("main").get_by_role("button", name=re.compile("accept|get", re.IGNORECASE)).click()
    expect(page.locator(".pull code").first).to_contain_text(f"docker pull {store.registry}/{offer.repository}")
    page.goto("/my-content")
    expect(page.get_by_role("main")).to_contain_text(offer.repository)
