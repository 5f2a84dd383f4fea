"""One real registry for the tests of its adapter; each test has repositories of its own."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo.images import Image, Recipe, make
from services.catalog.adapters.registry import Distribution, distribution_of
from services.catalog.settings import Settings
from tests.parts import registry


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    if shutil.which(registry.PROGRAM) is None:
        pytest.skip("no docker-registry on this machine")
    with registry.own(tmp_path_factory.mktemp("registry")) as environment:
        yield Settings.load(environment)


@pytest.fixture
def distribution(settings: Settings) -> Distribution:
    environment = {
        "CHANDLERY_REGISTRY_API": settings.registry_api,
        "CHANDLERY_REGISTRY_HOST": settings.registry_host,
        "CHANDLERY_REGISTRY_KEYS": str(settings.keys),
    }
    return distribution_of({"CHANDLERY": environment})


@pytest.fixture(scope="session")
def image() -> Image:
    return image_saying("hello")


def image_saying(text: str) -> Image:
    created = datetime(2026, 1, 15, 10, tzinfo=UTC)
    return make(Recipe("db", "1.0.0", "/db", text, created, "Apache-2.0", "https://acme.example", {"/words": text}))
