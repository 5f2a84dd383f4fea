"""A follower that is killed at any moment goes on where it was, and its rows are what the log says."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventlog.log import Log
from eventlog.rebuilding import compare
from eventlog.views import View
from tests.eventlog.shop import Counted, tell_many

ROOT = Path(__file__).parents[2]


@contextmanager
def following(log_url: str, views_url: str) -> Iterator["subprocess.Popen[str]"]:
    """A follower in a process of its own, from when it begins."""
    command = [sys.executable, "-m", "tests.eventlog.followers", log_url, views_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "follows\n"
        yield process


def test_killed_again_and_again_in_the_midst_of_its_batches(shop_log: Log, view: View, log_url: str) -> None:
    tell_many(shop_log, 250)
    chance, killed_at = random.Random(3), set[int]()
    for _ in range(6):
        with following(log_url, view.url) as process:
            while view.reader.position("shop") in killed_at | {0}:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.01))
            process.kill()
        killed_at.add(view.reader.position("shop"))
    assert max(killed_at) < shop_log.head(), "it was done before it was killed"
    with following(log_url, view.url) as process:
        assert process.communicate(timeout=60)[0] == "done\n"
    assert view.reader.position("shop") == shop_log.head()
    assert compare(view, {"shop": Counted(shop_log)}) == []
