"""Images made from nothing: layers, configs, manifests and an index as bytes, without an engine (OCI image spec)."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vocabulary import elf

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
ARCHITECTURES = ("amd64", "arm64")


@dataclass(frozen=True)
class Blob:
    """Bytes under their digest, as a registry keeps them."""

    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return "sha256:" + hashlib.sha256(self.content).hexdigest()

    def descriptor(self, **more: Any) -> dict[str, Any]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.content), **more}


@dataclass(frozen=True)
class Image:
    """One image for several platforms: blobs first, then the manifests that name them, then the index."""

    blobs: tuple[Blob, ...]
    manifests: tuple[Blob, ...]
    index: Blob


@dataclass(frozen=True)
class Recipe:
    """What an image says when it is run, what lies in it, and what its labels tell."""

    title: str
    version: str
    program: str  # path in the image
    says: str
    created: datetime
    licence: str
    source: str
    files: Mapping[str, str]
    vendor: str = ""
    description: str = ""


def make(recipe: Recipe, architectures: Sequence[str] = ARCHITECTURES) -> Image:
    """The same bytes each time: digests depend on the recipe alone."""
    platforms = [_platform(recipe, architecture) for architecture in architectures]
    children = [
        manifest.descriptor(platform={"architecture": architecture, "os": "linux"})
        for architecture, (_, _, manifest) in zip(architectures, platforms, strict=True)
    ]
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": children, "annotations": _annotations(recipe)}
    blobs = tuple(blob for layer, config, _ in platforms for blob in (layer, config))
    return Image(blobs, tuple(manifest for _, _, manifest in platforms), _json(INDEX, index))


def _platform(recipe: Recipe, architecture: str) -> tuple[Blob, Blob, Blob]:
    archive = _archive(recipe, architecture)
    layer = Blob(LAYER, _gzipped(archive))
    config = _json(CONFIG, _config(recipe, architecture, "sha256:" + hashlib.sha256(archive).hexdigest()))
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
        "annotations": _annotations(recipe),
    }
    return layer, config, _json(MANIFEST, manifest)


def _archive(recipe: Recipe, architecture: str) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as tar:
        _add(tar, recipe, recipe.program, elf.program(architecture, recipe.says), 0o755)
        for path, text in sorted(recipe.files.items()):
            _add(tar, recipe, path, text.encode(), 0o644)
    return written.getvalue()


def _add(tar: tarfile.TarFile, recipe: Recipe, path: str, content: bytes, mode: int) -> None:
    entry = tarfile.TarInfo(path.lstrip("/"))
    entry.size, entry.mode, entry.mtime = len(content), mode, int(recipe.created.timestamp())
    tar.addfile(entry, io.BytesIO(content))


def _gzipped(archive: bytes) -> bytes:
    return gzip.compress(archive, 9, mtime=0)


def _config(recipe: Recipe, architecture: str, diff_id: str) -> dict[str, Any]:
    return {
        "created": _time(recipe),
        "architecture": architecture,
        "os": "linux",
        "config": {"Entrypoint": [recipe.program], "User": "65532:65532", "Labels": _annotations(recipe)},
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
        "history": [{"created": _time(recipe), "created_by": "demo/images.py", "comment": recipe.title}],
    }


def _annotations(recipe: Recipe) -> dict[str, str]:
    names = {
        "title": recipe.title,
        "version": recipe.version,
        "created": _time(recipe),
        "licenses": recipe.licence,
        "source": recipe.source,
        "vendor": recipe.vendor,
        "description": recipe.description,
    }
    return {f"org.opencontainers.image.{name}": value for name, value in names.items() if value}


def _time(recipe: Recipe) -> str:
    return recipe.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(media_type: str, document: Mapping[str, Any]) -> Blob:
    return Blob(media_type, json.dumps(document, indent=1, sort_keys=True).encode())
