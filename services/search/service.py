"""The search service: keeps the table of documents in step with the catalogue, and the index in step with the table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import eventlet
from nameko.containers import WorkerContext

from eventlog.amqp import Called, Provided, ReadModels
from eventlog.erasing import Erasing
from eventlog.operated import Operated
from eventlog.reading import Reader
from services.search.ports import Change, Checkpoint, Index
from services.search.projections import documents
from services.search.settings import Settings

BATCH = 500
OFTEN = 0.1  # seconds between two looks at the table


@dataclass(frozen=True)
class Keeper:
    """Brings the index to the table's state: what changed since, or where that is not enough all of it."""

    views: Reader
    index: Index

    def keep(self) -> None:
        if not self.index.is_ours():
            return  # another instance keeps it, and its table is the same
        with self.views.begin() as db:
            now = documents.standing(db, self.views.generation())
        kept = self.index.checkpoint()
        if kept is None or not kept.leads_to(now):
            self.index.rebuild(self._all(), now)
        elif kept.revision < now.revision:
            self._catch_up(kept, now)

    def _catch_up(self, kept: Checkpoint, now: Checkpoint) -> None:
        at = kept.revision
        while changes := self._changes(at):
            at = changes[-1].revision
            self.index.apply(changes, Checkpoint(now.table, at, now.parked))

    def _changes(self, after: int) -> Sequence[Change]:
        with self.views.begin() as db:
            return documents.changed_after(db, after, BATCH)

    def _all(self) -> Iterator[Sequence[Change]]:
        last = ""
        while part := self._published(last):
            last = part[-1].id
            yield part

    def _published(self, after: str) -> Sequence[Change]:
        with self.views.begin() as db:
            return documents.published_after(db, after, BATCH)


class Keeping(Called):
    """`@keeping`: called again and again; what is away is waited for, and told as the service's other work is.

    A round that goes on is let come to its end when the service stops: a thread of the engine's is at it.
    """

    _round, _ending = False, False

    def start(self) -> None:
        self.kernel.spawn(self.method_name, self._go_on)

    def stop(self) -> None:
        self._ending = True
        while self._round:
            eventlet.sleep(0.01)

    def _go_on(self) -> None:
        service = self.container.service_cls()
        self.container._inject_dependencies(WorkerContext(self.container, service, self))
        while not self._ending:
            self._round = True
            try:
                getattr(service, self.method_name)()
            finally:
                self._round = False
            eventlet.sleep(OFTEN)


keeping = Keeping.decorator


def index_of(config: Mapping[str, Any]) -> Index:
    """Where the settings say: in Elasticsearch, or in a folder."""
    settings = Settings.load(config["CHANDLERY"])
    if settings.elasticsearch:
        from services.search.adapters.elasticsearch.index import (
            elasticsearch_index,
        )  # late: who has none need not load it

        return elasticsearch_index(settings.elasticsearch, settings.prefix, config["EVENTLOG"]["views"])
    from services.search.adapters.tantivy import TantivyIndex

    return TantivyIndex(settings.folder)


class Search(Erasing, Operated):
    name = "search"
    views = ReadModels(documents.projection)
    index = Provided(index_of)

    @keeping
    def keep_index(self) -> None:
        Keeper(self.views, self.index).keep()
