"""Ada before the gateway, with notifications that answer what a test lays ready."""

from pathlib import Path

import pytest

from tests.gateway.notices.standing_in import Told


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)
