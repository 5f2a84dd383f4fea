"""What came back of the store's letters comes in at the gateway from the mailroom alone, as it came."""

import io
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.calling import NoServices
from gateway.parts import EXTENSION
from gateway.secrets import mailroom_secret
from tests.gateway.counter import Counter, bearer

TO = ["bounce+ada.01@store.example"]


class Notifications(NoServices):
    def __init__(self) -> None:
        self.took: list[tuple[bytes, list[str], str]] = []

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        letter, recipients, context = arguments
        self.took.append((b64decode(letter), recipients, context["actor"]))
        return {"done": "stopped"}


def post(folder: Path, service: NoServices, content: bytes, secret: str = "", told: object = None) -> TestResponse:
    client = Counter(folder, service).client()
    words = json.dumps({"recipients": TO} if told is None else told).encode()
    form = {"returned": (io.BytesIO(words), "returned.json"), "file": (io.BytesIO(content), "letter.eml")}
    secret = secret or mailroom_secret(client.application.extensions[EXTENSION].settings)
    return client.post("/mail/returned", data=form, headers=bearer(secret))


def test_notifications_read_it_as_it_came(tmp_path: Path) -> None:
    service = Notifications()
    assert post(tmp_path, service, b"Action: failed\r\n").json == {"done": "stopped"}
    assert service.took == [(b"Action: failed\r\n", TO, "mailroom")]


def test_who_is_not_the_mailroom_is_turned_away(tmp_path: Path) -> None:
    service = Notifications()
    assert post(tmp_path, service, b"Action: failed\r\n", "guessed").status_code == 401
    assert service.took == []


def test_it_waits_with_its_sender_while_the_services_are_away(tmp_path: Path) -> None:
    assert post(tmp_path, NoServices(), b"Action: failed\r\n").status_code == 503


@pytest.mark.parametrize("told", [{}, [], {"recipients": "x"}, {"recipients": [], "more": 1}])
def test_what_says_not_to_whom_it_came_is_refused(tmp_path: Path, told: object) -> None:
    assert post(tmp_path, Notifications(), b"x", told=told).status_code == 400
