"""Manifests that several write to: what lies under cosign's tags, and the index that stands for the referrers API."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.catalog.adapters.registry.manifests import INDEXES, OCI_INDEX, OCI_MANIFEST
from services.catalog.ports import Unreleasable
from vocabulary.digest import Digest

CONFIG = "application/vnd.oci.image.config.v1+json"
EMPTY = "application/vnd.oci.empty.v1+json"
OURS = "store.chandlery.states"  # an annotation: of its kind the store states one thing, the newest


@dataclass(frozen=True)
class Document:
    """A manifest to be written; `config` is a blob that has to lie there before, and so has what was `added`.

    What was `left` out of it is named by nothing any more.
    """

    content: bytes
    media_type: str
    config: bytes = b""
    added: frozenset[str] = frozenset()  # digests
    left: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        return str(Digest.of(self.content))


Part = Mapping[str, Any]  # a descriptor as JSON


def with_layers(present: bytes | None, added: Sequence[Part], tag: str) -> Document | None:
    """A manifest of signatures that has these too; None where it has them already."""
    kept = _parts(present, "layers", tag)
    return _of_layers(kept, _united(kept, added))


def with_children(present: bytes | None, added: Sequence[Part], tag: str) -> Document | None:
    """An index of referrers that names these too; None where it does already."""
    kept = _parts(present, "manifests", tag)
    return _of_children(kept, _united(kept, added))


def descriptor(media_type: str, content: bytes, **more: Any) -> dict[str, Any]:
    return {"mediaType": media_type, "size": len(content), "digest": str(Digest.of(content)), **more}


def merged(present: bytes | None, coming: bytes, media_type: str, tag: str) -> Document | None:
    """What a publisher brings beside what lies there, which it never replaces; None where it lies there already.

    What it brings is never the store's own: as that it would be cleared away, and what it names with it.
    """
    name, made = ("manifests", _of_children) if media_type in INDEXES else ("layers", _of_layers)
    brought = _parts(coming, name, tag)
    theirs = [_unclaimed(one) for one in brought]
    if present is None and theirs == brought:
        return Document(coming, media_type)
    kept = _parts(present, name, tag)
    return made(kept, [*kept, *(one for one in theirs if one not in kept)])


def _of_layers(kept: Sequence[Part], layers: Sequence[Part]) -> Document | None:
    if layers == kept:
        return None
    config = _json({"architecture": "", "os": "", "rootfs": {"type": "layers", "diff_ids": [*_digests(layers)]}})
    content = _json(
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": descriptor(CONFIG, config),
            "layers": layers,
        }
    )
    return Document(content, OCI_MANIFEST, config, frozenset(_digests(layers)) - {*_digests(kept)})


def _of_children(kept: Sequence[Part], children: Sequence[Part]) -> Document | None:
    if children == kept:
        return None
    content = _json({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": children})
    before, now = frozenset(_digests(kept)), frozenset(_digests(children))
    return Document(content, OCI_INDEX, added=now - before, left=before - now)


def _united(kept: Sequence[Part], added: Sequence[Part]) -> list[Part]:
    replaced = {_states(one) for one in added} - {""}
    left = [one for one in kept if _states(one) not in replaced or one in added]
    return [*left, *(one for one in added if one not in left)]


def _unclaimed(part: Part) -> Part:
    annotations = part.get("annotations")
    if not isinstance(annotations, dict) or OURS not in annotations:
        return part
    return {**part, "annotations": {name: told for name, told in annotations.items() if name != OURS}}


def _states(part: Part) -> str:
    annotations = part.get("annotations")
    return str(annotations.get(OURS, "")) if isinstance(annotations, dict) else ""


def _parts(content: bytes | None, name: str, tag: str) -> list[Part]:
    if content is None:
        return []
    read = _read(content)
    parts = read.get(name) if isinstance(read, dict) else None
    if not isinstance(parts, list) or not all(isinstance(one, dict) for one in parts):
        raise Unreleasable("name-lies", tag=tag)
    return parts


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _digests(layers: Sequence[Part]) -> list[str]:
    return [str(layer.get("digest")) for layer in layers]


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode()
