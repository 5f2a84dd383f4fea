"""An open store, with people to come."""

from collections.abc import Iterator

import pytest

from tests.gateway.opened import Opened, opened


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("store")) as store:
        yield store
