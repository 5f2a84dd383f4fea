"""Who waits for something hears of it, also while busy, and of nothing else."""

from eventlog.bell import Bell


def test_who_listens_for_all_hears_every_ring() -> None:
    bell = Bell()
    listener = bell.listener()
    for about in (None, {"mail"}):
        bell.ring(about)
        assert listener.rung
        listener.wait(0)


def test_who_listens_for_something_hears_of_that_and_of_rings_for_all() -> None:
    bell = Bell()
    listener = bell.listener({"mail", "letter"})
    bell.ring({"charge"})
    bell.ring(set())
    assert not listener.rung
    bell.ring({"charge", "mail"})
    assert listener.rung
    listener.wait(0)
    bell.ring()
    assert listener.rung


def test_a_ring_for_nothing_is_heard_by_nobody() -> None:
    bell = Bell()
    listener = bell.listener()
    bell.ring(frozenset())
    assert not listener.rung


def test_who_listens_no_more_is_forgotten() -> None:
    bell = Bell()
    kept = bell.listener()
    bell.listener()
    bell.listener()
    bell.ring()
    assert (kept.rung, len(bell._listeners)) == (True, 2)
