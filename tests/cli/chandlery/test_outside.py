"""What the machine or a database refuses ends a command with one line, and not with pages of our code."""

import sqlite3
from pathlib import Path

import pytest

from cli.chandlery import backing, outside
from cli.chandlery.printing import Stop
from eventlog.refusal import Unavailable
from gateway.operations import minding
from tests.cli.chandlery.test_up import chandlery

AWAY = "postgresql+psycopg2://ada:sesame@127.0.0.1:1/chandlery_{service}"


@pytest.mark.parametrize("words", [("show", "account-ada"), ("tidy",), ("export", "identity", "identity.jsonl")])
def test_a_database_that_is_away_is_told_in_one_line_by_every_command(words: tuple[str, ...], tmp_path: Path) -> None:
    told = chandlery(*words, CHANDLERY_DATA=str(tmp_path), CHANDLERY_LOGS=AWAY)
    assert (told.returncode, len(told.stderr.splitlines())) == (1, 1), told.stderr
    assert "port 1 failed" in told.stderr
    assert "`chandlery doctor`" in told.stderr
    assert "sesame" not in told.stderr


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "identity.jsonl"
    told = chandlery("export", "identity", str(nowhere), CHANDLERY_DATA=str(tmp_path))
    assert (told.returncode, told.stderr) == (1, f"{nowhere}: there is no folder {nowhere.parent}\n")


def test_a_full_disk_is_told_with_or_without_a_file() -> None:
    assert outside.line(OSError(28, "No space left on device", "/srv/keys")) == "/srv/keys: No space left on device"
    assert outside.line(OSError(28, "No space left")) == "A file could not be written: No space left"
    assert "database or disk is full" in str(outside.line(sqlite3.OperationalError("database or disk is full")))


def test_a_mistake_of_the_program_is_shown_whole() -> None:
    assert outside.line(ValueError("never")) is None
    assert outside.line(ConnectionResetError(104, "reset")) is None


def test_nothing_is_called_unknown_or_not_parked_where_nobody_could_be_asked(tmp_path: Path) -> None:
    away = {"CHANDLERY_DATA": str(tmp_path), "AMQP_URI": "pyamqp://guest:guest@127.0.0.1:1//"}
    told = chandlery("parked", "list", **away)
    assert (told.returncode, told.stdout) == (1, ""), told.stderr
    assert "identity, catalog" in told.stderr
    assert "`chandlery doctor`" in told.stderr
    status = chandlery("projections", "status", "search", **away)
    assert (status.returncode, "search does not answer" in status.stderr) == (1, True), status.stderr


def test_a_follower_of_a_service_that_is_away_is_not_called_unknown() -> None:
    with pytest.raises(Unavailable, match="search"):
        minding.followers_of([{"service": "search", "away": "service-unavailable"}], "search")


def test_a_backup_names_the_disk_that_has_no_room(tmp_path: Path) -> None:
    """A copy that finds no room names what it reads."""
    with pytest.raises(Stop, match=f"^{tmp_path / 'backup'}: No space left"), backing._made(tmp_path / "backup"):
        raise OSError(28, "No space left on device", str(tmp_path / "data" / "sealed" / "identity.jsonl"))
    assert list(tmp_path.iterdir()) == []
