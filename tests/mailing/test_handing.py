"""A letter is said to be taken where the store has taken it, and to be sent again where that may change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from zipfile import ZipFile

import pytest

from mailing.handing import MOST_FILES, Handing
from mailing.listening import Answer
from mailing.reading import Envelope
from tests.mailing.letters import ENVELOPE, letter
from tests.parts.process import free_port


@contextmanager
def store(status: int, asked: list[tuple[str, bytes]]) -> Iterator[str]:
    """That answers every letter with this status."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((f"{self.path} {self.headers['Authorization']}", body))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b'{"done": "joined"}')

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.TAKEN),
        (503, Answer.LATER),
        (500, Answer.LATER),
        (401, Answer.LATER),
        (413, Answer.REFUSED),
        (422, Answer.REFUSED),
    ],
)
def test_what_the_store_answers_is_what_the_sender_hears(status: int, answer: Answer) -> None:
    asked: list[tuple[str, bytes]] = []
    with store(status, asked) as url:
        assert Handing(url, "secret").take(letter().as_bytes(), ENVELOPE) is answer
    assert asked[0][0] == "/mail/incoming Bearer secret"
    assert b'"text": "It fails."' in asked[0][1]


def test_while_the_store_is_away_letters_wait_with_their_senders() -> None:
    handing = Handing(f"http://127.0.0.1:{free_port()}", "secret")
    assert handing.take(letter().as_bytes(), ENVELOPE) is Answer.LATER


def test_of_more_files_than_go_with_a_message_the_last_ones_come_in_an_archive() -> None:
    message, asked = letter(), list[tuple[str, bytes]]()
    for _ in range(MOST_FILES + 2):
        message.add_attachment(b"content", maintype="text", subtype="plain", filename="same.txt")
    with store(200, asked) as url:
        Handing(url, "secret").take(message.as_bytes(), ENVELOPE)
    _, _, packed = asked[0][1].partition(b'filename="more-files.zip"\r\nContent-Type: application/zip\r\n\r\n')
    assert asked[0][1].count(b'name="file"') == MOST_FILES
    assert ZipFile(BytesIO(packed)).namelist() == ["5-same.txt", "6-same.txt", "7-same.txt"]


def test_what_came_back_is_handed_over_as_it_came_to_whoever_reads_it() -> None:
    asked: list[tuple[str, bytes]] = []
    raw = letter("550 5.1.1").as_bytes()
    with store(200, asked) as url:
        handing = Handing(url, "secret", returns="bounce@store.example")
        envelope = Envelope("", ("bounce+ada.01@store.example",))
        assert handing.take(raw, envelope) is Answer.TAKEN
    ((door, body),) = asked
    assert door == "/mail/returned Bearer secret"
    assert raw in body
    assert b"bounce+ada.01@store.example" in body


def test_what_comes_to_support_and_back_at_once_goes_both_ways() -> None:
    asked: list[tuple[str, bytes]] = []
    with store(200, asked) as url:
        handing = Handing(url, "secret", returns="bounce@store.example")
        handing.take(letter().as_bytes(), Envelope("", ("bounce+ada.01@store.example", "support@store.example")))
    assert [door.split()[0] for door, _ in asked] == ["/mail/returned", "/mail/incoming"]


@pytest.mark.parametrize(
    "address", ["bounce@store.example", "bounce+@store.example", "bounce+ada.01@elsewhere.example"]
)
def test_an_address_without_a_tag_of_ours_is_none_that_letters_come_back_to(address: str) -> None:
    assert not Handing("http://127.0.0.1:9", "secret", returns="bounce@store.example").is_return(address)
