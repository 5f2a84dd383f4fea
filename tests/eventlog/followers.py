"""A follower as a process of its own, for tests that kill it: `python -m tests.eventlog.followers LOG VIEWS`."""

import random
import sys
import time

from eventlog.following import Following
from eventlog.log import Log, open_log
from eventlog.reading import ReadModel
from eventlog.views import View
from tests.eventlog.shelf import shelf, used_names
from tests.eventlog.shop import SECRET, Counted


class Slowly(Counted):
    """Small pages, so that a killed follower is in the midst of some batch."""

    def read(self, after: int, limit: int) -> list:
        time.sleep(random.uniform(0, 0.002))
        return self.log.read_all(after, 20)


def shop_at(url: str) -> Log:
    return open_log("shop", url, keys=None, secret=SECRET)


def view_at(url: str) -> View:
    return View(ReadModel("shop", [shelf, used_names]), url)


if __name__ == "__main__":
    view = view_at(sys.argv[2])
    view.prepare()
    print("follows", flush=True)
    Following(view.feed("shop"), Slowly(shop_at(sys.argv[1]))).catch_up()
    print("done", flush=True)
