"""Files of tickets are in a backup and out of it again; with whoever is erased they go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.chandlery import attached
from cli.chandlery.gateway_views import GatewayViews
from gateway.support.attachments import Attachments
from gateway.support.storing import Place, place_of
from tests.parts.bucket import bucket
from tests.parts.services import config_in, running


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    return place_of(f"file:{tmp_path}/attachments")


@pytest.fixture(scope="module")
def pail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with bucket(tmp_path_factory.mktemp("bucket")) as address:
        yield place_of(address)


def test_what_lay_in_a_bucket_is_backed_up_and_comes_back(pail: Place, folder: Place, tmp_path: Path) -> None:
    kept = Attachments(pail, tmp_path, 1000).keep("db.log", [b"disk full"], "ada")
    attached.copy(pail, folder)
    Attachments(pail, tmp_path, 1000).forget("ada")
    attached.copy(folder, pail)
    again = Attachments(pail, tmp_path, 1000)
    assert again.owned("ada") == [kept]
    assert b"".join(again.pieces(kept.id) or ()) == b"disk full"


def test_what_is_there_already_stays(folder: Place, tmp_path: Path) -> None:
    other = place_of(f"file:{tmp_path}/other")
    other.write("files/0f/one", b"of the backup")
    folder.write("files/0f/one", b"of the store")
    attached.copy(other, folder)
    assert folder.read("files/0f/one") == b"of the store"


def test_the_gateway_forgets_the_files_of_who_is_erased(folder: Place, tmp_path: Path) -> None:
    files = Attachments(folder, tmp_path / "arriving", 1000)
    kept = files.keep("db.log", [b"disk full"], "ada")
    with running(config_in(tmp_path), GatewayViews) as services:
        assert "files of tickets: 1" in services.rpc["gateway-views"].clean("ada")
    assert files.find(kept.id) is None
