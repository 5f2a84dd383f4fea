"""The publisher's pages on a store that runs: nothing for axe, by keyboard, without scripts, two editors at once."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.pages.test_looks import findings
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.pages

PRODUCT = "/publish/harbourline/tidewater-db"
PAGES = (
    "/publish",
    "/publish/apply",
    "/publish/harbourline",
    "/publish/harbourline/settings",
    "/publish/harbourline/new",
    "/publish/harbourline/sales",
    "/publish/harbourline/customers",
    "/publish/harbourline/statements",
    "/publish/harbourline/payouts",
    PRODUCT,
    f"{PRODUCT}/plans",
    f"{PRODUCT}/versions",
    f"{PRODUCT}/pulls",
    f"{PRODUCT}/reviews",
)
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("store")) as opened:
        yield opened


@pytest.fixture(scope="module")
def session(browser: Browser, store: Store) -> list[dict[str, object]]:
    """The cookies of the demonstration's publisher, signed in once."""
    context = browser.new_context(base_url=store.url)
    page, account = context.new_page(), store.accounts["publisher"]
    page.goto("/sign-in?next=/publish")
    page.get_by_label("E-mail").fill(account["email"])
    page.get_by_label("Password").fill(account["password"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/publish$"))
    cookies = [dict(cookie) for cookie in context.cookies()]
    context.close()
    return cookies


@pytest.fixture
def opened(browser: Browser, store: Store, session: list[dict[str, object]]) -> Iterator[Opener]:
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: str, **settings: object) -> Page:
        context = browser.new_context(base_url=store.url, locale="en-GB", **settings)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies(session)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(store.url) else faults.append(asked.url))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.parametrize("path", PAGES)
def test_a_publishers_page_is_accessible_at_every_width(opened: Opener, path: str) -> None:
    assert findings(opened(path, reduced_motion="reduce")) == []


def test_a_refused_form_is_accessible_and_leads_to_what_is_wrong(opened: Opener) -> None:
    page = opened(f"{PRODUCT}/plans", reduced_motion="reduce")
    page.get_by_role("button", name="Add the plan").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert findings(page) == []
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()


def test_the_preview_follows_what_is_typed(opened: Opener) -> None:
    page = opened(PRODUCT)
    page.get_by_label("Description").fill("Keeps **every** word. <script>alert(1)</script>")
    expect(page.locator("[data-shows] .prose strong").first).to_have_text("every")
    expect(page.locator("[data-shows] script")).to_have_count(0)
    page.get_by_label("One line").fill("Another line")
    expect(page.locator("[data-shows] .tile p")).to_have_text("Another line")


def test_without_scripts_a_button_shows_the_preview_and_keeps_what_was_typed(opened: Opener) -> None:
    page = opened(PRODUCT, java_script_enabled=False)
    page.get_by_label("Description").fill("Keeps **every** word.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-shows] .prose strong").first).to_have_text("every")
    expect(page.get_by_label("Description")).to_have_value("Keeps **every** word.")


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(opened: Opener) -> None:
    first, second = opened(PRODUCT), opened(PRODUCT)
    first.get_by_label("One line").fill("By the first editor")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_role("main").get_by_role("status")).to_have_text("Saved.")
    second.get_by_label("One line").fill("By the second editor")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("Somebody edited this meanwhile")
    expect(second.get_by_label("One line")).to_have_value("By the second editor")
    expect(second.get_by_role("main")).to_contain_text("By the first editor")


def test_the_terms_are_asked_only_where_a_plan_needs_them(opened: Opener) -> None:
    page = opened(f"{PRODUCT}/plans")
    page.get_by_label(re.compile("^Anyone")).check()
    expect(page.get_by_label("Terms", exact=True)).to_be_hidden()
    page.get_by_label(re.compile("^Who accepted")).check()
    expect(page.get_by_label("Terms", exact=True)).to_be_visible()


