"""Projections: what a read model shows, told as row changes for each event of one source."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from eventlog.recorded import Recorded
from eventlog.rows import Rows
from eventlog.schema import registry
from eventlog.tables import Instant

__all__ = ["Instant", "Projection", "Rows", "apply"]

Handler = Callable[[Rows, Any, Recorded], None]
H = TypeVar("H", bound=Callable[..., None])


class Projection:
    """Handlers by event for some tables that only this projection writes, from the log of one source.

    Raise `revision` when a handler's meaning changes: the next start then builds the read model anew.
    """

    def __init__(self, name: str, *, source: str, tables: Sequence[Table], revision: int = 1) -> None:
        self.name = name
        self.source = source
        self.tables = tuple(tables)
        self.revision = revision
        self._handlers: dict[type, Handler] = {}

    def on(self, *events: type) -> Callable[[H], H]:
        def remember(handler: H) -> H:
            for event in events:
                if event in self._handlers:
                    raise TypeError(f"{self.name} handles {event.__qualname__} twice")
                self._handlers[event] = handler
            return handler

        return remember

    def types(self) -> Iterator[str]:
        """The stored names of the events that it handles."""
        return (registry.of(event).stored_as for event in self._handlers)

    def apply(self, rows: Rows, recorded: Recorded) -> None:
        handler = self._handlers.get(type(recorded.event))
        if handler is not None:
            handler(rows, recorded.event, recorded)


def apply(projections: Sequence[Projection], db: Connection, events: Iterable[Recorded]) -> None:
    """Bring a batch of one source's events into the tables; the transaction is the caller's."""
    rows = Rows(db, (table for projection in projections for table in projection.tables))
    for recorded in events:
        for projection in projections:
            projection.apply(rows, recorded)
    rows.flush()
