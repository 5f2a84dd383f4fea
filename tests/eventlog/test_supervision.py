"""Work that fails is begun again, however often it has failed."""

from eventlog.supervision import LONGEST_PAUSE, pause_after


def test_pauses_grow_up_to_the_longest() -> None:
    assert [pause_after(failures) for failures in range(3)] == [0.05, 0.1, 0.2]
    assert pause_after(20) == LONGEST_PAUSE


def test_work_that_fails_for_hours_is_still_begun_again() -> None:
    assert pause_after(100_000) == LONGEST_PAUSE
