"""Sign up by mail, sign in, make and revoke a token, set a new password: in Chromium, on a store that runs."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = [pytest.mark.pages, pytest.mark.journey]

PASSWORD = "seven harbours at dusk"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Empty: accounts need no images."""
    with running_store(tmp_path_factory.mktemp("store"), CHANDLERY_DEMO="0") as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, store: Store) -> Iterator[Page]:
    context = browser.new_context(base_url=store.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def email() -> str:
    return f"ada-{secrets.token_hex(4)}@example.org"


def main_button(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def sign_up(page: Page, store: Store, email: str, back: str = "/account") -> None:
    page.goto(f"/sign-up?next={back}")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    main_button(page, "Create the account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(next(word for word in store.mail_to(email).split() if "/verify/" in word))
    expect(page.get_by_role("status").first).to_contain_text("Your address is confirmed")


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    main_button(page, "Sign in")


def test_a_newcomer_is_led_back_to_where_they_were(page: Page, store: Store, email: str) -> None:
    sign_up(page, store, email, back="/my-content")
    sign_in(page, email)
    expect(page).to_have_url(f"{store.url}/my-content")
    expect(page.get_by_role("heading", level=1)).to_have_text("My content")


def test_a_token_is_shown_once_and_counts_until_it_is_revoked(page: Page, store: Store, email: str) -> None:
    sign_up(page, store, email)
    sign_in(page, email)
    page.get_by_label("What for").fill("laptop")
    page.get_by_role("checkbox", name="read everything").check()
    main_button(page, "Make the token")
    token = page.locator(".secret").inner_text()
    expect(page.get_by_role("rowheader", name=re.compile("laptop"))).to_be_visible()
    assert store.api("GET", "/me", token=token).json()["email"] == email
    page.goto("/account")
    expect(page.locator(".secret")).to_have_count(0)
    main_button(page, "Revoke laptop")
    expect(page.get_by_role("heading", name="You have no tokens yet")).to_be_visible()
    assert store.api("GET", "/me", token=token).status == 401


def test_a_wrong_password_and_an_unknown_address_read_alike(page: Page, store: Store, email: str) -> None:
    sign_up(page, store, email)
    said = []
    for address in (email, "nobody@example.org"):
        page.goto("/sign-in")
        sign_in(page, address, "not the password")
        said.append(page.get_by_role("alert").inner_text())
    assert said == ["E-mail or password is wrong"] * 2


def test_a_new_password_ends_the_sessions_before_it(page: Page, store: Store, email: str) -> None:
    sign_up(page, store, email)
    sign_in(page, email)
    page.goto("/reset")
    page.get_by_label("E-mail").fill(email)
    main_button(page, "Send the link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(reset_link(store, email))
    page.get_by_role("textbox", name="New password").fill("eight harbours at dawn")
    main_button(page, "Set it")
    expect(page.get_by_role("status").first).to_contain_text("The new password is set")
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))
    sign_in(page, email, "eight harbours at dawn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Account")


def reset_link(store: Store, email: str) -> str:
    wait_until(lambda: "/reset/" in store.mail_to(email), 10, "no letter with a link")
    return next(word for word in store.mail_to(email).split() if "/reset/" in word)


def test_signing_out_ends_the_session(page: Page, store: Store, email: str) -> None:
    sign_up(page, store, email)
    sign_in(page, email)
    main_button(page, "Sign out")
    expect(page.get_by_role("status").first).to_contain_text("You are signed out")
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_link_that_was_followed_twice_says_so(page: Page, store: Store, email: str) -> None:
    sign_up(page, store, email)
    page.goto("/verify/not-a-link-of-ours")
    expect(page.get_by_role("alert")).to_contain_text("The link has expired, or was used before.")
    page.get_by_label("E-mail").fill("somebody@example.org")
    main_button(page, "Send a new link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")


def test_an_empty_store_says_that_it_is_empty(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="The shelves are empty")).to_be_visible()
    page.goto("/categories")
    expect(page.get_by_role("heading", name="No category has an image yet")).to_be_visible()


def test_who_signs_in_too_early_is_offered_a_new_link(page: Page, store: Store, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    main_button(page, "Create the account")
    page.goto("/sign-in")
    sign_in(page, email)
    expect(page.get_by_role("alert")).to_contain_text("The address is not confirmed yet.")
    page.get_by_role("link", name="Send a new link").click()
    expect(page).to_have_url(f"{store.url}/verify")
