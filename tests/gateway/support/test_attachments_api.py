"""A file is sent first, and handed out as a download alone."""

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventlog.refusal import Missing
from gateway.support.attachments import Attachment, Attachments
from gateway.support.downloads import disposition
from gateway.support.storing import place_of
from tests.gateway.counter import Counter, bearer
from tests.gateway.support.conftest import MB

HERE = "/api/v1/tickets/attachments"
LOG = b"tidewater: disk full\n"


@dataclass
class Desk:
    """As support answers who may read a file: of one ticket, Ada alone."""

    attached: list[str] = field(default_factory=list)

    def call(self, service: str, method: str, ticket: str, attachment: str, context: Any) -> Any:
        assert (service, method) == ("support", "attachment")
        if ticket != "T-1" or context["actor"] != "ada":
            raise Missing("no-such-ticket")
        if attachment not in self.attached:
            raise Missing("attachment-unknown")
        return {"id": attachment}

    def close(self) -> None:
        return


@dataclass
class Door:
    client: FlaskClient
    desk: Desk
    files: Attachments
    ada: dict[str, str]
    bob: dict[str, str]

    def attach(self, content: bytes = LOG, name: str = "db.log", **headers: str) -> Any:
        return self.client.post(f"{HERE}?name={name}", data=content, headers={**self.ada, **headers})

    def attached(self, content: bytes = LOG, name: str = "db.log") -> str:
        """The id of a file that is in the ticket."""
        made = str(self.attach(content, name).json["id"])
        self.desk.attached.append(made)
        return made


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    folder, desk = tmp_path_factory.mktemp("door"), Desk()
    counter = Counter(folder, desk, {"CHANDLERY_ATTACHMENT_SIZE": "2 MB"})
    ada, bob = (bearer(counter.token(counter.account(name))) for name in ("ada", "bob"))
    files = Attachments(place_of(counter.settings.attachments), folder, MB)
    return Door(counter.client(), desk, files, ada, bob)


def kept(door: Door, made: str) -> Attachment:
    found = door.files.find(made)
    assert found is not None
    return found


def test_a_file_is_kept_for_who_sent_it(door: Door) -> None:
    answer = door.attach()
    assert answer.status_code == 201
    assert answer.json == {"id": answer.json["id"], "name": "db.log", "media_type": "text/plain", "size": len(LOG)}
    assert kept(door, answer.json["id"]).uploader == "ada"


def test_a_form_tells_the_name_by_itself(door: Door) -> None:
    sent = {"file": (io.BytesIO(LOG), "trace.txt")}
    answer = door.client.post(HERE, data=sent, headers=door.ada)
    assert (answer.status_code, answer.json["name"]) == (201, "trace.txt")


def test_a_file_that_is_sent_again_by_its_key_is_kept_once(door: Door) -> None:
    first, again = (door.attach(**{"Idempotency-Key": "one"}).json for _ in range(2))
    assert first == again
    assert door.attach(b"another", **{"Idempotency-Key": "one"}).json["code"] == "idempotency-key-reused"


def chunked(content: bytes) -> dict[str, Any]:
    """As a server hands on what came in chunks: without a length, and ended after the last."""
    told = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(content)}
    return {"environ_overrides": told}


def test_a_file_that_comes_in_chunks_is_kept_whole(door: Door) -> None:
    answer = door.client.post(f"{HERE}?name=db.log", headers=door.ada, **chunked(LOG))
    assert (answer.status_code, answer.json["size"]) == (201, len(LOG))


def test_a_file_in_chunks_may_not_be_larger_than_another(door: Door) -> None:
    answer = door.client.post(f"{HERE}?name=db.log", headers=door.ada, **chunked(b"x" * 5_000_000))
    assert (answer.status_code, answer.json["code"]) == (413, "attachment-too-large")


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"x" * 2_500_000, "a.log", 413, "attachment-too-large"),
        (b"x" * 4_000_000, "a.log", 413, "body-too-large"),
        (b"", "a.log", 422, "attachment-empty"),
        (LOG, "", 422, "attachment-name-missing"),
        (b"<script>", "a.html", 422, "attachment-type"),
    ],
)
def test_what_is_not_taken_says_why(door: Door, content: bytes, name: str, status: int, code: str) -> None:
    answer = door.attach(content, name)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_nobody_attaches_without_signing_in(door: Door) -> None:
    assert door.client.post(f"{HERE}?name=db.log", data=LOG).status_code == 401


def test_whoever_may_read_the_ticket_has_the_file(door: Door) -> None:
    made = door.attached()
    answer = door.client.get(f"/api/v1/tickets/T-1/attachments/{made}", headers=door.ada)
    assert (answer.status_code, answer.data, answer.content_length) == (200, LOG, len(LOG))


def test_a_file_is_saved_and_never_shown_in_our_name(door: Door) -> None:
    made = door.attached(b'{"a": "<script>alert(1)</script>"}', "har.json")
    headers = door.client.get(f"/api/v1/tickets/T-1/attachments/{made}", headers=door.ada).headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "private, no-store"


def test_others_learn_nothing_of_it(door: Door) -> None:
    made = door.attached()
    answer = door.client.get(f"/api/v1/tickets/T-1/attachments/{made}", headers=door.bob)
    assert (answer.status_code, answer.json["code"]) == (404, "no-such-ticket")


def test_a_file_that_was_erased_is_not_there(door: Door) -> None:
    made = door.attached()
    door.files.forget("ada")
    answer = door.client.get(f"/api/v1/tickets/T-1/attachments/{made}", headers=door.ada)
    assert (answer.status_code, answer.json["code"]) == (404, "attachment-unknown")


def test_a_name_is_told_in_full_and_in_ascii() -> None:
    told = disposition('Zürich "log".txt')
    assert told == "attachment; filename=\"Zurich _log_.txt\"; filename*=UTF-8''Z%C3%BCrich%20%22log%22.txt"
