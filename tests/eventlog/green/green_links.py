"""A link to RabbitMQ that swallows everything and never closes: who waits for an answer gives up, and asks anew."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from nameko.containers import ServiceContainer
from nameko.rpc import rpc

from eventlog import link as waits
from eventlog import remote
from eventlog.refusal import Unavailable
from eventlog.remote import Remote
from eventlog.stopping import stop
from tests.parts.toxiproxy import Link, toxiproxy


class Shop:
    name = "shop"

    @rpc
    def head(self) -> int:
        return 7


@pytest.fixture
def address(rabbit: str) -> Iterator[str]:
    container = ServiceContainer(Shop, {"AMQP_URI": rabbit})
    container.start()
    yield rabbit
    stop([container])


@pytest.fixture
def link(address: str, tmp_path: Path) -> Iterator[Link]:
    with toxiproxy(tmp_path) as proxy:
        yield proxy.link("rabbit", urlsplit(address).port or 0)


def test_a_call_over_a_silent_link_to_rabbitmq_ends(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MARGIN", 1.0)
    monkeypatch.setattr(waits, "PATIENCE", 1.0)
    asking = Remote({"AMQP_URI": f"pyamqp://guest:guest@127.0.0.1:{link.port}//"}, patience=1.0)
    assert asking.call("shop", "head") == 7
    with link.with_toxic("timeout", timeout=0), link.with_toxic("timeout", "upstream", timeout=0):
        began = time.monotonic()
        for _ in range(3):
            with pytest.raises(Unavailable, match="shop"):
                asking.call("shop", "head")
        assert time.monotonic() - began < 15
    assert asking.call("shop", "head") == 7
    asking.close()
