"""The index in Elasticsearch: a versioned one stands behind an alias, another is built beside it and swapped in."""

import logging
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import eventlet
from eventlet import tpool

from eventlog.leading import NoLongerLeads
from eventlog.refusal import Unavailable
from services.search.adapters.elasticsearch.cluster import Cluster, Target
from services.search.adapters.elasticsearch.lease import Alone, Owner, owner
from services.search.adapters.elasticsearch.packing import Packed, packed
from services.search.index.mapping import alias, fingerprint, mapping
from services.search.ports import Change, Checkpoint

LOOK = 5.0  # seconds between two looks at what the cluster really has
WHILE_BUILT = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "refresh_interval": "-1",  # each write that people wait for is refreshed by itself, and none waits for a round
    "translog.durability": "async",
    "gc_deletes": "1h",  # so long does a late write of an instance that was paused not bring back what was deleted
}
WHEN_SERVED = {"auto_expand_replicas": "0-1", "translog.durability": "request"}


logger = logging.getLogger(__name__)


class ElasticsearchIndex:
    """Implements `ports.Index`. Raises Unavailable where the cluster does not take it: the same call is made again.

    A document that Elasticsearch refuses for what it is, is left out, told in the log, and kept in `rejected`: of such
    a product the index has nothing, as if it had been built anew.
    """

    def __init__(self, cluster: Cluster, prefix: str = "", owner: Owner | None = None) -> None:
        self._cluster = cluster
        self._alias = alias(prefix)
        self._owner = owner or Alone()
        self._ours = False
        self._index = ""
        self._at: Checkpoint | None = None
        self._looked = float("-inf")
        self.rejected: dict[str, str] = {}  # by product, why

    def is_ours(self) -> bool:
        ours = self._owner.held()
        if ours and not self._ours:
            self._forget()  # another instance may have gone on
        self._ours = ours
        return ours

    def checkpoint(self) -> Checkpoint | None:
        if time.monotonic() - self._looked > LOOK:
            self._look()
        return self._at

    def apply(self, changes: Sequence[Change], checkpoint: Checkpoint) -> None:
        if self.checkpoint() is None:
            raise Unavailable("search-not-ready", "the index is gone")
        try:
            for part in tpool.execute(packed, changes):
                self._write(Target(self._alias, is_alias=True, refresh=True), part)
            self._keep(checkpoint)
        except Exception:
            self._forget()
            raise

    def rebuild(self, batches: Iterable[Sequence[Change]], checkpoint: Checkpoint) -> None:
        index = f"{self._alias}-{fingerprint()}-{uuid.uuid4().hex[:8]}"
        before, self.rejected = self.rejected, {}
        self._cluster.create(index, mapping(), WHILE_BUILT)
        try:
            self._fill(index, batches)
            self._cluster.settle(index, WHEN_SERVED)
            self._cluster.tell(index, self._told(checkpoint))
            self._must_be_ours()
            self._cluster.swap(self._alias, index)
        except Exception:
            self._forget()
            self.rejected = before
            self._cluster.try_to_drop(index, self._alias)
            raise
        self._index, self._at, self._looked = index, checkpoint, time.monotonic()

    def close(self) -> None:
        self._owner.close()
        self._cluster.close()

    def _fill(self, index: str, batches: Iterable[Sequence[Change]]) -> None:
        """While one part is on its way the next is made ready."""
        sending = None
        for changes in batches:
            for part in tpool.execute(packed, changes):
                if sending is not None:
                    sending.wait()
                sending = eventlet.spawn(self._write, Target(index), part)
        if sending is not None:
            sending.wait()

    def _write(self, target: Target, part: Packed) -> None:
        refused = part.refused | self._cluster.write(target, part.operations)
        self._cluster.write(target, {product: part.deletions[product] for product in refused})
        for product in part.deletions:
            self.rejected.pop(product, None)
        self.rejected |= refused
        for product, reason in refused.items():
            logger.error("search leaves out %s: %s", product, reason)

    def _keep(self, checkpoint: Checkpoint) -> None:
        self._cluster.tell(self._index, self._told(checkpoint))
        self._at = checkpoint

    def _told(self, checkpoint: Checkpoint) -> dict[str, Any]:
        return {"checkpoint": asdict(checkpoint), "rejected": self.rejected}

    def _look(self) -> None:
        """Which index is in place, and which state it holds; drops those that nothing leads to any more."""
        found = self._cluster.indices(self._alias)
        self._index, self._at, self.rejected = "", None, {}
        for index, told in found.items():
            if not told.placed:
                self._cluster.drop(index)
            elif index.startswith(f"{self._alias}-{fingerprint()}-") and "checkpoint" in told.meta:
                kept = told.meta["checkpoint"]
                self._index = index
                self._at = Checkpoint(kept["table"], kept["revision"], tuple(kept["parked"]))
                self.rejected = dict(told.meta.get("rejected", {}))
        self._looked = time.monotonic()

    def _must_be_ours(self) -> None:
        if not self._owner.held():
            raise NoLongerLeads(self._alias)

    def _forget(self) -> None:
        self._looked = float("-inf")


def elasticsearch_index(address: str, prefix: str, views: str) -> ElasticsearchIndex:
    """Kept by the one instance that the database of views says."""
    return ElasticsearchIndex(Cluster(address), prefix, owner(views, f"the index {alias(prefix)}"))
