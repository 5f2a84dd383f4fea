"""What was acknowledged is there, whole and once, however a writer or its database ended."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from eventlog.log import Log, open_log
from eventlog.refusal import Unavailable
from eventlog.sqlite import SQLite
from eventlog.store import Stored
from eventlog.testing import Keyring, acting
from tests.eventlog.club import SECRET, Join, member

ROUNDS = 5


def killed_while_writing(url: str, name: str) -> int:
    """How many events a writer was told to be stored before it was killed."""
    command = [sys.executable, "-m", "tests.eventlog.writers", url, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(random.uniform(0, 0.2))
        writer.send_signal(signal.SIGKILL)
        told = [line for line in (first + writer.stdout.read()).splitlines(keepends=True) if line.endswith("\n")]
    return int(told[-1])


@pytest.mark.faults
def test_a_killed_writer_loses_nothing_that_it_was_told(log: Log, log_url: str) -> None:
    told = {f"killed{number}": killed_while_writing(log_url, f"killed{number}") for number in range(ROUNDS)}
    assert log.sequence() is not None
    stored = pages(log)
    for name, count in told.items():
        events = [event for event in stored if json.loads(event.line)["metadata"]["actor"] == name]
        assert count <= len(events) <= count + 10  # the append that was in flight is there, or is not
    assert list(log.verify()) == []


def pages(log: Log) -> list[Stored]:
    found: list[Stored] = []
    while page := log.store.read_all(found[-1].position if found else 0, 1000):
        found += page
    return found


def join(log: Log, number: int) -> None:
    name = f"member{number}"
    log.execute(member, name, Join("Ada" * 200, name), replace(acting(name), command_id=name))


def join_until_full(log: Log) -> None:
    for number in range(100):
        join(log, number)


def test_a_full_disk_is_told_and_stores_nothing_half(tmp_path: Path, keys: Keyring) -> None:
    store = SQLite(tmp_path / "club.log.db", "club")
    log = Log("club", store, keys=keys, secret=SECRET)
    ((used,),) = store._writer.execute("PRAGMA page_count").fetchall()
    store._writer.execute(f"PRAGMA max_page_count = {used + 3}")
    with pytest.raises(Unavailable, match="log-unavailable"):
        join_until_full(log)
    store._writer.execute("PRAGMA max_page_count = 100000")
    join(log, 101)
    assert list(log.verify()) == []
    log.close()


def test_a_server_that_was_away_is_found_again(new_database: Callable[[], str], keys: Keyring) -> None:
    url = new_database()
    log = open_log("club", url, keys=keys, secret=SECRET)
    join(log, 1)
    assert log.sequence() is not None
    end_sessions(url)
    with pytest.raises(Unavailable, match="log-unavailable"):
        log.head()
    with pytest.raises(Unavailable, match="log-unavailable"):
        log.sequence()
    join(log, 2)
    assert log.sequence() is not None
    assert log.head() == 4
    log.close()


def end_sessions(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as db:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        db.execute(text(f"{others} WHERE datname = current_database() AND pid <> pg_backend_pid()"))
    engine.dispose()
