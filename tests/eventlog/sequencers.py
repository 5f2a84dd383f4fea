"""A nursery of sequencers to be killed: `python -m tests.eventlog.sequencers URL`.

For each line it reads it forks a process that gives positions until it is killed; once at it, that prints its own id.
"""

import os
import signal
import sys
import time

from eventlog.opening import open_store


def sequence(url: str) -> None:
    store = open_store("club", url)
    store.sequence()
    print(os.getpid(), flush=True)
    while True:
        store.sequence()
        time.sleep(0.001)


def nurse(url: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        if os.fork() == 0:
            sequence(url)


if __name__ == "__main__":
    nurse(sys.argv[1])
