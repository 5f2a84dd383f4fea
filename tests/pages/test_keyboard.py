"""The pages by keyboard, by mouse, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import Opener

pytestmark = pytest.mark.pages


def test_suggestions_are_walked_with_arrows_and_followed_with_enter(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    finder = page.get_by_role("combobox", name="Find an image")
    finder.press_sequentially("ngi")
    expect(page.get_by_role("option")).not_to_have_count(0)
    expect(finder).to_have_attribute("aria-expanded", "true")
    finder.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(finder).to_have_attribute("aria-activedescendant", "q-list-0")
    finder.press("Enter")
    expect(page).to_have_url(re.compile("/library/nginx$"))


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(opened: Opener) -> None:
    page = opened()
    page.goto("/library/redis")
    finder = page.get_by_role("combobox", name="Find an image")
    finder.press_sequentially("post")
    expect(page.get_by_role("option")).not_to_have_count(0)
    finder.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(finder).to_have_value("post")


def test_enter_without_a_choice_searches(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    finder = page.get_by_role("combobox", name="Find an image")
    finder.press_sequentially("web server")
    finder.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=web\+server$"))
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def test_the_first_stop_of_a_page_skips_to_its_content(opened: Opener) -> None:
    page = opened()
    page.goto("/library/nginx")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").first).to_be_focused()


def test_the_copy_button_copies_and_says_so(opened: Opener) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/library/nginx")
    page.get_by_role("button", name=re.compile("^Copy")).first.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "docker pull nginx:1.31.4"


def test_a_refused_form_leads_to_what_is_wrong(opened: Opener) -> None:
    page = opened()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("ada@mail.example")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Password")).to_be_focused()


def test_the_theme_changes_in_place_and_stays(opened: Opener) -> None:
    page = opened(color_scheme="light")
    page.goto("/library/nginx")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Automatic").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_filters_are_in_reach_on_a_phone(opened: Opener) -> None:
    page = opened(viewport={"width": 390, "height": 844})
    page.goto("/search?q=database")
    page.get_by_text("Filters", exact=True).first.click()
    page.get_by_label(re.compile("^Databases and storage")).check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("link", name=re.compile("^Databases and storage.*remove"))).to_be_visible()


def test_everything_needed_works_without_scripts(opened: Opener) -> None:
    page = opened(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Find an image").fill("nginx")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="nginx").first.click()
    expect(page.locator(".pull code").first).to_have_text("docker pull nginx:1.31.4")
    expect(page.locator(".copy").first).to_be_hidden()
    page.get_by_role("button", name="Dark").click()
    expect(page).to_have_url(re.compile("/library/nginx$"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_filters_work_without_scripts_at_every_width(opened: Opener) -> None:
    for width in (1280, 390):
        page = opened(java_script_enabled=False, viewport={"width": width, "height": 900})
        page.goto("/search")
        if width < 960:
            page.get_by_text("Filters", exact=True).first.click()
        page.get_by_label(re.compile("^Official")).check()
        page.get_by_role("button", name="Apply filters").click()
        expect(page).to_have_url(re.compile("type=official"))
