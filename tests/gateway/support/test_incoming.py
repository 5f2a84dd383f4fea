"""Letters come in at the gateway from the mailroom alone; what support has not taken is sent again."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.parts import EXTENSION
from gateway.secrets import mailroom_secret
from gateway.support.counting import HOUR, Counts
from tests.gateway.counter import Counter, bearer

LETTER = {
    "message_id": "<1@example.org>",
    "sender": "ada@example.org",
    "recipients": ["support@store.example"],
    "subject": "It fails",
    "references": [],
    "text": "It fails.",
    "automatic": "",
    "authentic": True,
}


@pytest.fixture
def client(counter: Counter) -> FlaskClient:
    return counter.client()


def post(client: FlaskClient, content: bytes, secret: str = "") -> TestResponse:
    form = {"letter": (io.BytesIO(content), "letter.json")}
    settings = client.application.extensions[EXTENSION].settings
    return client.post("/mail/incoming", data=form, headers=bearer(secret or mailroom_secret(settings)))


def told(**changed: Any) -> bytes:
    return json.dumps({**LETTER, **changed}).encode()


def test_who_is_not_the_mailroom_is_turned_away(client: FlaskClient) -> None:
    assert post(client, told(), "guessed").status_code == 401
    assert client.post("/mail/incoming").status_code == 401


def test_a_letter_waits_with_its_sender_while_the_services_are_away(client: FlaskClient) -> None:
    assert post(client, told()).status_code == 503


def test_a_programs_letter_is_passed_over_for_good(client: FlaskClient) -> None:
    assert post(client, told(automatic="Precedence: bulk")).json == {"done": "automatic"}


def test_what_is_no_letter_is_refused(client: FlaskClient) -> None:
    for content in (b"", b"{", b"[" * 100_000, b"{}", told(more=1), told(references="<a@b>")):
        assert post(client, content).status_code == 400


def test_what_is_counted_is_one_senders_and_one_hours(tmp_path: Path) -> None:
    counts = Counts(f"sqlite:///{tmp_path}/letters.db", b"secret")
    counts.count("ada", HOUR, 10.0)
    counts.count("ada", HOUR, HOUR - 1)
    assert counts.counted("ada", HOUR, HOUR - 1) == 2
    assert counts.counted("ada", HOUR, HOUR) == 0
    assert counts.counted("bob", HOUR, 10.0) == 0


def test_of_what_was_counted_nothing_is_kept_beyond_its_time(tmp_path: Path) -> None:
    counts = Counts(f"sqlite:///{tmp_path}/letters.db", b"secret")
    counts.count("ada", HOUR, 10.0)
    counts.count("bob", HOUR, HOUR + 1)
    assert counts.counted("ada", HOUR, 10.0) == 0
