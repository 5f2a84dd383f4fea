"""Two small services for the tests of the nameko side: a shop with its shelf, and an office that follows it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import (
    Clock,
    EventLog,
    Logged,
    Provided,
    ReadModels,
    at_start,
    deadline,
    effect,
    follow,
    views_service,
)
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.effects import Due, Effect
from eventlog.operated import Operated
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from tests.eventlog.shelf import BoxOpened, GoodArrived, shelf, used_names
from tests.eventlog.shop import good, tell

SOON = timedelta(milliseconds=50)
done: list[str] = []  # what was carried out outside, by any of them


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    """Each arrival is told outside, and looked after soon."""
    if not isinstance(event, GoodArrived):
        return ()
    return (Effect("tell", recorded.stream), Due("look", recorded.time + SOON, recorded.subject))


class Shop(Logged, Operated):
    name = "shop"
    log = EventLog(policies=effects)
    views = ReadModels(shelf)
    clock = Clock()
    prefix = Provided(lambda config: config["PREFIX"])

    @at_start
    def open(self) -> None:
        done.append("opened")

    @rpc
    def arrive(self, subject: str, name: str) -> str:
        by = Context(f"{subject}-{name}", "ada", self.clock.now())
        return tell(self.log, subject, GoodArrived(name, 1), by=by)

    @deadline
    def look(self, due: Fired) -> None:
        self.log.execute(good, f"look-{due.subject}", [BoxOpened()], due.cause())

    @effect("tell")
    def tell_outside(self, effect: Attempt) -> None:
        done.append(f"{self.prefix} {effect.key}")

    @rpc
    def looked_after(self, subject: str) -> int:
        return len(self.log.read(f"good-look-{subject}"))


class Office(Logged, Operated):
    name = "office"
    log = EventLog()

    @follow("shop", GoodArrived)
    def book(self, event: GoodArrived, recorded: Recorded) -> None:
        self.log.execute(good, f"book-{recorded.subject}", [BoxOpened()], recorded.cause())

    @rpc
    def booked(self, subject: str) -> int:
        return len(self.log.read(f"good-book-{subject}"))


Names = views_service("names", [used_names])
