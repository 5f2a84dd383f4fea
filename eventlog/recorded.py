"""A stored event as it is read back: its envelope, its data, and the event that it holds."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from eventlog.decider import Context
from eventlog.schema import registry

BEGINNING = re.compile(r'\{"id":"([^"\\]+)","type":"([^"\\]+)",')  # of a line, as integrity.seal writes it
KERNELS_OWN = (".reserved", ".released")
READ = frozenset(  # of a line, once one of them is asked for
    ("dataversion", "stream", "version", "time", "data", "correlation", "causation", "actor", "traceparent")
)


class once:  # noqa: N801 — a decorator, as functools.cached_property is
    """A property that is worked out when it is first asked for; without the lock of functools.cached_property."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, holder: Any, owner: type) -> Any:
        made = vars(holder)[self._name] = self._work(holder)
        return made


@dataclass(frozen=True)
class Reserved:
    """The kernel's own event: the stream `holder` holds this reservation."""

    holder: str


@dataclass(frozen=True)
class Released:
    """The kernel's own event: `holder` gave this reservation back."""

    holder: str


@dataclass(frozen=True)
class Recorded:
    """An event with its envelope. `position` is 0 until the event has one.

    `data` holds personal fields as ciphertext, as `line` does, which is hashed and never serialised anew. `event` is
    made when it is first asked for: so a follower passes over types that it does not follow, however new they are.
    """

    id: str
    source: str
    type: str
    dataversion: int
    stream: str
    version: int
    position: int
    time: datetime
    data: Mapping[str, Any]
    correlation: str
    causation: str
    actor: str
    traceparent: str
    hash: str
    line: bytes
    given: Any | None = None  # the event with its personal fields revealed, where the reader has done that

    @classmethod
    def parse(cls, source: str, position: int, chained: str, line: str | bytes, given: Any | None = None) -> "Recorded":
        """The event of a stored line; raises KeyError or ValueError where it is none."""
        kept = line if isinstance(line, bytes) else line.encode()
        recorded = cls.__new__(cls)
        told = vars(recorded)  # at once: a frozen dataclass sets field by field, for each event of a replay
        read_line(kept, told)
        told["source"], told["position"], told["hash"], told["line"], told["given"] = (
            source,
            position,
            chained,
            kept,
            given,
        )
        return recorded

    @classmethod
    def of_end(
        cls, source: str, position: int, chained: str, line: str, begun: re.Match[str] | None = None
    ) -> "Recorded":
        """As `parse`, but read as far as its type: a follower passes over most events. The rest is read when asked for.

        `begun`: its BEGINNING, where that is known. Raises then what `parse` raises.
        """
        begun = begun or BEGINNING.match(line)
        if begun is None:
            return cls.parse(source, position, chained, line)
        recorded = cls.__new__(cls)
        told = vars(recorded)
        told["id"], told["type"] = begun.groups()
        told["source"], told["position"], told["hash"], told["line"] = source, position, chained, line.encode()
        return recorded

    def __getattr__(self, name: str) -> Any:
        """Of a field that was not read yet."""
        if name not in READ or name in vars(self):
            raise AttributeError(name)
        read_line(self.line, vars(self))
        return vars(self)[name]

    @once
    def event(self) -> Any | None:
        """The event's dataclass; None where this program does not know the type.

        Raises schema.UnknownVersion where the event is newer than this program.
        """
        if self.given is not None:
            return self.given
        if "data" not in vars(self):  # asked first, since a field that is missed is dear
            read_line(self.line, vars(self))
        return event_of(self, self.data)

    @property
    def subject(self) -> str:
        """The stream without its category."""
        return self.stream.partition("-")[2]

    def cause(self) -> Context:
        """The context of commands that this event causes.

        It has no command id: the log derives one from the event, the policy and the command's target, so that an
        event which arrives twice gives each of its commands once.
        """
        return Context(
            command_id="",
            actor=f"policy:{self.source}",
            at=self.time,
            correlation=self.correlation,
            causation=self.id,
            traceparent=self.traceparent,
        )


def read_line(line: bytes, told: dict[str, Any]) -> None:
    """Fills in what the line tells, its data last: where they are, all is."""
    read = orjson.loads(line)
    about = read["metadata"]
    told["id"] = read["id"]
    told["type"] = read["type"]
    told["dataversion"] = read["dataversion"]
    told["stream"] = read["stream"]
    told["version"] = read["version"]
    told["time"] = datetime.fromisoformat(read["time"])
    told["correlation"] = about["correlation"]
    told["causation"] = about["causation"]
    told["actor"] = about["actor"]
    told["traceparent"] = about["traceparent"]
    told["data"] = read["data"]


def event_of(recorded: Recorded, data: Mapping[str, Any]) -> Any | None:
    """The event's dataclass made from `data`, which may be the stored data or the same with other values."""
    if recorded.type.endswith(KERNELS_OWN):
        if recorded.type == f"{recorded.source}.reserved":
            return Reserved(data["holder"])
        if recorded.type == f"{recorded.source}.released":
            return Released(data["holder"])
    return registry.load(recorded.type, recorded.dataversion, data)


def instant(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds: sorts as it reads."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
