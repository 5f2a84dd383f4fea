"""Keeping the process small and its start short: one heap for all threads, no collecting while code is loaded."""

import ctypes
import gc

ARENAS = -8  # M_ARENA_MAX of mallopt(3)
# Objects made before the youngest are looked through, and how often older ones are. Nearly all that a request or a page
# of a log makes goes without; looking through it every 700 took a fifth of a rebuild's processor time.
SELDOM = (20_000, 20, 20)


def share_one_heap() -> None:
    """glibc gives each thread a heap of its own, which grows to the most it ever held: 400 MB after an import."""
    try:
        ctypes.CDLL(None).mallopt(ARENAS, 1)
    except (AttributeError, OSError):
        return  # another C library, which does not do that


def collect_nothing_yet() -> None:
    """What a start loads stays for good, so looking for rubbish in it is time lost."""
    gc.disable()


def keep_what_is_loaded() -> None:
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
