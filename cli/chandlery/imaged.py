"""The images of a backup: each blob is what its name says, and nothing that a manifest names is missing."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from cli.chandlery.backing import REGISTRY, sum_of

LARGEST_MANIFEST = 4 * 1024 * 1024  # bytes; the registry takes no larger one


def damaged(images: Path) -> frozenset[Path]:
    """Files of blobs that were cut or changed since: the registry would hand them out, and never take them anew."""
    found = (images / REGISTRY / "blobs").glob("*/*/*/data")
    return frozenset(file for file in found if sum_of(file) != file.parent.name)


def flaws(images: Path, damaged: Collection[Path]) -> Iterator[str]:
    """One sentence for each manifest of which something is not there; the digests are what `images` is read by."""
    for link in sorted((images / REGISTRY / "repositories").rglob("_manifests/revisions/*/*/link")):
        repository = link.relative_to(images / REGISTRY / "repositories").parents[4]
        named = link.read_text().strip()
        lacking = [each for each in (named, *_named_by(images, named)) if not _is_there(images, each, damaged)]
        if lacking:
            yield f"{repository}@{named} lacks {', '.join(lacking)}: its publisher has to push it again"


def _named_by(images: Path, manifest: str) -> Iterator[str]:
    """Of an index nothing: each manifest in it has a link of its own."""
    file = _file(images, manifest)
    if not file.exists() or file.stat().st_size > LARGEST_MANIFEST:
        return
    try:
        told = json.loads(file.read_text())
        parts = [told.get("config"), *told.get("layers", ())]
        yield from (each["digest"] for each in parts if each and not each.get("urls"))
    except (ValueError, TypeError, AttributeError, KeyError):
        return  # it is damaged, and told as such


def _is_there(images: Path, digest: str, damaged: Collection[Path]) -> bool:
    file = _file(images, digest)
    return file.exists() and file not in damaged


def _file(images: Path, digest: str) -> Path:
    algorithm, _, hex_ = digest.partition(":")
    return images / REGISTRY / "blobs" / algorithm / hex_[:2] / hex_ / "data"
