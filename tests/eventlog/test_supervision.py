"""Work that fails is begun again, however often it has failed."""

import logging

import pytest

from eventlog.refusal import Unavailable
from eventlog.supervision import LONGEST_PAUSE, Supervised, pause_after


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
