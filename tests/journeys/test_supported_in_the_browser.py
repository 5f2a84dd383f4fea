"""Asked → taken → handed over → answered → closed → resolved → rated: by page, as each of them does it."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.people import People, Person, people_of
from tests.pages.test_looks import findings
from tests.parts.store import Store

pytestmark = [pytest.mark.journey, pytest.mark.pages]

PRODUCT, PUBLISHER = "harbourline/tidewater-db", "harbourline"


@pytest.fixture
def people(store: Store, browser: Browser) -> Iterator[People]:
    with people_of(store, browser) as people:
        yield people


def somebody(people: People, role: str) -> Person:
    known = people.store.accounts[role]
    return people.signs_in(known["email"], ("read", "buy"), known["password"])


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(words)


def by_keyboard(page: Page, key: str) -> None:
    """Once the ticket's page listens to keys."""
    page.wait_for_url("**/tickets/**")
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def asks(ida: Person, summary: str) -> str:
    """From the product's page; the number of the ticket."""
    ida.page.goto(f"/{PRODUCT}")
    ida.page.get_by_role("link", name="Get help").first.click()
    ida.page.get_by_label("In a few words").fill(summary)
    ida.page.get_by_label("What happened").fill("Four minutes, since last night.")
    ida.says("Ask for help")
    expect(ida.page.get_by_role("main").get_by_role("heading", name=summary)).to_be_visible()
    return ida.page.url.partition("?")[0].rpartition("/")[2]


def test_a_ticket_goes_to_the_publisher_and_comes_back_to_who_asked(people: People) -> None:
    ida, sam, tom = (somebody(people, role) for role in ("customer", "support", "publisher"))
    summary = f"Slow restart {secrets.token_hex(3)}"
    number = asks(ida, summary)

    sam.page.goto("/staff/desk")
    sam.page.get_by_role("link", name=summary).click()
    by_keyboard(sam.page, "a")
    told(sam.page, "who has it")
    by_keyboard(sam.page, "n")
    sam.page.keyboard.type("Harbourline may know it.")
    sam.says("Send")
    expect(sam.page.get_by_role("list", name="Timeline")).to_contain_text("Note, not seen by the customer.")
    assert findings(sam.page) == []
    hands_over(sam)

    tom.page.goto(f"/publish/{PUBLISHER}/desk/tickets/{number}")
    expect(tom.page.get_by_role("main")).not_to_contain_text("Harbourline may know it.")
    tom.page.get_by_label("Your case number").fill("HL-9")
    tom.says("Accept it")
    expect(tom.page.get_by_role("alert")).to_contain_text("Needs 1 to")  # nobody works on it yet
    tom.page.get_by_label("Who works on it").fill("Pat Quay")
    tom.says("Accept it")
    told(tom.page, "It is yours now")
    tom.page.get_by_label("Reply to customer").check()
    tom.page.get_by_label("Text", exact=True).fill("4.2.2 mends it.")
    tom.says("Send")
    tom.says("We are done: close the handover")
    told(tom.page, "back with its sender")

    ida.page.reload()
    timeline = ida.page.get_by_role("list", name="Timeline")
    expect(timeline).to_contain_text("4.2.2 mends it.")
    expect(timeline).not_to_contain_text("Harbourline may know it.")
    resolves_and_rates(sam, ida)
    tom.page.goto(f"/publish/{PUBLISHER}/desk/promises")
    assert findings(tom.page) == []


def test_support_sees_what_a_customer_has_once_it_is_let_and_the_customer_reads_who_looked(people: People) -> None:
    ida, sam = (somebody(people, role) for role in ("customer", "support"))
    number = asks(ida, f"No right {secrets.token_hex(3)}")
    desk = f"/staff/desk/tickets/{number}/looks"
    sam.page.goto(desk)
    sam.page.get_by_label("What for").fill("To see what you have.")
    sam.says("Ask to look")
    told(sam.page, "Asked")
    assert findings(sam.page) == []
    ida.page.goto(f"/tickets/{number}/looks")
    expect(ida.page.get_by_role("main")).to_contain_text("To see what you have.")
    assert findings(ida.page) == []
    ida.says("Let them look")
    told(ida.page, "They may look now")
    for page, words in (
        ("subscriptions", "Price"),
        ("licences", "Until"),
        ("invoices", ""),
        ("rights", "may be pulled"),
    ):
        sam.page.goto(f"{desk}/{page}")
        told(sam.page, "nothing can be changed here")
        expect(sam.page.get_by_role("main")).to_contain_text(words)
        expect(sam.page.get_by_role("main").locator("form")).to_have_count(0)
        assert findings(sam.page) == []
    ida.page.goto("/account/looks")
    expect(ida.page.get_by_role("main")).to_contain_text("looked at “Invoices”")
    assert findings(ida.page) == []
    ida.page.goto(f"/tickets/{number}/looks")
    ida.says("End it now")
    told(ida.page, "Ended")
    sam.page.goto(f"{desk}/invoices")
    expect(sam.page.get_by_role("main")).to_contain_text("The customer allows it no more")


def hands_over(sam: Person) -> None:
    sam.page.get_by_role("link", name="Hand it over").click()
    sam.page.get_by_role("button", name="Fill in its form").first.click()
    sam.page.get_by_role("button", name="to take it").click()
    expect(sam.page.get_by_role("alert")).to_be_visible()  # its form was not filled in
    sam.page.get_by_label("How many nodes run it").fill("5")
    sam.page.get_by_label("Where its data lies").select_option("disk")
    sam.page.get_by_role("button", name="to take it").click()
    told(sam.page, "Until they accept")


def resolves_and_rates(sam: Person, ida: Person) -> None:
    sam.page.reload()
    sam.says("Resolve")
    told(sam.page, "It is resolved")
    ida.page.reload()
    ida.page.get_by_label("5 (best)").check()
    ida.says("Rate")
    told(ida.page, "Thank you")
