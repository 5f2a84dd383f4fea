"""Organisations in Chromium, on a store that runs: invite, join, make a robot, and what Kubernetes pulls with."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.people import People, Person, fill_in, people_of
from tests.pages.test_looks import findings
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = [pytest.mark.pages, pytest.mark.journey]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Empty: organisations need no images."""
    with running_store(tmp_path_factory.mktemp("store"), CHANDLERY_DEMO="0") as opened:
        yield opened


@pytest.fixture
def people(store: Store, browser: Browser) -> Iterator[People]:
    with people_of(store, browser) as people:
        yield people


def founds(people: People) -> tuple[Person, str]:
    """Ada, and the short name of her organisation."""
    ada = people.comes("ada")
    slug = ada.email.partition("@")[0]
    ada.page.goto("/organizations")
    ada.page.get_by_label("Name", exact=True).fill("Northwick Observatory")
    ada.page.get_by_label("Short name").fill(slug)
    ada.says("Create it")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Northwick Observatory")
    return ada, slug


def invites(ada: Person, email: str, role: str) -> str:
    """The link in the letter."""
    ada.page.get_by_label("E-mail").fill(email)
    ada.page.get_by_role("radio", name=re.compile(f"^{role}")).check()
    ada.says("Send the invitation")
    expect(ada.page.get_by_role("status").first).to_contain_text("on its way by mail")
    wait_until(lambda: "/invitations/" in ada.store.mail_to(email), 10, "no letter with an invitation")
    return next(word for word in ada.store.mail_to(email).split() if "/invitations/" in word)


def test_a_colleague_follows_the_letter_signs_in_and_belongs(people: People) -> None:
    ada, slug = founds(people)
    bob = people.comes("bob")
    link = invites(ada, bob.email, "Editor")
    stranger = people.visitor()
    stranger.goto(link)
    stranger.get_by_role("main").get_by_role("link", name="Sign in").click()
    fill_in(stranger, bob.email)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Join Northwick Observatory?")
    stranger.get_by_role("button", name="Accept and join").click()
    expect(stranger).to_have_url(re.compile(f"/organizations/{slug}"))
    expect(stranger.get_by_role("main")).to_contain_text("you are: Editor")


def test_a_member_is_removed_only_after_a_question(people: People) -> None:
    ada, slug = founds(people)
    bob = people.comes("bob")
    bob.page.goto(invites(ada, bob.email, "Member"))
    bob.says("Accept and join")
    ada.page.goto(f"/organizations/{slug}")
    row = ada.page.get_by_role("row", name=re.compile("Bob"))
    row.locator(".sure > summary").click()
    row.get_by_role("button", name="Remove").click()
    expect(ada.page.get_by_role("row", name=re.compile("Bob"))).to_have_count(0)
    bob.page.goto(f"/organizations/{slug}")
    expect(bob.page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")


def test_a_robot_signs_in_with_what_the_page_shows(people: People, tmp_path: Path) -> None:
    ada, slug = founds(people)
    ada.page.get_by_text("Make a robot").click()
    ada.page.get_by_label("Name", exact=True).fill("cluster-1")
    ada.says("Make the robot")
    token = ada.page.locator(".secret").inner_text()
    ada.page.get_by_text("Pull with it in Kubernetes").click()
    with ada.page.expect_download() as downloading:
        ada.page.get_by_role("link", name=re.compile(r"\.yaml$")).click()
    manifest = Path(downloading.value.path()).read_text()
    assert b64decode(manifest.rpartition("dockerconfigjson: ")[2]).decode().count(token) == 1
    assert f"{slug}+cluster-1" in ada.page.locator(".pull code", has_text="kubectl create secret").inner_text()
    ada.page.goto(f"/organizations/{slug}")
    expect(ada.page.get_by_role("main")).not_to_contain_text(token)


def test_all_of_it_works_without_scripts(people: People) -> None:
    ada, slug = founds(people)
    page = people.visitor(java_script_enabled=False)
    page.goto(f"/sign-in?next=/organizations/{slug}")
    fill_in(page, ada.email)
    page.get_by_text("Make a robot").click()
    page.get_by_label("Name", exact=True).fill("ci")
    page.get_by_role("button", name="Make the robot").click()
    page.goto(f"/organizations/{slug}")
    page.locator(".sure > summary", has_text="Revoke").click()
    page.get_by_role("button", name="Revoke ci").click()
    expect(page.get_by_role("heading", name="It has no robots")).to_be_visible()
    page.locator(".menu > summary").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Account")


def test_the_pages_of_an_organisation_are_accessible_at_every_width(people: People) -> None:
    ada, slug = founds(people)
    link = invites(ada, "somebody@example.org", "Member")
    ada.page.get_by_text("Make a robot").click()
    ada.page.get_by_label("Name", exact=True).fill("ci")
    ada.says("Make the robot")
    ada.page.get_by_text("Pull with it in Kubernetes").click()
    assert findings(ada.page) == []
    for path in ("/organizations", f"/organizations/{slug}", link, "/invitations/none", "/account"):
        ada.page.goto(path)
        assert findings(ada.page) == []
    ada.page.goto(f"/organizations/{slug}")
    ada.page.locator(".sure > summary", has_text="Leave").click()
    ada.page.get_by_role("button", name="Leave").click()
    expect(ada.page.get_by_role("alert")).to_be_focused()
    assert findings(ada.page) == []


def test_the_menu_opens_and_closes_by_keyboard(people: People) -> None:
    page = people.comes("ada").page
    page.goto("/organizations")
    menu = page.locator(".menu > summary")
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Account")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.locator(".menu[open]")).to_have_count(0)
    expect(page.get_by_role("link", name="Staff")).to_have_count(0)
