"""What several logs answered becomes one list, of which no page tells what is newer than the page before it."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.refusal import Invalid
from gateway.operations.auditing import merged, places


def answer(*positions: int, before: int = 0) -> dict[str, Any]:
    """Of a log whose events come one a second, by their positions."""
    items = [{"position": place, "at": at(place)} for place in positions]
    return {"items": items, "before": before, "reached": at(before) if before else ""}


def at(second: int) -> str:
    return f"2026-11-30T12:{second // 60:02}:{second % 60:02}.000000Z"


def shown(items: list[dict[str, Any]]) -> list[str]:
    return [f"{item['service']}:{item['position']}" for item in items]


def test_logs_that_were_read_to_their_beginning_are_merged_by_time() -> None:
    items, on = merged({"billing": answer(9, 3), "identity": answer(7)})
    assert (shown(items), on) == (["billing:9", "identity:7", "billing:3"], {})


def test_what_is_older_than_another_log_was_read_waits() -> None:
    items, on = merged({"billing": answer(90, 80, before=80), "identity": answer(85, 20)})
    assert (shown(items), on) == (["billing:90", "identity:85", "billing:80"], {"billing": 80, "identity": 21})


def test_a_log_in_which_nothing_was_found_yet_goes_on() -> None:
    assert merged({"billing": answer(before=500), "identity": answer()}) == ([], {"billing": 500})


@given(st.lists(st.sets(st.integers(1, 3000), max_size=20), min_size=1, max_size=3), st.integers())
def test_page_after_page_tells_all_of_it_once_and_in_order(logs: list[set[int]], seed: int) -> None:
    """However far each log is read for a page."""
    chance = random.Random(seed)
    names = ["identity", "catalog", "billing"][: len(logs)]
    events = {name: sorted(places, reverse=True) for name, places in zip(names, logs, strict=True)}
    begun, told = dict.fromkeys(names, 10_000), []
    while begun:
        answers = {}
        for name, before in begun.items():
            left = [place for place in events[name] if place < before]
            most = chance.randint(1, 20)
            answers[name] = answer(*left[:most], before=left[most - 1] if len(left) > most else 0)
        items, begun = merged(answers)
        told += items
    assert sorted(shown(told)) == sorted(f"{name}:{place}" for name in names for place in events[name])
    times = [item["at"] for item in told]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("after", ["nobody:3", "identity", "identity:-1", "identity:٣", ":", "identity:1,"])
def test_a_cursor_of_somebody_elses_is_refused(after: str) -> None:
    with pytest.raises(Invalid, match="invalid-input"):
        places(after)
