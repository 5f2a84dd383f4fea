"""Operators see each letter as it reads, shut away from the page that shows it."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventlog.refusal import Missing
from gateway.calling import NoServices
from services.notifications.letters import previews
from services.notifications.letters.drawing import Reader
from tests.gateway.counter import URL, Counter
from tests.pages.shop import session_of


class Notifications(NoServices):
    def call(self, service: str, method: str, *arguments: Any) -> Any:
        if method == "letters":
            return {"items": previews.listed()}
        name, language = arguments
        at = f"{URL}/unsubscribe/example"
        found = previews.preview(name, Reader(language, URL, at, URL, URL), URL)
        if found is None:
            raise Missing("letter-unknown")
        return vars(found)


class Desk:
    def __init__(self, folder: Path) -> None:
        self.counter = Counter(folder, Notifications())
        self.counter.account("olga", "operator")
        self.counter.account("rita", "reviewer")
        self.app = self.counter.app()

    def browser(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("chandlery_session", session_of(self.app, who))
        return client


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("letters"))


def test_operators_find_each_letter_in_each_language(desk: Desk) -> None:
    page = desk.browser("olga").get("/staff/letters").text
    for path in ("en/digest.daily", "de/version.security", "en/product.held/revoked"):
        assert f'href="/staff/letters/{path}"' in page


def test_the_list_says_what_each_letter_says(desk: Desk) -> None:
    page = desk.browser("olga").get("/staff/letters").text
    for subject in ("Tidewater DB was revoked", "Your day: …", "Your card runs out in 30 days"):
        assert f'<td data-label="Letter">{subject}' in page


def test_a_letters_text_breaks_its_lines_on_a_phone(desk: Desk) -> None:
    assert '<pre class="term" tabindex="0"' in desk.browser("olga").get("/staff/letters/en/version.security").text


@pytest.mark.parametrize("path", ["", "/en/version.security", "/as-html/en/version.security"])
def test_for_others_there_is_no_such_page(desk: Desk, path: str) -> None:
    answers = [desk.browser(who).get(f"/staff/letters{path}").status_code for who in ("olga", "rita")]
    assert answers == [200, 404]


def test_a_letter_is_shown_as_text_and_in_a_frame(desk: Desk) -> None:
    answer = desk.browser("olga").get("/staff/letters/en/product.held/revoked")
    assert "Tidewater DB was revoked" in answer.text
    assert '<iframe src="/staff/letters/as-html/en/product.held/revoked" sandbox' in answer.text
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]


def test_what_is_in_the_frame_may_do_nothing_and_ask_nobody(desk: Desk) -> None:
    answer = desk.browser("olga").get("/staff/letters/as-html/de/version.security")
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= set(policy)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("path", ["en/no.such", "xx/version.security", "as-html/xx/version.security"])
def test_a_letter_that_is_not_written_is_not_found(desk: Desk, path: str) -> None:
    assert desk.browser("olga").get(f"/staff/letters/{path}").status_code == 404
