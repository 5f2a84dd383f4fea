"""Keys and logs of other services, asked for by RPC, and what is said while these are away."""

import itertools
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from nameko.containers import ServiceContainer
from nameko.exceptions import RemoteError
from nameko.rpc import rpc

from eventlog.following import Tip
from eventlog.refusal import Unavailable
from eventlog.remote import KEPT, RemoteKeys, RemoteLog
from eventlog.stopping import stop

addresses = (f"inproc://remote-{number}" for number in itertools.count())


class Identity:
    """Holds a key for everybody but the erased."""

    name = "identity"
    asked: list[list[str]] = []  # noqa: RUF012

    @rpc
    def keys_of(self, subjects: list[str], create: bool) -> dict[str, str | None]:
        self.asked.append(subjects)
        if "cursed" in subjects:
            raise LookupError("cursed")
        return {each: None if each == "erased" else b64encode(each.encode()).decode() for each in subjects}


@pytest.fixture
def config() -> dict[str, Any]:
    return {"AMQP_URI": next(addresses)}


@pytest.fixture
def identity(config: dict[str, Any]) -> Iterator[type[Identity]]:
    Identity.asked.clear()
    container = ServiceContainer(Identity, config)
    container.start()
    yield Identity
    stop([container])


def test_keys_come_from_identity(config: dict[str, Any], identity: type[Identity]) -> None:
    assert RemoteKeys(config).of(["ada", "erased"]) == {"ada": b"ada", "erased": None}


def test_a_key_is_asked_for_once_in_some_minutes(config: dict[str, Any], identity: type[Identity]) -> None:
    time = [0.0]
    keys = RemoteKeys(config, lambda: time[0])
    for _ in range(3):
        assert keys.of(["ada"]) == {"ada": b"ada"}
    time[0] += KEPT + 1
    keys.of(["ada", "bob"])
    assert identity.asked == [["ada"], ["ada", "bob"]]


def test_that_there_is_no_key_is_not_remembered(config: dict[str, Any], identity: type[Identity]) -> None:
    keys = RemoteKeys(config)
    keys.of(["erased"])
    keys.of(["erased"])
    assert identity.asked == [["erased"], ["erased"]]


def test_keys_that_are_old_take_no_room(config: dict[str, Any], identity: type[Identity]) -> None:
    time = [0.0]
    keys = RemoteKeys(config, lambda: time[0])
    keys.of(["ada"])
    time[0] += KEPT + 1
    keys.of(["bob"])
    assert list(keys._known) == ["bob"]


def test_what_was_on_its_way_when_all_was_forgotten_is_not_remembered(
    config: dict[str, Any], identity: type[Identity], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = RemoteKeys(config)
    asked = keys._asked

    def slowly(subjects: list[str], create: bool) -> Any:
        answer = asked(subjects, create)
        keys.forget()
        return answer

    monkeypatch.setattr(keys, "_asked", slowly)
    assert keys.of(["ada"]) == {"ada": b"ada"}
    keys.of(["ada"])
    assert identity.asked == [["ada"], ["ada"]]


def test_who_hears_of_an_erasure_waits_until_the_key_is_destroyed(
    config: dict[str, Any], identity: type[Identity]
) -> None:
    keys = RemoteKeys(config)
    with pytest.raises(Unavailable, match="key-not-destroyed"):
        keys.must_be_gone("ada")
    keys.must_be_gone("erased")


def test_a_mistake_of_identitys_costs_no_connection(config: dict[str, Any], identity: type[Identity]) -> None:
    keys = RemoteKeys(config)
    for _ in range(2):
        with pytest.raises(RemoteError, match="cursed"):
            keys.of(["cursed"])
    assert len(keys._idle) == 1


def test_without_identity_keys_are_unavailable(config: dict[str, Any]) -> None:
    with pytest.raises(Unavailable, match="identity"):
        RemoteKeys(config).of(["ada"])


def test_keys_come_again_when_identity_is_back(config: dict[str, Any]) -> None:
    keys = RemoteKeys(config)
    with pytest.raises(Unavailable):
        keys.of(["ada"])
    container = ServiceContainer(Identity, config)
    container.start()
    assert keys.of(["ada"]) == {"ada": b"ada"}
    stop([container])


def test_a_log_whose_service_is_away_is_unavailable(config: dict[str, Any]) -> None:
    with RemoteLog(config, "shop") as log, pytest.raises(Unavailable, match="shop"):
        log.tip()


class Shop:
    """Never answers the first question, as if that had gone to an instance that is paused."""

    name = "shop"
    asked = itertools.count()

    @rpc
    def head(self) -> dict[str, Any]:
        if next(self.asked) == 0:
            eventlet.sleep(3600)
        return {"incarnation": "x", "position": 3}


def test_another_instance_answers_where_one_does_not(config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventlog.remote.SOON", 0.2)
    container = ServiceContainer(Shop, config)
    container.start()
    try:
        with RemoteLog(config, "shop") as log:
            assert log.tip() == Tip("x", 3)
    finally:
        container.kill()
