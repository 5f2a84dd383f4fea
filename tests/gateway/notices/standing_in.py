"""Ada's browser and her token before the gateway, which asks notifications that answer what is laid ready."""

import re
from html import unescape
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.notifications.events import NoticeAddressed, Recipient
from tests.gateway.counter import AT, Counter, bearer
from tests.gateway.notices.answering import Notifications
from tests.pages.shop import session_of


class Told:
    def __init__(self, folder: Path) -> None:
        self.service = Notifications()
        self.counter = Counter(folder, self.service)
        self.counter.account("ada")
        self.token = self.counter.token("ada")
        self.app = self.counter.app()

    def begin(self) -> None:
        """Nothing was asked yet, and a browser has been nowhere."""
        self.service.__dict__.update(vars(Notifications()))
        self.client = self.browser("ada")

    def browser(self, account: str) -> FlaskClient:
        client = self.visitor()
        client.set_cookie("chandlery_session", session_of(self.app, account))
        return client

    def visitor(self) -> FlaskClient:
        return self.app.test_client()

    def send(self, page: str, action: str = "", /, **fields: Any) -> TestResponse:
        """The form of a page with its hidden fields, as a browser sends it."""
        html = self.client.get(page).text
        hidden = dict(re.findall(r'type="hidden" name="(csrf|command|until)" value="([^"]+)"', html))
        return self.client.post(action or page.partition("?")[0], data={**hidden, **fields})

    def api(self, method: str, path: str, body: Any = None) -> TestResponse:
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=bearer(self.token))

    def address(self, account: str, *notices: str) -> None:
        """The gateway's view hears that somebody was told."""
        for one in notices:
            told = NoticeAddressed(one, "version.released", (Recipient(account, True, "off", None, ""),), (), AT)
            self.counter.tell((f"announcement-{one}", told))


def words(answer: TestResponse) -> str:
    """What the page says, without its markup."""
    main = answer.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
