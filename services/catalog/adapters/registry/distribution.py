"""Reading what was pushed and releasing it: blobs first, then what names them, last the tag that customers pull."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.catalog.adapters.registry import manifests
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.manifests import PLUGIN_CONFIG, Descriptor, Index, Manifest
from services.catalog.adapters.registry.tokens import Signer
from services.catalog.ports import RegistryAway, SeenImage, SeenPlatform, StagedTag, Unreleasable
from services.catalog.settings import Settings
from vocabulary.digest import Digest
from vocabulary.platform import Platform

STAGING = "staging/"
# A plugin's config names no platform; engines with managed plugins ask for the one that they run on by its tag.
PLUGINS_RUN_ON = Platform("linux", "amd64")


def distribution_of(config: Mapping[str, Any]) -> "Distribution":
    settings = Settings.load(config["CHANDLERY"])
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    return Distribution(Client(settings.registry_api, signer))


@dataclass(frozen=True)
class Part:
    """One manifest of an image with its bytes."""

    descriptor: Descriptor
    content: bytes
    manifest: Manifest


@dataclass(frozen=True)
class Whole:
    """An image as it lies in the registry: its top manifest, and the manifests of its platforms."""

    content: bytes
    media_type: str
    parts: tuple[Part, ...]
    single: bool  # the top manifest is the only one


class Distribution:
    """The port `Registry` on a CNCF distribution registry."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def read(self, repository: str, digest: str) -> SeenImage:
        source = STAGING + repository
        whole = self._whole(source, digest)
        images = [part for part in whole.parts if not part.descriptor.attests]
        if not images:
            raise Unreleasable("The index names no platform.")
        for part in images:
            manifests.check_image(part.manifest)
        configs = [self._config(source, part.manifest.config) for part in images]
        plugins = {part.manifest.config.media_type == PLUGIN_CONFIG for part in images}
        if len(plugins) > 1:
            raise Unreleasable("The index mixes plugins and container images.")
        return SeenImage(
            media_type=whole.media_type,
            kind="plugin" if True in plugins else "container",
            platforms=tuple(_platform(part, config) for part, config in zip(images, configs, strict=True)),
            created=next(filter(None, map(manifests.created_of, configs)), ""),
        )

    def release(self, repository: str, tag: str, digest: str) -> None:
        source = STAGING + repository
        whole = self._whole(source, digest)
        for blob in _each_once(whole):
            self._bring(repository, source, blob)
        if not whole.single:
            for part in whole.parts:
                self._put(repository, part.descriptor.digest, part.content, part.descriptor.media_type)
        for name in (digest, keep_tag(digest), tag):
            self._put(repository, name, whole.content, whole.media_type, digest)

    def staged(self) -> Iterator[StagedTag]:
        for name in self._client.repositories():
            if name.startswith(STAGING):
                for tag in self._client.tags(name):
                    found = self._client.holds_manifest(name, tag)
                    if found is not None:
                        yield StagedTag(name.removeprefix(STAGING), tag, *found)

    def _whole(self, repository: str, digest: str) -> Whole:
        content, media_type = self._client.manifest(repository, digest)
        top = manifests.parse(content, digest, media_type)
        if isinstance(top, Manifest):
            own = Descriptor(media_type, digest, len(content), None, attests=False, foreign=False)
            return Whole(content, media_type, (Part(own, content, top),), single=True)
        return Whole(content, media_type, tuple(self._parts(repository, top)), single=False)

    def _parts(self, repository: str, index: Index) -> Iterator[Part]:
        for one in index.children:
            content, _ = self._client.manifest(repository, one.digest)
            yield Part(one, content, manifests.child(content, one))

    def _config(self, repository: str, descriptor: Descriptor) -> dict[str, Any]:
        content = self._client.blob(repository, descriptor.digest)
        if len(content) != descriptor.size:
            raise Unreleasable(f"{descriptor.digest} has {len(content)} bytes; the manifest says {descriptor.size}.")
        return manifests.document(content, descriptor.digest)

    def _bring(self, repository: str, source: str, blob: Descriptor) -> None:
        if self._client.holds_blob(repository, blob.digest):
            return
        if blob.foreign and not self._client.holds_blob(source, blob.digest):
            return  # engines fetch it from where its manifest says
        place = self._client.mount(repository, blob.digest, source)
        if place:
            self._client.copy(repository, blob.digest, source, place)

    def _put(self, repository: str, name: str, content: bytes, media_type: str, digest: str = "") -> None:
        wanted = digest or name
        found = self._client.holds_manifest(repository, name)
        if found is not None and found[0] == wanted:
            return
        self._client.put_manifest(repository, name, content, media_type)
        stored = self._client.holds_manifest(repository, name)
        if stored is None or stored[0] != wanted:
            raise RegistryAway(f"{repository}:{name} does not hold {wanted} after it was put there")


def keep_tag(digest: str) -> str:
    """A tag that no customer sees and no tag replaces: garbage collection never takes a released digest."""
    return f"sha256-{Digest.parse(digest).hex[:64]}.keep"


def _each_once(whole: Whole) -> Iterator[Descriptor]:
    seen: set[str] = set()
    for part in whole.parts:
        for blob in part.manifest.blobs:
            if blob.digest not in seen:
                seen.add(blob.digest)
                yield blob


def _platform(part: Part, config: Mapping[str, Any]) -> SeenPlatform:
    if part.descriptor.platform is not None:
        platform = part.descriptor.platform
    elif part.manifest.config.media_type == PLUGIN_CONFIG:
        platform = PLUGINS_RUN_ON
    else:
        platform = manifests.platform_of(config)
    return SeenPlatform(str(platform), part.descriptor.digest, part.manifest.size, len(part.manifest.layers))
