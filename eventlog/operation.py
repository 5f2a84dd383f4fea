"""One service in an operator's hands: how it stands, what is parked, and what is to become of it."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import eventlet

from eventlog import pauses, replays
from eventlog.amqp import CarryOut, Deadline, Follow, ReadModels
from eventlog.auditing import Wanted, search
from eventlog.deadlines import Deadlines
from eventlog.decider import Context
from eventlog.outbox import Outbox
from eventlog.parked import ParkedStream, first_line, told
from eventlog.pauses import Pause
from eventlog.recorded import instant
from eventlog.refusal import Conflicting, Invalid, Missing, Unavailable
from eventlog.runtime import Kernel
from eventlog.standing import Told, standing

ROLE = "operator"
PATIENCE = 3.0  # seconds; what takes longer goes on after its answer
LONGEST_REASON = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parked:
    """One thing that waits for an operator's hand; `events` counts it and what waits behind it."""

    id: str
    service: str
    kind: str  # event, deadline, effect
    follower: str
    stream: str
    type: str
    events: int
    error: str
    since: str
    retry: Callable[[], int] = field(repr=False)
    skip: Callable[[str], int] = field(repr=False)

    def told(self) -> Told:
        kept = {**vars(self)}
        return {name: kept[name] for name in kept if name not in ("retry", "skip")}


class Operation:
    """What changes something needs the role `operator` in its context."""

    def __init__(self, kernel: Kernel, extensions: list[Any]) -> None:
        self._kernel = kernel
        self._extensions = extensions

    def standing(self) -> Told:
        return standing(self._kernel, self._extensions)

    def search(self, wanted: Wanted, by: Context) -> Told:
        """What `auditing.search` answers; a service without a log of its own has nothing."""
        by.must_have(ROLE)
        log = self._kernel.log
        return {"items": [], "before": 0, "reached": ""} if log is None else search(log, wanted)

    def parked(self) -> list[Parked]:
        return [one for extension in self._extensions for one in self._parked_of(extension)]

    def retry(self, identity: str, by: Context) -> Told:
        by.must_have(ROLE)
        one = self._found(identity)
        return self._carried_out(one, one.retry)

    def skip(self, identity: str, reason: str, by: Context) -> Told:
        by.must_have(ROLE)
        if not reason.strip():
            raise Invalid("reason-missing")
        one = self._found(identity)
        kept = f"{reason.strip()[:LONGEST_REASON]} ({by.actor})"
        return self._carried_out(one, partial(one.skip, kept))

    def pause(self, follower: str, by: Context) -> Told:
        by.must_have(ROLE)
        name, source, writing = self._follower(follower)
        with writing() as db:
            pauses.pause(db, Pause(name, source, self._kernel.clock.now(), by.actor))
        return {"id": follower, "state": "paused"}

    def resume(self, follower: str, by: Context) -> Told:
        by.must_have(ROLE)
        name, source, writing = self._follower(follower)
        with writing() as db:
            pauses.resume(db, name, source)
        return {"id": follower, "state": "running"}

    def replay(self, read_model: str, purpose: str, by: Context) -> Told:
        """Begins it; its progress and what comes of it are told by `standing`."""
        by.must_have(ROLE)
        models = self._models(read_model)
        before = self._last(models, purpose)
        if before is not None and before.state == "running":
            raise Conflicting("replay-under-way", f"{purpose} {read_model}")
        work = models.rebuild if purpose == replays.REBUILD else models.compare
        self._kernel.spawn(f"{purpose} {read_model}", partial(_once, f"{purpose} {read_model}", work))
        return {"read_model": read_model, "purpose": purpose, "began_at": self._begun(models, purpose, before)}

    def _begun(self, models: ReadModels, purpose: str, before: replays.Replay | None) -> str:
        until = time.monotonic() + PATIENCE
        while (now := self._last(models, purpose)) == before or now is None:
            if time.monotonic() >= until:
                raise Unavailable("replay-not-begun", f"{purpose} {models.view.model.name}")
            eventlet.sleep(0.01)
        return instant(now.began_at)

    def _last(self, models: ReadModels, purpose: str) -> replays.Replay | None:
        with models.view.reader.begin() as db:
            return next((each for each in replays.listed(db) if each.purpose == purpose), None)

    def _models(self, name: str) -> ReadModels:
        known = {each.view.model.name: each for each in self._extensions if isinstance(each, ReadModels)}
        if name not in known:
            raise Missing("unknown-read-model", name)
        return known[name]

    def _follower(self, identity: str) -> tuple[str, str, Callable[[], Any]]:
        name, _, source = identity.partition("/")
        for each in self._extensions:
            if isinstance(each, ReadModels) and each.view.model.name == name and source in each.view.model.sources:
                return name, source, each.view.generations.writing
            if isinstance(each, Follow) and (each.reactions.name, each.reactions.source) == (name, source):
                return name, source, self._kernel.must_log().begin
        raise Missing("unknown-follower", identity)

    def _found(self, identity: str) -> Parked:
        found = next((one for one in self.parked() if one.id == identity), None)
        if found is None:
            raise Missing("nothing-parked", identity)
        return found

    def _carried_out(self, one: Parked, work: Callable[[], int]) -> Told:
        """What takes longer is `under-way`: it goes on. Raises Conflicting where it failed again."""
        ran = eventlet.spawn(work)
        try:
            with eventlet.Timeout(PATIENCE, False):
                return {"id": one.id, "state": "done", "events": ran.wait()}
        except Unavailable:
            raise
        except Exception as error:
            raise Conflicting("still-parked", told(error)) from error
        return {"id": one.id, "state": "under-way", "events": one.events}

    def _parked_of(self, extension: Any) -> Iterator[Parked]:
        match extension:
            case ReadModels(view=view):
                for each in view.parked():
                    retry = partial(view.retry, each.source, each.stream)
                    yield self._stream(each, retry, partial(view.skip, each.source, each.stream))
            case Follow(reactions=reactions):
                for each in reactions.parked():
                    retry = partial(reactions.retry, each.stream)
                    yield self._stream(each, retry, partial(reactions.skip, each.stream))
            case CarryOut(outbox=outbox):
                yield from self._rows("effect", outbox, "kind", "key")
            case Deadline(deadlines=deadlines):
                yield from self._rows("deadline", deadlines, "name", "subject")

    def _stream(self, each: ParkedStream, retry: Callable[[], int], skip: Callable[[str], int]) -> Parked:
        identity = f"{each.follower}/{each.source}/{each.stream}"
        about = (self._kernel.service, "event", each.follower, each.stream, each.type, each.behind + 1, each.error)
        return Parked(identity, *about, instant(each.since), retry, skip)

    def _rows(self, kind: str, kept: Outbox | Deadlines, what: str, of: str) -> Iterator[Parked]:
        for row in kept.parked():
            service, called = self._kernel.service, getattr(row, what)
            about = (service, kind, f"{service}, {called}", getattr(row, of), called, 1, first_line(row.error or ""))
            yield Parked(
                row.id, *about, instant(row.parked_at), partial(kept.retry, row.id), partial(kept.skip, row.id)
            )


def _once(name: str, work: Callable[[], Any]) -> None:
    try:
        work()
    except Exception:
        logger.exception("%s failed", name)  # `standing` tells it; the service goes on
