"""An archive of `docker save` as Docker up to 24 writes it: a manifest.json that names configs and layers.

It has no manifest as a registry stores it: one is made, always the same for the same image, and `digest` is of that.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from services.certification.adapters.sources.manifests import DOCKER_MANIFEST, Attached
from services.certification.adapters.sources.places import Place, place, read
from services.certification.ports import SourceImage, Unreadable
from services.certification.scan.documents import LARGEST, diff_ids, document, texts
from vocabulary.digest import Digest

MARK = "manifest.json"
_CONFIG = "application/vnd.docker.container.image.v1+json"
_LAYER = "application/vnd.docker.image.rootfs.diff.tar"
GZIP = b"\x1f\x8b"
_PIECE = 1024 * 1024


class Saved:
    """`tag` (acme/db:1.0.0) says which image where the archive holds several."""

    def __init__(self, path: Path, tag: str = "", within: Place | None = None) -> None:
        self._place = within or place(path)
        told = _chosen(path, _listed(read(self._place, MARK, LARGEST)), tag)
        self._layers = texts(told.get("Layers"))
        self._config = read(self._place, str(told.get("Config")), LARGEST)
        self._manifest = self._made()
        names = texts(told.get("RepoTags"))
        self.reference = tag or (names[0] if names else str(path))
        self.digest = str(Digest.of(self._manifest))
        self.tags: Sequence[str] = tuple(name.rpartition(":")[2] for name in names)

    def images(self) -> Sequence[SourceImage]:
        return [SourceImage(self.digest, DOCKER_MANIFEST, self._manifest, self._config)]

    @contextmanager
    def layer(self, image: SourceImage, index: int) -> Iterator[BinaryIO]:
        with self._place.open(self._layers[index]) as file:
            yield file

    def attached(self) -> Sequence[Attached]:
        return ()

    def _made(self) -> bytes:
        """As a registry would have it, were layers stored unpacked."""
        diffs = diff_ids(document(self._config, "The image's config"))
        if len(diffs) != len(self._layers):
            raise Unreadable(f"The config tells of {len(diffs)} layers, {MARK} of {len(self._layers)}.")
        layers = [self._described(name, diff) for name, diff in zip(self._layers, diffs, strict=True)]
        config = {"mediaType": _CONFIG, "digest": str(Digest.of(self._config)), "size": len(self._config)}
        whole = {"schemaVersion": 2, "mediaType": DOCKER_MANIFEST, "config": config, "layers": layers}
        return json.dumps(whole, separators=(",", ":")).encode()

    def _described(self, name: str, diff: str) -> dict[str, Any]:
        """Unpacked, as Docker writes it, a layer's digest is what the config says, and is compared when it is read."""
        with self._place.open(name) as file:
            head = file.read(len(GZIP))
            size, digest = self._place.size(name), diff
            if head == GZIP:
                measured = hashlib.sha256(head)
                while piece := file.read(_PIECE):
                    measured.update(piece)
                digest = f"sha256:{measured.hexdigest()}"
        return {"mediaType": _LAYER, "digest": digest, "size": size}


def _listed(content: bytes) -> list[dict[str, Any]]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(f"{MARK} is not JSON.") from wrong
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _chosen(path: Path, images: Sequence[dict[str, Any]], tag: str) -> dict[str, Any]:
    asked = [one for one in images if not tag or any(tag in (name, name.rpartition(":")[2]) for name in _names(one))]
    if len(asked) == 1:
        return asked[0]
    known = ", ".join(name for one in images for name in _names(one)) or "none has a name"
    if not asked:
        raise Unreadable(f"{path} holds no image{f' named {tag} ({known})' if tag else ''}.")
    raise Unreadable(f"{path} holds several images ({known}): say which, as {path}:TAG.")


def _names(one: dict[str, Any]) -> tuple[str, ...]:
    return texts(one.get("RepoTags"))
