"""The staff's pages in Chromium, on a store that runs: the queue, a submission with what changed, decisions."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.people import OPERATOR, People, Person, drafts, people_of
from tests.pages.test_looks import findings
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = [pytest.mark.pages, pytest.mark.journey]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Empty, with an operator."""
    with running_store(tmp_path_factory.mktemp("store"), CHANDLERY_DEMO="0", **OPERATOR) as opened:
        yield opened


@pytest.fixture
def people(store: Store, browser: Browser) -> Iterator[People]:
    with people_of(store, browser) as people:
        yield people


def handed_in(people: People) -> tuple[Person, Person, str]:
    """The publisher's owner, a reviewer, and the path of a product that was handed in."""
    per, slug = people.publisher()
    rita = people.operator()
    rita.does("POST", f"/publishers/{slug}/approve")
    product = drafts(per, slug)
    per.does("POST", f"{product}/submit")
    return per, rita, product


def test_every_page_of_the_staff_is_accessible_at_every_width(people: People) -> None:
    _, waiting = people.publisher()
    per, rita, product = handed_in(people)
    rita.does("POST", f"{product}/reject", {"reasons": [{"field": "description", "text": "Say more."}]})
    changes = {"description": "# Gauge\n\nCounts ships and boats.\n", "tags": ["sea"], "short_description": "Watches"}
    per.does("PATCH", product, changes)
    per.does("POST", f"{product}/submit")
    for path in ("/staff", f"/staff/publishers/{waiting}", f"/staff{product}", f"/staff{product}/revoke"):
        rita.page.goto(path)
        assert findings(rita.page) == []
    rita.page.goto(f"/staff{product}")
    rita.says("Reject with these reasons")
    expect(rita.page.get_by_role("alert")).to_be_focused()
    assert findings(rita.page) == []


def test_what_changed_is_told_without_colours(people: People) -> None:
    per, rita, product = handed_in(people)
    rita.does("POST", f"{product}/approve")
    per.does("PATCH", product, {"short_description": "Watches a large harbour"})
    rita.page.goto(f"/staff{product}")
    changed = rita.page.get_by_role("region", name=re.compile("^Short description"))
    expect(changed.locator("del")).to_have_text("taken out: small")
    expect(changed.locator("ins")).to_have_text("added: large")
    expect(rita.page.get_by_text("fields are as they were")).to_be_visible()


def test_a_reviewer_decides_without_scripts(people: People) -> None:
    _, slug = people.publisher()
    page = people.visitor(java_script_enabled=False, storage_state=people.operator().page.context.storage_state())
    page.goto("/staff")
    page.get_by_role("main").get_by_role("link", name="Acme Instruments").last.click()
    page.get_by_text("Say what is wrong here").nth(2).click()
    page.get_by_label("What is wrong with: Telephone").fill("Nobody answers there.")
    page.get_by_role("button", name="Reject with these reasons").click()
    expect(page.get_by_role("status").first).to_contain_text("It was rejected")
    page.goto(f"/staff/publishers/{slug}")
    expect(page.get_by_role("main")).to_contain_text("Nobody answers there.")


def test_nobody_else_gets_there(people: People) -> None:
    page = people.comes("eve").page
    page.goto("/staff")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
