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
        raise Unreleasable(f"{digest} is longer than {DOCUMENT} bytes.")
    if not is_digest(digest) or not Digest.parse(digest).matches(content):
        raise Unreleasable(f"{digest} does not match its content.")
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise Unreleasable(f"{digest} is no JSON.") from wrong
    if not isinstance(read, dict):
        raise Unreleasable(f"{digest} is no JSON object.")
    return read


def parse(content: bytes, digest: str, media_type: str) -> Index | Manifest:
    """An index of manifests, or a manifest of one platform."""
    read = document(content, digest)
    told = read.get("mediaType", media_type)
    if told != media_type:
        raise Unreleasable(f"{digest} is served as {_short(media_type)}, but calls itself {_short(told)}.")
    if read.get("schemaVersion") != 2:
        raise Unreleasable(f"{digest} has a schemaVersion other than 2.")
    if media_type in INDEXES:
        return _index(read, digest, media_type)
    if media_type in MANIFESTS:
        return _manifest(read, digest, media_type)
    raise Unreleasable(f"{_short(media_type)} is no image manifest.")


def child(content: bytes, of: Descriptor) -> Manifest:
    """A manifest that an index names; an index inside an index is not followed."""
    found = parse(content, of.digest, of.media_type)
    if len(content) != of.size:
        raise Unreleasable(f"{of.digest} has {len(content)} bytes; the index says {of.size}.")
    if isinstance(found, Index):
        raise Unreleasable(f"{of.digest} is an index inside an index.")
    return found


def check_image(manifest: Manifest) -> None:
    """That it is a container image or a plugin, with layers that an engine can unpack."""
    if manifest.config.media_type not in CONFIGS:
        raise Unreleasable(f"{_short(manifest.config.media_type)} is neither an image's nor a plugin's config.")
    for layer in manifest.layers:
        if _LAYER.fullmatch(layer.media_type) is None:
            raise Unreleasable(f"{_short(layer.media_type)} is no layer of an image.")


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
            raise Unreleasable(f"{digest} holds {_short(one.media_type)}, which is no image manifest.")
    return Index(media_type, children)


def _manifest(read: Mapping[str, Any], digest: str, media_type: str) -> Manifest:
    layers = tuple(_descriptor(one) for one in _list(read.get("layers"), digest, LAYERS))
    return Manifest(media_type, _descriptor(read.get("config")), layers)


def _list(given: Any, digest: str, most: int) -> list[Any]:
    if not isinstance(given, list):
        raise Unreleasable(f"{digest} lacks a list that it must have.")
    if len(given) > most:
        raise Unreleasable(f"{digest} names {len(given)} parts; at most {most} are taken.")
    return given


def _descriptor(given: Any) -> Descriptor:
    if not isinstance(given, Mapping):
        raise Unreleasable("A part of the manifest is no descriptor.")
    media_type, digest, size = given.get("mediaType"), given.get("digest"), given.get("size")
    if not isinstance(media_type, str) or not isinstance(digest, str) or not is_digest(digest):
        raise Unreleasable(f"A descriptor has no type or no digest: {_short(digest)}.")
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= LARGEST:
        raise Unreleasable(f"{digest} has no sensible size: {_short(size)}.")
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
        raise Unreleasable("A platform is no JSON object.")
    return _platform([given.get("os"), given.get("architecture"), given.get("variant") or ""])


def _platform(parts: list[Any]) -> Platform:
    try:
        return Platform.parse("/".join(str(part) for part in parts if part != "")).normal
    except ValueError as wrong:
        raise Unreleasable("An image does not say which operating system and architecture it is for.") from wrong


def _short(given: Any) -> str:
    text = str(given)
    return f"“{text[:100]}”" if text.isprintable() else "something unreadable"
