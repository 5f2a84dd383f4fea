"""Hands at a stall that work at the same time, as threads or as processes.

`python -m tests.eventlog.hands` is a nursery: for each line `[hand, url, [[number, good, kind, name], …]]` it forks a
process that carries these out and writes `[hand, number, outcome]` for each command. Without a url it is an echo.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple
from typing import NamedTuple

from eventlog.log import Log, open_log
from eventlog.refusal import Refused
from tests.eventlog.shop import SECRET
from tests.eventlog.stall import KINDS, Command, item, sent


class Task(NamedTuple):
    number: int
    good: str
    command: Command

    def dump(self) -> list[object]:
        return [self.number, self.good, type(self.command).__name__, *astuple(self.command)]

    @classmethod
    def load(cls, told: Sequence[object]) -> "Task":
        number, good, kind, *rest = told
        return cls(int(str(number)), str(good), KINDS[str(kind)](*map(str, rest)))


def open_stall(url: str) -> Log:
    return open_log("shop", url, keys=None, secret=SECRET)


def carry_out(log: Log, hand: str, tasks: Sequence[Task], told: Callable[[int, str], None]) -> None:
    """`told` hears each outcome: `done`, or the code with which it was refused; asked to try again, a hand does."""
    for task in tasks:
        outcome = "try-again"
        while outcome == "try-again":
            try:
                log.execute(item, task.good, task.command, sent(hand, task.number))
                outcome = "done"
            except Refused as refused:
                outcome = refused.code
        told(task.number, outcome)


def work(hand: str, url: str, told: Sequence[Sequence[object]]) -> None:
    log = open_stall(url)
    carry_out(log, hand, [Task.load(each) for each in told], lambda number, outcome: say([hand, number, outcome]))
    log.close()


def say(told: list[object]) -> None:
    """In one write, so that what several processes say stays apart."""
    os.write(sys.stdout.fileno(), (json.dumps(told) + "\n").encode())


def nurse() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        hand, url, tasks = json.loads(line)
        if not url:
            say([hand, -2, "echo"])
            continue
        child = os.fork()
        if child == 0:
            try:
                work(hand, url, tasks)
                say([hand, -1, "over"])
            finally:
                os._exit(0)
        say([hand, 0, str(child)])


if __name__ == "__main__":
    import eventlog.log

    eventlog.log.PATIENCE = 0
    nurse()
