"""Services are called by their methods' names; that they refuse, fail or are away reads as it is."""

import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from nameko.containers import ServiceContainer
from nameko.rpc import rpc

import eventlog.transport  # noqa: F401  kombu knows inproc:// by it
from eventlog.refusal import Forbidden, Refused, Unavailable
from eventlog.schema import UnknownVersion
from eventlog.stopping import stop
from gateway import rpc as remote
from gateway.rpc import NoServices, Pool, Rpc, ServiceFailed
from services.billing.service import Billing
from services.catalog.service import Catalog
from services.identity.service import Identity

addresses = (f"inproc://gateway-{number}" for number in itertools.count())


class Desk:
    """Stands in identity's place, so that each kind of answer can be had at will."""

    name = "identity"

    @rpc(expected_exceptions=Refused)
    def profile(self, account: str) -> dict[str, str]:
        if account == "suspended":
            raise Forbidden("account-suspended", "spam")
        if account == "slow":
            eventlet.sleep(5)
        if account == "newer":
            raise UnknownVersion("identity.account-registered version 2; this program knows 1")
        return {"id": account, "broken": str(1 // (account != "broken"))}


@pytest.fixture
def config() -> Iterator[dict[str, Any]]:
    """A broker of its own, with one service on it."""
    config = {"AMQP_URI": next(addresses)}
    container = ServiceContainer(Desk, config)
    container.start()
    yield config
    stop([container])


@pytest.fixture
def calls(config: dict[str, Any]) -> Iterator[Rpc]:
    """The facade over that broker, with time enough for a busy machine and too little for a slow service."""
    facade = Rpc(Pool(config, timeout=2.0))
    yield facade
    facade.close()


def test_a_method_answers(calls: Rpc) -> None:
    assert calls.identity.profile("ada")["id"] == "ada"


def test_a_refusal_keeps_its_kind_its_code_and_its_detail(calls: Rpc) -> None:
    with pytest.raises(Forbidden) as refused:
        calls.identity.profile("suspended")
    assert (refused.value.code, refused.value.detail) == ("account-suspended", "spam")


def test_a_service_that_is_slow_or_away_is_unavailable_and_the_next_call_works(calls: Rpc) -> None:
    for call in (lambda: calls.identity.profile("slow"), calls.billing.head):
        with pytest.raises(Unavailable, match="service-unavailable"):
            call()
    assert calls.identity.profile("ada")["id"] == "ada"


def test_a_service_that_fails_is_no_refusal(calls: Rpc) -> None:
    with pytest.raises(ServiceFailed, match=r"identity\.profile"):
        calls.identity.profile("broken")
    assert calls.identity.profile("ada")["id"] == "ada"


def test_an_instance_that_is_older_than_what_it_reads_is_asked_again(calls: Rpc) -> None:
    with pytest.raises(Unavailable, match="service-unavailable"):
        calls.identity.profile("newer")


def test_without_a_broker_every_command_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="service-unavailable"):
        Rpc(NoServices()).catalog.product("acme/db")


@pytest.mark.parametrize(
    ("facade", "service"),
    [(remote.Identity, Identity), (remote.Catalog, Catalog), (remote.Billing, Billing)],
)
def test_every_method_is_named_and_called_as_the_services_own(facade: type, service: type) -> None:
    ours = {name: method for name, method in inspect.getmembers(facade, inspect.isfunction) if name[0] != "_"}
    for name, method in ours.items():
        theirs = getattr(service, name)
        assert len(inspect.signature(method).parameters) == len(inspect.signature(theirs).parameters), name
