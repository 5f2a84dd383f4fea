"""Manifests, indexes and configs as publishers push them: hostile until each field was looked at (OCI image spec)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.catalog.ports import Unreleasable
from vocabulary.digest import Digest, is_digest
from vocabulary.platform import Platform

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
PLUGIN_CONFIG = "application/vnd.docker.plugin.v1+json"
CONFIGS = frozenset(
    {
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
        PLUGIN_CONFIG,
    }
)
INDEXES, MANIFESTS = frozenset({OCI_INDEX, DOCKER_LIST}), frozenset({OCI_MANIFEST, DOCKER_MANIFEST})
ACCEPT = ", ".join(sorted(INDEXES | MANIFESTS))
_LAYER = re.compile(
    r"application/vnd\.(oci\.image\.layer\.(nondistributable\.)?v1\.tar(\+gzip|\+zstd)?"
    r"|docker\.image\.rootfs\.(foreign\.)?diff\.tar(\.gzip|\.zstd)?)"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
DOCUMENT = 4 * 1024 * 1024  # bytes of a manifest or config; the registry takes no larger manifest
CHILDREN, LAYERS, LARGEST = 64, 256, 2**40


@dataclass(frozen=True)
class Descriptor:
    media_type: str
    digest: str
    size: int
    platform: Platform | None
    attests: bool  # an attestation about another manifest of the same index, no platform of its own
    foreign: bool  # a layer that is fetched from elsewhere, and need not lie in the registry


@dataclass(frozen=True)
class Index:
    media_type: str
    children: tuple[Descriptor, ...]


@dataclass(frozen=True)
class Manifest:
    media_type: str
    config: Descriptor
    layers: tuple[Descriptor, ...]

    @property
    def size(self) -> int:
        return self.config.size + sum(layer.size for layer in self.layers)

    @property
    def blobs(self) -> tuple[Descriptor, ...]:
        return (self.config, *self.layers)


def document(content: bytes, digest: str) -> dict[str, Any]:
    """The JSON object under its digest; raises Unreleasable."""
    if len(content) > DOCUMENT:
        raise Unreleasable("document-too-long", what=digest, most=DOCUMENT)
    if not is_digest(digest) or not Digest.parse(digest).matches(content):
        raise Unreleasable("digest-differs", digest=digest)
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise Unreleasable("not-json", digest=digest) from wrong
    if not isinstance(read, dict):
        raise Unreleasable("not-an-object", digest=digest)
    return read


def parse(content: bytes, digest: str, media_type: str) -> Index | Manifest:
    """An index of manifests, or a manifest of one platform."""
    read = document(content, digest)
    told = read.get("mediaType", media_type)
    if told != media_type:
        raise Unreleasable("type-differs", digest=digest, served=_short(media_type), told=_short(told))
    if read.get("schemaVersion") != 2:
        raise Unreleasable("schema-version-unknown", digest=digest)
    if media_type in INDEXES:
        return _index(read, digest, media_type)
    if media_type in MANIFESTS:
        return _manifest(read, digest, media_type)
    raise Unreleasable("not-a-manifest", type=_short(media_type))


def child(content: bytes, of: Descriptor) -> Manifest:
    """A manifest that an index names; an index inside an index is not followed."""
    found = parse(content, of.digest, of.media_type)
    if len(content) != of.size:
        raise Unreleasable("child-size-differs", digest=of.digest, found=len(content), told=of.size)
    if isinstance(found, Index):
        raise Unreleasable("index-in-index", digest=of.digest)
    return found


def check_image(manifest: Manifest) -> None:
    """That it is a container image or a plugin, with layers that an engine can unpack."""
    if manifest.config.media_type not in CONFIGS:
        raise Unreleasable("config-unknown", type=_short(manifest.config.media_type))
    for layer in manifest.layers:
        if _LAYER.fullmatch(layer.media_type) is None:
            raise Unreleasable("layer-unknown", type=_short(layer.media_type))


def platform_of(config: Mapping[str, Any]) -> Platform:
    parts = [config.get("os"), config.get("architecture"), config.get("variant") or ""]
    return _platform(parts)


def created_of(config: Mapping[str, Any]) -> str:
    told = config.get("created")
    return told if isinstance(told, str) and _TIME.fullmatch(told) else ""


def _index(read: Mapping[str, Any], digest: str, media_type: str) -> Index:
    children = tuple(_descriptor(one) for one in _list(read.get("manifests"), digest, CHILDREN))
    for one in children:
        if one.media_type not in MANIFESTS:
            raise Unreleasable("child-not-a-manifest", digest=digest, type=_short(one.media_type))
    return Index(media_type, children)


def _manifest(read: Mapping[str, Any], digest: str, media_type: str) -> Manifest:
    layers = tuple(_descriptor(one) for one in _list(read.get("layers"), digest, LAYERS))
    return Manifest(media_type, _descriptor(read.get("config")), layers)


def _list(given: Any, digest: str, most: int) -> list[Any]:
    if not isinstance(given, list):
        raise Unreleasable("list-missing", digest=digest)
    if len(given) > most:
        raise Unreleasable("too-many-parts", digest=digest, found=len(given), most=most)
    return given


def _descriptor(given: Any) -> Descriptor:
    if not isinstance(given, Mapping):
        raise Unreleasable("not-a-descriptor")
    media_type, digest, size = given.get("mediaType"), given.get("digest"), given.get("size")
    if not isinstance(media_type, str) or not isinstance(digest, str) or not is_digest(digest):
        raise Unreleasable("descriptor-incomplete", digest=_short(digest))
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= LARGEST:
        raise Unreleasable("size-senseless", digest=digest, size=_short(size))
    attests = _attests(given)
    platform = None if attests or given.get("platform") is None else _platform_field(given["platform"])
    foreign = "nondistributable" in media_type or ".foreign." in media_type
    return Descriptor(media_type, digest, size, platform, attests, foreign)


def _attests(given: Mapping[str, Any]) -> bool:
    """BuildKit annotates attestations, and gives them a platform that no machine is."""
    annotations, platform = given.get("annotations"), given.get("platform")
    annotated = isinstance(annotations, Mapping) and "vnd.docker.reference.type" in annotations
    return annotated or (isinstance(platform, Mapping) and platform.get("os") == "unknown")


def _platform_field(given: Any) -> Platform:
    if not isinstance(given, Mapping):
        raise Unreleasable("platform-not-an-object")
    return _platform([given.get("os"), given.get("architecture"), given.get("variant") or ""])


def _platform(parts: list[Any]) -> Platform:
    try:
        return Platform.parse("/".join(str(part) for part in parts if part != "")).normal
    except ValueError as wrong:
        raise Unreleasable("platform-missing") from wrong


def _short(given: Any) -> str:
    text = str(given)
    return f"“{text[:100]}”" if text.isprintable() else "something unreadable"
