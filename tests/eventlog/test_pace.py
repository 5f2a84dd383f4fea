"""How long the sequencer gathers: what comes seldom goes on at once, what comes all the time shares a commit."""

import pytest

from eventlog.sequencer import GATHERING, rest_after


@pytest.mark.parametrize(
    ("placed", "since"),
    [(1, 0.0001), (1, 1.0), (2, 0.01), (4, 0.02)],  # alone; two hundred a second, however many come together
)
def test_what_comes_seldom_goes_on_at_once(placed: int, since: float) -> None:
    assert rest_after(placed, since) == 0


def test_what_comes_all_the_time_gathers() -> None:
    assert rest_after(3, 0.0015) == pytest.approx(0.0045)
    assert rest_after(20, 0.012) == GATHERING
