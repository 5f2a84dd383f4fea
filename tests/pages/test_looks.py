"""Every page at three widths, light and dark: nothing for axe to find, nothing that scrolls sideways."""

import pytest
from playwright.sync_api import Page

from tests.pages.conftest import Opener
from tests.parts.axe import told, violations

pytestmark = pytest.mark.pages

VISITOR = (
    "/",
    "/search",
    "/search?q=postgers&category=databases-and-storage",
    "/search?q=nothing-like-it&type=official",
    "/search?q=nginx+frobnicatorium+wobbletron",
    "/search?q=database&deprecated=true&sort=updated",
    "/compare",
    "/compare?p=nginx",
    "/compare?p=nginx&p=harbourline/tidewater&p=postgres&p=harbourline/lantern",
    "/categories",
    "/category/web-servers",
    "/library",
    "/harbourline",
    "/library/nginx",
    "/library/nginx/versions",
    "/harbourline/tidewater",
    "/harbourline/tidewater/versions",
    "/harbourline/tidewater/reviews",
    "/harbourline/edge/reviews",
    "/harbourline/lantern",
    "/harbourline/lantern/get",
    "/harbourline/tidewater/get?plan=community",
    "/harbourline/tidewater/get?plan=signed",
    "/terms/harbourline/tidewater/team",
    "/sign-up",
    "/sign-up/sent",
    "/verify",
    "/sign-in",
    "/reset",
    "/reset/a-token",
    "/about/denied",
    "/about/docker-store",
    "/unsubscribe/told-in-time",
    "/nothing/here",
)
ADA = (
    "/account",
    "/account/data",
    "/device",
    "/device?code=WDJB-MJHT",
    "/account/inbox",
    "/account/notifications",
    "/account/webhooks",
    "/webhooks/hook-1",
    "/webhooks/hook-2",
    "/webhooks/hook-1/deliveries/delivery-1",
    "/my-content",
    "/harbourline/tidewater/get?plan=signed",
    "/harbourline/tidewater/get?plan=team",
    "/harbourline/tidewater/get?plan=edge",
    "/harbourline/tidewater/get?plan=team&holder=northwick",
    "/harbourline/tidewater/reviews",
    "/my-content?holder=northwick",
    "/organizations",
    "/organizations/northwick",
    "/tickets/new?product=harbourline/tidewater&plan=team",
)
LOOKS = ((1280, "light"), (390, "dark"), (320, "light"))  # what is wide decides on no colour
RITA = ("/staff", "/harbourline/tidewater")


@pytest.mark.parametrize("path", VISITOR)
def test_a_visitors_page_is_accessible_at_every_width(opened: Opener, path: str) -> None:
    page = opened(reduced_motion="reduce")
    page.goto(path)
    assert findings(page) == []


@pytest.mark.parametrize("path", ADA)
def test_a_customers_page_is_accessible_at_every_width(opened: Opener, path: str) -> None:
    page = opened("ada", reduced_motion="reduce")
    page.goto(path)
    assert findings(page) == []


@pytest.mark.parametrize("path", RITA)
def test_a_reviewers_page_is_accessible_at_every_width(opened: Opener, path: str) -> None:
    page = opened("rita", reduced_motion="reduce")
    page.goto(path)
    assert findings(page) == []


def test_a_form_that_was_refused_is_accessible(opened: Opener) -> None:
    page = opened("ada", reduced_motion="reduce")
    page.goto("/account")
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("alert").wait_for()
    assert findings(page) == []


def findings(page: Page) -> list[str]:
    """What axe finds, and by how much the page is wider than its window."""
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"scrolls sideways at {width}")
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"at {width} {scheme} {each}" for each in told(violations(page))]
    return found
