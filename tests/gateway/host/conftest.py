"""A store whose one product has some releases, and a host that asks."""

from pathlib import Path

import pytest

from tests.gateway.counter import Counter
from tests.gateway.host.hosting import Hosting


@pytest.fixture
def host(tmp_path: Path) -> Hosting:
    counter = Counter(tmp_path)
    counter.product("acme/db")
    return Hosting(counter)