def test_a_version_is_deprecated_and_says_so(opened: Opener) -> None:
    page = opened(f"{PRODUCT}/versions?plan=community", reduced_motion="reduce")
    page.get_by_role("link", name="Manage 4.1.3").click()
    assert findings(page) == []
    page.get_by_label("What to use instead").select_option("4.2.1")
    page.get_by_role("button", name="Deprecate 4.1.3").click()
    expect(page.get_by_role("main")).to_contain_text("4.1.3 is deprecated, use 4.2.1")


def test_a_version_is_yanked_only_with_its_reason_and_a_tick(opened: Opener) -> None:
    page = opened(f"{PRODUCT}/versions/community/4.1.3", reduced_motion="reduce")
    page.get_by_role("button", name="Yank 4.1.3").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert findings(page) == []
    page.get_by_label("Why, for its users").fill("Request smuggling; use 4.2.1.")
    page.get_by_label(re.compile("^Yank 4.1.3; its users")).check()
    page.get_by_role("button", name="Yank 4.1.3").click()
    expect(page.get_by_role("main")).to_contain_text("4.1.3 is yanked: Request smuggling; use 4.2.1.")


def test_a_moving_tag_is_led_to_another_version(opened: Opener) -> None:
    page = opened(f"{PRODUCT}/versions/team/4.2.0")
    page.get_by_label("Tag", exact=True).fill("previous")
    page.get_by_role("button", name="Move the tag").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("The tag is being moved")
    page.goto(f"{PRODUCT}/versions?plan=team")
    expect(page.locator(".tag", has_text="previous")).to_be_visible()


def test_what_was_released_before_is_released_anew_step_by_step(opened: Opener) -> None:
    page = opened(f"{PRODUCT}/versions?plan=team", reduced_motion="reduce")
    page.get_by_role("link", name="Release anew 4.2.1").click()
    page.get_by_label("Tag", exact=True).fill("next")
    page.get_by_role("button", name="Release it").click()
    expect(page.locator("[role=status]").first).to_contain_text("Released.", timeout=20_000)
    expect(page.get_by_label("Released", exact=True).first.get_by_text("next", exact=True)).to_be_visible()
    assert findings(page) == []


def test_pulls_are_taken_along_as_a_table(opened: Opener) -> None:
    page = opened(f"{PRODUCT}/pulls")
    with page.expect_download() as taken:
        page.get_by_role("link", name="As CSV").click()
    assert taken.value.suggested_filename.endswith(".csv")
    assert taken.value.path().read_text().startswith("key,pulls,checks,free,paid")


def test_a_review_is_answered_below_it(opened: Opener, store: Store) -> None:
    customer = {"token": store.accounts["customer"]["token"]}
    product = "harbourline/logbook"
    plan = store.api("GET", f"/products/{product}").json()["plans"][0]
    terms = f"/products/{product}/plans/{plan['id']}/terms"
    assert store.api("POST", terms, {"version": plan["terms"]["version"]}, **customer).ok
    review = {"stars": 3, "title": "Restart took minutes", "text": "After a big compaction."}
    wait_until(lambda: store.api("POST", f"/products/{product}/reviews", review, **customer).ok, 10, "no")
    page = opened(f"/publish/{product}/reviews", reduced_motion="reduce")
    expect(page.get_by_role("main")).to_contain_text("Needs an answer")
    page.get_by_text("Answer Restart took minutes").click()
    page.get_by_role("button", name="Answer it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Your answer").fill("Found and fixed in 4.2.1.")
    page.get_by_role("button", name="Answer it").click()
    expect(page.get_by_role("main")).to_contain_text("You answered: Found and fixed in 4.2.1.")
    assert findings(page) == []


def test_a_draft_is_begun_by_keyboard_alone(opened: Opener) -> None:
    page = opened("/publish/harbourline/new")
    page.get_by_role("radio", name=re.compile("^Container")).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^Engine plugin"))).to_be_checked()
    for text in ("Volume driver", "volume-driver", "Volumes on another machine"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/publish/harbourline/volume-driver\?told=drafted$"))
