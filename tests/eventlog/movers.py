"""Several hands that move one member of the club at the same time.

`python -m tests.eventlog.movers URL NAME` is one process with four threads; with `green` after it, four green threads.
"""

import sys

if sys.argv[3:] == ["green"]:
    import eventlet

    eventlet.monkey_patch()

import threading
from dataclasses import replace

from eventlog.log import Log, open_log
from eventlog.refusal import Conflicting
from eventlog.testing import Keyring, acting
from tests.eventlog.club import SECRET, Move, member

HANDS, EACH = 4, 5


def move(log: Log, hand: str) -> None:
    """Moves ada EACH times; asked to try again, it does."""
    for number in range(EACH):
        moved = False
        while not moved:
            try:
                by = replace(acting("ada"), command_id=f"{hand}/{number}")
                moved = bool(log.execute(member, "ada", Move(f"{number} {hand} St"), by))
            except Conflicting:
                continue


def move_by_threads(log: Log, name: str) -> None:
    hands = [threading.Thread(target=move, args=(log, f"{name}{hand}")) for hand in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


if __name__ == "__main__":
    move_by_threads(open_log("club", sys.argv[1], keys=Keyring(), secret=SECRET), sys.argv[2])
