"""The store as an operator starts it: `chandlery up` in a process of its own, in a folder and on ports of its own."""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from tests.parts import filled
from tests.parts.process import free_port, running, wait_until

ROOT = Path(__file__).parents[2]
MOST_POSITIONS = 4  # that the gateway waits for at once


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        return self.status < 300

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Store:
    """A running store, spoken to as its users do."""

    url: str
    registry: str  # host:port, as docker names it
    data: Path
    pid: int
    positions: dict[str, str] = field(default_factory=dict, repr=False, compare=False)  # by source, the newest last

    def call(self, method: str, path: str, body: Any = None, *, token: str = "", **headers: str) -> Answer:
        """One HTTP request with JSON in it; any status is an answer."""
        sent = {"Content-Type": "application/json"} if body is not None else {}
        sent |= {"Authorization": f"Bearer {token}"} if token else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, sent, method=method)  # noqa: S310 — our own address
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.read(), refused.headers)

    def api(self, method: str, path: str, body: Any = None, *, token: str = "", **headers: str) -> Answer:
        """As clients of the API ask: with the positions of what was done before, so that it is known by then."""
        known = {"Chandlery_Position": ",".join([*self.positions.values()][-MOST_POSITIONS:])} if self.positions else {}
        answer = self.call(method, f"/api/v1{path}", body, token=token, **(known | headers))
        for position in filter(None, answer.headers.get("Chandlery-Position", "").split(",")):
            source = position.strip().partition(":")[0]
            self.positions.pop(source, None)
            self.positions[source] = position.strip()
        return answer

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        """The demonstration's accounts by role: email, password, token."""
        accounts: dict[str, dict[str, str]] = json.loads((self.data / "demo-accounts.json").read_text())
        return accounts

    def mail_to(self, address: str, within: float = 10) -> str:
        """The text of the newest message to this address, as its owner would read it."""
        found: list[str] = []

        def arrived() -> bool:
            found[:] = [text for to, text in self._mails() if to == address]
            return bool(found)

        wait_until(arrived, within, f"no mail to {address}")
        return found[-1]

    def _mails(self) -> Iterator[tuple[str, str]]:
        for path in sorted((self.data / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            yield str(message["To"]), body.get_content() if body else ""


@contextmanager
def store(folder: Path, *, program: str = "cli.chandlery", afresh: bool = False, **settings: str) -> Iterator[Store]:
    """A store from when its pages answer; with the demonstration (the default), from when that has been filled in.

    `afresh`: it is filled by this very store, and not a copy of what another one of this run was filled with.
    """
    data = folder / "data"
    env = {
        "CHANDLERY_DATA": str(data),
        "CHANDLERY_PORT": str(free_port()),
        "CHANDLERY_REGISTRY_PORT": str(free_port()),
        "CHANDLERY_DEMO": "1",
        "PYTHONPATH": str(ROOT),
        **settings,
    }
    url = f"http://localhost:{env['CHANDLERY_PORT']}"
    folder.mkdir(parents=True, exist_ok=True)
    if env["CHANDLERY_DEMO"] == "1" and not afresh:
        filled.put(data, set(settings), _fill)
    command = [sys.executable, "-m", program, "up"]
    with running(command, folder / "store.log", lambda: _answers(url + "/healthz"), env=env, within=180) as process:
        opened = Store(url, f"localhost:{env['CHANDLERY_REGISTRY_PORT']}", data, process.pid)
        if env["CHANDLERY_DEMO"] == "1":
            wait_until(lambda: _filled(opened), 300, "the demonstration was not filled in")
        yield opened


def put_demonstration(folder: Path) -> str:
    """A copy of it, for the store that opens there whatever its settings; the registry's port that signatures name."""
    filled.put(folder / "data", set(), _fill)
    return filled.registry_port(folder / "data")


def _fill(folder: Path) -> None:
    with store(folder, afresh=True):
        pass


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 — our own address
            return bool(answer.status == 200)
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    except OSError:
        return False


def _filled(opened: Store) -> bool:
    ready = opened.call("GET", "/readyz")
    return bool(ready.json().get("parts", {}).get("demonstration", {}).get("state") == "filled")
