"""The stand-in for Stripe in a process of its own, and what tests say to it behind its back."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parts.process import free_port, running

KEY = "sk_test_stand_in"
SECRET = "whsec_stand_in"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class StandIn:
    url: str
    data: Path  # what it remembers, and recorded.jsonl: each request with its answer
    pid: int

    @property
    def settings(self) -> dict[str, str]:
        """What a store is told to use it."""
        return {
            "CHANDLERY_STRIPE_URL": self.url,
            "CHANDLERY_STRIPE_KEY": KEY,
            "CHANDLERY_STRIPE_WEBHOOK_SECRET": SECRET,
        }

    def plan(self, what: str, path: str = ".*", *, method: str = "POST", times: int = 1, seconds: float = 0) -> None:
        """`lose`, `drop`, `refuse`, `limit` or `slow` (demo.peers.faults) for the next requests."""
        self._say("/faults", {"what": what, "path": path, "method": method, "times": times, "seconds": seconds})

    def send_messages(self, way: str, url: str | None = None) -> None:
        """`once`, `twice`, `backwards` or `lost`; `url`: to whom from now on."""
        self._say("/messages", {"way": way} if url is None else {"way": way, "url": url})

    def forget_keys(self) -> None:
        self._say("/forget-keys", {})

    def begin_anew(self) -> None:
        """As if it had never been asked anything."""
        self._say("/forget-all", {})

    def close_dispute(self, dispute: str, *, won: bool) -> None:
        self._say(f"/disputes/{dispute}", {"won": won})

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Its objects of a kind, such as payment_intent, newest first."""
        with urllib.request.urlopen(f"{self.url}/_stand-in/objects/{kind}", timeout=60) as answer:  # noqa: S310
            return list(json.load(answer)["data"])

    def enter_card(self, url: str, number: str = "4242424242424242") -> str:
        """Fills its page in, as a customer would; the address that it leads back to."""
        return self.press(url, number=number, answer="save")

    def press(self, url: str, **fields: str) -> str:
        """The address that a page of its leads on to, or the page itself where it is shown again."""
        sent = urllib.parse.urlencode(fields).encode()
        try:
            with urllib.request.build_opener(Stay).open(url, sent, timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as led:
            led.close()
            return urllib.parse.urljoin(url, str(led.headers["Location"]))

    def _say(self, path: str, told: dict[str, Any]) -> None:
        body, kind = json.dumps(told).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/_stand-in{path}", body, kind)  # noqa: S310 — our own address
        urllib.request.urlopen(request, timeout=60).close()  # noqa: S310


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follows nothing: where it leads is what is asked for."""


@contextmanager
def stripe(folder: Path, webhook: str = "", port: int = 0) -> Iterator[StandIn]:
    """A running stand-in; opened again with the same folder and port it knows what it knew."""
    port = port or free_port()
    url, data = f"http://127.0.0.1:{port}", folder / "stripe"
    data.mkdir(parents=True, exist_ok=True)
    record = str(data / "recorded.jsonl")
    command = [sys.executable, "-m", "demo.peers.stripe", "--port", str(port), "--data", str(data), "--record", record]
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    to = ["--webhook", webhook, "--webhook-secret", SECRET]
    with running([*command, *to], folder / "stripe.log", lambda: _answers(url), env=env) as process:
        yield StandIn(url, data, process.pid)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 — our own address
            return True
    except OSError:
        return False
