from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from services.certification.checks.outcome import Finding
from services.certification.examining.report import Report, Weighed
from services.certification.reports.html import render
from services.certification.scan.matching import Uncompared
from tests.services.certification.reports.examples import GOOD, platform, report


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's width; whatever the page asks of anybody fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    opened, asked = context.new_page(), []
    opened.on("request", lambda one: asked.append(one.url) if not one.url.startswith("file:") else None)
    yield opened
    context.close()
    assert asked == []


def opened(page: Page, told: Report, folder: Path) -> Page:
    (folder / "report.html").write_text(render(told))
    page.goto(f"file://{folder / 'report.html'}")
    return page


@pytest.mark.pages
def test_the_page_stands_alone_and_fits_a_phone(page: Page, tmp_path: Path) -> None:
    shown = opened(page, report(), tmp_path)
    assert shown.get_by_role("heading", name="linux/s390x").is_visible()
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.pages
def test_what_is_in_the_way_is_open_and_what_passed_is_folded(page: Page, tmp_path: Path) -> None:
    shown = opened(page, report(), tmp_path)
    assert shown.get_by_text("the account “demo” has an empty password").is_visible()
    assert not shown.get_by_text("At most 40 layers").first.is_visible()


def test_what_an_image_calls_its_files_is_text_and_never_markup() -> None:
    hostile = Weighed("setuid", "hygiene", "t", "required", "fail", "", (Finding("<script>x</script>", "w", "d"),))
    text = render(report(platform(hostile)))
    assert "<script" not in text
    assert "&lt;script&gt;x&lt;/script&gt;" in text


def test_what_could_not_be_compared_is_told_beside_what_was_found() -> None:
    unsure = (Uncompared("CVE-2026-1", "bash", "unknown", "Debian:12"),)
    assert "1 high; 1 advisory could not be compared" in render(report(replace(GOOD, uncompared=unsure)))
