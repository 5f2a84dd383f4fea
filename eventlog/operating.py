"""What an operator sees and does while the services run: states, rebuilding, checking, and what is parked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from eventlog.amqp import CarryOut, Deadline, Follow, ReadModels
from eventlog.deadlines import Deadlines
from eventlog.outbox import Outbox
from eventlog.parked import ParkedStream
from eventlog.rebuilding import Difference
from eventlog.refusal import Missing


@dataclass(frozen=True)
class Parked:
    """Something that stands still: what, why, since when, and how many events wait behind it.

    `retry()` tries it again with those behind it and gives how many were brought in; raises what fails. `skip(reason)`
    leaves it out for good, and goes on with those behind it.
    """

    id: str
    what: str
    error: str
    since: datetime
    behind: int
    retry: Callable[[], int]
    skip: Callable[[str], int]


class Operator:
    """Acts on the services of these containers (nameko's) in this process."""

    def __init__(self, containers: Sequence[Any]) -> None:
        self._containers = containers

    def states(self) -> dict[str, str]:
        """Each piece of work, and whether it runs, waits or has stopped, and why."""
        extensions = [each for container in self._containers for each in container.extensions]
        return {work.name: work.state for each in extensions for work in getattr(each, "supervised", ())}

    def read_models(self) -> dict[str, ReadModels]:
        return {each.view.model.name: each for each in self._declared(ReadModels)}

    def rebuild(self, name: str) -> int:
        """The number of the new generation; the present one serves until it is ready."""
        return int(self._read_model(name).rebuild())

    def compare(self, name: str) -> list[Difference]:
        """Where the rows that are read are not what a replay makes."""
        return list(self._read_model(name).compare())

    def parked(self) -> list[Parked]:
        return list(self._parked())

    def retry(self, id: str) -> int:
        return self._found(id).retry()

    def skip(self, id: str, reason: str) -> int:
        return self._found(id).skip(reason)

    def _read_model(self, name: str) -> Any:
        found = self.read_models().get(name)
        if found is None:
            raise Missing("no-such-read-model", name)
        return found

    def _found(self, id: str) -> Parked:
        for each in self._parked():
            if each.id == id:
                return each
        raise Missing("not-parked", id)

    def _parked(self) -> Iterator[Parked]:
        for models in self._declared(ReadModels):
            for stream in models.view.parked():
                where = (stream.source, stream.stream)
                yield _stream(stream, partial(models.view.retry, *where), partial(models.view.skip, *where))
        for follow in self._declared(Follow):
            reactions = follow.reactions
            for stream in reactions.parked():
                yield _stream(stream, partial(reactions.retry, stream.stream), partial(reactions.skip, stream.stream))
        for deadline in self._declared(Deadline):
            for row in deadline.deadlines.parked():
                yield _row(deadline.deadlines, f"deadline/{row.id}", f"{row.name} of {row.subject}", row)
        for effect in self._declared(CarryOut):
            for row in effect.outbox.parked():
                yield _row(effect.outbox, f"effect/{row.id}", f"{row.kind} {row.key}", row)

    def _declared(self, kind: type) -> list[Any]:
        declared = [
            each for container in self._containers for each in (*container.dependencies, *container.entrypoints)
        ]
        return [each for each in declared if isinstance(each, kind)]


def _stream(stream: ParkedStream, retry: Callable[[], int], skip: Callable[[str], int]) -> Parked:
    what = f"{stream.type} at {stream.source}:{stream.position}"
    name = f"{stream.follower}/{stream.source}/{stream.stream}"
    return Parked(name, what, stream.error, stream.since, stream.behind, retry, skip)


def _row(holder: Deadlines | Outbox, name: str, what: str, row: Any) -> Parked:
    return Parked(name, what, row.error, row.parked_at, 0, partial(holder.retry, row.id), partial(holder.skip, row.id))
