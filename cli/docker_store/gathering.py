"""Which manifests and blobs a bundle holds: the image's, of the platforms that are wanted, and what is about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store import fetching, layout
from cli.docker_store.ending import NO, Stop
from cli.docker_store.manifests import ABOUT, Descriptor, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cli.docker_store.registry import Registry

DEEPEST = 4


class Gathered:
    """`manifests` by digest; `missing` are those platforms' digests that were not wanted."""

    def __init__(self, registry: Registry, folder: Path) -> None:
        self.registry, self.folder = registry, folder
        self.manifests: dict[str, Descriptor] = {}
        self.blobs: dict[str, Descriptor] = {}
        self.missing: list[str] = []
        self.platforms: list[str] = []
        self.papers: list[str] = []
        self.entries: list[tuple[str, Descriptor]] = []

    def image(self, told: dict[str, Any], wanted: Sequence[str]) -> None:
        top = Descriptor(_oci(told["manifests"][0]))
        known = {one["digest"]: one["platform"] or "" for one in told["manifests"]}
        manifest = self._manifest(top)
        self.entries.append((told["tag"] or "", top))
        parts = manifest.children if manifest.is_index else [top]
        platforms = {one.digest: known.get(one.digest) or one.platform for one in parts}
        chosen = _chosen(parts, platforms, wanted)
        if not manifest.is_index:
            self._names(manifest)
        for one in parts if manifest.is_index else ():
            if one.digest in chosen:
                self._walk(one, 1)
            else:
                self.missing.append(one.digest)
        self.platforms = sorted(platforms[digest] for digest in chosen if platforms[digest])

    def beside(self, found: Iterable[dict[str, Any]]) -> None:
        """What is about something that was left out is left out too."""
        for one in found:
            if one["about"] in self.manifests:
                entry = Descriptor(_oci(one))
                self.entries.append((str(one["tag"]), entry))
                self._walk(entry, 0)

    @property
    def size(self) -> int:
        return sum(one.size for one in self.blobs.values())

    def _walk(self, one: Descriptor, depth: int) -> None:
        if one.digest in self.manifests:
            return
        if depth > DEEPEST:
            raise Stop(f"{one.digest} lies deeper in indexes than anything should.")
        manifest = self._manifest(one)
        if not manifest.is_index:
            self._names(manifest)
        for child in manifest.children if manifest.is_index else ():
            self._walk(child, depth + 1)

    def _manifest(self, one: Descriptor) -> Manifest:
        content = fetching.manifest(self.registry, one, self.folder / layout.blob(one.digest))
        self.manifests[one.digest] = one
        return Manifest(content, one.media_type)

    def _names(self, manifest: Manifest) -> None:
        for one in manifest.children:
            if not one.lies_elsewhere:
                self.blobs[one.digest] = one


def _chosen(parts: Sequence[Descriptor], platforms: dict[str, str], wanted: Sequence[str]) -> set[str]:
    """With a builder's statements about them; raises Stop where a platform that is wanted is not there."""
    if not wanted:
        return {one.digest for one in parts}
    for asked in wanted:
        if not any(fits(platform, asked) for platform in platforms.values()):
            there = ", ".join(sorted({one for one in platforms.values() if one})) or "one that is not told"
            raise Stop(f"There is no {asked} of it.", f"There is: {there}", NO)
    chosen = {digest for digest, platform in platforms.items() if any(fits(platform, one) for one in wanted)}
    return chosen | {one.digest for one in parts if one.annotations.get(ABOUT) in chosen}


def fits(platform: str, asked: str) -> bool:
    """linux/arm64 also means linux/arm64/v8."""
    return platform == asked or platform.startswith(f"{asked}/")


def _oci(told: dict[str, Any]) -> dict[str, Any]:
    return {"mediaType": told["media_type"], "digest": told["digest"], "size": told["size"]}
