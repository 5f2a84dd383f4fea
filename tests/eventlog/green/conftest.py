"""One RabbitMQ for all that runs over it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts import rabbitmq


@pytest.fixture(scope="session")
def rabbit() -> Iterator[str]:
    if rabbitmq.program() is None:
        pytest.skip("RabbitMQ is not installed")
    with tempfile.TemporaryDirectory() as folder, rabbitmq.node(Path(folder) / "node") as address:
        yield address
