"""Where people and their programs hear of things: a mail server, a webhook's receiver and a reader of feeds."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen
from xml.etree.ElementTree import Element

from aiosmtpd.controller import Controller
from defusedxml import ElementTree

from tests.parts.process import free_port, wait_until

ATOM = {"": "http://www.w3.org/2005/Atom"}


@dataclass
class Letters:
    """What a mail server took, by address."""

    url: str = ""
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 — aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"

    def to(self, address: str, subject: str = "") -> list[EmailMessage]:
        return [each for each in self.taken if address in str(each["To"]) and subject in str(each["Subject"])]

    def link(self, address: str, path: str) -> str:
        """The first link in letters to the address that has this in it."""
        found: list[str] = []

        def arrived() -> bool:
            found[:] = [word for each in self.to(address) for word in plain(each).split() if path in word]
            return bool(found)

        wait_until(arrived, 20, f"no link {path} to {address}")
        return found[-1]


def plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def html(letter: EmailMessage) -> str:
    body = letter.get_body(("html",))
    return str(body.get_content()) if body else ""


@contextmanager
def mail_server() -> Iterator[Letters]:
    letters = Letters()
    controller = Controller(letters, hostname="127.0.0.1", port=free_port())
    controller.start()
    letters.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield letters
    finally:
        controller.stop()


@dataclass(frozen=True)
class Hook:
    """One request to a webhook."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    url: str = ""
    heard: list[Hook] = field(default_factory=list)

    def about(self, words: str) -> list[Hook]:
        """Those with the words in their title."""
        return [each for each in self.heard if words in json.loads(each.body)["data"]["title"]]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Takes whatever is posted to it."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            told.heard.append(Hook({name.lower(): text for name, text in self.headers.items()}, self.rfile.read(size)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/hook"
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield told
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def entries(feed: str) -> list[Element]:
    """Of an Atom feed at this address."""
    with urlopen(Request(feed), timeout=60) as answer:  # noqa: S310 — our own address
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        return list(ElementTree.fromstring(answer.read()).findall("entry", ATOM))


def title(entry: Element) -> str:
    return entry.findtext("title", "", ATOM)
