"""Certification's tests of the whole service, each with a store of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.certification.desk import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as desk:
        desk.sells()
        desk.pushes()
        yield desk
