"""One of several instances leads; one that was stopped in its tracks knows when it wakes, and its row is another's."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import eventlet
import pytest
from sqlalchemy import text

from eventlog import claims as claiming
from eventlog import leases as leasing
from eventlog.effects import Effect
from eventlog.leading import NoLongerLeads
from eventlog.leases import Leases
from eventlog.log import Log, open_log
from eventlog.outbox import Outbox
from eventlog.relay import Relay
from eventlog.testing import MIDDAY
from tests.eventlog.shelf import BoxOpened, GoodArrived
from tests.eventlog.shop import SECRET, tell
from tests.eventlog.test_relay import Broker
from tests.parts.process import PATIENCE, wait_until


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    return new_database()


def open_shop(url: str) -> Log:
    told = lambda event, recorded: [Effect("tell", recorded.id)] if isinstance(event, GoodArrived) else []  # noqa: E731
    return open_log("shop", url, keys=None, secret=SECRET, effects=told)


@pytest.fixture
def logs(url: str) -> Iterator[tuple[Log, Log]]:
    """The same log, opened by two instances."""
    both = open_shop(url), open_shop(url)
    yield both
    for log in both:
        log.close()


@pytest.fixture
def both(logs: tuple[Log, Log], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Leases, Leases]]:
    """As long as a test does not say otherwise, they last for longer than a busy machine takes between two beats."""
    monkeypatch.setattr(leasing, "SURE", PATIENCE)
    monkeypatch.setattr(leasing, "SETTINGS", f"SET idle_session_timeout = '{2 * PATIENCE}s'")
    found = [log.store.neighbours() for log in logs]
    one, other = (each.leases for each in found if each is not None)
    yield one, other
    one.close()
    other.close()


def beat(*leases: Leases) -> None:
    for each in leases:
        each.beat()


def test_one_of_two_leads(both: tuple[Leases, Leases]) -> None:
    terms = [each.want("relay") for each in both]
    beat(*both, *both)
    assert [term.held for term in terms] == [True, False]


def test_who_gives_up_is_followed_by_the_other(both: tuple[Leases, Leases]) -> None:
    one, other = both
    mine, its = one.want("relay"), other.want("relay")
    beat(one, other)
    one.give_up("relay", mine)
    beat(one, other)
    assert (mine.held, its.held) == (False, True)


def test_each_thing_has_a_lead_of_its_own(both: tuple[Leases, Leases]) -> None:
    one, other = both
    terms = one.want("relay"), other.want("deadlines")
    beat(one, other)
    assert [term.held for term in terms] == [True, True]


def test_who_gives_no_sign_of_life_loses_its_lead_and_knows_it(
    both: tuple[Leases, Leases], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "SURE", 0.3)
    monkeypatch.setattr(leasing, "SETTINGS", "SET idle_session_timeout = '500ms'")
    one, other = both
    mine, its = one.want("relay"), other.want("relay")
    began = time.monotonic()  # its holder counts from when it asked
    beat(one)
    monkeypatch.undo()

    def taken() -> bool:
        other.beat()
        return its.held

    wait_until(taken, PATIENCE, "nobody took over")
    assert time.monotonic() - began > 0.3, "it was taken over while its holder could rely on it"
    monkeypatch.setattr(leasing, "SURE", 0.3)
    with pytest.raises(NoLongerLeads):
        mine.must_hold()


def test_nobody_relies_on_a_lead_for_as_long_as_the_server_keeps_it(logs: tuple[Log, Log]) -> None:
    neighbours = logs[0].store.neighbours()
    assert neighbours is not None
    session = neighbours.leases._open()
    with closing(session), session.cursor() as cursor:
        cursor.execute("SELECT current_setting('idle_session_timeout'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("4s", "3s")
    assert (leasing.SURE, leasing.LEASE) == (3, 4)


def test_a_lead_is_counted_from_when_it_was_asked_for(
    both: tuple[Leases, Leases], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may have counted from then on, however late its answer came."""
    asked = iter([100.0])
    monkeypatch.setattr(leasing, "time", SimpleNamespace(monotonic=lambda: next(asked, 100.0 + PATIENCE)))
    term = both[0].want("relay")
    beat(both[0])
    assert not term.held


def test_a_session_that_the_server_ended_begins_anew(both: tuple[Leases, Leases], logs: tuple[Log, Log]) -> None:
    one, _ = both
    before = one.want("relay")
    beat(one)
    assert before.held
    with logs[1].begin() as db:
        db.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    with pytest.raises(Exception, match="log-unavailable"):
        one.beat()
    after = one.want("relay")
    beat(one)
    assert (before.held, after.held) == (False, True)


def test_a_relay_that_no_longer_leads_publishes_nothing(both: tuple[Leases, Leases], logs: tuple[Log, Log]) -> None:
    tell(logs[0], "1", GoodArrived("lamp", 30))
    logs[0].sequence()
    mine, broker = both[0].want("relay"), Broker()
    beat(both[0])
    both[0].close()
    with pytest.raises(NoLongerLeads):
        Relay(logs[0], broker, mine).publish()
    assert broker.taken == []


