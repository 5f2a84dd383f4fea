"""Ada before the gateway, with notifications that answer what a test lays ready."""

import pytest

from tests.gateway.notices.standing_in import Told


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(tmp_path_factory.mktemp("told"))


@pytest.fixture
def told(world: Told) -> Told:
    world.begin()
    return world
