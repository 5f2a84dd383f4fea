"""Files are looked at for viruses by ClamAV's own daemon, and none is taken where it cannot say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eventlog.refusal import Invalid, Unavailable
from gateway.support import clamd as asking
from gateway.support.attachments import Attachments
from gateway.support.scanning import scan
from gateway.support.storing import PIECE, place_of
from tests.parts.clamd import EICAR, LARGEST, Clamd, clamd
from tests.parts.process import free_port


@pytest.fixture(scope="module")
def server() -> Iterator[Clamd]:
    with clamd() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize("way", [0, 1], ids=["by its port", "by its socket"])
def test_a_clean_file_is_taken_and_one_with_a_virus_is_not(server: Clamd, file: Path, way: int) -> None:
    file.write_bytes(b"tidewater: disk full\n")
    scan(server.addresses[way], file)
    file.write_bytes(EICAR)
    with pytest.raises(Invalid, match="attachment-infected"):
        scan(server.addresses[way], file)


def test_a_virus_is_found_where_it_lies_across_two_pieces(server: Clamd, file: Path) -> None:
    file.write_bytes(b"." * (PIECE - 30) + EICAR + b"." * PIECE)
    with pytest.raises(Invalid, match="attachment-infected"):
        scan(server.addresses[0], file)


def test_a_file_that_it_looks_at_in_part_alone_is_not_taken(server: Clamd, file: Path) -> None:
    file.write_bytes(b"." * (LARGEST + 10 * PIECE))
    with pytest.raises(Unavailable, match="scanner-away"):
        scan(server.addresses[0], file)


def test_where_nobody_listens_nothing_is_taken(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"harmless")
    for address in (f"clamd://127.0.0.1:{free_port()}", f"clamd:{tmp_path}/socket"):
        with pytest.raises(Unavailable, match="scanner-away"):
            scan(address, file)


def test_an_infected_attachment_is_kept_nowhere(server: Clamd, tmp_path: Path) -> None:
    place = place_of(f"file:{tmp_path}/attachments")
    attachments = Attachments(place, tmp_path / "arriving", LARGEST, server.addresses[1])
    assert attachments.keep("db.log", [b"harmless"], "ada")
    with pytest.raises(Invalid, match="attachment-infected"):
        attachments.keep("db.log", [EICAR[:20], EICAR[20:]], "ada")
    assert len([path for path in tmp_path.rglob("*") if path.is_file() and EICAR in path.read_bytes()]) == 0


@pytest.mark.parametrize(
    "told", ["clamd:", "clamd://", "clamd:socket", "clamd://host:x", "clamd://host/path", "clamd://h:0"]
)
def test_an_address_that_is_none_says_what_it_needs(told: str) -> None:
    with pytest.raises(ValueError, match="needs clamd://"):
        asking.is_address(told)


@pytest.mark.parametrize("told", ["", "clamdscan --fdpass", "/usr/bin/clamd:scan"])
def test_what_is_no_address_is_a_command(told: str) -> None:
    assert not asking.is_address(told)
