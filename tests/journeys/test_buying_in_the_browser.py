"""Buying on the pages: with cards that pay, fail and ask, by keyboard alone, and what was bought looked after."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.buying import ASKS, PATIENCE, PRODUCT, Buyer, Sale
from tests.parts.axe import told, violations
from tests.parts.process import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.pages]

GET = f"/{PRODUCT}/get?plan=team"
Opener = Callable[[Buyer], Page]


@pytest.fixture
def opened(browser: Browser, sale: Sale) -> Iterator[Opener]:
    """A page of a buyer who is signed in; script errors, and requests to others than the payment company, fail."""
    faults: list[str] = []
    context = browser.new_context(base_url=sale.store.url, locale="en-GB", reduced_motion="reduce")

    def open_page(buyer: Buyer) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((sale.store.url, sale.cards.url)) else faults.append(asked.url),
        )
        page.goto("/sign-in?next=/my-content")
        page.get_by_label("E-mail").fill(buyer.person.email)
        page.get_by_label("Password").fill(buyer.person.password)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("My content")
        return page

    yield open_page
    context.close()
    assert faults == []


def fill_details(page: Page) -> None:
    page.get_by_label("Name on the invoice").fill("Northwick Observatory")
    page.get_by_label("Postal address").fill("12 Quay Street\nDublin")
    page.get_by_label("Country").select_option("IE")
    page.get_by_role("button", name="Go on").click()


def enter_card(page: Page, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_role("button", name="Save card").click()


def shows(page: Page, words: str) -> None:
    """As soon as the page says so, which is loaded again while the bank is waited for."""

    def told() -> bool:
        if words in page.get_by_role("main").inner_text():
            return True
        page.goto(GET)
        return False

    wait_until(told, PATIENCE, f"the page did not say “{words}”")


def findings(page: Page) -> list[str]:
    """What axe finds on a wide light page and on a phone's dark one, and whether a phone scrolls sideways."""
    found = []
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"at {width} {scheme} {each}" for each in told(violations(page))]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    return found


def test_a_card_is_declined_and_another_one_buys(opened: Opener, sale: Sale) -> None:
    page = opened(sale.buyer("buys-on-pages"))
    page.goto(f"{GET}&trial=no")
    fill_details(page)
    page.get_by_role("button", name="Enter a card").click()
    enter_card(page, "4000000000000341")
    page.get_by_role("button", name="Pay 49.00 USD").click()
    shows(page, "Nothing was charged")
    page.get_by_role("button", name="Use another card").click()
    enter_card(page, "4242424242424242")
    kept = "Visa ending in 4242, until 12/"
    expect(page.get_by_role("radio", name=kept)).to_be_checked()
    page.get_by_role("button", name="Pay 49.00 USD").click()
    shows(page, "It is yours to pull")
    expect(page.locator(".pull code").first).to_contain_text("harbourline/tidewater-team")
    page.get_by_role("link", name="See the subscription").click()
    expect(page.get_by_role("region", name="Paid by")).to_contain_text(kept)


def test_a_bank_that_asks_is_answered_and_leads_back(opened: Opener, sale: Sale) -> None:
    buyer = sale.buyer("confirms-on-pages")
    buyer.enters_card(ASKS)
    page = opened(buyer)
    page.goto(f"{GET}&trial=no")
    page.get_by_role("button", name="Pay 49.00 USD").click()
    shows(page, "Confirm the payment")
    page.get_by_role("link", name="Confirm the payment").click()
    page.locator("button[value=yes]").click()
    expect(page).to_have_url(re.compile(r"/harbourline/tidewater-db/get\?plan=team$"))
    shows(page, "It is yours to pull")


def test_a_trial_starts_by_keyboard_alone(opened: Opener, sale: Sale) -> None:
    page = opened(sale.buyer("by-keyboard"))
    page.goto(GET)
    page.get_by_role("radio", name=re.compile("Try it first")).focus()
    reached: list[str] = []
    while "Start the trial" not in reached and len(reached) < 12:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))
    assert reached == ["quantity", "payment", "coupon", "Start the trial"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("It is yours to pull")
    expect(page.get_by_role("link", name="Cancel the trial")).to_be_visible()


def test_every_change_shows_its_amounts_first_and_can_be_left(opened: Opener, sale: Sale) -> None:
    buyer = sale.buyer("changes-on-pages")
    buyer.can_pay()
    path = f"/my-content/subscriptions/{buyer.subscribes()['id']}"
    page = opened(buyer)
    page.goto(path)
    page.get_by_label("Fleet").check()
    page.get_by_role("button", name="Show what it comes to").first.click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Accept and go on").click()
    expect(page.get_by_role("row", name="Due today")).to_contain_text("441.00 USD")
    page.get_by_role("link", name="Leave it as it is").click()
    page.get_by_role("link", name="Cancel the subscription").click()
    page.get_by_role("button", name="Cancel the subscription").click()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("link", name="Cancel the subscription")).to_be_visible()


def test_the_pages_of_buying_are_accessible_at_every_width(opened: Opener, sale: Sale) -> None:
    buyer = sale.buyer("looks")
    page = opened(buyer)
    found = {}
    for path in (f"{GET}&trial=no", GET, "/my-content/billing"):
        page.goto(path)
        found[path] = findings(page)
    buyer.can_pay()
    bought = buyer.subscribes()["id"]
    invoice = buyer.does("/invoices", method="GET")["items"][0]["id"]
    one = f"/my-content/subscriptions/{bought}"
    for path in ("/my-content", "/my-content/invoices", f"/my-content/invoices/{invoice}", one, f"{one}/cancel", GET):
        page.goto(path)
        found[f"{path}, bought"] = findings(page)
    assert {path: each for path, each in found.items() if each} == {}
