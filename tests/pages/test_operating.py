"""The operator's page in Chromium, on a store that runs: looked at, used by keyboard and without scripts."""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.pages.people import OPERATOR, People, people_of
from tests.pages.test_looks import findings
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = [pytest.mark.pages, pytest.mark.journey]

PAGE = "/staff/operations"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Empty, with an operator."""
    with running_store(tmp_path_factory.mktemp("store"), CHANDLERY_DEMO="0", **OPERATOR) as opened:
        yield opened


@pytest.fixture
def people(store: Store, browser: Browser) -> Iterator[People]:
    with people_of(store, browser) as people:
        yield people


def park_a_letter(people: People) -> None:
    """A letter that was sent, put back as one that failed too often."""
    people.comes("cy")
    with sqlite3.connect(people.store.data / "identity.log.db", timeout=60) as log:
        newest = log.execute("SELECT id FROM outbox WHERE kind = 'mail' ORDER BY rowid DESC LIMIT 1").fetchone()[0]
        error = "SMTPRecipientsRefused: 452 4.2.2 the mailbox of <somebody@a-rather-long-name.example.org> is full"
        parked = "UPDATE outbox SET done_at = NULL, parked_at = next_at, error = ? WHERE id = ?"
        log.execute(parked, (error, newest))


def button(page: Page, word: str, of: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{word} ?: {of.replace('/', '.')}$"))


def test_the_page_is_accessible_at_every_width(people: People) -> None:
    park_a_letter(people)
    page = people.operator().page
    page.goto(PAGE)
    button(page, "Pause", "gateway/catalog").click()
    button(page, "Check", "gateway").click()
    page.goto(PAGE)
    expect(button(page, "Let it go on", "gateway/catalog")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="Leave out").click()
    assert findings(page) == []
    page.get_by_role("button", name="Leave it out for good").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert findings(page) == []
    page.goto(PAGE)
    button(page, "Let it go on", "gateway/catalog").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status").first).to_contain_text("parked no more")


def test_who_did_what_is_found_by_keyboard(people: People) -> None:
    page = people.operator().page
    page.goto("/staff/audit")
    assert findings(page) == []
    page.get_by_label("Kind of event").focus()
    page.keyboard.type("role-granted")
    page.keyboard.press("Enter")
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("identity.role-granted")
    first.get_by_text("All of it").focus()
    page.keyboard.press("Enter")
    expect(first.get_by_role("link", name="What the same request led to")).to_be_visible()
    assert findings(page) == []


def test_what_is_parked_is_left_out_by_keyboard(people: People) -> None:
    park_a_letter(people)
    page = people.operator().page
    page.goto(PAGE)
    page.get_by_role("link", name="Leave out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Leave it out?")
    page.get_by_label("Why").focus()
    page.keyboard.type("the mailbox is gone")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Leave it out for good")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("It is left out")
    expect(page.get_by_role("heading", name="Nothing is parked")).to_be_visible()


def test_a_check_is_followed_in_place(people: People) -> None:
    page = people.operator().page
    page.goto(PAGE)
    button(page, "Build anew", "search").click()
    cell = page.locator('[data-live="rebuild search"]')
    expect(cell).to_contain_text("done", timeout=15_000)
    expect(cell).to_contain_text("UTC")


def test_it_works_without_scripts(people: People) -> None:
    signed_in = people.operator().page.context.storage_state()
    page = people.visitor(java_script_enabled=False, storage_state=signed_in)
    page.goto("/staff")
    page.get_by_role("link", name="Running the store").click()
    button(page, "Pause", "search/catalog").click()
    expect(page.get_by_role("status").first).to_contain_text("It is paused")
    button(page, "Let it go on", "search/catalog").click()
    expect(page.get_by_role("status").first).to_contain_text("It goes on")


def test_nobody_else_gets_there(people: People) -> None:
    page = people.comes("eve").page
    page.goto(PAGE)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
