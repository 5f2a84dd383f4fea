"""The log of the shop whose goods stand on the shelf, and stories that are told to it."""

import itertools
import random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from eventlog.decider import Context, Decider
from eventlog.following import Tip
from eventlog.log import Log
from eventlog.recorded import Recorded
from eventlog.testing import acting
from eventlog.views import View
from tests.eventlog.shelf import BoxOpened, GoodArrived, GoodRenamed, GoodSold, goods, names

SECRET = b"a secret of the tests"
numbers = itertools.count(1)

good: Decider[Any, Any, Any] = Decider(
    "good", None, lambda command, state, by: list(command), lambda state, event: state
)


def tell(log: Log, subject: str, *events: Any, by: Context | None = None) -> str:
    """These events happen to the good, in one append; the position."""
    context = by or Context(f"tell-{next(numbers)}", "ada", acting("ada").at)
    return log.execute(good, subject, events, context).position


def tell_many(log: Log, appends: int, seed: int = 1) -> None:
    """So many appends of a few events each, of some goods, by chance."""
    chance = random.Random(seed)
    for _ in range(appends):
        name = chance.choice("abcdefgh")
        story = [GoodArrived(name, chance.randint(1, 9)), GoodRenamed(name * 2), BoxOpened(), GoodSold()]
        tell(log, str(chance.randint(1, 20)), *chance.sample(story, chance.randint(1, 3)))


@dataclass
class Counted:
    """A log as a source, with how often it was asked."""

    log: Log
    asked: int = 0

    def read(self, after: int, limit: int) -> list[Recorded]:
        self.asked += 1
        return self.log.read_all(after, limit)

    def tip(self) -> Tip:
        return Tip(self.log.incarnation, self.log.head())


def names_on_shelf(db: Connection) -> list[str]:
    return sorted(db.scalars(select(goods.c.name)))


def on_shelf(view: View) -> list[str]:
    with view.reader.begin() as db:
        return names_on_shelf(db)


def times_of(db: Connection, name: str) -> int:
    return int(db.scalar(select(names.c.times).where(names.c.name == name)) or 0)
