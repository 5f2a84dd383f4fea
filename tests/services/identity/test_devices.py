"""A device that asks: what it is told and when, who answers for it, and that nothing of it stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from eventlog.refusal import Forbidden, Missing
from services.identity import private
from services.identity.private import devices
from services.identity.private.devices import Device, Poll, answered, polled
from tests.services.identity.test_private import db

__all__ = ["db"]

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
FIVE = timedelta(seconds=5)
WAITING = Device("device", "user", "build-1", ("pull",), "192.0.2.7", NOON + devices.LIFE)
ALLOWED = answered(WAITING, "allowed", "ada", None, NOON)


def told(device: Device, *moments: datetime) -> list[Poll]:
    """What it hears that asks at these moments."""
    heard = []
    for at in moments:
        device, answer = polled(device, at)
        heard.append(answer)
    return heard


def test_a_device_that_waits_its_interval_hears_that_it_waits() -> None:
    assert told(WAITING, NOON, NOON + FIVE, NOON + 2 * FIVE) == [Poll.PENDING] * 3


def test_a_device_that_asks_too_early_waits_five_seconds_longer_each_time() -> None:
    early = NOON + timedelta(seconds=1)
    assert told(WAITING, NOON, early) == [Poll.PENDING, Poll.SLOW_DOWN]
    assert told(WAITING, NOON, early, early + FIVE) == [Poll.PENDING, Poll.SLOW_DOWN, Poll.SLOW_DOWN]
    assert told(WAITING, NOON, early, early + 2 * FIVE)[-1] is Poll.PENDING


def test_after_fifteen_minutes_it_is_over_also_for_who_was_let_in() -> None:
    assert told(ALLOWED, NOON + devices.LIFE - FIVE) == [Poll.ALLOWED]
    assert told(ALLOWED, NOON + devices.LIFE) == [Poll.EXPIRED]


def test_an_answer_given_twice_is_the_same_answer() -> None:
    assert answered(ALLOWED, "allowed", "ada", NOON, NOON) == ALLOWED


@pytest.mark.parametrize(("state", "account"), [("denied", "ada"), ("allowed", "bob"), ("denied", "bob")])
def test_what_was_answered_stays_answered(state: str, account: str) -> None:
    with pytest.raises(Missing, match="device-code-unknown"):
        answered(ALLOWED, state, account, None, NOON)


def test_nobody_lets_in_what_is_over() -> None:
    with pytest.raises(Missing, match="device-code-unknown"):
        answered(WAITING, "allowed", "ada", None, NOON + devices.LIFE)


@pytest.mark.parametrize("text", ["wdjb-mjht", " WDJB MJHT", "WDJBMJHT"])
def test_a_code_may_be_typed_in_any_way(text: str) -> None:
    assert devices.typed(text) == "WDJB-MJHT"


@pytest.mark.parametrize("text", ["", "WDJB-MJH", "WDJB-MJHTT", "AEIO-UUUU", "WDJB-MJHT" * 20])
def test_what_is_no_code_is_none(text: str) -> None:
    assert devices.typed(text) == ""


def test_of_two_people_who_answer_at_once_one_does(db: Connection) -> None:
    devices.keep(db, WAITING, NOON)
    assert devices.answer(db, ALLOWED)
    assert not devices.answer(db, answered(WAITING, "denied", "bob", None, NOON))
    assert devices.by_user_code(db, "user") == ALLOWED


def test_a_question_changes_nothing_that_was_answered_meanwhile(db: Connection) -> None:
    devices.keep(db, WAITING, NOON)
    devices.answer(db, ALLOWED)
    devices.note_poll(db, polled(WAITING, NOON)[0])
    assert devices.by_device_code(db, "device") == replace(ALLOWED, polled=NOON)


def test_what_is_over_goes_when_the_next_one_asks(db: Connection) -> None:
    devices.keep(db, WAITING, NOON)
    devices.keep(db, replace(WAITING, device_code="second", user_code="other"), NOON + devices.LIFE + FIVE)
    assert devices.by_user_code(db, "user") is None
    assert devices.by_user_code(db, "other") is not None


def test_nothing_is_kept_for_who_is_erased(db: Connection) -> None:
    devices.keep(db, WAITING, NOON)
    devices.answer(db, ALLOWED)
    for statement in devices.forget_all("ada"):
        db.execute(statement)
    assert devices.by_user_code(db, "user") is None


def test_a_flood_of_devices_from_one_address_has_to_wait(db: Connection) -> None:
    asked = {"devices": "192.0.2.7"}
    for _ in range(100):
        private.check_tries(db, asked, NOON)
        private.count_tries(db, asked, NOON)
    with pytest.raises(Forbidden, match="too-many-requests"):
        private.check_tries(db, asked, NOON, "too-many-requests")
