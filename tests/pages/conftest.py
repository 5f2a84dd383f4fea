"""The small shop behind a real address, and a real Chromium before it."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.pages import shop as small_shop
from tests.parts.process import free_port


@dataclass(frozen=True)
class Shop:
    url: str
    app: Flask

    def session(self, account: str) -> str:
        return small_shop.session_of(self.app, account)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    url = f"http://localhost:{free_port()}"
    app = small_shop.shop(tmp_path_factory.mktemp("shop"), url)
    app.testing = False  # mistakes answer 500, as a browser would see them
    server = make_server("localhost", int(url.rpartition(":")[2]), app, threaded=True)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield Shop(url, app)
    server.shutdown()
    running.join()
    server.server_close()


Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, shop: Shop) -> Iterator[Opener]:
    """Opens pages for a visitor, or for an account; script errors, refused loads and foreign requests fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(account: str = "", **settings: object) -> Page:
        context = browser.new_context(base_url=shop.url, locale="en-GB", **settings)  # type: ignore[arg-type]
        contexts.append(context)
        if account:
            context.add_cookies([{"name": "chandlery_session", "value": shop.session(account), "url": shop.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if _is_fault(told.type, told.text) else None)
        page.on("request", lambda asked: None if asked.url.startswith(shop.url) else faults.append(asked.url))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(kind: str, text: str) -> bool:
    """Refused loads (CSP) and the like; that a page is not there is what some tests ask for."""
    return kind in ("error", "warning") and "the server responded with a status of" not in text
