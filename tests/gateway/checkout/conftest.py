"""An open store, with people to come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.opened import Opened, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Opened]:
    with opened(tmp_path) as store:
        yield store
