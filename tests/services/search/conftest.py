"""Every question of the contract is put to both back ends."""

from collections.abc import Iterator

import pytest

from tests.parts.elasticsearch import node
from tests.services.search.backs import Back, Opening, in_cluster, in_folders


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[str]:
    """The address of a node; the indices of each test have a prefix of their own."""
    with node(brief=True) as address:
        yield address


@pytest.fixture(scope="module", params=["tantivy", "elasticsearch"])
def opening(request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Opens an index of its own each time."""
    with in_folders() if request.param == "tantivy" else in_cluster(request.getfixturevalue("elasticsearch")) as new:
        yield new


@pytest.fixture
def back(opening: Opening) -> Back:
    return opening()
