"""The store of these journeys: two instances of each service, on PostgreSQL and RabbitMQ."""

from collections.abc import Iterator

import pytest

from tests.parts import postgresql, rabbitmq
from tests.parts.scale import Scale, scale
from tests.parts.store import Store


@pytest.fixture(scope="package")
def at_scale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scale]:
    if postgresql.programs() is None or rabbitmq.program() is None:
        pytest.skip("PostgreSQL or RabbitMQ is not installed")
    with scale(tmp_path_factory.mktemp("scale"), instances=2, registry=True) as opened:
        opened.fill()  # while it is empty: no demonstration goes into a store that is somebody's
        yield opened


@pytest.fixture(scope="package")
def store(at_scale: Scale) -> Store:
    return at_scale.store
