"""Who waits for the disk: whoever is answered or told of something, many at once; nobody for what is only derived."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import eventlet
import pytest
from sqlalchemy import update

from eventlog.deadlines import Deadlines
from eventlog.disk import derived
from eventlog.log import Log, open_log
from eventlog.outbox import Attempt, Outbox
from eventlog.postgres import PostgreSQL
from eventlog.refusal import Unavailable
from eventlog.sqlite import SQLite
from eventlog.tables import logs
from eventlog.testing import MIDDAY, acting
from tests.eventlog.shelf import BoxOpened, GoodArrived
from tests.eventlog.shop import SECRET, good, tell
from tests.eventlog.test_deadlines import effects


class Waits:
    """Waits for the disk, and counts; it fails while it is told to."""

    def __init__(self) -> None:
        self.counted, self.fails = 0, False

    def sync(self, file: int) -> None:
        self.counted += 1
        if self.fails:
            raise OSError("no disk")
        os.fdatasync(file)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def log(tmp_path: Path, waits: Waits) -> Iterator[Log]:
    opened = open_log("shop", f"sqlite:///{tmp_path}/shop.log.db", keys=None, secret=SECRET, effects=effects)
    assert isinstance(opened.store, SQLite)
    opened.settle()
    opened.store._disk._sync = waits.sync
    yield opened
    opened.close()


def tell_derived(log: Log, name: str) -> None:
    with derived():
        tell(log, name, GoodArrived(name, 1))


def test_who_write_side_by_side_wait_for_the_disk_together(log: Log, waits: Waits) -> None:
    writers = [eventlet.spawn(tell, log, name, GoodArrived(name, 1)) for name in "abcdefgh"]
    assert [writer.wait() for writer in writers] == [f"shop:{number}" for number in range(1, 9)]
    assert waits.counted == 2  # the first of them, and all that wrote while it waited


def test_what_is_derived_is_not_waited_for(log: Log, waits: Waits) -> None:
    tell_derived(log, "lamp")
    assert (waits.counted, log.head()) == (0, 1)


def test_followers_are_told_of_what_is_on_disk(log: Log, waits: Waits) -> None:
    tell_derived(log, "lamp")
    assert [len(log.read_all(0)), waits.counted, len(log.read_all(0)), waits.counted] == [1, 1, 1, 1]


def test_what_an_ended_process_left_is_on_disk_before_it_is_told(tmp_path: Path, waits: Waits) -> None:
    url = f"sqlite:///{tmp_path}/shop.log.db"
    left, found = (open_log("shop", url, keys=None, secret=SECRET) for _ in range(2))
    assert isinstance(found.store, SQLite)
    found.store._disk._sync = waits.sync
    tell_derived(left, "lamp")
    assert (len(found.read_all(0)), waits.counted) == (1, 1)
    left.close()
    found.close()


def test_a_repeated_command_is_answered_when_the_first_is_on_disk(log: Log, waits: Waits) -> None:
    with derived():
        log.execute(good, "lamp", [BoxOpened()], acting("ada"))
    assert log.execute(good, "lamp", [BoxOpened()], acting("ada")).repeated
    assert waits.counted == 1


def test_an_effect_is_carried_out_when_its_cause_is_on_disk(log: Log, waits: Waits) -> None:
    tell_derived(log, "lamp")
    seen: list[int] = []

    def carry_out(effect: Attempt) -> None:
        seen.append(waits.counted)

    Outbox(log, "mail", carry_out, lambda: MIDDAY).carry_out_waiting()
    assert seen == [1]


def test_of_a_marked_effect_its_beginning_is_waited_for_alone(log: Log, waits: Waits) -> None:
    tell_derived(log, "lamp")
    seen: list[int] = []

    def carry_out(effect: Attempt) -> None:
        seen.append(waits.counted)
        tell(log, "oven", GoodArrived("oven", 1))

    outbox = Outbox(log, "mail", carry_out, lambda: MIDDAY, marked=True)
    assert eventlet.spawn(outbox.carry_out_waiting).wait() == 1
    assert (seen, waits.counted, outbox.next_at()) == ([1], 1, MIDDAY)  # what the oven asks for waits


def test_a_deadline_is_fired_when_its_cause_is_on_disk(log: Log, waits: Waits) -> None:
    tell_derived(log, "lamp")
    seen: list[int] = []
    fire_due = Deadlines(log, lambda fired: seen.append(waits.counted), lambda: MIDDAY + timedelta(hours=1)).fire_due
    assert (fire_due(), seen) == (1, [1])


def test_what_is_written_beside_the_log_waits_for_the_disk_unless_it_may_be_done_again(log: Log, waits: Waits) -> None:
    def write(*, durable: bool) -> int:
        with log.begin(durable=durable) as db:
            db.execute(update(logs).values(incarnation="another"))
        return waits.counted

    assert [eventlet.spawn(write, durable=each).wait() for each in (False, True)] == [0, 1]


def test_who_lets_nobody_go_on_meanwhile_has_sqlite_itself_wait(log: Log) -> None:
    assert isinstance(log.store, SQLite)
    tell_derived(log, "lamp")
    assert synchronous(log.store) == 1  # NORMAL: https://sqlite.org/pragma.html#pragma_synchronous
    tell(log, "lamp", BoxOpened())
    assert synchronous(log.store) == 2  # FULL
    with log.begin(durable=False):
        assert synchronous(log.store) == 1
    with log.begin():
        assert synchronous(log.store) == 2


def synchronous(store: SQLite) -> int:
    return int(store._writer.execute("PRAGMA synchronous").fetchone()[0])


def test_a_disk_that_failed_once_is_believed_no_more(log: Log, waits: Waits) -> None:
    tell_derived(log, "lamp")
    waits.fails = True
    for _ in range(2):
        with pytest.raises(Unavailable, match="log-unavailable"):
            log.read_all(0)
        waits.fails = False


def test_postgresql_is_not_waited_for_either(new_database: Callable[[], str]) -> None:
    log = open_log("shop", new_database(), keys=None, secret=SECRET, effects=effects)
    with derived():
        tell(log, "lamp", GoodArrived("lamp", 1))  # with what is due because of it
        tell(log, "lamp", BoxOpened())
    assert isinstance(log.store, PostgreSQL)
    with log.store._lean(durable=False) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)
    assert (log.sequence(), len(log.read_all(0))) == (2, 2)
    log.close()


def test_positions_on_postgresql_are_waited_for(new_database: Callable[[], str]) -> None:
    """Who was told of one must find it there after a crash, and no other event in its place."""
    with closing(open_log("shop", new_database(), keys=None, secret=SECRET)) as log:
        log.sequence()
        assert isinstance(log.store, PostgreSQL)
        assert log.store._sequencer._connection is not None
        with log.store._sequencer._connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
