"""The store of these journeys: two instances of each service, on PostgreSQL and RabbitMQ."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.buying import Sale
from tests.parts import postgresql, rabbitmq
from tests.parts.docker import Docker
from tests.parts.moved import Clock
from tests.parts.scale import Scale, scale
from tests.parts.store import Store
from tests.parts.stripe import StandIn, stripe


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who has a store alone comes before the one that all share, for no store stands by while another one is used."""
    items.sort(key=lambda item: _shares(item) + ("ordeal" in _fixtures(item)))


def _shares(item: pytest.Item) -> bool:
    return "at_scale" in _fixtures(item)


def _fixtures(item: pytest.Item) -> tuple[str, ...]:
    return tuple(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="package")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stripe(tmp_path_factory.mktemp("cards")) as opened:
        yield opened


@pytest.fixture(scope="package")
def at_scale(tmp_path_factory: pytest.TempPathFactory, cards: StandIn) -> Iterator[Scale]:
    if postgresql.programs() is None or rabbitmq.program() is None:
        pytest.skip("PostgreSQL or RabbitMQ is not installed")
    with scale(tmp_path_factory.mktemp("scale"), instances=2, registry=True, **cards.settings) as opened:
        cards.send_messages("once", f"{opened.url}/webhooks/stripe")
        opened.fill()  # while it is empty: no demonstration goes into a store that is somebody's
        yield opened


@pytest.fixture(scope="package")
def store(at_scale: Scale) -> Store:
    return at_scale.store


@pytest.fixture
def sale(store: Store, cards: StandIn, engine_of_all: Docker, tmp_path: Path) -> Sale:
    """At its own time: the clock of many processes on several machines is nobody's to move."""
    return Sale(store, Clock(tmp_path / "clock"), cards, engine_of_all.as_person(tmp_path / "docker"))
