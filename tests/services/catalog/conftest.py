"""The catalogue's tests stand before one real registry; each test has repositories of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.images import Image
from services.catalog.settings import Settings
from tests.parts import registry
from tests.services.catalog.pushed import image_saying
from tests.services.catalog.shop import Shop, open_shop


@pytest.fixture(scope="session")
def registry_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    if shutil.which(registry.PROGRAM) is None:
        pytest.skip("no docker-registry on this machine")
    with registry.own(tmp_path_factory.mktemp("registry")) as environment:
        yield environment


@pytest.fixture(scope="session")
def settings(registry_environment: dict[str, str]) -> Settings:
    return Settings.load(registry_environment)


@pytest.fixture(scope="session")
def image() -> Image:
    return image_saying("hello")


@pytest.fixture
def shop(tmp_path: Path, registry_environment: dict[str, str]) -> Iterator[Shop]:
    """Identity and catalogue on the real kernel, with the real registry beside them."""
    with open_shop(tmp_path, registry_environment) as shop:
        yield shop
