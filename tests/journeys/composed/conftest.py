"""The store of these journeys: docker-compose.yml on the journeys' engine, filled by its own container."""

from collections.abc import Iterator

import pytest

from tests.parts.compose import Composed
from tests.parts.compose import composed as running
from tests.parts.docker import Docker
from tests.parts.store import Store


@pytest.fixture(scope="package")
def composed(engine_of_all: Docker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    with running(engine_of_all, tmp_path_factory.mktemp("composed")) as project:
        filled = project("run", "--rm", "--no-deps", "demonstration", within=180)
        assert filled.ok, filled.out[-2000:] + filled.err[-2000:]
        yield project


@pytest.fixture(scope="package")
def store(composed: Composed) -> Store:
    return composed.store
