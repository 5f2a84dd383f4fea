"""An open store whose billing is told what happened, and a customer of it."""

from collections.abc import Iterator

import pytest

from tests.gateway.opened import Opened, opened
from tests.services.billing.books import Told


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("store"), Told) as store:
        yield store


@pytest.fixture(scope="package")
def ada(store: Opened) -> tuple[str, str]:
    """Her token, and her account."""
    token = store.member("ada@example.org", "pull", "read", "buy")
    return token, store.get("/me", token).json["id"]  # type: ignore[index]


@pytest.fixture(scope="package")
def editor(store: Opened) -> str:
    """A token of the publisher's editor."""
    return store.joins("acme", "eve@example.org", "editor")
