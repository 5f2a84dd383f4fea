"""Ports for servers of tests are none that somebody else comes by."""

import socket
from pathlib import Path

import pytest

from tests.parts import process


def test_a_free_port_is_none_that_a_connection_is_given() -> None:
    assert all(process.LOWEST <= process.free_port() < process.first_of_connections() for _ in range(100))


def test_a_port_that_is_listened_on_is_not_free(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", first := process.free_port())):
        chosen = iter([first, first, other := process.free_port()])
        monkeypatch.setenv("CHANDLERY_TESTS_SHARE", str(tmp_path))  # nothing was given here yet
        monkeypatch.setattr(process.chance, "randrange", lambda *_: next(chosen))
        assert process.free_port() == other


def test_a_port_is_given_to_one_alone_of_those_who_run_side_by_side(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, other = process.free_port(), process.free_port()
    chosen = iter([first, first, other])
    monkeypatch.setenv("CHANDLERY_TESTS_SHARE", str(tmp_path))
    monkeypatch.setattr(process.chance, "randrange", lambda *_: next(chosen))
    assert [process.free_port(), process.free_port()] == [first, other]
