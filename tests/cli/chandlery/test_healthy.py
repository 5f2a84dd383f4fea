"""A supervisor is told whether what is served in a container does its work."""

import os
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cli.chandlery.healthy import LONGEST_SILENCE, complaints


@pytest.fixture
def processes(tmp_path: Path) -> Path:
    """As /proc shows a container that serves billing as process 7, with a shell beside it."""
    for number, command in ((7, "/venv/bin/python\0/venv/bin/chandlery\0serve\0billing\0"), (9, "sh\0-c\0ls\0")):
        (tmp_path / "proc" / str(number)).mkdir(parents=True)
        (tmp_path / "proc" / str(number) / "cmdline").write_text(command)
    return tmp_path / "proc"


def told(folder: Path, processes: Path) -> list[str]:
    return list(complaints({"CHANDLERY_DATA": str(folder)}, processes))


def signed(folder: Path, state: str, age: float = 0) -> None:
    path = folder / "served" / f"billing.7.{socket.gethostname()}"
    path.parent.mkdir(exist_ok=True)
    path.write_text(state)
    now = path.stat().st_mtime
    os.utime(path, (now - age, now - age))


def test_a_service_is_well_once_it_says_that_it_serves_and_says_so_again_and_again(
    tmp_path: Path, processes: Path
) -> None:
    assert told(tmp_path, processes) == ["billing has not begun: No such file or directory"]
    signed(tmp_path, "starting")
    assert told(tmp_path, processes) == ["billing is starting"]
    signed(tmp_path, "served", age=LONGEST_SILENCE + 1)
    assert "billing has said nothing for 31 seconds" in told(tmp_path, processes)
    signed(tmp_path, "served", age=LONGEST_SILENCE - 5)
    assert told(tmp_path, processes) == []


def test_a_container_in_which_nothing_is_served_is_not_well(tmp_path: Path) -> None:
    assert list(complaints({}, tmp_path)) == ["nothing is served here"]


@pytest.mark.parametrize(("status", "expected"), [(200, []), (503, ["gateway does not answer: HTTP Error 503: no"])])
def test_the_gateway_is_as_well_as_its_pages(tmp_path: Path, status: int, expected: list[str]) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status, "no")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "cmdline").write_text("chandlery\0serve\0gateway\0")
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.handle_request, daemon=True).start()
        assert list(complaints({"CHANDLERY_PORT": str(server.server_port)}, tmp_path)) == expected
