"""Being asked to end: by Ctrl-C, or by whoever supervises this process."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def signals() -> Iterator[socket.socket]:
    """A socket on which a byte comes for each signal that asks us to end, whatever else waits."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    try:
        yield ours
    finally:
        signal.set_wakeup_fd(before)
