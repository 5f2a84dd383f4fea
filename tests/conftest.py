"""What every test stands on: no network but loopback, and in CI nothing may be skipped."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTHING_SKIPPED = os.environ.get("CHANDLERY_NOTHING_SKIPPED") == "1"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """A skipped test is a failed one where all parts must be there."""
    report = (yield).get_result()
    if NOTHING_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, then contracts, journeys and pages; faults, which start and kill stores of their own, last."""
    order = {"journeys": 2, "pages": 2, "faults": 3}
    items.sort(key=lambda item: max(order.get(part, 1) for part in item.path.parts))


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for journeys and pages alike: Playwright runs once in a process."""
    from tests.parts.browser import chromium

    with chromium() as opened:
        yield opened
