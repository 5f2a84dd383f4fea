"""Several instances of the catalogue write beside one image: one at a time, and nothing of what they write is lost."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from eventlog.log import open_log
from services.catalog.adapters.registry import distribution_of
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.tokens import Signer
from services.catalog.adapters.registry.verifying import beside
from services.catalog.ports import RegistryAway, Said
from services.catalog.service.reaching import Reaching, Turns
from services.catalog.settings import Settings
from tests.services.catalog.pushed import image_saying, push

BOTH = ("one", "other")


@pytest.fixture
def instances(new_database: Callable[[], str]) -> Iterator[tuple[Any, Any]]:
    """Two, as far as they share a log on PostgreSQL."""
    url, found = new_database(), []
    with ExitStack() as opened:
        for _ in BOTH:
            log = open_log("catalog", url, keys=None, secret=b"a secret of the tests")
            opened.callback(log.close)
            instance: Any = object.__new__(Reaching)
            neighbours = log.store.neighbours()
            assert neighbours is not None
            instance.turns, instance.claims = Turns(), neighbours.claims
            found.append(instance)
        yield found[0], found[1]


def test_what_one_instance_is_at_the_other_leaves_for_later(instances: tuple[Any, Any]) -> None:
    one, other = instances
    with one.alone("beside acme/db:sha256-1.sig"):
        with pytest.raises(RegistryAway, match="Another instance is at"), other.alone("beside acme/db:sha256-1.sig"):
            pytest.fail("both were at it")
        with other.alone("beside acme/db:sha256-2.sig"):
            pass
    with other.alone("beside acme/db:sha256-1.sig"):
        pass


def test_in_one_process_what_is_named_otherwise_goes_on() -> None:
    turns = Turns()
    with turns.of("beside acme/db:sha256-1.sig"):
        assert not turns.of("beside acme/db:sha256-1.sig").acquire(blocking=False)
        assert turns.of("beside acme/web:sha256-1.sig").acquire(blocking=False)
    assert turns.of("beside acme/db:sha256-1.sig").acquire(blocking=False)


def test_what_two_instances_state_at_once_lies_there_all(
    instances: tuple[Any, Any], settings: Settings, registry_environment: dict[str, str]
) -> None:
    distribution = distribution_of({"CHANDLERY": registry_environment})
    digest = push(settings, "staging/acme/instances", "1.0.0", image_saying("instances"))
    list(distribution.release("acme/instances", "1.0.0", digest))
    kinds = {name: [f"https://example.test/{name}/{number}" for number in range(3)] for name in BOTH}

    def state(instance: Any, kind: str) -> bool:
        with suppress(RegistryAway):
            distribution.attest("acme/instances", digest, [Said(kind, "linux/amd64", {})], instance.alone)
            return True
        time.sleep(0.05)
        return False

    def work(name: str, instance: Any) -> None:
        for kind in kinds[name]:
            while not state(instance, kind):
                pass

    threads = [threading.Thread(target=work, args=each) for each in zip(BOTH, instances, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    found = [claim.predicate for claim in beside(Client(settings.registry_api, signer), "acme/instances", digest)]
    assert all(found.count(kind) == 2 for every in kinds.values() for kind in every)
