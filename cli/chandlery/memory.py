"""Keeping the process small: the threads of the index and of password hashing share one heap between them."""

import ctypes

ARENAS = -8  # M_ARENA_MAX of mallopt(3)


def share_one_heap() -> None:
    """glibc gives each thread a heap of its own, which grows to the most it ever held: 400 MB after an import."""
    try:
        ctypes.CDLL(None).mallopt(ARENAS, 1)
    except (AttributeError, OSError):
        return  # another C library, which does not do that
