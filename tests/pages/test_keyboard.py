"""The pages by keyboard, by mouse, and without scripts."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.pages.conftest import Opener

pytestmark = pytest.mark.pages


def test_suggestions_are_walked_with_arrows_and_followed_with_enter(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    finder = page.get_by_role("combobox", name="Find an image")
    finder.press_sequentially("ngi")
    expect(page.get_by_role("option").first).to_contain_text("nginx")
    expect(finder).to_have_attribute("aria-expanded", "true")
    finder.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(finder).to_have_attribute("aria-activedescendant", "q-list-0")
    finder.press("Enter")
    expect(page).to_have_url(re.compile("/library/nginx$"))


def test_a_list_that_is_walked_does_not_change_when_a_later_answer_comes(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    held: list[Route] = []
    page.route(re.compile(r"/suggestions\?q=ngi$"), lambda route: held.append(route))  # noqa: PLW0108 — Playwright marks it
    finder = page.get_by_role("combobox", name="Find an image")
    finder.press_sequentially("ng")
    expect(page.get_by_role("option").first).to_contain_text("nginx")
    with page.expect_request(re.compile(r"/suggestions\?q=ngi$")):
        finder.press("i")
    finder.press("ArrowDown")
    for route in held:
        route.fulfill(json={"items": [], "told": "No suggestions."})
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


def test_how_many_suggestions_there_are_is_said_and_unsaid(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    finder = page.get_by_role("combobox", name="Find an image")
    voice = page.locator(".finder [aria-live=polite]")
    finder.press_sequentially("harbour")
    expect(page.get_by_role("option", name=re.compile("publisher$"))).to_have_count(1)
    expect(voice).to_have_text(re.compile(r"^\d+ suggestions?\. Arrow keys choose, Enter opens\.$"))
    finder.fill("zzzzqqqq")
    expect(voice).to_have_text("No suggestions.")
    finder.press("Escape")
    finder.fill("")
    expect(voice).to_be_empty()


def test_the_list_of_suggestions_moves_nothing_and_fits_a_phone(opened: Opener) -> None:
    page = opened(viewport={"width": 320, "height": 700})
    page.goto("/")
    finder = page.get_by_role("combobox", name="Find an image")
    before = page.get_by_role("heading", level=2).first.bounding_box()
    finder.press_sequentially("da")
    expect(page.get_by_role("option")).not_to_have_count(0)
    assert page.get_by_role("heading", level=2).first.bounding_box() == before
    shown = page.get_by_role("listbox").bounding_box()
    assert shown is not None
    assert (shown["x"] >= 0, shown["x"] + shown["width"] <= 320) == (True, True)


def test_what_is_ticked_in_a_list_stands_side_by_side_without_scripts(opened: Opener) -> None:
    page = opened(java_script_enabled=False)
    page.goto("/search?q=web")
    page.get_by_label("Compare nginx").check()
    page.get_by_label("Compare httpd").check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page.get_by_role("columnheader")).to_have_count(2)
    expect(page.get_by_role("rowheader", name=re.compile("^Latest.*differs"))).to_be_visible()
    page.get_by_role("link", name="Take out httpd").click()
    expect(page.get_by_text("One more is needed to compare.")).to_be_visible()


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
    page.get_by_role("link", name=re.compile("^Databases and storage")).click()
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
        page.get_by_role("complementary").get_by_role("link", name=re.compile("^Official")).click()
        expect(page).to_have_url(re.compile("type=official"))
