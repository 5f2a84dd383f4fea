"""Letters go through the gateway to support as those who proved their addresses, with the files that are taken."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.secrets import mailroom_secret
from gateway.settings import Settings
from gateway.support import incoming
from tests.gateway.counter import bearer
from tests.gateway.support.helped import Help, helped
from tests.gateway.support.test_incoming import LETTER

LOG = b"tidewater: disk full\n"
PROGRAM = b"MZ\x90\x00"


@pytest.fixture(scope="module")
def help_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Help]:
    with helped(tmp_path_factory.mktemp("letters")) as opened:
        opened.settle()
        yield opened


def post(help_: Help, message_id: str, files: dict[str, bytes] | None = None, **changed: Any) -> TestResponse:
    address = help_.shop.services.rpc.identity.profile(help_.shop.accounts["ada"])["email"]
    told = {**LETTER, "message_id": message_id, "sender": address, **changed}
    form: dict[str, Any] = {"letter": (io.BytesIO(json.dumps(told).encode()), "letter.json")}
    form["file"] = [(io.BytesIO(content), name) for name, content in (files or {}).items()]
    secret = mailroom_secret(Settings.load(help_.shop.services.config["CHANDLERY"]))
    return help_.app.test_client().post("/mail/incoming", data=form, headers=bearer(secret))


def newest(help_: Help) -> dict[str, Any]:
    help_.settle()
    queue = help_.shop.rpc.tickets({"queue": "mine"}, help_.shop.ada())
    return help_.told(queue["items"][0]["id"])


def letters_to(help_: Help, address: str) -> list[str]:
    every = [file.read_text() for file in (help_.shop.folder / "mail").glob("*.eml")]
    return [text for text in every if f"To: {address}" in text]


def test_files_go_with_the_ticket_and_of_one_that_is_not_taken_its_text_says_so(help_: Help) -> None:
    sent = {"node.log": LOG, "setup.exe": PROGRAM}
    assert post(help_, "<files@example.org>", sent).json == {"done": "opened"}
    opened = newest(help_)["timeline"][0]
    assert [(each["media_type"], each["size"]) for each in opened["attachments"]] == [("text/plain", len(LOG))]
    assert opened["text"].startswith("[setup.exe was not kept.")
    assert opened["text"].endswith("It fails.")


def test_a_letter_with_a_file_that_comes_again_brings_neither_twice(help_: Help) -> None:
    for _ in range(2):
        assert post(help_, "<again@example.org>", {"node.log": LOG}, subject="Once").json == {"done": "opened"}
    help_.settle()
    items = help_.shop.rpc.tickets({"queue": "mine"}, help_.shop.ada())["items"]
    assert [each["summary"] for each in items].count("Once") == 1
    assert len(newest(help_)["timeline"][0]["attachments"]) == 1


def test_a_letter_that_is_not_found_to_be_its_senders_is_a_strangers(help_: Help) -> None:
    assert post(help_, "<forged@example.org>", authentic=False).json == {"done": "stranger"}


def test_a_stranger_is_told_once_how_to_reach_us(help_: Help) -> None:
    for number in range(3):
        assert post(help_, f"<{number}@elsewhere.example>", sender="mallory@elsewhere.example").status_code == 200
    assert len(letters_to(help_, "mallory@elsewhere.example")) == 1


def test_more_letters_than_a_person_writes_in_an_hour_wait(help_: Help, monkeypatch: pytest.MonkeyPatch) -> None:
    assert post(help_, "<one@example.org>").status_code == 200
    monkeypatch.setattr(incoming, "MOST_AN_HOUR", 1)
    answer = post(help_, "<too-many@example.org>")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (503, "too-many-letters")
