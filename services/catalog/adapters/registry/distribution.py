"""Reading what was pushed and releasing it: blobs first, then what names them, last the tag that customers pull."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from services.catalog.adapters.registry import manifests, verifying
from services.catalog.adapters.registry.beside import Beside, Signed
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.manifests import OCI_INDEX, PLUGIN_CONFIG, Descriptor
from services.catalog.adapters.registry.reading import Part, Whole, attached, closure, keep_tag, whole
from services.catalog.adapters.registry.signing import SigningKeys
from services.catalog.adapters.registry.tokens import Signer
from services.catalog.ports import (
    Alone,
    Lying,
    LyingBeside,
    LyingManifest,
    RegistryAway,
    Said,
    SeenImage,
    SeenPlatform,
    StagedTag,
    Step,
    Unreleasable,
    tombstone,
)
from services.catalog.settings import Settings
from vocabulary.digest import Digest
from vocabulary.platform import Platform

STAGING = "staging/"
HIDDEN = "sha256-"
# A plugin's config names no platform; engines with managed plugins ask for the one that they run on by its tag.
PLUGINS_RUN_ON = Platform("linux", "amd64")


def distribution_of(config: Mapping[str, Any]) -> "Distribution":
    settings = Settings.load(config["CHANDLERY"])
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    return Distribution(Client(settings.registry_api, signer), SigningKeys(settings.keys), settings.registry_host)


class Distribution:
    """The port `Registry` on a CNCF distribution registry."""

    def __init__(self, client: Client, keys: SigningKeys, host: str) -> None:
        self._client = client
        self._keys = keys
        self._host = host

    def read(self, repository: str, digest: str) -> SeenImage:
        source = STAGING + repository
        image = whole(self._client, source, digest)
        images = [part for part in image.parts if not part.descriptor.attests]
        if not images:
            raise Unreleasable("no-platform")
        for part in images:
            manifests.check_image(part.manifest)
        configs = [self._config(source, part.manifest.config) for part in images]
        plugins = {part.manifest.config.media_type == PLUGIN_CONFIG for part in images}
        if len(plugins) > 1:
            raise Unreleasable("kinds-mixed")
        return SeenImage(
            media_type=image.media_type,
            kind="plugin" if True in plugins else "container",
            platforms=tuple(_platform(part, config) for part, config in zip(images, configs, strict=True)),
            created=next(filter(None, map(manifests.created_of, configs)), ""),
        )

    def release(self, repository: str, tag: str, digest: str, alone: Alone = nullcontext) -> Iterator[Step]:
        source = STAGING + repository
        image = whole(self._client, source, digest)
        beside = attached(self._client, source, image)
        every = [image, *(one.whole for one in beside)]
        for blob in _each_once(every):
            self._bring(repository, source, blob)
        yield "mounted"
        for one in every:
            self._put_whole(repository, one)
        writing = self._beside(repository, alone)
        for found in beside:
            writing.carry(found.tag, found.whole.content, found.whole.media_type)
        yield "manifests"
        self._sign(writing, image)
        yield "signed"
        self._put(repository, tag, image)
        yield "tagged"

    def check_signature(self, repository: str, digest: str, keys: Collection[str]) -> None:
        verifying.check(self._client, STAGING + repository, digest, keys)

    def signing_keys(self) -> list[dict[str, Any]]:
        return self._keys.published()

    def sign(self, repository: str, digest: str, alone: Alone = nullcontext) -> bool:
        return self._sign(self._beside(repository, alone), whole(self._client, repository, digest))

    def attest(self, repository: str, digest: str, said: Sequence[Said], alone: Alone = nullcontext) -> None:
        content, media_type = self._client.manifest(repository, digest)
        image = Signed(f"{self._host}/{repository}", digest, media_type, len(content))
        self._beside(repository, alone).attest(image, said)

    def move_tag(self, repository: str, tag: str, digest: str) -> None:
        content, media_type = self._client.manifest(repository, digest)
        self._put(repository, tag, Whole(digest, content, media_type, (), single=True))

    def drop_tag(self, repository: str, tag: str) -> None:
        if self._client.holds_manifest(repository, tag) is None or self._client.delete_tag(repository, tag):
            return
        stone = tombstone(tag)
        self._client.put_manifest(repository, tag, stone, OCI_INDEX)
        self._client.delete_manifest(repository, str(Digest.of(stone)))

    def withdraw(self, repository: str, digest: str, spared: Collection[str]) -> None:
        self._delete(repository, digest, spared)

    def unstage(self, repository: str, tag: str, digest: str, spared: Collection[str]) -> None:
        if digest not in spared:
            self._delete(STAGING + repository, digest, spared)
            return
        found = self._client.holds_manifest(STAGING + repository, tag)
        if found is not None and found[0] in (digest, str(Digest.of(tombstone(tag)))):
            self.drop_tag(STAGING + repository, tag)

    def staged(self, repository: str = "") -> Iterator[StagedTag]:
        for name in [STAGING + repository] if repository else self._client.repositories():
            if name.startswith(STAGING):
                for tag, digest, media_type in self._tags(name):
                    yield StagedTag(name.removeprefix(STAGING), tag, digest, media_type)

    def released(self, repository: str) -> Iterator[tuple[str, str]]:
        for tag, digest, _ in self._tags(repository):
            if not tag.startswith(HIDDEN):
                yield tag, digest

    def holds(self, repository: str, digest: str) -> bool:
        return self._client.holds_manifest(repository, digest) is not None

    def lying(self, repository: str, digest: str) -> Lying:
        image = whole(self._client, repository, digest)
        top = LyingManifest(image.digest, image.media_type, len(image.content), "")
        parts = () if image.single else tuple(_lying(part.descriptor) for part in image.parts)
        found = [(one.tag, one.whole) for one in attached(self._client, repository, image)]
        beside = (
            LyingBeside(tag, one.digest, one.media_type, len(one.content)) for tag, one in sorted(found, key=_tag)
        )
        return Lying((top, *parts), tuple(beside))

    def repositories(self) -> Iterator[str]:
        yield from dict.fromkeys(name.removeprefix(STAGING) for name in self._client.repositories())

    def _tags(self, name: str) -> Iterator[tuple[str, str, str]]:
        for tag in self._client.tags(name):
            found = self._client.holds_manifest(name, tag)
            if found is not None:
                yield tag, *found

    def _delete(self, name: str, digest: str, spared: Collection[str]) -> None:
        """What names others goes last, so that whoever takes this up again still finds them."""
        kept = set(closure(self._client, name, spared))
        for one in reversed(closure(self._client, name, [digest])):
            if one not in kept:
                self._client.delete_manifest(name, one)

    def _beside(self, repository: str, alone: Alone) -> Beside:
        return Beside(self._client, repository, self._keys.newest, alone)

    def _sign(self, writing: Beside, image: Whole) -> bool:
        """Each platform's manifest and the index, which is what a customer's engine and a customer's policy name."""
        name = f"{self._host}/{writing.repository}"
        top = Signed(name, image.digest, image.media_type, len(image.content))
        children = [part.descriptor for part in image.parts if not image.single and not part.descriptor.attests]
        platforms = [Signed(name, one.digest, one.media_type, one.size) for one in children]
        missing = [writing.sign(one) for one in (*platforms, top)]
        return True in missing

    def _config(self, repository: str, descriptor: Descriptor) -> dict[str, Any]:
        content = self._client.blob(repository, descriptor.digest)
        if len(content) != descriptor.size:
            raise Unreleasable(
                "config-size-differs", digest=descriptor.digest, found=len(content), told=descriptor.size
            )
        return manifests.document(content, descriptor.digest)

    def _bring(self, repository: str, source: str, blob: Descriptor) -> None:
        if self._client.holds_blob(repository, blob.digest):
            return
        if blob.foreign and not self._client.holds_blob(source, blob.digest):
            return  # engines fetch it from where its manifest says
        place = self._client.mount(repository, blob.digest, source)
        if place:
            self._client.copy(repository, blob.digest, source, place)

    def _put_whole(self, repository: str, image: Whole) -> None:
        """Each manifest by its digest and under a keep-tag of its own: a collection that minds tags alone spares it."""
        if not image.single:
            for part in image.parts:
                own = Whole(part.descriptor.digest, part.content, part.descriptor.media_type, (), single=True)
                self._put_whole(repository, own)
        for name in (image.digest, keep_tag(image.digest)):
            self._put(repository, name, image)

    def _put(self, repository: str, name: str, image: Whole) -> None:
        found = self._client.holds_manifest(repository, name)
        if found is not None and found[0] == image.digest:
            return
        self._client.put_manifest(repository, name, image.content, image.media_type)
        stored = self._client.holds_manifest(repository, name)
        if stored is None or stored[0] != image.digest:
            raise RegistryAway(f"{repository}:{name} does not hold {image.digest} after it was put there")


def _tag(found: tuple[str, Whole]) -> str:
    return found[0]


def _lying(one: Descriptor) -> LyingManifest:
    platform = "" if one.platform is None or one.attests else str(one.platform)
    return LyingManifest(one.digest, one.media_type, one.size, platform)


def _each_once(images: Collection[Whole]) -> Iterator[Descriptor]:
    seen: set[str] = set()
    for part in (part for image in images for part in image.parts):
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
