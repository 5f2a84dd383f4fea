"""One shop for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.services.notifications.shop import Shop, open_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("notifications")) as shop:
        yield shop
