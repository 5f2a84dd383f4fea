"""Where files lie: once in a folder, once in a bucket."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from gateway.support.attachments import Attachments
from gateway.support.storing import Place, place_of
from tests.parts.bucket import bucket

MB = 10**6


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bucket(tmp_path_factory.mktemp("bucket")) as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty one."""
    if request.param == "folder":
        return place_of(f"file:{tmp_path}/attachments")
    return place_of(f"{request.getfixturevalue('server')}/{uuid4()}")


@pytest.fixture
def attachments(tmp_path: Path) -> Attachments:
    return Attachments(place_of(f"file:{tmp_path}/attachments"), tmp_path / "arriving", 2 * MB)
