"""Messages to the store: signed, sent until they are taken; repeated, turned round or lost where a test says so."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Literal

from demo.peers.stripe import API_VERSION
from demo.peers.stripe.shapes import made
from demo.peers.stripe.state import Object, State, shown

Way = Literal["once", "twice", "backwards", "lost"]
PAUSES = (0.2, 0.5, 1, 2, 5, 10, 30)  # seconds before the next try; Stripe goes on for three days
TOGETHER = 0.3  # seconds that messages are gathered for, to be sent backwards


@dataclass
class Teller:
    """Sends from a thread of its own what was told; `url` empty: nobody listens."""

    state: State
    url: str = ""
    secret: str = ""
    way: Way = "once"
    _waiting: SimpleQueue[Object] = field(default_factory=SimpleQueue)

    def start(self) -> None:
        threading.Thread(target=self._go_on, daemon=True).start()

    def tell(self, type: str, about: Object) -> None:
        event = made("evt", "event", api_version=API_VERSION, data={"object": shown(about)}, type=type)
        del event["metadata"]
        event |= {"pending_webhooks": 1 if self.url else 0, "request": {"id": None, "idempotency_key": None}}
        self.state.put(event)
        if self.url and self.way != "lost":
            self._waiting.put(event)

    def _go_on(self) -> None:
        while True:
            event = self._waiting.get()
            if self.way == "backwards":
                for each in reversed([event, *self._more()]):
                    self._send_until_taken(each)
            else:
                for _ in range(2 if self.way == "twice" else 1):
                    self._send_until_taken(event)

    def _more(self) -> list[Object]:
        time.sleep(TOGETHER)
        found = []
        while True:
            try:
                found.append(self._waiting.get_nowait())
            except Empty:
                return found

    def _send_until_taken(self, event: Object) -> None:
        if not self._sent(event):
            threading.Thread(target=self._try_again, args=(event,), daemon=True).start()

    def _try_again(self, event: Object) -> None:
        for pause in PAUSES:
            time.sleep(pause)
            if self._sent(event):
                return

    def _sent(self, event: Object) -> bool:
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body, self.secret)}
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 — the store's address, as it was started with
        try:
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310
                return True
        except (OSError, urllib.error.HTTPError):
            return False


def signature(body: bytes, secret: str, at: int | None = None) -> str:
    at = int(time.time()) if at is None else at
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"
