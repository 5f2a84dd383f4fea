"""The gateway's tests stand before a counter of their own."""

from pathlib import Path

import pytest

from tests.gateway.counter import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A gateway over an empty read model."""
    return Counter(tmp_path)
