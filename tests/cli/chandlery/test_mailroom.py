"""The mailroom starts where the operator says, or says in one line why it cannot."""

import socket
from pathlib import Path

import pytest

from cli.chandlery import mailroom
from cli.chandlery.beside import Mailroom
from cli.chandlery.printing import Stop
from cli.chandlery.settings import resolve


def test_without_a_place_it_says_what_names_one(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="CHANDLERY_MAILBOX where they lie"):
        mailroom.run({"CHANDLERY_DATA": str(tmp_path)})


def test_a_place_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        place = f"lmtp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(Stop, match="cannot be used"):
            mailroom.run({"CHANDLERY_DATA": str(tmp_path), "CHANDLERY_MAILROOM": place})


def test_beside_a_store_that_takes_no_letters_nothing_runs(tmp_path: Path) -> None:
    assert Mailroom(resolve({"CHANDLERY_DATA": str(tmp_path)})).told() == {"state": "off"}