def test_a_relay_that_was_overtaken_reads_on_from_where_the_other_is(logs: tuple[Log, Log]) -> None:
    tell(logs[0], "1", GoodArrived("lamp", 30), BoxOpened())
    logs[0].sequence()
    late = Broker()
    late.confirms = 1
    slow = Relay(logs[0], late)
    assert slow.position == 0
    Relay(logs[1], Broker()).publish()
    slow.publish()
    assert slow.position == 2


def outbox(log: Log, carry_out: Callable[[Any], None]) -> Outbox:
    neighbours = log.store.neighbours()
    assert neighbours is not None
    return Outbox(log, "tell", carry_out, lambda: MIDDAY + timedelta(hours=1), neighbours.claims)


def test_what_one_is_carrying_out_the_other_leaves_alone(logs: tuple[Log, Log]) -> None:
    tell(logs[0], "1", GoodArrived("lamp", 30))
    done: list[int] = []
    other = outbox(logs[1], lambda attempt: done.append(2))
    outbox(logs[0], lambda attempt: done.append(other.carry_out_waiting())).carry_out_waiting()
    assert (done, other.carry_out_waiting()) == ([0], 0)


def test_what_a_vanished_instance_was_carrying_out_is_the_others_after_a_while(
    logs: tuple[Log, Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "KEPT", PATIENCE)
    tell(logs[0], "1", GoodArrived("lamp", 30))
    tries: list[int] = []
    other = outbox(logs[1], lambda attempt: tries.append(2))

    def sleep_too_long(attempt: Any) -> None:
        assert other.carry_out_waiting() == 0
        with logs[0].begin() as db:  # as if they were over
            db.execute(text("UPDATE claims SET until = until - interval '1 s' * :seconds"), {"seconds": PATIENCE})
        assert other.carry_out_waiting() == 1

    one = outbox(logs[0], sleep_too_long)
    one.carry_out_waiting()
    assert (tries, one.carry_out_waiting()) == ([2], 0)


def test_what_one_is_carrying_out_stays_its_own_with_each_beat(logs: tuple[Log, Log]) -> None:
    one, other = (log.store.neighbours() for log in logs)
    assert one is not None
    assert other is not None
    with one.claims.claimed("a"):
        with logs[0].begin() as db:
            db.execute(text("UPDATE claims SET until = now() - interval '1 s'"))
        beating = eventlet.spawn(one.leases.beat_on)
        eventlet.sleep(0)
        with other.claims.claimed("a") as is_anothers:
            assert not is_anothers
        beating.kill()


def test_who_wakes_with_an_old_list_does_nothing_of_it_again(logs: tuple[Log, Log]) -> None:
    """Both effects stood on its list; while it was at the first, the other instance did the second."""
    tell(logs[0], "1", GoodArrived("lamp", 30))
    tell(logs[0], "2", GoodArrived("lamp", 30))
    done: list[str] = []
    other = outbox(logs[1], lambda attempt: done.append(f"other {attempt.key}"))

    def slowly(attempt: Any) -> None:
        done.append(f"one {attempt.key}")
        other.carry_out_waiting()

    assert outbox(logs[0], slowly).carry_out_waiting() == 1
    assert sorted(each.split()[0] for each in done) == ["one", "other"]


STOPPED_BEFORE_PLACING = """
import os, signal, sys
from eventlog import sequencer
from eventlog.opening import open_store
store = open_store("shop", sys.argv[1])
class Stopping(sequencer.Floor):
    def look(self, cursor):
        super().look(cursor)
        print("has looked", flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)
sequencer.Floor = Stopping
print("woke and placed", store.sequence(), flush=True)
"""


@pytest.mark.faults
def test_a_sequencer_that_is_stopped_holds_nothing_and_places_nothing_twice_when_it_wakes(
    url: str, logs: tuple[Log, Log]
) -> None:
    tell(logs[0], "1", GoodArrived("lamp", 30))
    command = [sys.executable, "-c", STOPPED_BEFORE_PLACING, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "has looked\n"
        assert logs[0].sequence() == 1
        holder.send_signal(signal.SIGCONT)
        assert holder.stdout.read() == "woke and placed 0\n"
    assert logs[1].head() == 1


STOPPED_WHILE_APPENDING = """
import os, signal, sys
from sqlalchemy import text
from eventlog.opening import open_store
store = open_store("shop", sys.argv[1])
with store.begin() as db:
    db.execute(text("INSERT INTO checkpoints VALUES ('f', 's', 'i', 1, 'e')"))
    print("holds the row", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


@pytest.mark.faults
def test_who_is_stopped_in_a_transaction_holds_nobody_up_for_long(url: str, logs: tuple[Log, Log]) -> None:
    command = [sys.executable, "-c", STOPPED_WHILE_APPENDING, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holds the row\n"
        try:
            with logs[0].begin() as db:
                db.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}s'"))
                db.execute(text("INSERT INTO checkpoints VALUES ('f', 's', 'i', 2, 'e')"))
            assert holder.poll() is None
        finally:
            holder.kill()


def test_one_process_on_sqlite_has_no_neighbours(tmp_path: Any) -> None:
    log = open_shop(f"sqlite:///{tmp_path}/shop.db")
    assert log.store.neighbours() is None
    log.close()
