"""A benchmark says what it measured and judges itself only where a goal was set beforehand."""

import pytest

from bench import harness
from bench.goals import DEFAULT, GOALS, SQLITE, Goal
from bench.harness import compared, table


def test_the_ratio_is_the_median_of_runs_side_by_side() -> None:
    row = compared(SQLITE, "10", [100, 300, 20], [100, 100, 10], DEFAULT)
    assert (row.ours, row.peer, row.ratio, row.met) == (100, 100, 2, True)


def test_a_goal_that_is_missed_says_so() -> None:
    assert compared(SQLITE, "10", [90.0], [100.0], DEFAULT).met is False


def test_a_size_without_a_goal_is_not_judged() -> None:
    row = compared(SQLITE, "7", [90.0], [100.0], DEFAULT)
    assert (row.goal, row.met) == ("", None)


def test_a_figure_of_our_own_can_be_the_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GOALS, ("start, s", "10,000 events", ""), Goal("≤", 3, of="ours"))
    assert compared("start, s", "10,000 events", [2.5, 9, 2.9]).met is True


def test_the_table_shows_each_row() -> None:
    shown = table([compared(SQLITE, "10", [90.0], [100.0], DEFAULT)])
    assert f"| {SQLITE} | 10 | 90 | 100 | {DEFAULT} | 0.90 | ≥ 0.95× | no | 1 |" in shown
    assert harness.RESULTS.name == "results"
