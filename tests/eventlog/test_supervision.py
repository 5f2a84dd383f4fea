"""Work that fails is begun again, however often it has failed."""

import logging

import psycopg2
import pytest

from eventlog import link
from eventlog.away import away
from eventlog.refusal import Unavailable
from eventlog.supervision import LASTING, LONGEST_PAUSE, Supervised, pause_after


def test_pauses_grow_up_to_the_longest() -> None:
    assert [pause_after(failures) for failures in range(3)] == [0.05, 0.1, 0.2]
    assert pause_after(20) == LONGEST_PAUSE


def test_work_that_fails_for_hours_is_still_begun_again() -> None:
    assert pause_after(100_000) == LONGEST_PAUSE


def test_what_is_away_for_more_than_a_moment_is_warned_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("eventlet.sleep", lambda seconds: None)
    outage = iter([Unavailable("broker-away")] * 20)

    def work() -> None:
        if (away := next(outage, None)) is not None:
            raise away

    caplog.set_level(logging.INFO)
    Supervised("catalog: relay", work).run()
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert told.count(("WARNING", "catalog: relay waits: broker-away")) == 1
    assert told.count(("INFO", "catalog: relay waits: broker-away")) == 19


def test_what_is_away_is_told_by_its_place_and_not_by_where_in_our_code_it_was_missed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("eventlet.sleep", lambda seconds: None)
    tries = iter(range(LASTING + 1))
    config = {
        "AMQP_URI": "amqp://store:secret@127.0.0.1:1//",
        "EVENTLOG": {"log": "postgresql://store:secret@db/{service}"},
    }

    with pytest.raises(OSError) as refused:
        link.opened(config["AMQP_URI"])

    def work() -> None:
        if next(tries, None) is not None:
            raise refused.value

    caplog.set_level(logging.INFO)
    Supervised("catalog: relay", work, lambda error: away(error, config)).run()
    (warned,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert warned.getMessage().startswith("catalog: relay waits: RabbitMQ at 127.0.0.1:1 is away: ")
    assert warned.getMessage().endswith("; it is tried again every 5 seconds")
    assert (warned.exc_info, "secret" in warned.getMessage()) == (None, False)
    down = Unavailable("log-unavailable")
    down.__cause__ = psycopg2.OperationalError("Connection refused\n\tIs the server running?")
    assert away(down, config) == "PostgreSQL at db:5432 is away: Connection refused"
    assert away(ConnectionRefusedError("by a mail server"), config) == ""
