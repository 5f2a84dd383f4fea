"""The services that are disturbed: a shop, an office that reacts to it, and a read model of names."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels, deadline, effect, follow, views_service
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.effects import Due, Effect
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from tests.eventlog.shelf import BoxOpened, GoodArrived, GoodRenamed, GoodSold, shelf, used_names
from tests.eventlog.shop import good, tell

SOON = timedelta(milliseconds=100)
HAPPENINGS = {each.__name__: each for each in (GoodArrived, GoodRenamed, GoodSold, BoxOpened)}


class JumpingClock:
    """The time, and so many seconds more or less as a file says."""

    def __init__(self, file: str) -> None:
        self._file = Path(file)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text() or 0))


class Outside:
    """The other side of an effect: a folder with a file for each that was carried out; asked before one is sent."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def send(self, key: str) -> None:
        with suppress(FileExistsError):
            (self._folder / key).touch(exist_ok=False)


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    """Each arrival is told outside, and looked after soon."""
    if not isinstance(event, GoodArrived):
        return ()
    return (Effect("tell", recorded.id), Due("look", recorded.time + SOON, recorded.id))


class Shop(Logged):
    name = "shop"
    log = EventLog(policies=effects)
    views = ReadModels(shelf)
    clock = Clock()
    outside = Provided(lambda config: Outside(config["OUTSIDE"]))

    @rpc
    def tell(self, subject: str, told: list[list[Any]], command_id: str) -> str:
        events = [HAPPENINGS[kind](*values) for kind, *values in told]
        return tell(self.log, subject, *events, by=Context(command_id, "ada", self.clock.now()))

    @deadline
    def look(self, due: Fired) -> None:
        self.log.execute(good, f"look-{due.subject}", [BoxOpened()], due.cause())

    @effect("tell")
    def tell_outside(self, effect: Attempt) -> None:
        self.outside.send(effect.key)


class Office(Logged):
    name = "office"
    log = EventLog()

    @follow("shop", GoodArrived)
    def book(self, event: GoodArrived, recorded: Recorded) -> None:
        self.log.execute(good, f"book-{recorded.id}", [BoxOpened()], recorded.cause())


SERVICES = {"shop": Shop, "office": Office, "names": views_service("names", [used_names])}


def dumped(event: Any) -> list[Any]:
    return [type(event).__name__, *astuple(event)]


def configured(config: dict[str, Any]) -> dict[str, Any]:
    """What a process was told, with its clock made."""
    config["EVENTLOG"]["clock"] = JumpingClock(config["CLOCK"])
    return config


def clock_at(file: Path, seconds: float) -> None:
    """In one step: whoever reads sees the old offset or the new one."""
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(str(seconds))
    fresh.replace(file)
