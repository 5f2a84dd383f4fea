"""What the log asks of a database: append in one transaction, read by stream and by position."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sqlalchemy import Connection, Executable

if TYPE_CHECKING:
    from eventlog.neighbours import Neighbours  # late: an embedded store starts without PostgreSQL's driver


class Clash(Exception):
    """Somebody else appended to one of the streams, or sent the same command, meanwhile: decide again."""


class Stored(NamedTuple):
    position: int  # 0: not placed yet
    hash: str
    line: str


class Sealed(NamedTuple):
    """An event ready to be stored."""

    stream: str
    version: int
    hash: str
    line: str


class CommandRow(NamedTuple):
    account: str
    id: str
    fingerprint: str
    result: str | None  # JSON
    at: str


class DueRow(NamedTuple):
    id: str
    at: str
    name: str
    subject: str
    arguments: str  # JSON
    causation: str


class OutboxRow(NamedTuple):
    id: str
    kind: str
    key: str
    arguments: str  # JSON
    causation: str
    next_at: str


class Done(NamedTuple):
    """A command that was carried out before."""

    fingerprint: str
    result: Any
    event: int | None  # the row of its last event


class Move(NamedTuple):
    """How far a process manager is once it has handled an event."""

    incarnation: str
    position: int
    event: str
    follower: str
    source: str


class Append(NamedTuple):
    """All that one command writes, in one transaction."""

    events: Sequence[Sealed]
    command: CommandRow
    due: Sequence[DueRow] = ()
    outbox: Sequence[OutboxRow] = ()
    beside: Sequence[Executable] = ()
    durable: bool = True  # else it is not waited for the disk, as of `begin`; a follower hears of it when it is there


class Store(Protocol):
    @property
    def incarnation(self) -> str: ...

    def append(self, append: Append) -> int | None:
        """The row of the last event, None where there was none; raises Clash, having written nothing."""

    def read(self, stream: str, after: int = 0) -> list[Stored]:
        """The stream's events whose version is over `after`, in order."""

    def last(self, streams: Sequence[str]) -> dict[str, Stored]:
        """The last event of each of these streams that has any."""

    def read_all(self, after: int, limit: int) -> list[Stored]:
        """Events by position, beginning at `after` + 1, without a gap."""

    def head(self) -> int:
        """The position of the last event that has one; 0 in an empty log."""

    def command(self, account: str, command_id: str) -> Done | None: ...

    def position_of(self, event: int) -> int | None:
        """The position of an event's row; None until it has one."""

    def sequence(self) -> int | None:
        """Gives positions to events that have none: how many; None where another is at it, and some may be left."""

    def begin(self, *, durable: bool = True) -> AbstractContextManager[Connection]:
        """A transaction that may write. On SQLite nothing inside may yield to another green thread.

        Not `durable`: it is not waited for the disk, so a power cut (not a killed process) may take it back, whole.
        """

    def move(self, to: Move) -> tuple[bool, bool]:
        """Moves a process manager on, not waited for the disk: whether it is there or further, and is paused now.

        False where it has no checkpoint yet.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that reads what is committed."""

    def settle(self) -> None:
        """Returns when all that was committed so far is on disk."""

    def neighbours(self) -> "Neighbours | None":
        """What other instances of the service are to know of this one; None where one process has the log to itself."""

    def close(self) -> None: ...
