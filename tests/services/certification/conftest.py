"""Certification's tests of the whole service: a store for a file of tests, an image for each of them."""

from collections.abc import Iterator

import pytest

from tests.services.certification.desk import Desk, open_desk


@pytest.fixture(scope="module")
def open_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk")) as desk:
        desk.sells()
        yield desk


@pytest.fixture
def desk(open_store: Desk) -> Iterator[Desk]:
    open_store.pushes_another()
    yield open_store
    open_store.tidies()
