"""What axe finds on a page: its script is put into a document once, and nothing but what it finds comes back."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

IS_THERE = "typeof axe !== 'undefined'"
FIND = "axe.run({resultTypes: ['violations']}).then(told => told.violations)"


def violations(page: Page) -> list[dict[str, Any]]:
    """As axe-core tells them: each with its `id`, and the `nodes` where it was found."""
    if not page.evaluate(IS_THERE):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(FIND)
    return found


def told(violations: list[dict[str, Any]]) -> list[str]:
    """One line each."""
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]
