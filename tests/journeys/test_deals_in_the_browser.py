"""Orders, offers and coupons as people meet them: a publisher's forms, and a customer who has a link."""

import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import Person, offer_with, signs_up
from tests.parts.axe import told, violations
from tests.parts.docker import Docker
from tests.parts.store import Store

pytestmark = [pytest.mark.journey, pytest.mark.pages]

LAST_DAY = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
PUBLISH = "/publish/harbourline"


def signs_in(page: Page, email: str, password: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def as_publisher(page: Page, store: Store) -> None:
    demo = store.accounts["publisher"]
    signs_in(page, demo["email"], demo["password"])


def as_customer(page: Page, person: Person) -> None:
    signs_in(page, person.email, person.password)


def is_sound(page: Page) -> None:
    """Nothing for axe to find, nothing that scrolls sideways, on a phone."""
    page.set_viewport_size({"width": 390, "height": 900})
    assert told(violations(page)) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def button(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_an_order_goes_from_the_publishers_form_to_the_customers_key(page: Page, store: Store, docker: Docker) -> None:
    plan, key, ada = offer_with(store, "byol"), secrets.token_hex(8), signs_up(store, docker)
    as_publisher(page, store)
    page.goto(f"{PUBLISH}/orders")
    is_sound(page)
    page.get_by_label("Plan", exact=True).select_option(f"{plan.product}/{plan.plan}")
    page.get_by_label("What was bought").fill("nodes = 5")
    page.get_by_label("Product key: its name").fill("Activation key")
    page.get_by_label("Product key", exact=True).fill(key)
    button(page, "Place the order")
    expect(page.get_by_role("status").first).to_contain_text("The order is placed")
    is_sound(page)
    link = page.locator("code", has_text="/claim/").inner_text()
    as_customer(page, ada)
    page.goto(link)
    is_sound(page)
    button(page, "Claim it")
    is_sound(page)
    if plan.terms:
        page.get_by_role("checkbox").check()
    button(page, "Accept the order")
    expect(page.locator("pre")).to_have_text(key)
    expect(page.locator(".pull code").first).to_contain_text(f"docker pull {store.registry}/{plan.repository}")
    is_sound(page)
    as_publisher(page, store)
    page.goto(f"{PUBLISH}/orders")
    expect(page.get_by_role("table")).to_contain_text("Accepted")


def test_an_offer_is_made_read_with_its_amounts_and_accepted(page: Page, store: Store, docker: Docker) -> None:
    plan, ada = offer_with(store, "subscribers"), signs_up(store, docker)
    details = {"name": "Ada Lovelace", "address": "12 Harbour Street\nDublin", "country": "IE"}
    assert store.api("PUT", "/billing/details", details, token=ada.token).ok
    as_customer(page, ada)
    page.goto("/offers")
    is_sound(page)
    account = page.get_by_role("main").locator("p.meta code").inner_text()
    as_publisher(page, store)
    page.goto(f"{PUBLISH}/offers")
    page.get_by_label("To", exact=True).fill(account)
    page.get_by_label("Plan", exact=True).select_option(f"{plan.product}/{plan.plan}")
    page.get_by_label("Price of one unit").fill("11.00")
    page.get_by_label("Can be accepted before").fill(LAST_DAY)
    button(page, "Make the offer")
    expect(page.get_by_role("status").first).to_contain_text("The offer stands")
    is_sound(page)
    as_customer(page, ada)
    page.goto("/offers")
    page.get_by_role("row", name=re.compile("11.00")).get_by_role("link").click()
    page.goto(f"{page.url}?payment=invoice")
    expect(page.get_by_role("main")).to_contain_text("11.00 USD")
    is_sound(page)
    if plan.terms:
        page.get_by_role("checkbox").check()
    button(page, "Accept the offer")
    expect(page.get_by_role("status").first).to_contain_text("The offer is accepted")
    page.goto("/my-content")
    expect(page.get_by_role("main")).to_contain_text("11.00 USD")


def test_a_coupon_is_made_and_retired(page: Page, store: Store) -> None:
    code = f"CI-{secrets.token_hex(3)}".upper()
    as_publisher(page, store)
    page.goto(f"{PUBLISH}/coupons")
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_label("Percent to take off").fill("25")
    button(page, "Make the coupon")
    row = page.get_by_role("row", name=re.compile(code))
    expect(row).to_contain_text("25 percent, 1 period")
    is_sound(page)
    row.get_by_role("button", name="Retire").click()
    expect(row).to_contain_text("Ended")
