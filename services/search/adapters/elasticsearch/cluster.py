"""What the index's writer asks of an Elasticsearch, and what its answers mean: try again, or this document never."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from eventlog.refusal import Unavailable
from services.search.adapters.elasticsearch.packing import Operation

PATIENCE = 30.0  # seconds for one answer
GONE, CONFLICT, BUSY, TOO_LARGE = 404, 409, 429, 413
ALL_IN_VAIN = (401, 403, BUSY)  # no right, a block, or too much at once: nothing is wrong with what was sent


@dataclass(frozen=True)
class Found:
    """Whether the alias leads to this index, and what was kept with it."""

    placed: bool
    meta: Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """Where to write. An alias must be one: else a new index would be made. `refresh`: found when it returns."""

    name: str
    is_alias: bool = False
    refresh: bool = False


class Cluster:
    """Raises Unavailable where it does not answer, refuses for the moment, or has lost what it is asked for."""

    def __init__(self, address: str) -> None:
        self._client = Elasticsearch(address, request_timeout=PATIENCE, max_retries=0, retry_on_timeout=False)
        # What is written has a version: it may come twice, and is sent again where a kept connection has ended.
        self._writing = self._client.options(max_retries=1, retry_on_status=())

    def indices(self, alias: str) -> dict[str, Found]:
        """All that were ever built for this alias and are still there."""
        with _waited_out():
            told = self._client.indices.get(index=f"{alias}-*", features=["aliases", "mappings"]).body
        return {
            index: Found(alias in each["aliases"], each["mappings"].get("_meta") or {}) for index, each in told.items()
        }

    def create(self, index: str, mappings: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        with _waited_out():
            self._client.indices.create(index=index, mappings=mappings, settings=settings)

    def write(self, target: Target, operations: Mapping[str, Operation]) -> dict[str, str]:
        """Products that are refused for what they are, and why; all others are in when it returns."""
        if not operations:
            return {}
        lines = [line for operation in operations.values() for line in operation]
        try:
            with _waited_out(but=TOO_LARGE):
                told = self._writing.bulk(
                    index=target.name,
                    operations=lines,  # type: ignore[arg-type]  # bytes go as they are
                    refresh=target.refresh,
                    require_alias=target.is_alias,
                ).body
        except ApiError:
            return self._in_halves(target, operations)
        return dict(_refused(told["items"]))

    def settle(self, index: str, settings: Mapping[str, Any]) -> None:
        """All that was written lies on disk and is found."""
        with _waited_out():
            self._client.indices.put_settings(index=index, settings=settings)
            self._client.indices.flush(index=index)
            self._client.indices.refresh(index=index)

    def tell(self, index: str, meta: Mapping[str, Any]) -> None:
        """Kept with the index, in its mapping."""
        with _waited_out():
            self._client.indices.put_mapping(index=index, meta=meta)

    def swap(self, alias: str, index: str) -> None:
        """From one moment to the next; those in place before are left to who is searching them now."""
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": alias, "is_write_index": True}}]
        actions += [
            {"remove": {"index": other, "alias": alias}} for other, told in self.indices(alias).items() if told.placed
        ]
        with _waited_out():
            self._client.indices.update_aliases(actions=actions)

    def drop(self, index: str) -> None:
        with _waited_out():
            self._client.indices.delete(index=index, ignore_unavailable=True)

    def try_to_drop(self, index: str, alias: str) -> None:
        """Unless it is in place: the answer to a swap may have been lost."""
        with suppress(Unavailable):
            if not self.indices(alias).get(index, Found(True, {})).placed:
                self.drop(index)

    def close(self) -> None:
        self._client.close()

    def _in_halves(self, target: Target, operations: Mapping[str, Operation]) -> dict[str, str]:
        """A proxy before the node may take less at once than we send."""
        if len(operations) == 1:
            return dict.fromkeys(operations, "it is too large for what stands before Elasticsearch")
        told, middle = list(operations.items()), len(operations) // 2
        return self.write(target, dict(told[:middle])) | self.write(target, dict(told[middle:]))


def _refused(items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for item in items:
        (answer,) = item.values()
        status, error = answer["status"], answer.get("error", {})
        if status < 300 or status == CONFLICT or (status == GONE and not error):
            continue  # done, or done already, or there was nothing to delete
        reason = f"{error.get('type')}: {error.get('reason')}"
        if status in (*ALL_IN_VAIN, GONE) or status >= 500:
            raise Unavailable("search-not-ready", f"Elasticsearch answers {status}: {reason}")
        yield answer["_id"], reason


@contextmanager
def _waited_out(but: int = 0) -> Iterator[None]:
    """Silence, and refusals that have nothing to do with what is asked, as Unavailable."""
    try:
        yield
    except TransportError as silent:
        raise Unavailable("search-not-ready", f"Elasticsearch does not answer: {type(silent).__name__}") from silent
    except NotFoundError as gone:
        raise Unavailable("search-not-ready", "the index is gone") from gone
    except ApiError as refused:
        status = refused.status_code
        if status == but or (status not in ALL_IN_VAIN and status < 500):
            raise
        raise Unavailable("search-not-ready", f"Elasticsearch answers {status}: {refused.message}") from refused
