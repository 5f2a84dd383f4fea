"""Pings to those who subscribed: signed, sent until they are taken; repeated or lost where a test says so."""

import hashlib
import hmac
import json
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Literal

from demo.peers.tsanet.fields import SIGNATURE
from demo.peers.tsanet.state import Object, State, now

Way = Literal["once", "twice", "lost"]
PAUSES = (0.2, 0.5, 1, 2, 5, 10, 30)  # seconds before the next try


@dataclass
class Teller:
    state: State
    way: Way = "once"
    _senders: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4))

    def tell(self, event: str, company: int, token: str, note: str | None = None) -> None:
        """To this company's subscriptions: no more than that there is something to be read."""
        if self.way == "lost":
            return
        ping = {"eventType": event, "requestToken": token, "noteToken": note, "timestamp": now()}
        for each in list(self.state.subscriptions.values()):
            if each["_company"] == company and each["active"] and event in each["eventTypes"]:
                for _ in range(2 if self.way == "twice" else 1):
                    self._senders.submit(self._send, each["id"], ping)

    def _send(self, subscription: int, ping: Object, tries: int = 0) -> None:
        """Until it is taken, or nobody subscribes any more."""
        to = self.state.subscriptions.get(subscription)
        if to is None or taken(to, ping) or tries == len(PAUSES):
            return
        again = threading.Timer(PAUSES[tries], self._send, (subscription, ping, tries + 1))
        again.daemon = True
        again.start()


def taken(subscription: Object, ping: Object) -> bool:
    body = json.dumps(ping).encode()
    headers = {"Content-Type": "application/json", SIGNATURE: signature(body, subscription["secret"])}
    request = urllib.request.Request(subscription["callbackUrl"], body, headers)  # noqa: S310 — as it was subscribed
    try:
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            return True
    except (OSError, HTTPException):
        return False


def signature(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
