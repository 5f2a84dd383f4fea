"""Manifests and indexes, and what each of them names (OCI image specification 1.1; Docker's own of version 2)."""

from __future__ import annotations

import re
from typing import Any

from cli.docker_store.ending import Stop
from cli.docker_store.wire import MOST, document

OCI_INDEX, OCI_MANIFEST = "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json"
DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEXES, MANIFESTS = (OCI_INDEX, DOCKER_INDEX), (OCI_MANIFEST, DOCKER_MANIFEST)
ACCEPT = ", ".join((*INDEXES, *MANIFESTS))
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
BLOB_MOST = 1 << 46  # bytes, beyond which a size is a lie
ABOUT = "vnd.docker.reference.digest"  # a builder's own statement names the platform's manifest that it is about


class Descriptor:
    """`size` in bytes; `platform` is OS/ARCH[/VARIANT], or nothing."""

    def __init__(self, told: Any) -> None:
        if not isinstance(told, dict):
            raise Stop("A manifest names what cannot be read.")
        digest, size = told.get("digest"), told.get("size")
        if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
            raise Stop(f"A manifest names what is no SHA-256 digest: {str(digest)[:100]}")
        if type(size) is not int or not 0 <= size <= BLOB_MOST:
            raise Stop(f"{digest} is said to have a size that nothing has.")
        self.digest, self.size, self.media_type = digest, size, str(told.get("mediaType", ""))
        annotations = told.get("annotations")
        self.annotations: dict[str, str] = annotations if isinstance(annotations, dict) else {}
        self.platform = _platform(told.get("platform"))

    @property
    def is_manifest(self) -> bool:
        return self.media_type in (*INDEXES, *MANIFESTS)

    @property
    def lies_elsewhere(self) -> bool:
        """Layers that may not be passed on, and are had from their maker's own address."""
        return "foreign" in self.media_type or "nondistributable" in self.media_type


class Manifest:
    """Its `children` are manifests for an index; config and layers otherwise. Raises Stop for what is neither."""

    def __init__(self, content: bytes, media_type: str) -> None:
        told = document(content)
        if told.get("schemaVersion") != 2 or told.get("mediaType", media_type) != media_type:
            raise Stop("A manifest is not of the kind that it is said to be.")
        self.content, self.media_type, self.told = content, media_type, told
        if media_type in INDEXES:
            self.children = [Descriptor(one) for one in _list(told.get("manifests"))]
            if not all(one.is_manifest for one in self.children):
                raise Stop("An index names what is no manifest.")
        elif media_type in MANIFESTS:
            self.children = [Descriptor(told.get("config")), *self.layers]
        else:
            raise Stop(f"Manifests of the kind {media_type[:100] or 'that is not said'} cannot be carried.")

    @property
    def is_index(self) -> bool:
        return self.media_type in INDEXES

    @property
    def layers(self) -> list[Descriptor]:
        return [Descriptor(one) for one in _list(self.told.get("layers"))]


def must_be_small(size: int) -> None:
    if size > MOST:
        raise Stop(f"A manifest of {size} bytes is none: registries take {MOST}.")


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise Stop("A manifest lacks what it should name.")
    return told


def _platform(told: Any) -> str:
    if not isinstance(told, dict):
        return ""
    parts = [str(told.get(name) or "") for name in ("os", "architecture", "variant")]
    return "" if "unknown" in parts else "/".join(part for part in parts if part)
