"""Projections: what a read model shows, told as row changes for each event of one source."""

from collections.abc import Callable, Iterable, Sequence
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

    Raise `revision` when a handler's meaning changes: the next start then builds the read model anew. With `reveals`
    its handlers get personal fields readable (ERASED where their subject is), and must forget them when they are told
    to; else they get ciphertext.
    """

    def __init__(
        self, name: str, *, source: str, tables: Sequence[Table], revision: int = 1, reveals: bool = False
    ) -> None:
        self.name = name
        self.source = source
        self.tables = tuple(tables)
        self.revision = revision
        self.reveals = reveals
        self._handlers: dict[str, Handler] = {}

    def on(self, *events: type) -> Callable[[H], H]:
        def remember(handler: H) -> H:
            for stored_as in (registry.of(event).stored_as for event in events):
                if stored_as in self._handlers:
                    raise TypeError(f"{self.name} handles {stored_as} twice")
                self._handlers[stored_as] = handler
            return handler

        return remember

    @property
    def types(self) -> frozenset[str]:
        """The stored names of the events that it handles."""
        return frozenset(self._handlers)

    def handler(self, stored_as: str) -> Handler:
        """That of one of its types."""
        return self._handlers[stored_as]

    def apply(self, rows: Rows, recorded: Recorded) -> None:
        """Raises schema.UnknownVersion where an event that it handles is newer than this program."""
        handler = self._handlers.get(recorded.type)
        if handler is not None:
            handler(rows, recorded.event, recorded)


def apply(projections: Sequence[Projection], db: Connection, events: Iterable[Recorded]) -> None:
    """Bring a batch of one source's events into the tables; the transaction is the caller's."""
    rows = Rows(db, (table for projection in projections for table in projection.tables))
    for recorded in events:
        for projection in projections:
            projection.apply(rows, recorded)
    rows.flush()
