"""Changes as Elasticsearch takes them in bulk: lines of JSON in parts that no node finds too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from services.search.index.document import fields
from services.search.ports import Change

PART = 5_000_000  # bytes of one request
LARGEST = 10_000_000  # bytes of one document; a node refuses what takes a tenth of its memory, and would for ever


Operation = tuple[bytes, ...]  # what to do, and with which document


@dataclass
class Packed:
    """One bulk request: what to do with each product, how to delete it instead, and which are too large, and why."""

    operations: dict[str, Operation] = field(default_factory=dict)
    deletions: dict[str, Operation] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    size: int = 0


def packed(changes: Sequence[Change]) -> list[Packed]:
    parts = [Packed()]
    for change in changes:
        operation = _operation(change)
        size = sum(map(len, operation))
        if parts[-1].size and parts[-1].size + size > PART:
            parts.append(Packed())
        part = parts[-1]
        part.deletions[change.id] = (_action("delete", change),)
        if size > LARGEST:
            part.refused[change.id] = f"it has {size:,} bytes; {LARGEST:,} are the most"
        else:
            part.operations[change.id] = operation
            part.size += size
    return parts


def _operation(change: Change) -> Operation:
    if change.document is None:
        return (_action("delete", change),)
    told: Mapping[str, object] = fields(change.document)
    return _action("index", change), orjson.dumps(told, default=bytes.decode)


def _action(what: str, change: Change) -> bytes:
    """The row's revision is its version: an older one never replaces a newer, the same may be written again."""
    return orjson.dumps({what: {"_id": change.id, "version": change.revision, "version_type": "external_gte"}})
