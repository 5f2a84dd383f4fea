"""What a log was once sealed as, it stays; whoever holds its database cannot make it end earlier or otherwise."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from eventlog.integrity import hash_of
from eventlog.log import Log
from eventlog.putback import renew
from eventlog.testing import acting
from eventlog.witness import Witness
from tests.eventlog.club import Join, Move, member

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def log(open_club: Callable[..., Log]) -> Log:
    log = open_club()
    log.execute(member, "ada", Join("Ada", "1 Main St"), acting("ada"))
    moves(log, 2)
    return log


@pytest.fixture
def witness(tmp_path: Path, log: Log) -> Witness:
    """It has seen the log as it stands."""
    witness = Witness(tmp_path / "sealed" / "club.jsonl", b"secret")
    witness.note(log, AT)
    return witness


def moves(log: Log, number: int) -> None:
    by = replace(acting("ada"), command_id=f"command-{number}")
    log.execute(member, "ada", Move(f"{number} Main St"), by)
    log.sequence()


def change(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as db:
        db.exec_driver_sql(statement)
    engine.dispose()


def test_a_log_that_went_on_is_what_was_sealed(log: Log, witness: Witness) -> None:
    moves(log, 3)
    noted = witness.note(log, AT)
    assert noted is not None
    assert noted.position == log.head()
    assert witness.note(log, AT) is None
    assert list(witness.flaws(log)) == []


@pytest.mark.parametrize("log_url", ["sqlite"], indirect=True)
def test_a_tail_that_was_cut_off_shows(log: Log, log_url: str, witness: Witness) -> None:
    head = log.head()
    change(log_url, f"DELETE FROM events WHERE id = {head}")  # noqa: S608
    assert list(log.verify()) == []
    assert [flaw.split(";")[0] for flaw in witness.flaws(log)] == [f"it ends at position {head - 1}"]


@pytest.mark.parametrize("log_url", ["postgresql"], indirect=True)
def test_a_tail_that_was_cut_off_with_its_positions_shows(log: Log, log_url: str, witness: Witness) -> None:
    head = log.head()
    change(log_url, f"DELETE FROM events WHERE id = (SELECT event FROM positions WHERE position = {head})")  # noqa: S608
    assert list(log.verify()) == [f"position {head} is missing"]
    change(log_url, f"DELETE FROM positions WHERE position = {head}")  # noqa: S608
    assert list(log.verify()) == []
    assert [flaw.split(";")[0] for flaw in witness.flaws(log)] == [f"it ends at position {head - 1}"]


def test_a_stream_that_was_deleted_and_the_rest_moved_up_shows(log: Log, log_url: str, witness: Witness) -> None:
    log.execute(member, "bob", Join("Bob", "9 Main St"), acting("bob"))
    log.sequence()
    witness.note(log, AT)
    change(log_url, "DELETE FROM events WHERE stream NOT IN ('member-bob', 'address-9 Main St')")
    if log_url.startswith("postgresql"):
        change(log_url, "DELETE FROM positions WHERE event NOT IN (SELECT id FROM events)")
        change(log_url, "UPDATE positions SET position = position - 5")
    else:
        change(log_url, "UPDATE events SET id = id - 5")
    assert list(log.verify()) == []
    assert [flaw.split(";")[0] for flaw in witness.flaws(log)] == ["it ends at position 2"] * 2


def test_a_history_that_was_written_anew_shows(log: Log, log_url: str, witness: Witness) -> None:
    line = log.read_all(0)[-1].line.decode().replace('"time":"2', '"time":"1')
    last = "WHERE id = (SELECT max(id) FROM events)"
    change(log_url, f"UPDATE events SET line = '{line}', hash = '{hash_of(line)}' {last}")  # noqa: S608
    assert list(log.verify()) == []
    assert "is not the log that was sealed on" in "".join(witness.flaws(log))


def test_what_was_written_anew_before_the_last_event_shows(log: Log, log_url: str, witness: Witness) -> None:
    """The last event of another stream, so that no chain names its hash."""
    line = log.read("address-2 Main St")[-1].line.decode().replace('"time":"2', '"time":"1')
    of_stream = "WHERE stream = 'address-2 Main St'"
    change(log_url, f"UPDATE events SET line = '{line}', hash = '{hash_of(line)}' {of_stream}")  # noqa: S608
    assert list(log.verify()) == []
    assert "is not the log that was sealed on" in "".join(witness.flaws(log))


@pytest.mark.parametrize(
    ("name", "value"),
    [("at", "2027-01-15T12:00:00.000000Z"), ("incarnation", "another"), ("position", 1), ("root", "0" * 64)],
)
def test_a_seal_that_is_not_ours_shows(log: Log, witness: Witness, tmp_path: Path, name: str, value: str | int) -> None:
    path = tmp_path / "sealed" / "club.jsonl"
    path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))
    assert list(witness.flaws(log)) == ["line 1 of club.jsonl does not bear our seal"]


def test_a_seal_of_another_log_or_under_another_secret_is_not_ours(log: Log, witness: Witness, tmp_path: Path) -> None:
    (tmp_path / "shop.jsonl").write_text((tmp_path / "sealed" / "club.jsonl").read_text())
    for path, secret in ((tmp_path / "shop.jsonl", b"secret"), (tmp_path / "sealed" / "club.jsonl", b"guessed")):
        assert list(Witness(path, secret).flaws(log)) == [f"line 1 of {path.name} does not bear our seal"]


def test_what_was_sealed_of_another_incarnation_is_told(log: Log, witness: Witness) -> None:
    before = log.incarnation
    renew(log)
    assert log.incarnation != before
    assert [flaw.rpartition(" is ")[2] for flaw in witness.flaws(log)] == ["another incarnation of the log"]


def test_a_seal_is_on_the_disk_when_it_was_noted(
    log: Log, witness: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited_for: list[int] = []
    monkeypatch.setattr("eventlog.witness.os.fsync", lambda file: waited_for.append(os.fstat(file).st_size))
    moves(log, 3)
    witness.note(log, AT)
    assert waited_for == [(tmp_path / "sealed" / "club.jsonl").stat().st_size]


def test_a_line_that_a_crash_cut_short_spoils_no_other(log: Log, witness: Witness, tmp_path: Path) -> None:
    with (tmp_path / "sealed" / "club.jsonl").open("a") as file:
        file.write('\n{"at": "20')
    moves(log, 3)
    assert witness.note(log, AT) is not None
    assert list(witness.flaws(log)) == ["line 2 of club.jsonl does not bear our seal"]
