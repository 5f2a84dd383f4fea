"""A process that takes part in contests: `python -m tests.concurrency.rivals RIVAL ROUNDS`.

Each line that it reads names a contest and, after a tab, the log's address. It says when it is ready, hears at which
time of the machine's monotonic clock the first round begins, and prints what came of each: `won` where events were
decided, else the code of the refusal, which is empty where there was nothing left to do.
"""

import json
import sys
import time

from eventlog.log import Log, open_log
from eventlog.refusal import Refused
from tests.concurrency.contests import CONTESTS, SECRET, Move, SameKeys

APART = 0.03  # seconds between two rounds, which begin for all at once


def opened(source: str, url: str) -> Log:
    logs: list[Log] = []
    logs.append(open_log(source, url, keys=SameKeys(), secret=SECRET, on_commit=lambda: logs[0].sequence() or None))
    return logs[0]


def outcome(log: Log, move: Move) -> str:
    try:
        done = log.execute(move.decider, move.subject, move.command, move.by)
    except Refused as refused:
        return refused.code
    return "won" if done.events else ""


def take_part(rival: int, rounds: int) -> None:
    for line in sys.stdin:
        name, _, url = line.strip().partition("\t")
        contest = CONTESTS[name]
        log = opened(contest.source, url)
        print("ready", flush=True)
        start = float(sys.stdin.readline())
        told = []
        for n in range(rounds):
            time.sleep(max(0.0, start + n * APART - time.monotonic()))
            told.append(outcome(log, contest.claim(rival, n)))
        print(json.dumps(told), flush=True)
        log.close()


if __name__ == "__main__":
    take_part(int(sys.argv[1]), int(sys.argv[2]))
