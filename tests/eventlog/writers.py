"""A process that appends as fast as it can, and says what was acknowledged.

`python -m tests.eventlog.writers URL NAME` prints one line for each append, how many events it has stored, until it is
asked to stop (SIGTERM).
"""

import random
import signal
import sys
import threading

from eventlog.decider import Context
from eventlog.drafts import metadata_of
from eventlog.integrity import Draft, Head, seal
from eventlog.opening import open_store
from eventlog.recorded import instant
from eventlog.store import Append, CommandRow
from eventlog.testing import MIDDAY

LARGEST = 10  # events in one append
LONGEST = 500  # events in one stream
START = Head()


def some(name: str, stored: int, count: int, head: Head = START) -> Append:
    """The next `count` events of this writer, which has stored so many; a stream ends at LONGEST."""
    head = head if stored % LONGEST else START
    count = min(count, LONGEST - stored % LONGEST)
    drafts = [Draft(f"{name}-{stored + n}", "club.member-moved", 1, {"address": str(n)}) for n in range(count)]
    about = metadata_of(Context("", name, MIDDAY))
    lines = seal(f"{name}-{stored // LONGEST}", head, drafts, instant(MIDDAY), about)
    return Append(lines, CommandRow(name, str(stored), "", None, instant(MIDDAY)))


def write(url: str, name: str) -> None:
    store, chance, over = open_store("club", url), random.Random(name), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    stored, head = 0, START
    while not over.is_set():
        append = some(name, stored, chance.randint(1, LARGEST), head)
        store.append(append)
        stored, head = stored + len(append.events), Head(append.events[-1].version, append.events[-1].hash)
        print(stored, flush=True)
    store.close()


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2])
