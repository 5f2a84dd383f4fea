"""Sent in → examined → asked → answered → waived → certified → shown to everybody: by page, as each of them does it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.images import Recipe, make
from services.catalog.settings import Settings
from tests.journeys.test_review_in_the_browser import reviewer
from tests.pages.people import People, Person, drafts, people_of
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.services.catalog.pushed import push

pytestmark = [pytest.mark.journey, pytest.mark.pages]


@pytest.fixture
def people(store: Store, browser: Browser) -> Iterator[People]:
    with people_of(store, browser) as people:
        yield people


def approved(per: Person, slug: str, ruth: Person) -> str:
    ruth.does("POST", f"/publishers/{slug}/approve", {})
    support = {"policy": "We answer.", "hours": "all day", "contacts": "help@acme.example", "tsanet": ""}
    per.does("PUT", f"/publishers/{slug}/support", support)
    return drafts(per, slug)


def pushed(store: Store, repository: str, tag: str) -> str:
    """An image that leaves a private key in its layer."""
    key = "-----BEGIN PRIVATE KEY-----\n" + "MC4CAQAwBQYDK2VwBCIEIHh4eHh4eHh4eHh4eHh4eHh4\n" * 3
    files = {"/etc/gauge/dev.key": f"{key}-----END PRIVATE KEY-----\n", "/licenses/LICENSE": "Apache-2.0\n"}
    told = (tag, "/gauge", "hello", datetime(2026, 11, 1, tzinfo=UTC), "Apache-2.0", "https://acme.example", files)
    host = {"CHANDLERY_REGISTRY_HOST": store.registry, "CHANDLERY_REGISTRY_PORT": store.registry.partition(":")[2]}
    settings = Settings.load({"CHANDLERY_DATA": str(store.data), **host})
    return push(settings, f"staging/{repository}", tag, make(Recipe("gauge", *told)))


def reloaded(page: Page, address: str, seen: Any) -> None:
    wait_until(lambda: page.goto(address) is not None and seen().count() > 0, 30, f"{address} does not show it")


def test_an_image_is_sent_in_certified_and_shown_to_everybody(people: People, store: Store) -> None:
    (per, slug), ruth = people.publisher(), reviewer(people)
    product = approved(per, slug, ruth)
    digest = pushed(store, f"{slug}/gauge", "1.0.0")

    link = per.page.get_by_role("link", name="Certify 1.0.0")
    reloaded(per.page, f"/publish/{slug}/gauge/versions", lambda: link)
    link.click()
    per.page.get_by_label("Engine that you tested it on").fill("28.2.2")
    per.says("Send it in")
    main = per.page.get_by_role("main")
    expect(main).to_contain_text("The checks are done.", timeout=60_000)
    expect(main).to_contain_text("etc/gauge/dev.key")
    per.page.reload()

    row = ruth.page.get_by_role("row", name=re.compile(slug)).get_by_role("link")
    reloaded(ruth.page, "/staff/submissions", lambda: row)
    row.click()
    ruth.page.get_by_label("Question").fill("Why is there a key in it?")
    ruth.says("Ask")
    expect(ruth.page.get_by_role("status").first).to_contain_text("reads your question")

    per.page.reload()
    per.page.get_by_label("To the reviewer").fill("It is made for the demonstration.")
    per.says("Send it")
    expect(per.page.get_by_role("status").first).to_contain_text("reads your answer")

    ruth.page.reload()
    expect(ruth.page.get_by_role("main")).to_contain_text("It is made for the demonstration.")
    expect(ruth.page.get_by_role("button", name="Certify it")).to_have_count(0)
    waives_all(ruth)
    ruth.says("Certify it")
    expect(ruth.page.get_by_role("status").first).to_contain_text("It is certified.")

    shown(people, per, product, digest, ruth)


def waives_all(ruth: Person) -> None:
    """What is in the way, one after the other, each with a reason."""
    while ruth.page.get_by_role("button", name="Certify it").count() == 0:
        required = ruth.page.locator("li", has_text="required").filter(has=ruth.page.locator("details")).first
        required.locator("summary").first.click()
        required.get_by_label("Why it may pass").fill("Made for the demonstration.")
        required.get_by_label("Until").fill(f"{datetime.now(UTC).year + 1}-06-30")
        required.get_by_role("button", name="Waive it").click()
        expect(ruth.page.get_by_role("status").first).to_contain_text("waived")


def shown(people: People, per: Person, product: str, digest: str, ruth: Person) -> None:
    """What everybody sees once exactly this was released."""
    per.does("POST", f"{product}/plans/free/releases", {"tag": "1.0.0", "digest": digest, "notes": ""})
    ruth_and_per = ((per, "submit"), (ruth, "approve"), (per, "publish"))
    released = lambda: per.does("GET", f"{product}/plans/free/releases")["items"][0]["state"] == "released"  # noqa: E731
    wait_until(released, 30, "it was not released")
    for person, step in ruth_and_per:
        person.does("POST", f"{product}/{step}", {})
    address = product.removeprefix("/products")
    guest = people.visitor()
    certified = guest.get_by_role("link", name="Certified", exact=True)
    reloaded(guest, address, lambda: certified)
    expect(guest.get_by_role("region", name="Papers")).to_contain_text("for linux/amd64, linux/arm64")
    guest.goto(f"{address}/versions")
    found = guest.get_by_role("link", name="Gauge", exact=True)
    reloaded(guest, f"/search?publisher={address.split('/')[1]}&certified=true", lambda: found)
    assert "certified 1.0.0" in people.store.call("GET", f"/badge{address}.svg").body.decode()
    per.page.goto(f"/publish{address}/certification")
    expect(per.page.get_by_role("main")).to_contain_text("Version 1.0.0 is certified until")
    guest.goto("/about/certified")
