"""What is parked in any service: events that a follower could not take, and effects that failed too often."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from eventlog.amqp import CarryOut, Deadline, Follow, ReadModels
from eventlog.deadlines import Deadlines
from eventlog.outbox import Outbox
from eventlog.refusal import Missing


@dataclass(frozen=True)
class Parked:
    """One thing that waits for an operator's hand; `events` counts what waits with it."""

    id: str
    follower: str
    stream: str
    events: int
    error: str
    retry: Callable[[], Any]
    skip: Callable[[str], Any]

    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("id", "follower", "stream", "events", "error")}


def listed(containers: Sequence[Any]) -> list[Parked]:
    return [one for container in containers for extension in container.extensions for one in _of(extension)]


def found(containers: Sequence[Any], identity: str) -> Parked:
    for one in listed(containers):
        if one.id == identity:
            return one
    raise Missing("nothing-parked", f"{identity}; `chandlery parked list` shows what is")


def _of(extension: Any) -> Iterator[Parked]:
    match extension:
        case ReadModels():
            for each in extension.view.parked():
                retry = partial(extension.view.retry, each.source, each.stream)
                yield _stream(each, retry, partial(extension.view.skip, each.source, each.stream))
        case Follow():
            for each in extension.reactions.parked():
                retry = partial(extension.reactions.retry, each.stream)
                yield _stream(each, retry, partial(extension.reactions.skip, each.stream))
        case CarryOut():
            yield from _rows(extension, extension.outbox, "kind", "key")
        case Deadline():
            yield from _rows(extension, extension.deadlines, "name", "subject")


def _rows(extension: Any, kept: Outbox | Deadlines, what: str, of: str) -> Iterator[Parked]:
    for row in kept.parked():
        follower = f"{extension.container.service_name}, {getattr(row, what)}"
        retry, skip = partial(kept.retry, row.id), partial(kept.skip, row.id)
        yield Parked(row.id, follower, getattr(row, of), 1, row.error or "", retry, skip)


def _stream(each: Any, retry: Callable[[], Any], skip: Callable[[str], Any]) -> Parked:
    identity = f"{each.follower}/{each.source}/{each.stream}"
    return Parked(identity, each.follower, each.stream, each.behind + 1, each.error, retry, skip)
