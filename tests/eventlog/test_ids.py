"""Ids of commands begin with the time, and so do those of what they make; what older ids came to stays."""

import time
from datetime import UTC, datetime
from uuid import UUID

import pytest

from eventlog.decider import Context
from eventlog.ids import fresh

AT = datetime(2026, 12, 1, tzinfo=UTC)
DRAWN = "0193810a-5c00-8a1b-9c2d-3e4f5a6b7c8d"


def test_an_id_tells_the_millisecond_and_the_rest_is_chance() -> None:
    before = time.time_ns() // 1_000_000
    drawn = [UUID(fresh()) for _ in range(1000)]
    after = time.time_ns() // 1_000_000
    assert all(before <= each.int >> 80 <= after for each in drawn)
    assert {(each.version, each.variant) for each in drawn} == {(8, "specified in RFC 4122")}
    assert len({each.int & 2**62 - 1 for each in drawn}) == 1000


def test_what_a_command_makes_is_as_early_as_the_command_and_the_same_each_time() -> None:
    by = Context(DRAWN, "ada", AT)
    order = by.new_id("order")
    assert order == Context(DRAWN, "ada", datetime(2027, 1, 1, tzinfo=UTC)).new_id("order")
    assert UUID(order).version == 8
    assert order[:14] == DRAWN[:14]
    assert len({order[14:], by.new_id("invoice")[14:], Context(DRAWN, "ben", AT).new_id("order")[14:]}) == 3


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("3f0f7e0c-5f38-4f0a-9d8e-6f2f2a1f5b11", "d3566e6a-baa9-5bc3-87f5-585ded5693bd"),
        ("0193810a-5c00-7a1b-9c2d-3e4f5a6b7c8d", "b0c9629e-eba9-5b75-894e-8f8add04c64e"),
        ("0193810A-5C00-8A1B-9C2D-3E4F5A6B7C8D", "148b8a1a-93ca-50dc-8823-c9708887f601"),
        ("0193810a-5c00-8a1b-9c2d-3e4f5a6b7c8d\n", "50b83938-354b-59f9-a631-fc4e112cf05e"),
        ("first-operator", "a0d3684e-f7bf-553f-8f00-02f2f6859257"),
    ],
)
def test_what_other_command_ids_make_was_stored_before_and_stays(command: str, expected: str) -> None:
    assert Context(command, "ada", AT).new_id("order") == expected


def test_the_further_commands_of_a_form_keep_their_ids() -> None:
    by = Context(DRAWN, "ada", AT)
    assert by.derived("apply") == "9d08d422-93b8-5969-b49c-7db321b947a8"
    assert by.new_id("apply")[15:] == by.derived("apply")[15:]
