"""toxiproxy between two of our parts: connections that are slowed, starved, cut or reset while a test looks on."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parts.go import Program
from tests.parts.process import free_port, running

MODULE = "github.com/Shopify/toxiproxy/v2"
SERVER = Program("toxiproxy", MODULE, "v2.12.0", f"{MODULE}/cmd/server")


@dataclass(frozen=True)
class Link:
    """What listens on `port` of loopback and passes on to one upstream; whole until a method says otherwise."""

    api: str
    name: str
    port: int

    @contextmanager
    def cut(self) -> Iterator[None]:
        """As long as the block lasts open connections are closed and new ones refused."""
        self._change(enabled=False)
        try:
            yield
        finally:
            self._change(enabled=True)

    @contextmanager
    def with_toxic(self, type: str, stream: str = "downstream", **attributes: int) -> Iterator[None]:
        """`latency` (latency, jitter: ms), `bandwidth` (rate: kB/s), `timeout` (timeout: ms, 0 swallows all and
        never closes), `reset_peer` (timeout: ms; resets what is opened under it, closes what was open before),
        `slicer`, `limit_data` (bytes): as toxiproxy's README has them.
        """
        toxics = f"/proxies/{self.name}/toxics"
        name = f"{type}-{stream}"
        _ask(self.api, "POST", toxics, {"name": name, "type": type, "stream": stream, "attributes": attributes})
        try:
            yield
        finally:
            _ask(self.api, "DELETE", f"{toxics}/{name}")

    def _change(self, **to: Any) -> None:
        _ask(self.api, "POST", f"/proxies/{self.name}", to)


@dataclass(frozen=True)
class Toxiproxy:
    api: str

    def link(self, name: str, to: int) -> Link:
        """A new way to what listens on loopback port `to`."""
        wanted = {"name": name, "listen": "127.0.0.1:0", "upstream": f"127.0.0.1:{to}"}
        made = _ask(self.api, "POST", "/proxies", wanted)
        return Link(self.api, name, int(made["listen"].rpartition(":")[2]))


@contextmanager
def toxiproxy(folder: Path) -> Iterator[Toxiproxy]:
    """A running proxy without links; the first call in a clone builds it."""
    port, program = free_port(), str(SERVER.path())
    api = f"http://127.0.0.1:{port}"
    folder.mkdir(parents=True, exist_ok=True)
    command = [program, "-host", "127.0.0.1", "-port", str(port)]
    with running(command, folder / "toxiproxy.log", lambda: _answers(api)):
        yield Toxiproxy(api)


def _answers(api: str) -> bool:
    try:
        _ask(api, "GET", "/version")
    except urllib.error.URLError:
        return False
    return True


def _ask(api: str, method: str, path: str, body: Any = None) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(api + path, sent, {"Content-Type": "application/json"}, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 — our own address
        return json.loads(answer.read() or "null")
