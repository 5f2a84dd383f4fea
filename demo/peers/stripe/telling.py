"""Messages to the store: signed, sent until they are taken; repeated, turned round or lost where a test says so."""

import hashlib
import hmac
import json
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from queue import Empty, SimpleQueue
from typing import Literal

from demo.peers.stripe import API_VERSION
from demo.peers.stripe.shapes import made
from demo.peers.stripe.state import Object, State, shown

Way = Literal["once", "twice", "backwards", "lost"]
Letter = tuple[str, Object]  # where to, and the event
PAUSES = (0.2, 0.5, 1, 2, 5, 10, 30)  # seconds before the next try; Stripe goes on for three days
TOGETHER = 0.3  # seconds that messages are gathered for, to be sent backwards


@dataclass
class Teller:
    """Sends from a thread of its own what was told; `url` empty: nobody listens."""

    state: State
    url: str = ""
    secret: str = ""
    way: Way = "once"
    _waiting: SimpleQueue[Letter] = field(default_factory=SimpleQueue)
    _senders: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8))

    def start(self) -> None:
        threading.Thread(target=self._go_on, daemon=True).start()

    def tell(self, type: str, about: Object) -> None:
        event = made("evt", "event", api_version=API_VERSION, data={"object": shown(about)}, type=type)
        del event["metadata"]
        event |= {"pending_webhooks": 1 if self.url else 0, "request": {"id": None, "idempotency_key": None}}
        self.state.put(event)
        if self.url and self.way != "lost":
            self._waiting.put((self.url, event))

    def _go_on(self) -> None:
        while True:
            letter = self._waiting.get()
            if self.way == "backwards":
                for each in reversed([letter, *self._more()]):
                    self._send(each)
            else:
                for _ in range(2 if self.way == "twice" else 1):
                    self._senders.submit(self._send, letter)

    def _more(self) -> list[Letter]:
        time.sleep(TOGETHER)
        found = []
        while True:
            try:
                found.append(self._waiting.get_nowait())
            except Empty:
                return found

    def _send(self, letter: Letter, tries: int = 0) -> None:
        """Until it is taken, or nobody at this address listens any more."""
        if letter[0] != self.url or self._taken(letter) or tries == len(PAUSES):
            return
        again = threading.Timer(PAUSES[tries], self._send, (letter, tries + 1))
        again.daemon = True
        again.start()

    def _taken(self, letter: Letter) -> bool:
        url, event = letter
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body, self.secret)}
        request = urllib.request.Request(url, body, headers)  # noqa: S310 — the store's address, as it was told
        try:
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310
                return True
        except (OSError, HTTPException):
            return False


def signature(body: bytes, secret: str, at: int | None = None) -> str:
    at = int(time.time()) if at is None else at
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"
